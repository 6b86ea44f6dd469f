"""Ruled tables of PDF pages: cells from the rules, texts from the characters within, rows that go on over pages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.readers.pdf_lines import pieces_of, rows_of
from ingest.readers.pdf_page import Box, Char, PageContent
from kb.document import Block, Region

_TOLERANCE = 3.0  # points by which rules that are meant to meet miss each other
_MAX_RULES = 8_000  # before and
_MAX_EDGES = 600  # after joining; more is a drawing
_MAX_MEETINGS = 3_000
_OPEN_RULES = 3  # level rules that end together where a table has no rule at its side
_PADDING = 11.0  # points between the text of a cell and its rules, both sides together
_ROOM = 1.7  # characters that must have been left on a line for its break to be the writer's
_JOINED_BEFORE = tuple("，、；。：,;:")
_SENTENCE_END = tuple("。；！？.;!?")
_SAME_COLUMN = 6.0  # points by which a column's edge may move from page to page
_BASE_TO_MIDDLE = 0.35  # of the print's size


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, and the place of its printed lines within that text."""

    text: str = ""
    regions: tuple[Region, ...] = ()


_NO_CELL = Cell()  # where another cell of the row spans


@dataclass(frozen=True, slots=True)
class Table:
    """One table on one page; `columns` are the edges of its columns from the left in points, `top` and `bottom` too.

    Each of `rows` has a cell for every column: what spans columns is in the first, what spans rows in each of them.
    """

    page: int
    top: float
    bottom: float
    columns: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    inside: frozenset[int]  # places in the page's `chars`


def tables_on(page: PageContent) -> list[Table]:
    """The ruled tables of `page` that have at least two columns and text in two cells, from the top."""
    if len(page.rules) < 4 or len(page.rules) > _MAX_RULES:
        return []
    found = [_table(page, cells) for cells in _cell_groups(page.rules)]
    return sorted((table for table in found if table is not None), key=lambda table: table.top)


