"""What stands on one page of a PDF: characters with their places, ruled lines, how much of it is pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]  # x, y -> a x + c y + e, b x + d y + f

_Numbers = npt.NDArray[np.float64]
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_CHARS = 60_000  # on one page; an A3 page of 6 pt print has fewer
_MAX_OBJECTS = 30_000
_MAX_SEGMENTS = 4_000  # of one path; more is a drawing
_MAX_DEPTH = 8  # of forms within forms
_SLANT = 0.1  # relative; text that runs slantwise is a watermark
_DIRECTIONS = ((1, 0), (0, -1), (0, 1), (-1, 0))  # of text, the usual one first: it is taken where there are as many
_MIN_SIZE = 1.0  # points
_THICKEST = 4.0  # points of a rule; a filled area that is thicker is shading
_SHORTEST = 4.0
_NEARLY_WHITE = 245
_IMAGE, _PATH, _FORM = 3, 2, 5  # FPDF_PAGEOBJ_*
_LINE_TO, _MOVE_TO = 0, 2  # FPDF_SEGMENT_*


@dataclass(frozen=True, slots=True)
class Char:
    """One printed character. `left`, `right` along its line, `base` across, `size` of print, in points.

    `box` is its place in 0-1 of the page. `space` is the white space that the file has before it.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    box: Box
    space: str = ""


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page turned so that its text is level; lengths are in points, from the top left.

    `chars` are in the file's order, `rules` level or upright lines (x0, top, x1, bottom), `pictures` the share of the
    page, 0-1, that they cover, `paths` how many lines and areas are drawn, `unmapped` how many characters have no
    Unicode and are not among `chars`, `doubtful` the text of those whose Unicode the file does not say but pdfium guessed,
    `cut` whether there was more than is read of one page.
    """

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rules: tuple[Box, ...]
    pictures: float
    paths: int
    unmapped: int
    doubtful: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Raw:
    """What pdfium says of a page's characters: `rects` (n, 4) left, bottom, right, top; `origins`, `along` (n, 2)."""

    texts: list[str]
    spaces: list[str]
    rects: _Numbers
    origins: _Numbers
    along: _Numbers
    sizes: _Numbers
    unmapped: int
    doubtful: str
    cut: bool


def content_of(page: Any, number: int) -> PageContent:
    """The content of pdfium's `page`, which is page `number` of its file."""
    left, bottom, right, top = page.get_bbox()
    upright, width, height = _upright((left, bottom, right, top), page.get_rotation())
    raw = _raw_chars(page)
    vectors = raw.along @ np.array([upright[0:2], upright[2:4]])
    turn, kept = _main_direction(vectors, raw)
    reading, across, down = _turned(upright, turn, width, height)
    places = zip(
        _boxes(raw.rects, reading)[:, (0, 2)].tolist(),
        _points(raw.origins, reading)[:, 1].tolist(),
        _shares(_boxes(raw.rects, upright), width, height).tolist(),
        strict=True,
    )
    placed = list(places)
    chars = tuple(
        Char(raw.texts[at], left, right, base, float(raw.sizes[at]), tuple(box), raw.spaces[at])
        for at, ((left, right), base, box) in ((at, placed[at]) for at in kept)
        if box[0] < box[2] and box[1] < box[3]  # what stands beside the page is not printed
    )
    drawn = _Drawn()
    drawn.take(_objects(page), _PLAIN, 0)
    rules = _boxes(np.array([*drawn.rules, (0.0, 0.0, 0.0, 0.0)]), reading)[:-1]
    covered = sum(_area(box, (left, bottom, right, top)) for box in drawn.pictures)
    return PageContent(
        number=number,
        width=across,
        height=down,
        chars=chars,
        rules=tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in rules.tolist()),
        pictures=min(1.0, covered / (width * height)),
        paths=drawn.paths,
        unmapped=raw.unmapped,
        doubtful=raw.doubtful,
        cut=raw.cut,
    )


def _upright(box: Box, rotation: int) -> tuple[Matrix, float, float]:
    """From the file's coordinates to points from the top left of the page as it is shown, with its width and height."""
    left, bottom, right, top = box
    width, height = max(right - left, 1.0), max(top - bottom, 1.0)
    match rotation:
        case 90:
            return (0.0, 1.0, 1.0, 0.0, -bottom, -left), height, width
        case 180:
            return (-1.0, 0.0, 0.0, 1.0, right, -bottom), width, height
        case 270:
            return (0.0, -1.0, -1.0, 0.0, top, right), height, width
    return (1.0, 0.0, 0.0, -1.0, -left, top), width, height


