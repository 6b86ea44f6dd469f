"""The cells of ruled tables on a page image: the holes that horizontal and vertical rules leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ingest.readers.page_image import Image, Points

Box = tuple[float, float, float, float]

_WIDTH = 1600  # pixels of the page's shorter side in which rules are looked for; the lengths below are in them
_RULE = (80, 52)  # shortest horizontal and vertical rule; strokes of print are shorter
_AVERAGED = 15  # along this length darkness is averaged, so that noise goes
_THICKEST = 9  # rule
_GAP = 5  # longest break of a rule; the white between a rule and print is wider
_FAINTEST = 45  # of 255, how much darker a rule is than what is beside it
_MIN_SIDES = (28, 20)  # of a cell, width and height
_SAME_EDGE = 13  # edges of cells this near are one
_INK = 0.6  # of the paper's brightness, below which there is ink
_MIN_INK = 15  # pixels of ink that are more than a speck


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: `place` is (table, row, column) from 0, `box` (left, top, right, bottom) in pixels.

    A cell that spans several rows or columns has the place of the first.
    """

    place: tuple[int, int, int]
    box: Box


def ruled_cells(image: Image, level: Points) -> tuple[Cell, ...]:
    """The cells of every ruled table of at least 2 rows and 2 columns on `image` ((h, w, 3) uint8 RGB).

    `level` is the (3, 3) matrix that levels the page's print; boxes are in the pixels of the levelled page.
    """
    import cv2

    rules, scale = _rules(image, level)
    _, labels = cv2.connectedComponents(rules)
    cells: list[Cell] = []
    tables = 0
    for label, (left, top, wide, high) in sorted(enumerate(_pieces(rules), 1), key=lambda each: each[1][1]):
        if wide < 2 * _RULE[0] or high < 2 * _MIN_SIDES[1]:
            continue
        grid = (
            labels[top : top + high, left : left + wide] == label
        )  # without strokes of print that stand free in cells
        holes = _holes((grid * 255).astype(np.uint8))
        rows, columns = (_places([hole[side] for hole in holes]) for side in (1, 0))
        if len(set(rows)) < 2 or len(set(columns)) < 2:
            continue
        for row, column, (x, y, w, h) in zip(rows, columns, holes, strict=True):
            box = tuple(scale * edge for edge in (left + x, top + y, left + x + w, top + y + h))
            cells.append(Cell((tables, row, column), (box[0], box[1], box[2], box[3])))
        tables += 1
    return tuple(cells)


def print_in(image: Image, level: Points, cells: Sequence[Cell]) -> list[Cell]:
    """Those of `cells` that hold ink, each with the box of its ink and a margin around it."""
    import cv2

    if not cells:
        return []
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    level_gray = cv2.medianBlur(cv2.warpPerspective(gray, level, gray.shape[::-1], borderMode=cv2.BORDER_REPLICATE), 3)
    inked = []
    for cell in cells:
        left, top, right, bottom = (round(edge) for edge in cell.box)
        inset = max(3, round(0.08 * (bottom - top)))
        inside = level_gray[top + inset : bottom - inset, left + inset : right - inset]
        if not inside.size:
            continue
        rows, columns = np.nonzero(inside < _INK * np.median(inside))
        if len(rows) < _MIN_INK:
            continue
        margin = 0.3 * (np.ptp(rows) + 1)
        x, y = left + inset, top + inset
        edges = (columns.min() - margin, rows.min() - margin, columns.max() + margin, rows.max() + margin)
        inked.append(Cell(cell.place, (x + edges[0], y + edges[1], x + edges[2], y + edges[3])))
    return inked


def _rules(image: Image, level: Points) -> tuple[Image, float]:
    """A mask of the levelled page's rules, 255 where one is, and the size of its pixels in those of `image`."""
    import cv2

    scale = min(image.shape[:2]) / _WIDTH
    smaller = np.diag([1 / scale, 1 / scale, 1.0])
    size = (round(image.shape[1] / scale), round(image.shape[0] / scale))
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    dark = 255 - cv2.warpPerspective(gray, smaller @ level, size, borderMode=cv2.BORDER_REPLICATE)
    drawn = np.zeros(dark.shape, np.uint8)
    for turned, shortest in zip((False, True), _RULE, strict=True):
        seen = cv2.blur(dark.T if turned else dark, (_AVERAGED, 1))
        thin = seen - cv2.morphologyEx(seen, cv2.MORPH_OPEN, np.ones((_THICKEST, 1)))
        clear = ((thin > _FAINTEST) * 255).astype(np.uint8)
        whole = cv2.morphologyEx(cv2.dilate(clear, np.ones((3, 1))), cv2.MORPH_CLOSE, np.ones((1, _GAP)))
        long = np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((1, shortest))), dtype=np.uint8)
        drawn |= long.T if turned else long
    return np.asarray(cv2.dilate(drawn, np.ones((5, 5))), dtype=np.uint8), scale


def _pieces(mask: Image, connectivity: int = 8) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of what hangs together in `mask`."""
    import cv2

    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    return [(left, top, wide, high) for left, top, wide, high, _ in stats[1:count].tolist()]


def _holes(rules: Image) -> list[tuple[int, int, int, int]]:
    """The places between rules as (left, top, width, height), those that reach the mask's edge left out."""
    down, across = rules.shape
    return [
        (left, top, wide, high)
        for left, top, wide, high in _pieces(np.asarray(255 - rules, dtype=np.uint8), connectivity=4)
        if wide > _MIN_SIDES[0] and high > _MIN_SIDES[1]
        and left > 0 and top > 0 and left + wide < across and top + high < down
    ]  # fmt: skip


def _places(edges: Sequence[int]) -> list[int]:
    """The rank of each edge among those that are not the same.

    >>> _places([10, 200, 12, 100])
    [0, 2, 0, 1]
    """
    order = sorted(range(len(edges)), key=edges.__getitem__)
    ranks = [0] * len(edges)
    for before, at in pairwise(order):
        ranks[at] = ranks[before] + (edges[at] - edges[before] > _SAME_EDGE)
    return ranks
