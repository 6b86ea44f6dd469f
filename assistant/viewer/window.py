"""Stretches of a document's text: a long one is shown a stretch at a time, cut between lines and between table rows."""

from __future__ import annotations

from bisect import bisect_right

from kb.document import Document

SIZE = 9_000  # characters of a stretch
_BEFORE = 2_000  # that the first one begins before what is looked for

Stretch = tuple[int, int]


def around(document: Document, offset: int) -> Stretch:
    """The stretch in which `offset` is first shown."""
    start = cut_before(document, offset - _BEFORE) if offset > _BEFORE else 0
    if offset - start >= SIZE // 2:  # behind a very long line
        start = offset - _BEFORE
    return start, _end(document, start)


def after(document: Document, start: int) -> Stretch:
    """The stretch that begins at `start`."""
    begin = min(max(start, 0), len(document.text))
    return begin, _end(document, begin)


def before(document: Document, end: int) -> Stretch:
    """The stretch that ends at `end`."""
    stop = min(max(end, 0), len(document.text))
    return cut_before(document, stop - SIZE) if stop > SIZE else 0, stop


def cut_before(document: Document, offset: int) -> int:
    """The last beginning of a line or table row at or before `offset`; `offset` itself inside of an endless line."""
    at = min(max(offset, 0), len(document.text))
    row = bisect_right(document.rows, at, key=lambda each: each.start) - 1
    if row >= 0 and document.rows[row].start <= at < document.rows[row].end:
        return document.rows[row].start
    line = document.text.rfind("\n", 0, at) + 1
    return line if at - line < SIZE else at


def _end(document: Document, start: int) -> int:
    if start + SIZE >= len(document.text):
        return len(document.text)
    end = cut_before(document, start + SIZE)
    return end if end - start >= SIZE // 2 else start + SIZE
