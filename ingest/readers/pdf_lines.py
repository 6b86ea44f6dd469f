"""Characters of PDF pages to pieces of lines; running heads, running feet and page numbers are found and left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.headings import heading_of
from ingest.readers.pdf_page import Char
from ingest.readers.printed_lines import Piece

_WIDE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]")
_SAME_BASE = 0.3  # of the print's size, within which characters stand on one line
_RAISED = 0.6  # the same for smaller print right behind: ², ①
_SMALLER = 0.8
_BACK = 0.6  # characters that one may stand before the end of the one in front
_ROOM = 0.9  # characters of white that end a piece
_SPACE = 0.12  # characters of white that a space in the file must make; some writers put others between scripts
_WORD_ROOM = 0.2  # characters of white between words that are not set apart by a space of the file's own

_N = r"[0-9０-９]{1,4}"
_CN = r"[一二三四五六七八九十百零〇]{1,5}"
_DASH = r"[-—–－─~～·•.\s]*"
PAGE_NUMBER = re.compile(
    rf"{_DASH}(?:{_N}(?:\s*[/／]\s*{_N})?|第\s*(?:{_N}|{_CN})\s*页[\s，,/（(]*(?:共\s*(?:{_N}|{_CN})\s*页)?[)）]?|"
    rf"(?:[Pp]age|PAGE)\s*{_N}(?:\s*(?:of|/)\s*{_N})?|[ivxIVXⅠ-Ⅻⅰ-ⅻ]{{1,6}}){_DASH}"
)
_EDGE = 0.13  # of the page's height, above and below which running lines stand
_EDGE_LINES = 3
_SAME_PLACE = 8.0  # points by which a running line may stand elsewhere
_MOST = 0.6  # of all pages, or of the odd or the even ones, that a running line stands on
_IN_A_ROW = 3  # pages in a row that are enough for one that changes with the chapter
_REST = re.compile(r"[（(]?续上?表[0-9一二三四五六七八九十]*[)）]?")  # above the rest of a table
_OPENING = re.compile(r"^(?:附\s*[件表录图]|专\s*栏|续\s*表|表\s*[0-9０-９一二三四五六七八九十])")


@dataclass(frozen=True, slots=True)
class PageLines:
    """The pieces of page `number` with its height, in the pieces' unit."""

    number: int
    height: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line near the edge of a page: `key` is its text without white space."""

    page: int
    key: str
    base: float
    size: float
    pieces: tuple[Piece, ...]
    outermost: bool


def pieces_of(chars: Sequence[Char]) -> list[Piece]:
    """`chars` in the file's order as pieces of lines, each without room for a column in it.

    >>> box = (0.1, 0.1, 0.2, 0.2)
    >>> chars = [Char("造", 0, 10, 9, 10, box), Char("林", 10, 20, 9, 10, box), Char("3", 50, 55, 9, 10, box)]
    >>> [piece.text for piece in pieces_of(chars)]
    ['造林', '3']
    """
    runs: list[list[Char]] = []
    for char in chars:
        if runs and _follows(runs[-1], char):
            runs[-1].append(char)
        else:
            runs.append([char])
    return [_piece(run) for run in runs]


def _follows(run: Sequence[Char], char: Char) -> bool:
    first, last = run[0], run[-1]
    size = max(first.size, char.size)
    gap = char.left - last.right
    if not -_BACK * size < gap < _ROOM * size or char.left < last.left:
        return False
    off = abs(char.base - first.base)
    if off < _SAME_BASE * size:
        return True
    raised = min(first.size, char.size) < _SMALLER * size and off < _RAISED * size
    return raised and abs(gap) < _SAME_BASE * size


def _piece(run: Sequence[Char]) -> Piece:
    text = run[0].text
    for before, char in pairwise(run):
        text += _white(before, char) + char.text
    main = max(run, key=lambda char: char.size)
    boxes = [char.box for char in run]
    return Piece(
        text,
        run[0].left,
        max(char.right for char in run),
        main.base,
        main.size,
        (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)),
    )


def _white(before: Char, char: Char) -> str:
    """The white space between two characters of a line: the file's own, or the room between two words."""
    room = char.left - before.right
    if char.space and (char.space != " " or room > _SPACE * char.size):
        return char.space
    return " " if room > _WORD_ROOM * char.size and not _WIDE.search(before.text + char.text) else ""


def rows_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces on one base line together, left to right; lines from the top."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: (each.base, each.left)):
        if rows and abs(rows[-1][0].base - piece.base) < 0.45 * min(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def without_running_lines(pages: Sequence[PageLines]) -> list[PageLines]:
    """`pages` without page numbers and without lines that stand in one place on most pages, odd, even or in a row."""
    edges = [edge for page in pages for edge in _edges(page)]
    dropped = {id(piece) for edge in edges if _is_number(edge) or _REST.fullmatch(edge.key) for piece in edge.pieces}
    rest = [edge for edge in edges if not {id(piece) for piece in edge.pieces} & dropped]
    dropped |= {id(piece) for edge in _running(rest, [page.number for page in pages]) for piece in edge.pieces}
    return [replace(page, pieces=tuple(piece for piece in page.pieces if id(piece) not in dropped)) for page in pages]


def _edges(page: PageLines) -> list[_Edge]:
    rows = rows_of(page.pieces)
    found = []
    for at, row in enumerate(rows):
        place = min(at, len(rows) - 1 - at)
        base = row[0].base
        if place < _EDGE_LINES and not _EDGE * page.height < base < (1 - _EDGE) * page.height:
            key = re.sub(r"\s", "", "".join(piece.text for piece in row))
            found.append(_Edge(page.number, key, base, max(piece.size for piece in row), tuple(row), place == 0))
    return found


def _is_number(edge: _Edge) -> bool:
    return edge.outermost and len(edge.key) <= 16 and bool(PAGE_NUMBER.fullmatch(edge.key))


def _running(edges: Sequence[_Edge], numbers: Sequence[int]) -> list[_Edge]:
    """Those of `edges` that are running lines, page numbers within them counted with the pages."""
    same: dict[tuple[str, int | None], list[_Edge]] = defaultdict(list)
    for edge in edges:
        if heading_of(edge.key) is not None or _OPENING.match(edge.key):
            continue
        bare = re.sub(_N, "#", edge.key)
        same[edge.key, None].append(edge)
        for digits in re.findall(_N, edge.key):
            same[bare, int(digits) - edge.page].append(edge)
    found = []
    for group in same.values():
        for place in _by_place(group):
            if _is_running({edge.page for edge in place}, numbers):
                found += place
    return found


def _by_place(group: Sequence[_Edge]) -> list[list[_Edge]]:
    places: list[list[_Edge]] = []
    for edge in sorted(group, key=lambda each: each.base):
        if places and edge.base - places[-1][-1].base < _SAME_PLACE:
            places[-1].append(edge)
        else:
            places.append([edge])
    return places


def _is_running(on: set[int], numbers: Sequence[int]) -> bool:
    if len(on) < 2 or len(numbers) < 3:
        return False
    if any({page, page + 1, page + 2} <= on for page in on) and len(on) >= _IN_A_ROW:
        return True
    classes = (numbers, [n for n in numbers if n % 2], [n for n in numbers if n % 2 == 0])
    return any(
        len(pages) >= 2 and len(on & set(pages)) >= max(2, _MOST * len(pages)) and on <= set(pages) for pages in classes
    )
