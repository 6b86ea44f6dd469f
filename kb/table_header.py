"""Which rows of a table are its header: labels over the columns of the rows below."""

from __future__ import annotations

import re
from itertools import groupby

from kb.document import Document, TableRow
from kb.normal_form import fold

_MAX_LABEL = 20  # a longer cell is wording, not a label
_CAPTIONS = 3  # rows above the header that hold one text only: the table's caption, its unit of measure
_FIGURE = re.compile(r"[\d.,%/~-]+|\d.*[年月日元亩人个项次]")


def header_rows(document: Document) -> tuple[tuple[TableRow, ...], ...]:
    """For each of `Document.rows` the rows over it that label its columns, one or two; empty for a header and without.

    A table that goes on behind a page break without a header of its own, under as many columns, keeps the one before.
    """
    found: list[tuple[TableRow, ...]] = []
    before: tuple[TableRow, ...] = ()
    last_end = 0
    for _, group in groupby(document.rows, key=lambda row: row.table):
        rows = list(group)
        first, height = _header(document, rows)
        if height:
            before = tuple(rows[first : first + height])
        elif not before or document.text[last_end : rows[0].start].strip() or _width(rows[0]) != _width(before[-1]):
            before = ()
        found += [before if number >= first + height else () for number in range(len(rows))]
        last_end = rows[-1].end
    return tuple(found)


def label_words(document: Document, header: tuple[TableRow, ...]) -> str:
    """The labels of a header in one line, each once; empty for none."""
    cells = (document.text[start:end].strip() for row in header for start, end in row.cells)
    return " ".join(dict.fromkeys(re.sub(r"\s+", "", cell) for cell in cells if cell))


def _header(document: Document, rows: list[TableRow]) -> tuple[int, int]:
    """Where the header of a table begins and how many rows it takes: 0 where it has none."""
    first = 0
    while first < min(_CAPTIONS, len(rows) - 1) and len(set(filter(None, _cells(document, rows[first])))) < 2:
        first += 1
    if len(rows) - first < 2 or not _labels(_cells(document, rows[first])):
        return 0, 0
    top = _cells(document, rows[first])
    merged = len(set(top)) < len(top)  # a label over several columns is empty or repeated to its right
    two = merged and len(rows) - first > 2 and _labels(_cells(document, rows[first + 1]))
    return first, 2 if two else 1


def _labels(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(set(filled)) > 1 and all(len(cell) <= _MAX_LABEL and not _FIGURE.fullmatch(cell) for cell in filled)


def _cells(document: Document, row: TableRow) -> list[str]:
    return [fold(document.text[start:end]) for start, end in row.cells]


def _width(row: TableRow) -> int:
    return len(row.cells)
