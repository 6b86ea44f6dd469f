"""A page of an OFD file as an SVG picture: print, lines, shapes and images where the file puts them.

The browser sets the print in a font of its own, so nothing needs to be installed. Seals and annotations are not drawn.
Both formats count from the top left with y downwards and write matrices alike (GB/T 33190-2016 8.2), so that objects
only change their names.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from ingest.readers.ofd_package import Package, located, named, numbers, text_of
from ingest.readers.ofd_page import MAX_DEPTH, UNIT, Matrix, Resources, combined, object_matrix, origins_of
from ingest.readers.ofd_parts import PageParts, page_parts
from ingest.readers.ofd_rules import operations

_MAX_OBJECTS = 50_000  # of a page
_OPERATORS = {"S": "M", "M": "M", "L": "L", "Q": "Q", "B": "C", "A": "A", "C": "Z"}  # AbbreviatedData to SVG (9.3)
_FONTS = (  # by what a font's name says
    (("黑", "hei", "gothic", "sans", "微软"), '"Noto Sans CJK SC","Microsoft YaHei",SimHei,sans-serif'),
    (("楷", "kai"), 'KaiTi,STKaiti,"Noto Serif CJK SC",serif'),
    (("仿宋", "fang"), 'FangSong,STFangsong,"Noto Serif CJK SC",serif'),
)
_SERIF = 'SimSun,"Noto Serif CJK SC","Source Han Serif SC",serif'

ToJpeg = Callable[[str], bytes]  # the path of an image in the package -> a JPEG; empty for one that cannot be shown


def ofd_pages(package: Package) -> list[PageParts]:
    """The pages of all documents in the file. Raises UnreadableFile."""
    found: list[PageParts] = []
    root = package.tree("OFD.xml")
    for body in named(root, "DocBody") if root is not None else []:
        found += page_parts(package, located("OFD.xml", text_of(body, "DocRoot")), len(found))
    return found


def page_svg(page: PageParts, to_jpeg: ToJpeg) -> str:
    """The SVG of one page; a blank sheet where its part is not in the file."""
    left, top, right, bottom = page.box
    shapes: list[str] = []
    budget = [_MAX_OBJECTS]
    trees = [tree for _, tree in page.templates] + ([page.tree] if page.tree is not None else [])
    for tree in trees:
        for content in tree.findall("{*}Content"):
            shapes += _shapes(content, page.resources, UNIT, to_jpeg, budget)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:g} {top:g} {right - left:g} {bottom - top:g}" '
        f'width="{right - left:g}mm" height="{bottom - top:g}mm">'
        f'<rect x="{left:g}" y="{top:g}" width="100%" height="100%" fill="#fff"/>{"".join(shapes)}</svg>'
    )


def _shapes(
    content: Any, resources: Resources, around: Matrix, to_jpeg: ToJpeg, budget: list[int], depth: int = 0
) -> Iterator[str]:
    for element in named(content, "TextObject", "ImageObject", "PathObject", "CompositeObject"):
        budget[0] -= 1
        if budget[0] < 0 or (element.get("Visible") or "").lower() == "false":
            continue
        matrix = object_matrix(element, around)
        kind = element.tag.rpartition("}")[2]
        reference = element.get("ResourceID") or ""
        if kind == "TextObject":
            yield from _print(element, matrix, resources)
        elif kind == "PathObject":
            yield _path(element, matrix)
        elif kind == "ImageObject" and reference in resources.images:
            yield _image(element, matrix, to_jpeg(resources.images[reference]))
        elif kind == "CompositeObject" and reference in resources.composites and depth < MAX_DEPTH:
            yield from _shapes(resources.composites[reference], resources, matrix, to_jpeg, budget, depth + 1)


def _print(element: Any, matrix: Matrix, resources: Resources) -> Iterator[str]:
    size = (numbers(element.get("Size")) or [0.0])[0]
    scale = (numbers(element.get("HScale")) or [1.0])[0]
    narrowed = scale if scale > 0 else 1.0  # characters are as much narrower, their places are not (11.2)
    heavy = (numbers(element.get("Weight")) or [400.0])[0] >= 600 or (element.get("Bold") or "").lower() == "true"
    family = _family(resources.fonts.get(element.get("Font") or "", ""))
    x = y = 0.0
    for code in named(element, "TextCode"):
        x, y = (numbers(code.get("X")) or [x])[0], (numbers(code.get("Y")) or [y])[0]
        text = (code.text or "").replace("\n", "").replace("\r", "").replace("\t", " ")
        if not text.strip() or size <= 0:
            continue
        origins = origins_of(text, (x, y), code, size * scale)
        across = " ".join(f"{x / narrowed:.2f}" for x, _ in origins)
        down = " ".join(f"{y:.2f}" for _, y in origins)
        yield (
            f'<text transform="{_transform(combined((narrowed, 0, 0, 1, 0, 0), matrix))}" font-family=\'{family}\' font-size="{size:g}"'
            f'{" font-weight=" + chr(34) + "700" + chr(34) if heavy else ""} style="white-space:pre" '
            f'{_paint("fill", element.find("{*}FillColor"), element)} x="{across}" y="{down}">{escape(text)}</text>'
        )


def _path(element: Any, matrix: Matrix) -> str:
    data = element.find("{*}AbbreviatedData")
    steps = operations((data.text or "").split() if data is not None else [])
    drawn = " ".join(" ".join([_OPERATORS[name], *(f"{value:g}" for value in values)]) for name, values in steps)
    width = (numbers(element.get("LineWidth")) or [0.353])[0]
    stroked = (element.get("Stroke") or "true").lower() == "true"
    filled = (element.get("Fill") or "").lower() == "true"
    stroke = _paint("stroke", element.find("{*}StrokeColor"), element) if stroked else 'stroke="none"'
    fill = _paint("fill", element.find("{*}FillColor"), element) if filled else 'fill="none"'
    return f'<path transform="{_transform(matrix)}" d="{drawn}" stroke-width="{width:g}" {stroke} {fill}/>'


def _image(element: Any, matrix: Matrix, jpeg: bytes) -> str:
    if element.get("CTM") is None:  # without a CTM the unit square fills the boundary
        box = numbers(element.get("Boundary"))
        matrix = combined((box[2], 0, 0, box[3], 0, 0), matrix) if len(box) == 4 else matrix
    if not jpeg:
        return f'<rect transform="{_transform(matrix)}" width="1" height="1" fill="#eee"/>'
    packed = b64encode(jpeg).decode("ascii")
    return (
        f'<image transform="{_transform(matrix)}" width="1" height="1" preserveAspectRatio="none" '
        f'href="data:image/jpeg;base64,{packed}"/>'
    )


def _transform(matrix: Matrix) -> str:
    return f"matrix({' '.join(f'{value:.5g}' for value in matrix)})"


def _family(name: str) -> str:
    lowered = name.lower()
    return next((family for words, family in _FONTS if any(word in lowered for word in words)), _SERIF)


def _paint(kind: str, colour: Any | None, element: Any) -> str:
    """The attributes of a fill or a stroke: black where no colour is given (8.3)."""
    values = numbers(colour.get("Value")) if colour is not None else []
    alphas = [element.get("Alpha"), colour.get("Alpha") if colour is not None else None]
    opacity = 1.0
    for alpha in alphas:
        opacity *= min(max((numbers(alpha) or [255.0])[0], 0.0), 255.0) / 255.0
    channels = [min(max(round(value), 0), 255) for value in values]
    told = f"rgb({','.join(map(str, channels))})" if len(channels) == 3 else _gray(channels)
    return f'{kind}="{told}"' + (f' {kind}-opacity="{opacity:.2f}"' if opacity < 1 else "")


def _gray(channels: list[int]) -> str:
    """One channel as gray, four as CMYK; black for anything else.

    >>> _gray([128]), _gray([0, 255, 255, 0]), _gray([])
    ('rgb(128,128,128)', 'rgb(255,0,0)', 'rgb(0,0,0)')
    """
    if len(channels) == 1:
        return f"rgb({channels[0]},{channels[0]},{channels[0]})"
    if len(channels) == 4:
        cyan, magenta, yellow, key = channels
        mixed = (round((255 - ink) * (255 - key) / 255) for ink in (cyan, magenta, yellow))
        return f"rgb({','.join(map(str, mixed))})"
    return "rgb(0,0,0)"
