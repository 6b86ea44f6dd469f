"""What stands on a page of an OFD file: runs of characters and pictures with their places, in millimetres.

Places follow GB/T 33190-2016: an object's own coordinates go through its CTM (8.5), then move by its Boundary (8.5);
TextCode X, Y, DeltaX, DeltaY place the characters (11.3); composite objects (13) put one more CTM around.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from ingest.readers.ofd_package import Package, located, named, numbers
from ingest.readers.ofd_rules import Box, Point, rules_of, strokes

Matrix = tuple[float, float, float, float, float, float]

UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_ASCENT, _DESCENT = 0.88, 0.12  # of the size, for fonts of Chinese characters
MAX_DEPTH = 8  # composite objects within each other
_FAINT_ALPHA = 110  # of 255; body text is opaque
_FAINT_COLOUR = 190  # each of red, green, blue at least: light grey
_MAX_OBJECTS = 200_000
_MIN_CHARS = 8  # a page with fewer characters and a large picture is a scan
_MIN_PICTURE = 0.12  # of the page


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character, on its base line from `start` to `end`; `box` is where it stands."""

    text: str
    start: Point
    end: Point
    box: Box


@dataclass(frozen=True, slots=True)
class Run:
    """Characters set in one go: `along` is the direction of reading, a unit vector; `size` the height of the print.

    `faint` is light or transparent.
    """

    glyphs: tuple[Glyph, ...]
    along: Point
    size: float
    faint: bool

    @property
    def text(self) -> str:
        """The characters."""
        return "".join(glyph.text for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A path object: the level and upright rules in it (x0, top, x1, bottom)."""

    rules: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the package at `path`, laid over the page where `matrix` puts the unit square."""

    path: str
    matrix: Matrix

    @property
    def box(self) -> Box:
        """The rectangle around the picture."""
        return _around([_moved(self.matrix, corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))])


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its box in millimetres, the runs that are its text, its pictures."""

    number: int
    box: Box
    runs: tuple[Run, ...]
    pictures: tuple[Picture, ...]
    rules: tuple[Box, ...]
    drawn: bool  # there are lines or shapes
    lost: bool = False  # its part is not in the file

    @property
    def is_scan(self) -> bool:
        """Whether there is nearly no text, and a picture that may hold some."""
        area = (self.box[2] - self.box[0]) * (self.box[3] - self.box[1])
        boxes = [picture.box for picture in self.pictures]
        covered = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
        return sum(len(run.text.strip()) for run in self.runs) < _MIN_CHARS and covered > _MIN_PICTURE * area


@dataclass(frozen=True, slots=True)
class Resources:
    """What pages refer to by id: paths of images, composite units, names of fonts."""

    images: dict[str, str]
    composites: dict[str, Any]
    fonts: dict[str, str]

    def joined(self, more: Resources) -> Resources:
        """These and `more`, which prevails."""
        return Resources(self.images | more.images, self.composites | more.composites, self.fonts | more.fonts)


def read_resources(package: Package, paths: list[str]) -> Resources:
    """The resources of the Res parts at `paths`, later ones first."""
    images: dict[str, str] = {}
    composites: dict[str, Any] = {}
    fonts: dict[str, str] = {}
    for path in paths:
        root = package.tree(path)
        if root is None:
            continue
        base = located(path, (root.get("BaseLoc") or "") + "/x")
        for media in named(root, "MultiMedia"):
            files = named(media, "MediaFile")
            if files and files[0].text:
                images[media.get("ID") or ""] = located(base, files[0].text)
        composites |= {unit.get("ID") or "": unit for unit in named(root, "CompositeGraphicUnit")}
        fonts |= {each.get("ID") or "": each.get("FontName") or "" for each in named(root, "Font")}
    return Resources(images, composites, fonts)


Thing = Run | Picture | Drawing


def placed(content: Any, resources: Resources) -> Iterator[Thing]:
    """The runs, pictures and drawings of a page's or template's `content`, in drawing order."""
    budget = [_MAX_OBJECTS]
    yield from _placed(content, resources, UNIT, 0, budget)


def _placed(content: Any, resources: Resources, around: Matrix, depth: int, budget: list[int]) -> Iterator[Thing]:
    for element in named(content, "TextObject", "ImageObject", "PathObject", "CompositeObject"):
        budget[0] -= 1
        if budget[0] < 0 or (element.get("Visible") or "").lower() == "false":
            continue
        matrix = object_matrix(element, around)
        kind = element.tag.rpartition("}")[2]
        reference = element.get("ResourceID") or ""
        if kind == "TextObject":
            yield from _runs(element, matrix)
        elif kind == "ImageObject" and reference in resources.images:
            if element.get("CTM") is None:  # without a CTM the unit square fills the boundary
                box = numbers(element.get("Boundary"))
                matrix = combined((box[2], 0, 0, box[3], 0, 0), matrix) if len(box) == 4 else matrix
            yield Picture(resources.images[reference], matrix)
        elif kind == "PathObject":
            lines = [[_moved(matrix, point) for point in line] for line in strokes(element)]
            yield Drawing(tuple(rules_of(lines, (element.get("Stroke") or "true").lower() == "true")))
        elif kind == "CompositeObject" and reference in resources.composites and depth < MAX_DEPTH:
            yield from _placed(resources.composites[reference], resources, matrix, depth + 1, budget)


def object_matrix(element: Any, around: Matrix) -> Matrix:
    """From the coordinates inside of an object to those around it, and on through `around`."""
    box, own = numbers(element.get("Boundary")), numbers(element.get("CTM"))
    left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    a, b, c, d, e, f = own if len(own) == 6 else UNIT
    return combined((a, b, c, d, e + left, f + top), around)


def combined(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does `first`, and `then` behind it."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def _around(points: list[Point]) -> Box:
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return min(xs), min(ys), max(xs), max(ys)


def _runs(element: Any, matrix: Matrix) -> Iterator[Run]:
    size = (numbers(element.get("Size")) or [0.0])[0]
    scale = (numbers(element.get("HScale")) or [1.0])[0]
    faint = _is_faint(element)
    x = y = 0.0
    for code in named(element, "TextCode"):
        x = (numbers(code.get("X")) or [x])[0]  # what is left out is that of the code before (11.3)
        y = (numbers(code.get("Y")) or [y])[0]
        text = (code.text or "").replace("\n", "").replace("\r", "").replace("\t", " ")
        if text.strip() and size > 0:
            yield _run(text, origins_of(text, (x, y), code, size * scale), size, scale, matrix, faint)


def origins_of(text: str, start: Point, code: Any, width: float) -> list[Point]:
    """Where each character begins, in the object's coordinates; the last step repeats where too few are given."""
    across, down = numbers(code.get("DeltaX")), numbers(code.get("DeltaY"))
    origins = [start]
    for at in range(len(text) - 1):
        if across or down:
            dx = across[min(at, len(across) - 1)] if across else 0.0
            dy = down[min(at, len(down) - 1)] if down else 0.0
        else:
            dx, dy = _advance(text[at], width), 0.0
        origins.append((origins[-1][0] + dx, origins[-1][1] + dy))
    return origins


