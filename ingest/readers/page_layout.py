"""Where printed lines stand on a page: levelled, put in reading order by columns, and into the cells of ruled tables.

Boxes are (left, top, right, bottom) in pixels of the levelled page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ingest.readers.page_image import Image, Points, mapped
from ingest.readers.ruled_table import Box, Cell, print_in, ruled_cells

_MAX_TILT = 20.0  # degrees; more is no skew of a scan
_SAME_LINE = 0.5  # share of the lower box by which boxes of one printed line overlap in height
_DOWNWARDS = 1.5  # of a line's height and of its own width, from which a box holds characters one below the other
_COLUMN_LINES = 5  # lines that a column has at least
_COLUMN_WIDTH = 0.3  # of the text's width, that half of a column's lines reach: cells and labels do not


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Where the detector saw text: `quad` (4, 2) in pixels of the page image, `box` on the levelled page.

    `cell` is (table, row, column), all from 0, within a ruled table. `line` numbers printed lines in reading order.
    """

    quad: Points
    box: Box
    cell: tuple[int, int, int] | None = None
    line: int = 0

    @property
    def height(self) -> float:
        """Of the box, in pixels."""
        return self.box[3] - self.box[1]


def lay_out(image: Image, quads: Points) -> tuple[Spot, ...]:
    """Spots for `quads` ((n, 4, 2), clockwise from top left) in reading order, with lines and cells filled in."""
    if not len(quads):
        return ()
    level = _levelling(image, quads)
    cells = ruled_cells(image, level)
    spots = [Spot(quad, _bounds(mapped(quad, level))) for quad in quads]
    back = np.linalg.inv(level)
    usual = float(np.median([spot.height for spot in spots]))
    placed = [
        char for spot in spots for piece in _in_cells(spot, cells, back) for char in _characters(piece, usual, back)
    ]
    empty = [cell for cell in cells if cell.place not in {spot.cell for spot in placed}]
    placed += [
        _spot(cell.box, cell.place, back) for cell in print_in(image, level, empty)
    ]  # single digits are overlooked
    free = [spot for spot in placed if spot.cell is None]
    ordered: list[list[Spot]] = []
    waiting = {table: [spot for spot in placed if spot.cell and spot.cell[0] == table] for table in _tables(placed)}
    for line in _in_columns(free):
        for table in [each for each, inside in waiting.items() if _top(inside) < _top(line)]:
            ordered += _cell_lines(waiting.pop(table))
        ordered.append(line)
    for inside in waiting.values():
        ordered += _cell_lines(inside)
    return tuple(replace(spot, line=number) for number, line in enumerate(ordered) for spot in line)


def _tables(spots: Sequence[Spot]) -> list[int]:
    return sorted({spot.cell[0] for spot in spots if spot.cell is not None})


def _top(spots: Sequence[Spot]) -> float:
    return min(spot.box[1] for spot in spots)


def _bounds(points: Points) -> Box:
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _levelling(image: Image, quads: Points) -> Points:
    """The (3, 3) rotation about the page's centre that makes its printed lines level."""
    along = quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3]
    down = quads[:, 3] - quads[:, 0]
    long = np.linalg.norm(along, axis=1) > 8 * np.linalg.norm(down, axis=1)
    tilts = np.degrees(np.arctan2(along[long, 1], along[long, 0]))
    tilts = tilts[np.abs(tilts) < _MAX_TILT]
    turn = -np.radians(np.median(tilts)) if len(tilts) else 0.0
    x, y = image.shape[1] / 2, image.shape[0] / 2
    cos, sin = np.cos(turn), np.sin(turn)
    return np.array([(cos, -sin, x - cos * x + sin * y), (sin, cos, y - sin * x - cos * y), (0, 0, 1)])


def _printed_lines(spots: Sequence[Spot]) -> list[list[Spot]]:
    """Spots on one baseline together, left to right; lines top to bottom.

    >>> left, right, below = ((0, 0, 9, 10), (20, 1, 30, 11), (0, 14, 9, 24))
    >>> [len(line) for line in _printed_lines([Spot(np.zeros((4, 2)), box) for box in (right, left, below)])]
    [2, 1]
    """
    lines: list[list[Spot]] = []
    for spot in sorted(spots, key=lambda each: each.box[1] + each.box[3]):
        beside = lines[-1][-1] if lines else None
        if beside is not None:
            shared = min(beside.box[3], spot.box[3]) - max(beside.box[1], spot.box[1])
            if shared > _SAME_LINE * min(beside.height, spot.height):
                lines[-1].append(spot)
                continue
        lines.append([spot])
    return [sorted(line, key=lambda each: each.box[0]) for line in lines]


