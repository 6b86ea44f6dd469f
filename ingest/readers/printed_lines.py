"""Pieces of print on pages to paragraphs: lines by position, columns one after the other, lines joined to paragraphs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import itemgetter
from statistics import median, median_high

from ingest.headings import heading_of
from kb.document import Block, Region

Box = tuple[float, float, float, float]

_PAGE_NUMBER = re.compile(r"^[-—–\s·]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/，,共]+\s*\d{1,4}\s*页?)?[-—–\s·]*$")
_WIDE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]")
_SAME_SIZE = 0.18  # relative difference of print up to which two lines may belong together
_SHORT = 1.6  # characters that a line may end before the margin and still be full
_MIN_FULL = 10  # characters of a line that goes on in the next; columns narrower than this do not occur
_INDENT = 1.2  # characters behind the margin from which a line begins a paragraph
_DEEP = 4.0  # characters; what begins further in is centred
_MIN_INDENTED = 0.05  # of the lines, in print that sets off its paragraphs by indents
_SENTENCE_ENDS = ("。", "！", "？", "；", "：")
_LARGER = 1.2  # times the usual space between lines, that sets off a paragraph
_MOSTLY = 0.6  # of the ends of paragraphs
_LIST_INDENT = 6.0  # characters by which a list may stand behind the text's margin
_MIN_TOGETHER = 3  # lines that show a margin, or a habit
_ANNEX_NAME = re.compile(r"附\s*件\s*[:：]\s*(?:\d{1,2}\s*[.．、])?\s*")
_ANNEX_MARK = re.compile(r"附\s*[件表]\s*(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})?(?:[:：]|$)")
_MAX_NAME_LINES = 3
_NAME_SHORT = 12.0  # characters that the lines of a name may end before the margin; they are often indented there too
_GAP = 1.3  # characters of space between columns
_CELL_GAP = 2.5  # characters of space between the cells of a table
_MIN_COLUMN_LINES = 6
_MIN_FILLED = 0.55  # of a column's width, for its lines on average: running text, not the cells of a table
_MAX_CROSSING = 0.15  # of the lines may run across a gutter


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters on one line: from `left` to `right` along it, `base` across it, in units of the page; `size` of print.

    `box` is where they stand, in 0-1 of the page. `confidence` is the recogniser's, if any.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    box: Box
    confidence: float | None = None
    spaced: bool = False  # there is room for columns between its words


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One printed line with its margins, those of the column that it stands in."""

    piece: Piece
    page: int
    margins: tuple[float, float]


def paragraphs(pages: Sequence[tuple[int, Sequence[Piece]]]) -> tuple[Block, ...]:
    """The paragraphs of `pages` (number, pieces), each with its printed lines as regions; running heads are left out.

    >>> box = (0.1, 0.1, 0.9, 0.2)
    >>> lines = [Piece("全年新造林三万亩，并且", 10, 120, 10, 10, box), Piece("管护好。", 10, 50, 25, 10, box)]
    >>> [block.text for block in paragraphs([(1, lines)])]
    ['全年新造林三万亩，并且管护好。']
    """
    kept = _without_furniture([(number, _in_order(pieces)) for number, pieces in pages])
    lines = _with_settled_margins([line for page in kept for line in page])
    indented = sum(map(_is_indented, lines)) >= _MIN_INDENTED * len(lines)
    leading = None if indented else _leading(lines)
    blocks: list[Block] = []
    previous: PrintedLine | None = None
    for line in lines:
        ended = not indented and leading is None and blocks and blocks[-1].text.endswith(_SENTENCE_ENDS)
        apart = previous is not None and leading is not None and _advance(previous, line) > _LARGER * leading
        goes_on = previous is not None and not ended and not apart and _goes_on(previous, line)
        if previous is not None and (goes_on or _hangs(blocks[-1], previous, line)):
            blocks[-1] = _extended(blocks[-1], line)
        else:
            blocks.append(_extended(None, line))
        previous = line
    return tuple(blocks)


def _in_order(pieces: Sequence[Piece]) -> list[tuple[Piece, tuple[float, float]]]:
    """The lines of a page in reading order, each with the margins of its column."""
    rows = _rows(pieces)
    segments = [segment for row in rows for segment in _segments(row)]
    gutters = _gutters(segments)
    if not gutters:
        whole = [_merged(row) for row in rows]
        margins = _margins(whole)
        return [(piece, margins) for piece in whole]
    width = median(each.right - each.left for each in segments)
    size = median(each.size for each in segments)
    ordered: list[Piece] = []
    columns: list[list[Piece]] = [[] for _ in range(len(gutters) + 1)]
    members: list[list[Piece]] = [[] for _ in columns]
    for row in rows:
        parts = _segments(row)
        crossing = [part for part in parts if any(part.left < gutter < part.right for gutter in gutters)]
        if any(part.right - part.left > 1.1 * width or part.size > 1.15 * size for part in crossing):
            # A line across columns, no caption between two of them, ends what stands above it.
            ordered += [*(each for column in columns for each in column), _merged(row)]
            columns = [[] for _ in columns]
            continue
        for at in range(len(columns)):
            if here := [part for part in parts if _column(part, gutters) == at]:
                columns[at].append(_merged(here))
                members[at].append(columns[at][-1])
    ordered += [each for column in columns for each in column]
    own = {id(each): found for column in members for found in [_margins(column)] for each in column}
    across = _margins([each for each in ordered if id(each) not in own])
    return [(each, own.get(id(each), across)) for each in ordered]


