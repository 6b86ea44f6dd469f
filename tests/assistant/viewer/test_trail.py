"""Citations in an address."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from assistant.answer import Citation
from assistant.viewer.trail import Stop, address_of, checksum, read_trail, stop_of, trail_of


def citation(marker: int, quote: str = "三万亩") -> Citation:
    return Citation(marker, f"0a1b2c3{marker}", "甲", None, (), quote, 5, 8, None, "in_force")


def test_an_address_gives_back_the_citations() -> None:
    citations = [citation(1), citation(2, "\ud800坏字")]
    trail = [stop_of(each) for each in citations]
    parts = urlsplit(address_of(trail[1], trail))
    query = parse_qs(parts.query)
    assert parts.path == "/source/0a1b2c32"
    assert parts.fragment == "quote"
    assert (query["start"], query["end"]) == (["5"], ["8"])
    assert query["check"] == [checksum("\ud800坏字")]
    assert read_trail(query["cites"][0]) == tuple(trail) == read_trail(trail_of(citations))


@pytest.mark.parametrize(
    "text", ["", "~", "x", "1.0a1b2c3d.5.9", "1.<script>.5.9.00000000", "1.0a1b2c3d.-5.9.00000000"]
)
def test_what_is_no_trail_is_nothing(text: str) -> None:
    assert read_trail(text) == ()


def test_a_long_answer_does_not_make_an_endless_address() -> None:
    text = "~".join(str(Stop(1, "0a1b2c3d", 1, 2, "00000000")) for _ in range(5000))
    assert len(read_trail(text)) == 200
