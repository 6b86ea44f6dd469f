"""Scanned and photographed pages as image files (PNG, JPEG, TIFF, BMP, GIF), opened by Pillow and recognised."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ingest.progress import tell
from kb.document import Pages
from kb.errors import UnreadableFile

if TYPE_CHECKING:
    from ingest.readers.page_image import Image

_MAX_PAGES = 300  # of a TIFF
_MAX_PIXELS = 80_000_000  # of a page: A3 at 600 dpi has 70 million
_MAX_SIDE = 3200  # larger pages are made smaller, as ingest.readers.page_image would
_ORIENTATION, _ON_ITS_SIDE = 0x0112, (5, 6, 7, 8)  # of EXIF
# What damaged files make Pillow raise (tests/ingest/readers/test_image.py).
_DAMAGE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, AttributeError, ArithmeticError, RuntimeError,
    struct.error, zlib.error,
)  # fmt: skip


def read_image(data: bytes, name: str) -> Pages:
    """The recognised text of an image file, each page of a TIFF; of an animated picture the first.

    Raises UnreadableFile: corrupt, too_large, or empty when no page has text.
    """
    from PIL import Image, UnidentifiedImageError

    from ingest.readers.ocr import Line, recognise, remarks
    from ingest.readers.recognised import blocks_of

    lost: list[int] = []
    read: list[tuple[int, tuple[Line, ...]]] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's warnings are about the file; ours go to the report
            with Image.open(BytesIO(data)) as image:
                for found in recognise(_pages(image, lost)):
                    read.append(found)
                    tell(len(read), len(read))  # how many there are is known at the end only
    except Image.DecompressionBombError as exc:
        raise _too_large() from exc
    except UnidentifiedImageError as exc:
        raise _damaged() from exc
    except (OSError, SyntaxError, ValueError, struct.error) as exc:  # from Image.open, which reads the head
        raise _damaged() from exc
    if not read:
        raise _damaged()
    if not any(lines for _, lines in read):
        raise UnreadableFile("empty", "图片里没有识别出文字", "请确认图片是文件正文并且清晰，必要时重新扫描后再导入")
    notes, missed = remarks(read)
    count = len(read) + len(lost)
    if lost:
        notes += (f"第{'、'.join(map(str, lost))}页的图像损坏，未读取",)
    if count >= _MAX_PAGES:
        notes += (f"页数较多，只读取前 {_MAX_PAGES} 页；请拆分后导入其余各页",)
    partial = missed or bool(lost) or count >= _MAX_PAGES
    return Pages(name, "image", blocks_of(read), page_count=count, notes=notes, partial=partial)


def _damaged() -> UnreadableFile:
    return UnreadableFile("corrupt", "图片文件损坏，无法读取", "请从原处重新复制，或重新扫描、拍照后再导入")


def _too_large() -> UnreadableFile:
    return UnreadableFile(
        "too_large",
        f"图片尺寸过大，超过 {_MAX_PIXELS // 10_000} 万像素",
        "请以 200 至 300 dpi 重新扫描，或缩小后再导入",
    )


def _pages(image: Any, lost: list[int]) -> Iterator[tuple[int, Callable[[], Image]]]:
    """The pages of a Pillow `image` as `recognise` takes them; numbers of damaged ones are added to `lost`."""
    count = _MAX_PAGES if image.format == "TIFF" else 1
    for number in range(1, count + 1):
        try:
            image.seek(number - 1)
        except EOFError:
            return
        except _DAMAGE:
            lost.append(number)
            return
        if image.width * image.height > _MAX_PIXELS:
            raise _too_large()
        try:
            page = upright_rgb(image)
        except _DAMAGE:
            lost.append(number)
            continue
        yield number, lambda page=page: page  # type: ignore[misc]


class Frames:
    """The pages of an image file that is open; `sizes` are in pixels, turned as EXIF says."""

    def __init__(self, image: Any) -> None:
        self._image = image
        self.sizes = tuple(_sizes(image))

    def frame(self, number: int) -> Image:
        """Page `number` (1-based) as `upright_rgb` gives it. Raises UnreadableFile for a damaged one."""
        try:
            self._image.seek(number - 1)
            return upright_rgb(self._image)
        except _DAMAGE as exc:
            raise _damaged() from exc


@contextmanager
def frames(data: bytes) -> Iterator[Frames]:
    """The pages of an image file. Raises UnreadableFile: corrupt, too_large."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's warnings are about the file
        try:
            image = Image.open(BytesIO(data))
        except Image.DecompressionBombError as exc:
            raise _too_large() from exc
        except _DAMAGE as exc:
            raise _damaged() from exc
        with image:
            yield Frames(image)


def _sizes(image: Any) -> Iterator[tuple[float, float]]:
    for number in range(_MAX_PAGES if image.format == "TIFF" else 1):
        try:
            image.seek(number)
        except _DAMAGE:
            return
        if image.width * image.height > _MAX_PIXELS:
            raise _too_large()
        turned = image.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE
        yield (image.height, image.width) if turned else (image.width, image.height)


def jpeg_of(image: Image, max_side: int = _MAX_SIDE) -> bytes:
    """`image` ((h, w, 3) uint8 RGB) as a JPEG, the longer side at most `max_side` pixels."""
    from PIL import Image

    shown = Image.fromarray(image)
    shown.thumbnail((max_side, max_side), Image.Resampling.BILINEAR)
    out = BytesIO()
    shown.save(out, "JPEG", quality=88, subsampling=0)
    return out.getvalue()


def upright_rgb(image: Any) -> Image:
    """The present frame of a Pillow `image`, (h, w, 3) uint8 RGB: turned as its EXIF says, alpha laid on white.

    Gray of more than 8 bits is scaled to its own range. The longer side is at most 3200 pixels.
    """
    import numpy as np
    from PIL import Image, ImageOps

    frame = ImageOps.exif_transpose(image)
    if frame.mode.startswith(("I", "F")):
        values = np.nan_to_num(np.asarray(frame, dtype=np.float64))
        low, high = float(values.min()), float(values.max())
        frame = Image.fromarray(((values - low) * (255.0 / max(high - low, 1e-9))).astype(np.uint8))
    if frame.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in frame.info:
        over = frame.convert("RGBA")
        frame = Image.new("RGBA", over.size, "white")
        frame.alpha_composite(over)
    frame = frame.convert("RGB")
    frame.thumbnail((_MAX_SIDE, _MAX_SIDE), Image.Resampling.LANCZOS)
    return np.asarray(frame, dtype=np.uint8)