def _in_columns(spots: Sequence[Spot]) -> list[list[Spot]]:
    """Printed lines in reading order: of two columns the left one first, between lines that run across both."""
    gutter = _gutter(spots)
    if gutter is None:
        return _printed_lines(spots)
    across = [spot for spot in spots if spot.box[0] < gutter < spot.box[2]]
    lines: list[list[Spot]] = []
    rest = [spot for spot in spots if not spot.box[0] < gutter < spot.box[2]]
    for heading in [*_printed_lines(across), []]:
        above = [
            spot for spot in rest if not heading or spot.box[3] + spot.box[1] < heading[0].box[3] + heading[0].box[1]
        ]
        rest = [spot for spot in rest if spot not in above]
        lines += _printed_lines([spot for spot in above if spot.box[2] <= gutter])
        lines += _printed_lines([spot for spot in above if spot.box[0] >= gutter])
        lines += [heading] if heading else []
    return lines


def _gutter(spots: Sequence[Spot]) -> float | None:
    """Where a page of two columns is parted; None for other pages."""
    if len(spots) < 2 * _COLUMN_LINES:
        return None
    left, right = min(spot.box[0] for spot in spots), max(spot.box[2] for spot in spots)
    places = left + (right - left) * np.linspace(0.4, 0.6, 41)
    crossed = [sum(spot.box[0] < place < spot.box[2] for spot in spots) for place in places]
    clear = [place for place, count in zip(places, crossed, strict=True) if count == min(crossed)]
    place = float(np.median(clear))
    for column in ([s for s in spots if s.box[2] <= place], [s for s in spots if s.box[0] >= place]):
        widths = [spot.box[2] - spot.box[0] for spot in column]
        if len(column) < max(_COLUMN_LINES, min(crossed)) or np.median(widths) < _COLUMN_WIDTH * (right - left):
            return None
    return place


def _in_cells(spot: Spot, cells: Sequence[Cell], back: Points) -> list[Spot]:
    """`spot` with the cell that it stands in; in pieces where the detector ran over the rules between cells."""
    left, top, right, bottom = spot.box
    middle = (top + bottom) / 2
    touched = [cell for cell in cells if cell.box[1] < middle < cell.box[3]]
    margin = 0.4 * (bottom - top)  # print begins further than this from the rule that a box runs over
    pieces = []
    for cell in touched:
        start, end = max(left, cell.box[0]), min(right, cell.box[2])
        if end - start < margin:
            continue
        if start == left and end == right:
            return [replace(spot, cell=cell.place)]
        pieces.append(_spot((start, top, end, bottom), cell.place, back))
    inside = sum(piece.box[2] - piece.box[0] for piece in pieces)
    return pieces if inside > 0.8 * (right - left) else [spot]


def _characters(spot: Spot, usual: float, back: Points) -> list[Spot]:
    """`spot`, or where it is print set downwards, as in narrow columns, its characters; `usual` is a line's height."""
    left, top, right, bottom = spot.box
    if spot.height < _DOWNWARDS * max(right - left, usual):
        return [spot]
    count = round(spot.height / max(right - left, 0.8 * usual))
    edges = np.linspace(top, bottom, count + 1)
    return [_spot((left, upper, right, lower), spot.cell, back) for upper, lower in pairwise(edges.tolist())]


def _spot(box: Box, cell: tuple[int, int, int] | None, back: Points) -> Spot:
    left, top, right, bottom = box
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    return Spot(mapped(corners, back), box, cell)


def _cell_lines(spots: Sequence[Spot]) -> list[list[Spot]]:
    """The printed lines of one table, cell by cell, row by row."""
    places = sorted({spot.cell for spot in spots if spot.cell is not None})
    return [line for place in places for line in _printed_lines([spot for spot in spots if spot.cell == place])]