def _column(piece: Piece, gutters: list[float]) -> int:
    return sum((piece.left + piece.right) / 2 >= gutter for gutter in gutters)


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces on one base line together, left to right; rows top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: (each.base, each.left)):
        if rows and abs(rows[-1][0].base - piece.base) < 0.45 * min(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_once(sorted(row, key=lambda each: each.left)) for row in rows]


def _once(row: list[Piece]) -> list[Piece]:
    """`row` without what is printed twice in one place, which is how some writers set bold."""
    kept: list[Piece] = []
    for piece in row:
        if not any(other.text == piece.text and abs(other.left - piece.left) < 0.3 * piece.size for other in kept[-3:]):
            kept.append(piece)
    return kept


def _segments(row: list[Piece]) -> list[Piece]:
    """`row` in parts, split where there is room for more than a character."""
    parts: list[list[Piece]] = [[row[0]]]
    for before, piece in pairwise(row):
        if piece.left - before.right > _GAP * max(before.size, piece.size):
            parts.append([piece])
        else:
            parts[-1].append(piece)
    return [_merged(part) for part in parts]


def _merged(row: Sequence[Piece]) -> Piece:
    text = row[0].text
    for before, piece in pairwise(row):
        gap = piece.left - before.right
        wide = bool(_WIDE.search(text[-1:] + piece.text[:1]))
        text += (" " if gap > (0.9 if wide else 0.25) * piece.size else "") + piece.text
    boxes = [piece.box for piece in row]
    sure = [piece.confidence for piece in row if piece.confidence is not None]
    return Piece(
        re.sub(" {2,}", " ", text).strip(),
        row[0].left,
        max(piece.right for piece in row),
        row[0].base,
        max(piece.size for piece in row),
        (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)),
        min(sure) if sure else None,
        any(piece.spaced for piece in row)
        or any(piece.left - before.right > _CELL_GAP * piece.size for before, piece in pairwise(row)),
    )


