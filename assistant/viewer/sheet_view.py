"""The pages of an original as they are printed, with boxes around what is quoted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from assistant.viewer.window import Stretch
from assistant.web.rendering import escape
from kb.document import Document, Region

Size = tuple[float, float]
PAGED = frozenset({"pdf", "ofd", "image"})  # formats whose originals have pages to show
_ROOM = 0.004  # of the page, around the print in a box


class Sheets(Protocol):
    """What draws the pages of originals; both raise UnreadableFile."""

    def sizes(self, path: Path) -> tuple[Size, ...]:
        """Width and height of each page of the file at `path`, in any unit."""

    def draw(self, path: Path, number: int) -> tuple[str, bytes]:
        """Media type and content of the picture of page `number` (1-based)."""


def sheets_html(doc_id: str, revision: int, document: Document, sizes: Sequence[Size], quote: Stretch | None) -> str:
    """All pages as places of their own size, the pictures in them loaded as they come into view."""
    regions = document.regions_of(*quote) if quote else ()
    first = regions[0].page if regions else (document.page_at(quote[0]) if quote else None)
    figures = []
    for number, (width, height) in enumerate(sizes, 1):
        boxes = "".join(_box(each) for each in regions if each.page == number)
        loading = 'fetchpriority="high"' if number == (first or 1) else 'loading="lazy"'
        figures.append(
            f'<figure class="mv-sheet" id="p{number}" data-page="{number}"><div class="mv-paper">'
            f'<img {loading} src="/source/{doc_id}/page/{number}?rev={revision}" width="{width:.0f}" '
            f'height="{height:.0f}" alt="原件第 {number} 页" decoding="async">{boxes}</div>'
            f"<figcaption>第 {number} 页 / 共 {len(sizes)} 页</figcaption></figure>"
        )
    return "".join(figures)


def no_sheets(told: str) -> str:
    """What stands in place of the pages when they cannot be drawn."""
    return f'<p class="mv-nosheet" role="status">{escape(told)}</p>'


def _box(region: Region) -> str:
    left, top = max(region.box[0] - _ROOM, 0.0), max(region.box[1] - _ROOM, 0.0)
    right, bottom = min(region.box[2] + _ROOM, 1.0), min(region.box[3] + _ROOM, 1.0)
    place = f"left:{left:.2%};top:{top:.2%};width:{right - left:.2%};height:{bottom - top:.2%}"
    return f'<i class="mv-box" style="{place}"></i>'
