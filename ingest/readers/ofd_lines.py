"""Pages of an OFD file as pages of a PDF are read: characters and rules in points, text level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.readers.ofd_page import Page, Run
from ingest.readers.ofd_rules import Box, Point
from ingest.readers.pdf_page import Char, PageContent

POINTS = 72 / 25.4  # in a millimetre
_TWICE = 0.3  # characters between two prints of the same text, which is how some writers set bold


def content_of(page: Page) -> PageContent:
    """`page` in points, turned so that most of its text is level."""
    weights: Counter[tuple[int, int]] = Counter()
    for run in page.runs:
        weights[_direction(run)] += len(run.glyphs)
    along = weights.most_common(1)[0][0] if weights else (1, 0)
    turn = _Turn(page.box, along)
    return PageContent(
        number=page.number,
        width=turn.width,
        height=turn.height,
        chars=tuple(char for run in _once(page.runs) if _direction(run) == along for char in _chars(run, turn)),
        rules=tuple(map(turn.box, page.rules)),
        pictures=0.0,
        paths=len(page.rules),
        unmapped=0,
    )


class _Turn:
    """From millimetres of a page to points on it as it is read: along a line, and across the lines downwards."""

    def __init__(self, page: Box, along: tuple[int, int]) -> None:
        self.page = page
        self._along = along
        self._origin = (0.0, 0.0)
        corners = [self.point((x, y)) for x in (page[0], page[2]) for y in (page[1], page[3])]
        self._origin = min(x for x, _ in corners), min(y for _, y in corners)
        self.width = max(x for x, _ in corners) - self._origin[0]
        self.height = max(y for _, y in corners) - self._origin[1]

    def point(self, place: Point) -> Point:
        """The place of a point."""
        (x, y), (a, b) = place, self._along
        return (x * a + y * b) * POINTS - self._origin[0], (y * a - x * b) * POINTS - self._origin[1]

    def box(self, box: Box) -> Box:
        """The place of a rectangle."""
        (x0, y0), (x1, y1) = self.point((box[0], box[1])), self.point((box[2], box[3]))
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def share(self, box: Box) -> Box:
        """`box` in 0-1 of the page as it lies, cut off at its edges."""
        left, top, right, bottom = self.page
        shares = [
            (box[0] - left) / (right - left),
            (box[1] - top) / (bottom - top),
            (box[2] - left) / (right - left),
            (box[3] - top) / (bottom - top),
        ]
        x0, y0, x1, y1 = (round(min(max(share, 0.0), 1.0), 5) for share in shares)
        return x0, y0, x1, y1


def _direction(run: Run) -> tuple[int, int]:
    return round(run.along[0]), round(run.along[1])


def _chars(run: Run, turn: _Turn) -> Iterator[Char]:
    space = ""
    for glyph in run.glyphs:
        if glyph.text.isspace():
            space = " "
            continue
        (left, base), (right, _) = turn.point(glyph.start), turn.point(glyph.end)
        yield Char(glyph.text, left, right, base, run.size * POINTS, turn.share(glyph.box), space)
        space = ""


def _once(runs: Sequence[Run]) -> Iterator[Run]:
    """`runs` without those that are printed a second time in nearly the same place."""
    seen: dict[str, list[Point]] = {}
    for run in runs:
        x, y = run.glyphs[0].start
        near = _TWICE * run.size
        if not any(abs(x - a) < near and abs(y - b) < near for a, b in seen.setdefault(run.text, [])):
            seen[run.text].append((x, y))
            yield run
