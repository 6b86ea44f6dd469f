"""Recognised lines to blocks: paragraphs as for any printed page, ruled tables as rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from ingest.readers.ocr import Line
from ingest.readers.printed_lines import Piece, paragraphs
from kb.document import Block, Region

_A4_WIDTH_MM = 210.0
_NARROW = re.compile(r"[ -~·]")
_BOX_HEIGHT = 1.4  # of a detected box, in heights of the print; where a page has no long line to measure by
_MEASURED_CHARS = 8  # from which a line's length tells the size of its print
_BODY = 0.15  # print that differs by less from the page's usual size has it
_UNEVEN_LEFT, _UNEVEN_RIGHT = (
    0.8,
    2.2,
)  # characters by which edges of full lines differ: found, not known as in a text PDF
_ROOM = 1.3  # characters that a line in a cell may end before the column's longest and still be full


def blocks_of(pages: Sequence[tuple[int, Sequence[Line]]]) -> tuple[Block, ...]:
    """Paragraphs and table rows of recognised `pages` (number, lines), in reading order, with regions."""
    blocks = list(paragraphs([(number, pieces_of(lines)) for number, lines in pages]))
    tables = 0
    for number, lines in pages:
        for rows in tables_of(number, lines, tables):
            at = _place(blocks, rows[0].regions[0])
            last = blocks[at - 1] if at else None
            if last is not None and _continues(last, rows[0]):
                blocks[at:at] = [replace(row, table=last.table) for row in rows]
            else:
                blocks[at:at] = rows
                tables += 1
    return tuple(blocks)


def pieces_of(lines: Sequence[Line], width: float = _A4_WIDTH_MM) -> list[Piece]:
    """The lines outside of tables of one page, `width` units wide, with the size of their print."""
    sizes = _sizes(lines)
    left, right = _margins(lines)
    return [
        Piece(
            line.text,
            width * (left if abs(line.level[0] - left) < _UNEVEN_LEFT * size else line.level[0]),
            width * (right if abs(line.level[2] - right) < _UNEVEN_RIGHT * size else line.level[2]),
            (line.level[1] + line.level[3]) / 2 * width + size * width / 2,
            size * width,
            line.box,
            line.confidence,
        )
        for line, size in zip(lines, sizes, strict=True)
        if line.cell is None
    ]


def tables_of(number: int, lines: Sequence[Line], first: int = 0) -> list[list[Block]]:
    """The rows of each ruled table of page `number`, from the top; tables are numbered from `first`."""
    found = []
    inside = [line for line in lines if line.cell is not None]
    for table, group in groupby(inside, key=lambda line: line.cell[0] if line.cell else 0):
        members = list(group)
        columns = 1 + max(line.cell[2] for line in members if line.cell)
        ends = [
            max((line.level[2] for line in members if line.cell and line.cell[2] == at), default=0.0)
            for at in range(columns)
        ]
        rows = groupby(members, key=lambda line: line.cell[1] if line.cell else 0)
        found.append([_row(number, list(row), first + table, ends) for _, row in rows])
    return found


def _sizes(lines: Sequence[Line]) -> list[float]:
    """The size of each line's print as a share of the page's width, from the room that its characters take."""
    heights = [line.level[3] - line.level[1] for line in lines]
    wide_chars = [len(line.text) - 0.5 * len(_NARROW.findall(line.text)) for line in lines]
    across = [(line.level[2] - line.level[0]) / max(count, 1) for line, count in zip(lines, wide_chars, strict=True)]
    long = [at for at, line in enumerate(lines) if len(line.text) >= _MEASURED_CHARS]
    ratio = median(heights[at] / across[at] for at in long) if long else _BOX_HEIGHT
    sizes = [across[at] if at in long else min(across[at], heights[at] / ratio) for at in range(len(lines))]
    usual = median(sizes) if sizes else 0.0
    return [usual if abs(size - usual) < _BODY * usual else size for size in sizes]


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Where the long lines outside of tables begin and end, as shares of the page's width."""
    boxes = sorted((line.level for line in lines if line.cell is None), key=lambda box: box[2] - box[0])
    long = boxes[len(boxes) // 2 :]
    if not long:
        return 0.0, 1.0
    return min(box[0] for box in long), sorted(box[2] for box in long)[len(long) * 3 // 4]


def _row(number: int, lines: Sequence[Line], table: int, ends: Sequence[float]) -> Block:
    """One row; `ends` are the right edges of the columns' longest lines."""
    cells: list[str] = []
    regions: list[Region] = []
    offset = 0
    for column, end in enumerate(ends):
        inside = [line for line in lines if line.cell and line.cell[2] == column]
        sizes = _sizes(inside)
        text = ""
        for at, line in enumerate(inside):
            full = at == 0 or inside[at - 1].level[2] > end - _ROOM * sizes[at - 1]
            text += "" if full or text.endswith(tuple("，、；。：")) else " "
            start = offset + len(text)
            regions.append(Region(start, start + len(line.text), number, line.box, line.confidence))
            text += line.text
        cells.append(text)
        offset += len(text) + 1
    return Block("\t".join(cells), page=number, table=table, cells=tuple(cells), regions=tuple(regions))


def _continues(last: Block, row: Block) -> bool:
    """Whether `row`, right behind `last`, goes on with its table on the next page: it has as many columns."""
    if last.cells is None or last.page is None or row.cells is None:
        return False
    return row.page == last.page + 1 and len(row.cells) == len(last.cells)


def _place(blocks: Sequence[Block], region: Region) -> int:
    """Where a table that begins at `region` comes among `blocks`: before the first that begins below it."""
    for at, block in enumerate(blocks):
        begin = block.regions[0]
        if (begin.page, begin.box[1]) > (region.page, region.box[1]):
            return at
    return len(blocks)
