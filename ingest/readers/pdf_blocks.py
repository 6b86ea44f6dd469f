"""Pages of characters and rules, recognised ones among them, to paragraphs and table rows in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf_lines import PageLines, pieces_of, without_running_lines
from ingest.readers.pdf_page import PageContent
from ingest.readers.pdf_tables import Table, goes_on, rows_of_tables, tables_on
from ingest.readers.printed_lines import Piece, paragraphs
from kb.document import Block

_PLACE = "\ufdd0"  # begins the piece that keeps a table's place; no character that a text could have


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page's `lines` outside of tables, the tables of its text layer, and the rows of each table recognised on it."""

    lines: PageLines
    tables: tuple[Table, ...] = ()
    recognised: tuple[tuple[Block, ...], ...] = ()


def text_page(content: PageContent) -> PrintedPage:
    """What the text layer of a page says."""
    tables = tables_on(content)
    inside = frozenset[int]().union(*(table.inside for table in tables))
    free = [char for at, char in enumerate(content.chars) if at not in inside]
    return PrintedPage(PageLines(content.number, content.height, tuple(pieces_of(free))), tuple(tables))


def blocks_of(pages: Sequence[PrintedPage]) -> tuple[Block, ...]:
    """The paragraphs and rows of `pages` in reading order; tables are numbered from 0."""
    cleaned = without_running_lines([page.lines for page in pages])
    groups: list[list[Block]] = []  # of rows; a piece that prints nothing keeps the place of each
    placed = {lines.number: list(lines.pieces) for lines in cleaned}
    for chain in _chains(pages, cleaned):
        placed[chain[0].page].append(_placeholder(len(groups), chain[0].top, placed[chain[0].page]))
        groups.append(rows_of_tables(chain))
    for page in pages:
        for table in page.recognised:
            top = table[0].regions[0].box[1] * page.lines.height
            placed[page.lines.number].append(_placeholder(len(groups), top, placed[page.lines.number]))
            groups.append(list(table))
    blocks: list[Block] = []
    tables = 0
    for block in paragraphs(list(placed.items())):
        if not block.text.startswith(_PLACE):
            blocks.append(block)
            continue
        rows = groups[int(block.text[1:])]
        before = blocks[-1] if blocks else None
        if before is None or before.table is None or not _continues(before, rows[0]):
            tables += 1
        blocks += [replace(row, table=tables - 1) for row in rows]
    return tuple(blocks)


def _chains(pages: Sequence[PrintedPage], cleaned: Sequence[PageLines]) -> list[list[Table]]:
    """The tables of the text layer, each with its continuations on the pages behind, where nothing stands between."""
    chains: list[list[Table]] = []
    last: Table | None = None  # with which the page before ends
    for page, lines in zip(pages, cleaned, strict=True):
        bases = [piece.base for piece in lines.pieces]
        for at, table in enumerate(page.tables):
            leads = at == 0 and all(base > table.top for base in bases)
            if leads and last is not None and goes_on(last, table):
                chains[-1].append(table)
            else:
                chains.append([table])
        ends = bool(page.tables) and all(base < page.tables[-1].bottom for base in bases)
        last = page.tables[-1] if ends else None
    return chains


def _placeholder(number: int, top: float, pieces: Sequence[Piece]) -> Piece:
    """A piece that no line is joined to and that stands on no line of `pieces`, just below `top`."""
    base = top + 1.0
    while any(abs(piece.base - base) < 1.0 for piece in pieces):
        base += 0.5
    left = min((piece.left for piece in pieces), default=0.0)
    return Piece(f"{_PLACE}{number}", left, left + 1.0, base, 1.0, (0.0, 0.0, 0.0, 0.0), spaced=True)


def _continues(before: Block, row: Block) -> bool:
    """Whether a recognised table that begins with `row` goes on with the one that ends with `before`."""
    recognised = all(region.confidence is not None for each in (before, row) for region in each.regions)
    same = before.cells is not None and row.cells is not None and len(before.cells) == len(row.cells)
    return recognised and same and before.page is not None and row.page == before.page + 1