def _turned(upright: Matrix, direction: tuple[int, int], width: float, height: float) -> tuple[Matrix, float, float]:
    """`upright` turned so that text which runs in `direction` on the page is level, with the new width and height."""
    match direction:
        case (0, -1):
            return _after(upright, (0.0, 1.0, -1.0, 0.0, height, 0.0)), height, width
        case (0, 1):
            return _after(upright, (0.0, -1.0, 1.0, 0.0, 0.0, width)), height, width
        case (-1, 0):
            return _after(upright, (-1.0, 0.0, 0.0, -1.0, width, height)), width, height
    return upright, width, height


def _after(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return (
        a * ta + b * tc, a * tb + b * td, c * ta + d * tc, c * tb + d * td, e * ta + f * tc + te, e * tb + f * td + tf,
    )  # fmt: skip


def _points(points: _Numbers, matrix: Matrix) -> _Numbers:
    a, b, c, d, e, f = matrix
    return np.asarray(points @ np.array([(a, b), (c, d)]) + (e, f))


def _boxes(rects: _Numbers, matrix: Matrix) -> _Numbers:
    """Boxes (n, 4) of two opposite corners each under `matrix`, as left, top, right, bottom."""
    one, other = _points(rects[:, :2], matrix), _points(rects[:, 2:], matrix)
    return np.concatenate([np.minimum(one, other), np.maximum(one, other)], axis=1)


def _shares(boxes: _Numbers, width: float, height: float) -> _Numbers:
    return np.asarray(np.round(np.clip(boxes / np.array([width, height] * 2), 0.0, 1.0), 5))


def _main_direction(vectors: _Numbers, raw: _Raw) -> tuple[tuple[int, int], list[int]]:
    """The direction in which most text runs on the page, and the characters that do; others are watermarks."""
    sizes = np.abs(vectors)
    longer = sizes.max(axis=1, initial=0.0)
    level = (longer > 0) & (sizes.min(axis=1, initial=np.inf) < _SLANT * longer)
    ways = np.rint(vectors / np.where(longer > 0, longer, 1.0)[:, None]).astype(int)
    votes = [(int((level & (ways == way).all(axis=1)).sum()), way) for way in _DIRECTIONS]
    main = max(votes, key=lambda vote: vote[0])[1]
    kept = level & (ways == main).all(axis=1) & (raw.sizes >= _MIN_SIZE)
    return main, np.flatnonzero(kept).tolist()


def _raw_chars(page: Any) -> _Raw:
    import pypdfium2.raw as pdfium

    holder = page.get_textpage()
    raw = holder.raw
    count = holder.count_chars()
    rect, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    to_rect, to_matrix, to_x, to_y = (ctypes.byref(each) for each in (rect, matrix, x, y))
    texts: list[str] = []
    spaces: list[str] = []
    places: list[tuple[float, ...]] = []
    unmapped, doubtful, space = 0, "", ""
    is_generated, is_guessed = pdfium.FPDFText_IsGenerated, pdfium.FPDFText_HasUnicodeMapError
    unicode_of, font_size = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetFontSize
    read_box, read_origin = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin
    read_matrix = pdfium.FPDFText_GetMatrix
    for at in range(min(count, _MAX_CHARS)):
        if is_generated(raw, at) == 1:
            continue
        text = _text(unicode_of(raw, at))
        if text.isspace():
            space = text if text == "\u3000" else space or " "
            continue
        if not text:
            unmapped += 1
            continue
        if is_guessed(raw, at) == 1:
            doubtful += text
        read_box(raw, at, to_rect)
        read_origin(raw, at, to_x, to_y)
        read_matrix(raw, at, to_matrix)
        size = font_size(raw, at) * (matrix.c**2 + matrix.d**2) ** 0.5
        places.append((rect.left, rect.bottom, rect.right, rect.top, x.value, y.value, matrix.a, matrix.b, size))
        texts.append(text)
        spaces.append(space)
        space = ""
    holder.close()
    numbers = np.nan_to_num(np.array(places, dtype=np.float64).reshape(-1, 9), posinf=0.0, neginf=0.0)
    parts = numbers[:, :4], numbers[:, 4:6], numbers[:, 6:8], numbers[:, 8]
    return _Raw(texts, spaces, *parts, unmapped=unmapped, doubtful=doubtful, cut=count > _MAX_CHARS)


@lru_cache(maxsize=8192)
def _text(code: int) -> str:
    """The character of `code`, empty where it is none that is printed."""
    if code == 2:
        return "-"  # how pdfium marks a hyphen at the end of a line
    if code in (0, 0xFFFE, 0xFFFF, 0xFEFF, 0x200B) or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""
    text = chr(code)
    return text if text.isprintable() or text.isspace() or 0xE000 <= code <= 0xF8FF else ""


def _objects(page: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for at in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        yield pdfium.FPDFPage_GetObject(page, at)


def _area(box: Box, page: Box) -> float:
    width = min(box[2], page[2]) - max(box[0], page[0])
    height = min(box[3], page[3]) - max(box[1], page[1])
    return max(width, 0.0) * max(height, 0.0)


class _Drawn:
    """What is drawn on a page besides characters, gathered object by object in the file's coordinates."""

    def __init__(self) -> None:
        self.rules: list[Box] = []
        self.pictures: list[Box] = []
        self.paths = 0
        self._left = _MAX_OBJECTS

    def take(self, objects: Iterator[Any], matrix: Matrix, depth: int) -> None:
        """Takes in `objects`, whose coordinates `matrix` brings to the page."""
        import pypdfium2.raw as pdfium

        for each in objects:
            self._left -= 1
            if self._left < 0:
                return
            kind = pdfium.FPDFPageObj_GetType(each)
            if kind == _FORM and depth < _MAX_DEPTH:
                count = min(pdfium.FPDFFormObj_CountObjects(each), _MAX_OBJECTS)
                inner = (pdfium.FPDFFormObj_GetObject(each, at) for at in range(count))
                self.take(inner, _after(_matrix_of(each), matrix), depth + 1)
            elif kind == _IMAGE:
                self.pictures.append(_corners([(0.0, 0.0), (1.0, 1.0)], _after(_matrix_of(each), matrix)))
            elif kind == _PATH:
                self._take_path(each, matrix)

    def _take_path(self, path: Any, matrix: Matrix) -> None:
        import pypdfium2.raw as pdfium

        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        color = pdfium.FPDFPageObj_GetStrokeColor if stroke.value else pdfium.FPDFPageObj_GetFillColor
        if not (fill.value or stroke.value) or _is_white(path, color):
            return
        self.paths += 1
        if pdfium.FPDFPath_CountSegments(path) > _MAX_SEGMENTS:
            return
        whole = _after(_matrix_of(path), matrix)
        for points in _strokes(path):
            if stroke.value:
                self._take_lines([_moved(point, whole) for point in points])
            elif len(points) > 1:
                self._take_area(_corners(points, whole))

    def _take_lines(self, points: Sequence[tuple[float, float]]) -> None:
        for (x0, y0), (x1, y1) in pairwise(points):
            level, upright = abs(y1 - y0) < 1.0, abs(x1 - x0) < 1.0
            if level != upright and max(abs(x1 - x0), abs(y1 - y0)) >= _SHORTEST:
                self.rules.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _take_area(self, box: Box) -> None:
        width, height = box[2] - box[0], box[3] - box[1]
        if min(width, height) < _THICKEST <= max(width, height):
            self.rules.append(box)


def _strokes(path: Any) -> Iterator[list[tuple[float, float]]]:
    """The lines of a path, each from one point to the next, closed ones back to the first."""
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for at in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind != _LINE_TO:
            if points:
                yield points
            points = []
        if kind in (_LINE_TO, _MOVE_TO):
            points.append((x.value, y.value))
        if points and pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _is_white(thing: Any, read: Callable[..., int]) -> bool:
    parts = [ctypes.c_uint() for _ in range(4)]
    return bool(read(thing, *parts)) and (parts[3].value == 0 or min(part.value for part in parts[:3]) > _NEARLY_WHITE)


def _matrix_of(thing: Any) -> Matrix:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, matrix):
        return _PLAIN
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _moved(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def _corners(points: Sequence[tuple[float, float]], matrix: Matrix) -> Box:
    moved = [_moved(point, matrix) for point in points]
    xs, ys = [x for x, _ in moved], [y for _, y in moved]
    return min(xs), min(ys), max(xs), max(ys)
