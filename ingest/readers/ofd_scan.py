"""Pages of an OFD file that are pictures: drawn and recognised."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ingest.progress import tell
from ingest.readers.ofd_lines import POINTS
from ingest.readers.ofd_package import Package
from ingest.readers.ofd_page import Matrix, Page, Picture
from ingest.readers.pdf_blocks import PrintedPage
from ingest.readers.pdf_lines import PageLines
from kb.errors import UnreadableFile

if TYPE_CHECKING:
    from ingest.readers.page_image import Image

_DOTS = 8.0  # in a millimetre (200 dpi)
_MAX_DOTS = 3200  # of a side
_MAX_PIXELS = 80_000_000  # of a picture: A3 at 600 dpi has 70 million
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    UnreadableFile,
)  # what Pillow raises over damaged pictures, and ours


def recognised_pages(package: Package, scans: Sequence[Page]) -> tuple[dict[int, PrintedPage], list[str], bool]:
    """Pages that are pictures by number, with their recognised lines; remarks; whether something could not be read."""
    drawable = [page for page in scans if any(_is_decodable(package, each) for each in page.pictures)]
    lost = sorted({page.number for page in scans} - {page.number for page in drawable})
    notes = [f"第{'、'.join(map(str, lost))}页的图像是不支持的编码（如 JBIG2）或已损坏，未能识别"] if lost else []
    if not drawable:
        return {}, notes, bool(lost)
    from ingest.readers.ocr import recognise, remarks
    from ingest.readers.recognised import pieces_of, tables_of

    found: dict[int, PrintedPage] = {}
    read = []
    for page, (number, lines) in zip(
        drawable, recognise((page.number, _drawing(package, page)) for page in drawable), strict=True
    ):
        tell(len(found) + 1, len(drawable))
        read.append((number, lines))
        width, height = ((page.box[at + 2] - page.box[at]) * POINTS for at in (0, 1))
        tables = tuple(tuple(rows) for rows in tables_of(number, lines))
        found[number] = PrintedPage(PageLines(number, height, tuple(pieces_of(lines, width))), recognised=tables)
    told, missed = remarks(read)
    return found, [*notes, *told], missed or bool(lost)


def _opened(package: Package, path: str) -> Any:
    """The picture at `path`, opened by Pillow. Raises ValueError for one of too many pixels, and what Pillow raises."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's warnings are about the file
        try:
            image = Image.open(BytesIO(package.read(path)))
        except Image.DecompressionBombError as exc:
            raise ValueError(path) from exc
    if image.width * image.height > _MAX_PIXELS:
        raise ValueError(path)
    return image


def package_jpeg(package: Package, path: str, max_side: int) -> bytes:
    """The picture at `path` as a JPEG, the longer side at most `max_side` pixels; empty for a damaged one."""
    from ingest.readers.image import jpeg_of, upright_rgb

    try:
        with _opened(package, path) as image:
            return jpeg_of(upright_rgb(image), max_side)
    except _DAMAGE:
        return b""


def _is_decodable(package: Package, picture: Picture) -> bool:
    try:
        with _opened(package, picture.path) as image:
            image.verify()
    except _DAMAGE:
        return False
    return True


def _drawing(package: Package, page: Page) -> Callable[[], Image]:
    """What draws the pictures of `page` at their places, (h, w, 3) uint8."""

    def draw() -> Image:
        import numpy as np
        from PIL import Image

        width, height = page.box[2] - page.box[0], page.box[3] - page.box[1]
        dots = min(_DOTS, _MAX_DOTS / max(width, height))
        sheet = Image.new("RGB", (math.ceil(width * dots), math.ceil(height * dots)), "white")
        for picture in page.pictures:
            left, top, right, bottom = (value * dots for value in picture.box)
            size = round(right - left), round(bottom - top)
            if min(size) > 0 and max(size) <= 4 * _MAX_DOTS:
                shown = _laid(package, picture, size)
                if shown is not None:
                    sheet.paste(shown, (round(left - page.box[0] * dots), round(top - page.box[1] * dots)))
        return np.asarray(sheet)

    return draw


def _laid(package: Package, picture: Picture, size: tuple[int, int]) -> Any | None:
    """The picture as its matrix lays it on the page, `size` pixels large; None for a damaged one."""
    from PIL import Image

    from ingest.readers.image import upright_rgb

    try:
        with _opened(package, picture.path) as opened:
            image = Image.fromarray(upright_rgb(opened))
    except _DAMAGE:
        return None
    for turn in _turns(picture.matrix):
        image = image.transpose(getattr(Image.Transpose, turn))
    return image.resize(size)


def _turns(matrix: Matrix) -> list[str]:
    """Pillow's names of the turns that lay a picture as `matrix` does, to the nearest quarter.

    >>> _turns((210, 0, 0, 297, 0, 0)), _turns((0, 297, -210, 0, 0, 0))
    ([], ['TRANSPOSE', 'FLIP_LEFT_RIGHT'])
    """
    a, b, c, d, _, _ = matrix
    on_its_side = abs(b) > abs(a)
    across, down = (c, b) if on_its_side else (a, d)
    turns = ["TRANSPOSE"] * on_its_side
    turns += ["FLIP_LEFT_RIGHT"] * (across < 0) + ["FLIP_TOP_BOTTOM"] * (down < 0)
    return turns