def _cell_groups(rules: Sequence[Box]) -> list[list[Box]]:
    """The cells of each table that `rules` make up."""
    from pdfplumber import table as ruling

    edges = ruling.merge_edges([_edge(rule) for rule in rules], _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    if len(edges) > _MAX_EDGES:
        return []
    edges += _open_sides(edges)
    meetings = ruling.edges_to_intersections(edges, _TOLERANCE, _TOLERANCE)
    if len(meetings) > _MAX_MEETINGS:
        return []
    return ruling.cells_to_tables(ruling.intersections_to_cells(meetings))


def _edge(rule: Box) -> dict[str, Any]:
    left, top, right, bottom = rule
    if right - left >= bottom - top:
        return _line(left, (top + bottom) / 2, right, (top + bottom) / 2)
    return _line((left + right) / 2, top, (left + right) / 2, bottom)


def _line(left: float, top: float, right: float, bottom: float) -> dict[str, Any]:
    """A rule as pdfplumber takes it."""
    sizes = {"width": right - left, "height": bottom - top, "orientation": "h" if top == bottom else "v"}
    return {"x0": left, "x1": right, "top": top, "bottom": bottom} | sizes


def _open_sides(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rules that tables without a frame at the sides lack: where several level rules end beyond the upright ones."""
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    ends: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for edge in edges:
        if edge["orientation"] == "h" and any(_meet(edge, each) for each in upright):
            for side in ("x0", "x1"):
                ends[side, round(edge[side] / _TOLERANCE)].append(edge)
    added = []
    for (side, _), level in ends.items():
        x, top, bottom = level[0][side], min(e["top"] for e in level), max(e["top"] for e in level)
        ruled = any(
            abs(each["x0"] - x) < 2 * _TOLERANCE and each["top"] < bottom and top < each["bottom"] for each in upright
        )
        if len(level) >= _OPEN_RULES and not ruled:
            added.append(_line(x, top, x, bottom))
    return added


def _meet(level: dict[str, Any], upright: dict[str, Any]) -> bool:
    return bool(
        level["x0"] - _TOLERANCE <= upright["x0"] <= level["x1"] + _TOLERANCE
        and upright["top"] - _TOLERANCE <= level["top"] <= upright["bottom"] + _TOLERANCE
    )


def _table(page: PageContent, cells: Sequence[Box]) -> Table | None:
    columns = sorted({edge for cell in cells for edge in (cell[0], cell[2])})
    lines = sorted({edge for cell in cells for edge in (cell[1], cell[3])})
    if len(columns) < 3 or len(lines) < 2:
        return None
    owners: dict[tuple[int, int], int] = {}
    spans = []
    for number, (left, top, right, bottom) in enumerate(cells):
        span = (lines.index(top), lines.index(bottom), columns.index(left), columns.index(right))
        spans.append(span)
        owners |= {(row, column): number for row in range(*span[:2]) for column in range(*span[2:])}
    chars: dict[int, list[int]] = defaultdict(list)
    for at, char in enumerate(page.chars):
        row = bisect_right(lines, char.base - _BASE_TO_MIDDLE * char.size) - 1
        column = bisect_right(columns, (char.left + char.right) / 2) - 1
        if (row, column) in owners:
            chars[owners[row, column]].append(at)
    if len(chars) < 2:
        return None
    read = {
        number: _cell([page.chars[at] for at in inside], cells[number], page.number) for number, inside in chars.items()
    }
    rows = [[_NO_CELL] * (len(columns) - 1) for _ in lines[1:]]
    for number, (first, last, left_column, _) in enumerate(spans):
        cell = read.get(number, Cell())  # one for all its rows: that is how its span is known later
        for row in range(first, last):
            rows[row][left_column] = cell
    inside = frozenset(at for each in chars.values() for at in each)
    kept = tuple(tuple(row) for row in rows if any(cell.text for cell in row))
    return Table(page.number, lines[0], lines[-1], tuple(columns), kept, inside)


def _cell(chars: Sequence[Char], box: Box, page: int) -> Cell:
    """The lines of a cell in one text: without a break where the line was full, with a space where it was not."""
    text, regions = "", []
    room = 0.0
    for row in rows_of(pieces_of(chars)):
        line = " ".join(piece.text for piece in row).strip()
        if not line:
            continue
        full = room < _PADDING + _ROOM * row[0].size
        latin = text[-1:].isascii() and text[-1:].isalnum() and line[0].isascii() and line[0].isalnum()
        text += "" if not text or text.endswith(_JOINED_BEFORE) or (full and not latin) else " "
        boxes = [piece.box for piece in row]
        place = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
        regions.append(Region(len(text), len(text) + len(line), page, place))
        text += line
        room = (box[2] - box[0]) - (row[-1].right - row[0].left)
    return Cell(text.replace("\t", " "), tuple(regions))


def goes_on(table: Table, following: Table) -> bool:
    """Whether `following`, first on the page behind `table`, is its continuation: the same columns, or the same header."""
    if following.page != table.page + 1 or len(table.columns) != len(following.columns):
        return False
    same = all(
        abs((one - table.columns[0]) - (other - following.columns[0])) < _SAME_COLUMN
        for one, other in zip(table.columns, following.columns, strict=True)
    )
    return same or _texts(table.rows[0]) == _texts(following.rows[0])


def rows_of_tables(tables: Sequence[Table]) -> list[Block]:
    """The rows of `tables`, which are one table over several pages, numbered 0.

    The header is there once, a row that a page break parts is one, columns without any text are left out.
    """
    header = [_texts(row) for row in tables[0].rows]
    rows = [(tables[0].page, row) for row in tables[0].rows]
    for table in tables[1:]:
        first = 0
        while first < min(len(header) - 1, len(table.rows)) and _texts(table.rows[first]) == header[first]:
            first += 1
        added = list(table.rows[first:])
        if added and _is_rest(rows[-1][1], added[0]):
            page, cut = rows.pop()
            rows.append((page, tuple(_continued(*pair) for pair in zip(cut, added.pop(0), strict=True))))
        elif added:
            above = rows[-1][1]
            added = _filled(added, above)
        rows += [(table.page, row) for row in added]
    columns = [at for at in range(len(tables[0].columns) - 1) if any(row[at].text for _, row in rows)]
    return [_block(page, [row[at] for at in columns]) for page, row in rows]


def _texts(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(re.sub(r"\s", "", cell.text) for cell in row)


def _is_rest(before: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Whether `row`, first on its page, is the rest of `before`: without a number, its texts going on in mid-sentence."""
    if row[0].text:
        return False
    pairs = [(one, other) for one, other in zip(before, row, strict=True) if other.text]
    return bool(pairs) and all(one.text and not one.text.endswith(_SENTENCE_END) for one, _ in pairs)


def _continued(cell: Cell, rest: Cell) -> Cell:
    if not rest.text:
        return cell
    start = len(cell.text)
    moved = [replace(region, start=region.start + start, end=region.end + start) for region in rest.regions]
    return Cell(cell.text + rest.text, (*cell.regions, *moved))


def _filled(rows: Sequence[tuple[Cell, ...]], above: Sequence[Cell]) -> list[tuple[Cell, ...]]:
    """`rows`, the first on their page, with the empty first cells taken from `above`: what spans both is printed once."""
    taken: dict[int, Cell] = {}
    for cell, over in zip(rows[0][:-1], above, strict=False):
        if cell.text or cell is _NO_CELL:
            break
        taken[id(cell)] = over
    return [tuple(taken.get(id(cell), cell) for cell in row) for row in rows]


def _block(page: int, cells: Sequence[Cell]) -> Block:
    """A row as a block; a part of it that stands on the next page is behind a page break."""
    regions: list[Region] = []
    start = 0
    for cell in cells:
        regions += [replace(each, start=each.start + start, end=each.end + start) for each in cell.regions]
        start += len(cell.text) + 1
    texts = tuple(cell.text for cell in cells)
    return Block("\t".join(texts), page=page, table=0, cells=texts, regions=tuple(regions))