def _gutters(segments: list[Piece]) -> list[float]:
    """Where a page with columns of running text is parted; none for other pages."""
    if len(segments) < 2 * _MIN_COLUMN_LINES:
        return []
    left, right = min(each.left for each in segments), max(each.right for each in segments)
    places = [left + (right - left) * share / 200 for share in range(40, 161)]
    free = [
        sum(each.left < place < each.right for each in segments) <= _MAX_CROSSING * len(segments) for place in places
    ]
    gaps = [
        [place for place, _ in group]
        for is_free, group in groupby(zip(places, free, strict=True), itemgetter(1))
        if is_free
    ]
    gutters = [gap[len(gap) // 2] for gap in gaps]
    edges = [left, *gutters, right]
    for begin, end in pairwise(edges):
        lines = [each for each in segments if begin <= each.left and each.right <= end]
        wide = sum(each.right - each.left for each in lines) / max(len(lines), 1)
        if len(lines) < _MIN_COLUMN_LINES or wide < _MIN_FILLED * (end - begin):
            return []
    return gutters


def _margins(lines: Sequence[Piece]) -> tuple[float, float]:
    """Where the lines of a column begin and end: its full lines' left and right edges."""
    if not lines:
        return 0.0, 0.0
    longest = sorted(lines, key=lambda each: each.right - each.left)[len(lines) // 2 :]
    return min(each.left for each in longest), sorted(each.right for each in longest)[len(longest) * 3 // 4]


def _without_furniture(pages: list[tuple[int, list[tuple[Piece, tuple[float, float]]]]]) -> list[list[PrintedLine]]:
    """The lines of `pages` without page numbers and without first and last lines that recur on most pages."""
    edges = Counter(line.text for _, lines in pages if lines for line in {lines[0][0], lines[-1][0]})
    running = {text for text, count in edges.items() if count >= 3 and count > len(pages) / 2}
    kept = []
    for number, lines in pages:
        last = len(lines) - 1
        kept.append(
            [
                PrintedLine(piece, number, margins)
                for at, (piece, margins) in enumerate(lines)
                if piece.text
                and not (at in (0, 1, last - 1, last) and (piece.text in running or _PAGE_NUMBER.match(piece.text)))
            ]
        )
    return kept


def _with_settled_margins(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """`lines`, those of columns that have no margin of their own, such as lists, with the margin of the other columns.

    A column has one where several of its lines end together and few beyond.
    """
    columns: dict[tuple[int, tuple[float, float]], list[Piece]] = defaultdict(list)
    for line in lines:
        columns[line.page, line.margins].append(line.piece)
    own = {margins for (_, margins), pieces in columns.items() if _ends_together(pieces, margins[1])}
    settled: dict[tuple[float, float], tuple[float, float]] = {}
    for (_, margins), pieces in columns.items():
        size = max(median(piece.size for piece in pieces), 0.01)
        wider = [
            right for left, right in own if -1.5 < (margins[0] - left) / size < _LIST_INDENT and right > margins[1]
        ]
        if margins not in own and wider:
            settled[margins] = (margins[0], median_high(wider))
    return [replace(line, margins=settled.get(line.margins, line.margins)) for line in lines]


def _ends_together(pieces: Sequence[Piece], right: float) -> bool:
    there = sum(abs(piece.right - right) <= piece.size for piece in pieces)
    beyond = sum(piece.right > right + piece.size for piece in pieces)
    return there >= max(_MIN_TOGETHER, 0.2 * len(pieces)) and beyond <= 0.05 * len(pieces)


def _leading(lines: Sequence[PrintedLine]) -> float | None:
    """From line to line in print that sets off its paragraphs by more space; None for other print."""
    pairs = [
        (before, line)
        for before, line in pairwise(lines)
        if before.page == line.page and before.piece.size == line.piece.size and _advance(before, line) > 0
    ]
    if not pairs:
        return None
    usual = median(_advance(*pair) for pair in pairs)
    ends = [pair for pair in pairs if pair[0].piece.right < pair[0].margins[1] - _SHORT * pair[0].piece.size]
    apart = sum(_LARGER * usual < _advance(*pair) for pair in ends)
    return usual if apart >= max(_MIN_TOGETHER, _MOSTLY * len(ends)) else None


def _advance(before: PrintedLine, line: PrintedLine) -> float:
    """How far down `line` is from `before`; 0 on another page."""
    return line.piece.base - before.piece.base if before.page == line.page else 0.0


def _hangs(block: Block, before: PrintedLine, line: PrintedLine) -> bool:
    """Whether `line` goes on with a name in a list of annexes, whose further lines begin below the first one's name."""
    label = _ANNEX_NAME.match(block.text)
    if label is None or heading_of(line.piece.text) is not None or len(block.regions) > _MAX_NAME_LINES:
        return False
    size = before.piece.size
    narrow = len(re.findall(r"[ -~]", label[0]))
    begin = before.piece.left + (len(label[0]) - narrow / 2) * size * (len(block.regions) == 1)
    full = before.piece.right >= before.margins[1] - _NAME_SHORT * size
    return full and 0 < _advance(before, line) < 3 * size and abs(line.piece.left - begin) < size


def _is_indented(line: PrintedLine) -> bool:
    indent = (line.piece.left - line.margins[0]) / max(line.piece.size, 0.01)
    return _INDENT < indent < _DEEP


def _goes_on(before: PrintedLine, line: PrintedLine) -> bool:
    """Whether `line` goes on with the paragraph whose last line is `before`."""
    first, second = before.piece, line.piece
    size = min(first.size, second.size)
    opens = heading_of(second.text) is not None or _ANNEX_MARK.match(second.text)
    if opens or abs(first.size - second.size) > _SAME_SIZE * size:
        return False
    if first.spaced or second.spaced or len(first.text) < _MIN_FULL:
        return False
    if first.right < before.margins[1] - _SHORT * size or second.left > line.margins[0] + _INDENT * size:
        return False
    return before.page != line.page or second.base <= first.base or second.base - first.base < 3 * size


def _extended(block: Block | None, line: PrintedLine) -> Block:
    piece = line.piece
    if block is None:
        region = Region(0, len(piece.text), line.page, piece.box, piece.confidence)
        return Block(piece.text, page=line.page, regions=(region,))
    joint = "" if _WIDE.search(block.text[-1] + piece.text[0]) else " "
    start = len(block.text) + len(joint)
    region = Region(start, start + len(piece.text), line.page, piece.box, piece.confidence)
    entered = block.page_breaks[-1][1] if block.page_breaks else block.page
    breaks = block.page_breaks if entered == line.page else (*block.page_breaks, (start, line.page))
    return Block(block.text + joint + piece.text, page=block.page, page_breaks=breaks, regions=(*block.regions, region))
