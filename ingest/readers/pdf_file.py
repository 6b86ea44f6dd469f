"""A PDF through pdfium: opened, read page by page, drawn for recognition.

pypdf checks what pdfium passes over in silence: damaged content.
"""

from __future__ import annotations

import logging
import re
import struct
import threading
import zlib
from base64 import a85decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.readers.pdf_page import PageContent, content_of
from kb.errors import UnreadableFile

_PDFIUM = threading.RLock()  # pdfium is not made for several threads
_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
_DOTS = 200 / 72  # pixels a point: print of 9 pt is 25 pixels high
_MAX_SIDE, _MIN_SIDE = 3200, 1200  # pixels of a drawn page's longer side, whatever size the page says it has
_A4 = (595.0, 842.0)  # points
_MAX_FONTS = 100  # of a page
_MAX_UNPACKED = 64 * 2**20  # bytes of one stream that are checked
_CATALOG = re.compile(rb"(\d{1,10})\s+(\d{1,5})\s+obj\s*<<(?:(?!endobj).){0,2000}?/Type\s*/Catalog\b", re.DOTALL)
# What damaged files make pypdf raise (tests/ingest/readers/test_damage.py).
_DAMAGE = (
    ValueError, LookupError, TypeError, AttributeError, RuntimeError, OSError, ArithmeticError, AssertionError,
    zlib.error, struct.error,
)  # fmt: skip


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The pdfium document of `data`. Raises UnreadableFile: encrypted, or corrupt where nothing can mend it."""
    with _PDFIUM:
        document = _document(data)
    try:
        yield document
    finally:
        with _PDFIUM:
            document.close()


def page_count(document: Any) -> int:
    """How many pages `document` says it has."""
    with _PDFIUM:
        return len(document)


def read_page(document: Any, number: int) -> PageContent | None:
    """What stands on page `number` (1-based); None for a page that is damaged."""
    import pypdfium2

    with _PDFIUM:
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            return None
        try:
            return content_of(page, number)
        except pypdfium2.PdfiumError:
            return None
        finally:
            page.close()


def page_sizes(document: Any) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points, as it is shown; a damaged page is taken for A4."""
    import pypdfium2

    found: list[tuple[float, float]] = []
    with _PDFIUM:
        for at in range(len(document)):
            try:
                width, height = document.get_page_size(at)
            except pypdfium2.PdfiumError:
                width, height = _A4
            found.append((width, height) if min(width, height) > 0 else _A4)
    return tuple(found)


def draw_page(document: Any, number: int, max_side: int = _MAX_SIDE) -> npt.NDArray[np.uint8]:
    """Page `number` (1-based) as it is printed, (h, w, 3) uint8 RGB, the longer side at most `max_side` pixels.

    A damaged page is a white one.
    """
    import pypdfium2

    with _PDFIUM:
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            return np.full((64, 64, 3), 255, np.uint8)
        try:
            longer = max(*page.get_size(), 1.0)
            scale = min(max(_DOTS, _MIN_SIDE / longer), max_side / longer)
            bitmap = page.render(scale=scale, rev_byteorder=True, limit_image_cache=True)
            image = np.array(bitmap.to_numpy(), dtype=np.uint8)[:, :, :3]
            bitmap.close()
            return image
        finally:
            page.close()


def attachments(document: Any) -> tuple[str, ...]:
    """The names of files inside of `document`."""
    import pypdfium2

    with _PDFIUM:
        try:
            count = min(document.count_attachments(), 100)
            return tuple(document.get_attachment(at).get_name() or "未命名" for at in range(count))
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            return ()


def damaged_pages(data: bytes, count: int) -> tuple[int, ...]:
    """Which of the first `count` pages (1-based) have content that is damaged; pdfium reads such pages in part, silently.

    Checked are the compressed streams of the page and its fonts. Files with a password for changes are not checked.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    found: list[int] = []
    known: dict[int, bool] = {}
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings are about the file, ours go to the report
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            return ()
        numbers = range(1, min(count, len(reader.pages)) + 1)
    except (PyPdfError, *_DAMAGE):
        return tuple(range(1, count + 1))  # pdfium has guessed where the pages are
    for number in numbers:
        try:
            bad = any(_is_damaged(stream, known) for stream in _streams(reader.pages[number - 1]))
        except (PyPdfError, *_DAMAGE):
            bad = True
        if bad:
            found.append(number)
    return tuple(found)


def _streams(page: Any) -> Iterator[Any]:
    """The streams that hold the text of pypdf's `page`, and its fonts' codes and outlines, as references or objects."""
    contents = page.get("/Contents")
    held = contents.get_object() if contents is not None else None
    yield from held if isinstance(held, list) else [page.raw_get("/Contents")] if held is not None else []
    resources = page.get("/Resources") or {}
    fonts = resources.get("/Font") or {}
    for font in (fonts[name] for name in list(fonts)[:_MAX_FONTS]):
        if "/ToUnicode" in font:
            yield font.raw_get("/ToUnicode")


def _is_damaged(stream: Any, known: dict[int, bool]) -> bool:
    number = getattr(stream, "idnum", None)
    if number is None or number not in known:
        held = stream.get_object()
        filters = held.get("/Filter") if isinstance(held, dict) else None
        names = filters if isinstance(filters, list) else [filters]
        bad = names[-1:] == ["/FlateDecode"] and not _unpacks(held._data, names[:-1])  # pypdf itself mends in silence
        if number is None:
            return bad
        known[number] = bad
    return known[number]


def _unpacks(packed: bytes, filters: Sequence[Any]) -> bool:
    unpacker = zlib.decompressobj()
    try:
        if filters == ["/ASCII85Decode"]:
            packed = a85decode(packed.strip().removesuffix(b"~>"))
        elif filters:
            return True
        for _ in range(_MAX_UNPACKED // 2**20):
            if not unpacker.decompress(packed, 2**20) or unpacker.eof:
                break
            packed = unpacker.unconsumed_tail
    except (zlib.error, ValueError):
        return False
    return True


def _document(data: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as exc:
        if exc.err_code in (_PASSWORD, _SECURITY):
            raise UnreadableFile("encrypted", "PDF 设有打开密码", "请去掉密码后另存一份再导入") from exc
    try:
        return pypdfium2.PdfDocument(_mended(data))
    except pypdfium2.PdfiumError as exc:
        raise corrupt() from exc


def _mended(data: bytes) -> bytes:
    """`data` with an end that names its first object, from which pdfium finds the others of a file that is cut off."""
    found = list(_CATALOG.finditer(data))
    if not found:
        raise corrupt()
    number, generation = (int(part) for part in found[-1].groups())
    return data + f"\ntrailer<</Root {number} {generation} R>>\nstartxref\n0\n%%EOF\n".encode("ascii")


def corrupt() -> UnreadableFile:
    """What is said of a file that is damaged all through."""
    return UnreadableFile("corrupt", "PDF 文件损坏，无法读取", "请从原处重新复制或下载，或重新导出 PDF")