def _advance(char: str, width: float) -> float:
    return width * (1.0 if east_asian_width(char) in "WFA" else 0.5)


def _run(text: str, origins: list[Point], size: float, scale: float, matrix: Matrix, faint: bool) -> Run:
    first, last = origins[0], origins[-1]
    upright = abs(last[1] - first[1]) > abs(last[0] - first[0])  # the characters stand one below the other
    glyphs = []
    for char, (x, y), following in zip(text, origins, [*origins[1:], None], strict=True):
        step = following[0] - x if following and not upright else 0.0
        wide = min(step, size * scale) if step > 0 else _advance(char, size * scale)
        corners = [(x + dx, y + dy) for dx in (0.0, wide) for dy in (-_ASCENT * size, _DESCENT * size)]
        end = (x, y + size) if upright else (x + wide, y)
        box = _around([_moved(matrix, corner) for corner in corners])
        glyphs.append(Glyph(char, _moved(matrix, (x, y)), _moved(matrix, end), box))
    start, end = glyphs[0].start, glyphs[-1].end
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    return Run(tuple(glyphs), along, size * math.hypot(matrix[2], matrix[3]), faint)


def _is_faint(element: Any) -> bool:
    fills = element.findall("{*}FillColor")
    alphas = [element.get("Alpha"), *(fill.get("Alpha") for fill in fills)]
    if any(alpha < _FAINT_ALPHA for text in alphas if text for alpha in numbers(text)):
        return True
    for fill in fills:
        value = (fill.get("Value") or "").split()
        if len(value) == 3:
            colour = [int(part[1:], 16) if part.startswith("#") and len(part) < 4 else -1 for part in value]
            colour = colour if min(colour) >= 0 else [int(part) for part in numbers(" ".join(value))]
            return len(colour) == 3 and min(colour) >= _FAINT_COLOUR
    return False
