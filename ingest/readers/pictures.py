"""The pages of an original as pictures for people: PDF pages and scans as JPEG, OFD pages as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from ingest.readers.image import Frames, frames, jpeg_of
from ingest.readers.ofd_package import Package
from ingest.readers.ofd_scan import package_jpeg
from ingest.readers.ofd_svg import ofd_pages, page_svg
from ingest.readers.pdf_file import draw_page, opened, page_sizes
from ingest.readers.sniffing import kind_of
from kb.errors import UnreadableFile

Size = tuple[float, float]  # width and height, in units of the format
MAX_SIDE = 1800  # pixels of a picture's longer side: A4 at 154 dpi, sharp at twice the width of a side panel


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture as the browser shows it."""

    media_type: str
    data: bytes


class Original(Protocol):
    """A file with pages, open."""

    sizes: tuple[Size, ...]

    def draw(self, number: int) -> PagePicture:
        """Page `number` (1-based)."""


@contextmanager
def open_original(data: bytes) -> Iterator[Original]:
    """The pages of a PDF, an OFD or an image file. Raises UnreadableFile: corrupt, or unsupported for other formats."""
    match kind_of(data):
        case "pdf":
            with opened(data) as document:
                yield _Pdf(document)
        case "image":
            with frames(data) as found:
                yield _Scan(found)
        case "ofd":
            yield _Ofd(Package(data))
        case _:
            raise UnreadableFile("unsupported", "这种格式没有版面", "请看条文")


class _Pdf:
    def __init__(self, document: Any) -> None:
        self._document = document
        self.sizes = page_sizes(document)

    def draw(self, number: int) -> PagePicture:
        return PagePicture("image/jpeg", jpeg_of(draw_page(self._document, number, MAX_SIDE)))


class _Scan:
    def __init__(self, found: Frames) -> None:
        self._frames = found
        self.sizes = found.sizes

    def draw(self, number: int) -> PagePicture:
        return PagePicture("image/jpeg", jpeg_of(self._frames.frame(number), MAX_SIDE))


class _Ofd:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._pages = ofd_pages(package)
        self.sizes = tuple((page.box[2] - page.box[0], page.box[3] - page.box[1]) for page in self._pages)

    def draw(self, number: int) -> PagePicture:
        page = self._pages[number - 1]
        made = page_svg(page, lambda path: package_jpeg(self._package, path, MAX_SIDE))
        return PagePicture("image/svg+xml", made.encode())
