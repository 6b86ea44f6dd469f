"""Text to HTML: escaped, and the right words highlighted."""

from __future__ import annotations

import doctest
import re
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web import conversation, rendering, uploads
from assistant.web.rendering import demonstration_badge, escape, flow, marked, merge, notice, path_line, status_badge
from kb.document import Clause, ClauseKind, Document, TableRow

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&`"
spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


@pytest.mark.parametrize("module", [rendering, conversation, uploads])
def test_worked_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_hostile_text_is_escaped_everywhere() -> None:
    for made in (
        escape(HOSTILE), marked(HOSTILE, 0, len(HOSTILE), [(3, 9)]), notice(HOSTILE), path_line([HOSTILE]),
        status_badge(HOSTILE),
    ):  # fmt: skip
        assert "<script" not in made
        assert "<img" not in made
        assert "\"'" not in made


@pytest.mark.parametrize("control", ["\u202e", "\u2066", "\u200f", "\x00", "\x1b", "\x7f"])
def test_controls_are_shown_by_their_code(control: str) -> None:
    assert escape(f"甲{control}乙") == f"甲‹U+{ord(control):04X}›乙"


def test_line_breaks_and_tabs_stay() -> None:
    assert escape("甲\n乙\t丙") == "甲\n乙\t丙"


@given(st.text(alphabet="甲乙<>&\"'ab", max_size=40), spans)
def test_marking_never_changes_the_text(text: str, chosen: list[tuple[int, int]]) -> None:
    made = marked(text, 0, len(text), chosen)
    assert unescape(re.sub("</?mark>", "", made)) == text
    highlighted = "".join(unescape(part) for part in re.findall("<mark>(.*?)</mark>", made))
    inside = {n for start, end in chosen for n in range(start, min(end, len(text)))}
    assert highlighted == "".join(text[n] for n in sorted(inside))


@given(spans)
def test_merged_spans_are_apart_and_cover_the_same(chosen: list[tuple[int, int]]) -> None:
    made = merge(chosen)
    assert all(left[1] < right[0] for left, right in pairwise(made))
    assert {n for span in made for n in range(*span)} == {n for span in chosen for n in range(*span)}


def test_a_range_shows_only_its_part_of_a_span() -> None:
    assert marked("甲乙丙丁", 1, 3, [(0, 2)]) == "<mark>乙</mark>丙"


def test_status_and_demonstration_in_words() -> None:
    assert "现行" in status_badge("in_force")
    assert "已废止" in status_badge("repealed")
    assert "演示文件" in demonstration_badge(True)
    assert demonstration_badge(False) == ""


def test_lines_become_paragraphs_and_rows_a_table() -> None:
    text = "标题\n任务\t<甲>\n乙\t丙\n末段"
    document = Document(
        "标题", text, (Clause(0, None, 0, ClauseKind.ROOT, "", "", 0, len(text), len(text)),), "a.docx", "docx",
        rows=(TableRow(0, 3, 9, ((3, 5), (6, 9))), TableRow(0, 10, 13, ((10, 11), (12, 13)))),
    )  # fmt: skip
    assert flow(document, 0, len(text), [(6, 9)]) == (
        '<p>标题</p><div class="mc-scroll"><table class="mc-source"><tr><td>任务</td><td><mark>&lt;甲&gt;</mark></td>'
        "</tr><tr><td>乙</td><td>丙</td></tr></table></div><p>末段</p>"
    )
