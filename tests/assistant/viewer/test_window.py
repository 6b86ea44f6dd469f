"""Stretches tile the text, whatever it is made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.viewer.window import SIZE, after, around, before, cut_before
from kb.document import Clause, ClauseKind, Document, TableRow


def document(text: str, rows: tuple[TableRow, ...] = ()) -> Document:
    root = Clause(0, None, 0, ClauseKind.ROOT, "", "", 0, len(text), len(text))
    return Document("甲", text, (root,), "a.txt", "txt", rows=rows)


def row(start: int, end: int) -> TableRow:
    return TableRow(0, start, end, ((start, end),))


LINES = st.lists(st.sampled_from(["", "一行", "很长" * 3000, "长" * 25_000]), max_size=12)


@given(LINES)
def test_going_on_from_stretch_to_stretch_reads_everything_once(lines: list[str]) -> None:
    made = document("\n".join(lines))
    at, read = 0, ""
    while at < len(made.text):
        start, end = after(made, at)
        assert start == at < end
        assert end - start <= SIZE
        read += made.text[start:end]
        at = end
    assert read == made.text


@given(LINES)
def test_going_back_reads_everything_once(lines: list[str]) -> None:
    made = document("\n".join(lines))
    at, read = len(made.text), ""
    while at > 0:
        start, end = before(made, at)
        assert start < end == at
        read = made.text[start:end] + read
        at = start
    assert read == made.text


@given(LINES, st.integers(0, 80_000))
def test_what_is_looked_for_is_in_the_first_stretch(lines: list[str], offset: int) -> None:
    made = document("\n".join(lines))
    at = min(offset, max(len(made.text) - 1, 0))
    start, end = around(made, at)
    assert start <= at
    assert at < end or not made.text


def test_a_table_row_is_never_cut() -> None:
    made = document("甲" * 100 + "\n" + "乙\n" * 5000, (row(101, 10_101),))
    assert cut_before(made, 6000) == 101
    assert after(made, 101) == (101, 101 + SIZE)  # a row larger than a stretch is cut after all
