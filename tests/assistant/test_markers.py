"""Which [n] of an answer are markers, and which its sources write themselves."""

from __future__ import annotations

import pytest

from assistant.answer import Citation
from assistant.markers import markers_in, renumber


def cited(marker: int, quote: str) -> Citation:
    return Citation(marker, "甲", "甲方案", None, (), quote, 0, len(quote), None, "in_force")


@pytest.mark.parametrize(
    ("text", "quotes", "numbers"),
    [
        ("种树。[1]养护。[2]", ["种树。", "养护。"], [1, 2]),
        ("见附件[1]所列。[1]", ["见附件[1]所列。"], [1]),
        ("见附件[2]，另见[3]。[1]养护。[2]", ["见附件[2]，另见[3]。", "养护。"], [1, 2]),
        ("见附件[1]\n所列。[1]", ["见附件[1]\n所列。"], [1]),
        ("第一条见 [1] 。[1]", ["第一条见\t[1]\t；"], [1]),  # as an answer writes it
        ("见附件[1]。[1]", ["此处无[2]。"], [1, 1]),  # what is not quoted there
        ("没有引文[1]", [], [1]),
        ("", [], []),
    ],
)
def test_what_a_quote_holds_is_no_marker(text: str, quotes: list[str], numbers: list[int]) -> None:
    citations = [cited(number, quote) for number, quote in enumerate(quotes, 1)]
    assert [int(match[1]) for match in markers_in(text, citations)] == numbers


def test_only_markers_get_other_numbers() -> None:
    citations = [cited(1, "见附件[1]。")]
    assert renumber("见附件[1]。[1]", citations, lambda number: number + 4) == "见附件[1]。[5]"
