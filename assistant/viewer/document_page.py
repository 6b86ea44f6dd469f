"""One document as a page: head, banners, outline, clauses, and the sheets of its original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.viewer.clause_view import Setting, outline_html, stretch_html
from assistant.viewer.frame import BRAND, THEME_BUTTON, framed
from assistant.viewer.sheet_view import Size, no_sheets, sheets_html
from assistant.viewer.standing_view import banners, version_links
from assistant.viewer.trail import Stop, address_of, checksum
from assistant.viewer.window import Stretch, after, around, before
from assistant.web.rendering import demonstration_badge, escape, status_badge
from kb.catalog import Entry
from kb.document import Document
from kb.snapshot import Snapshot

_FORMATS = {"image": "扫描图片", "html": "网页", "txt": "文本", "md": "文本"}


@dataclass(frozen=True, slots=True)
class Place:
    """What of a document is asked for: the span to highlight, the checksum of its quote, else an offset to begin at."""

    start: int | None = None
    end: int | None = None
    check: str = ""
    at: int = 0
    trail: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSizes:
    """The pages of an original: their sizes, or what is said where they cannot be drawn; neither for other formats."""

    sizes: tuple[Size, ...] = ()
    told: str = ""


def quote_of(document: Document, place: Place) -> Stretch | None:
    """The span to highlight; None where there is none, or where the text there is not what was quoted."""
    if place.start is None or place.end is None or not 0 <= place.start < place.end <= len(document.text):
        return None
    if place.check and place.check != checksum(document.text[place.start : place.end]):
        return None
    return place.start, place.end


def document_page(snapshot: Snapshot, entry: Entry, place: Place, sheets: SheetSizes) -> str:
    """The whole page; of a long text the stretch around what is asked for."""
    document, quote = entry.document, quote_of(entry.document, place)
    moved = quote is None and place.start is not None
    start, end = around(document, quote[0] if quote else min(place.at, max(len(document.text) - 1, 0)))
    paged = bool(sheets.sizes or sheets.told)
    boxed = bool(quote and document.regions_of(*quote))
    head = _head(snapshot, entry, place, paged)
    outline = outline_html(document)
    body = (
        f'<a class="mv-skip" href="#text">跳到正文</a>{head}{banners(snapshot, entry.doc_id, moved)}<div class="mv-body">'
        f'<aside class="mv-side" id="outline" aria-label="目录和文件信息">{_facts(snapshot, entry)}'
        f"<h2>目录</h2>{outline or '<p class=mv-none>这份文件没有分标题。</p>'}</aside>"
        f'<main class="mv-text" id="text" tabindex="0" aria-label="条文">'
        f"{stretch_article(document, (start, end), quote, whole=True)}</main>{_sheets(entry, sheets, quote)}</div>"
    )
    attributes = (
        f' data-doc="{entry.doc_id}" data-quote="{_span(quote)}" data-paged="{int(paged)}" data-boxed="{int(boxed)}"'
    )
    return framed(document.title, body, attributes)


def stretch_article(document: Document, span: Stretch, quote: Stretch | None, whole: bool = False) -> str:
    """A stretch of the text, between links to what comes before and behind where there is such.

    `whole` puts both links; a stretch that is added to a page gets its own outer one only, see viewer.js.
    """
    setting = Setting(document, [quote] if quote else [])
    start, end = span
    text = stretch_html(setting, start, end)
    above = below = ""
    if start > 0:
        previous = before(document, start)
        above = f'<a class="mv-more" rel="prev" data-to="{start}" href="?at={previous[0]}">显示前面的内容</a>'
    if end < len(document.text):
        following = after(document, end)
        below = f'<a class="mv-more" rel="next" data-from="{end}" href="?at={following[0]}">显示后面的内容</a>'
    tag = "article" if whole else "div"
    return f'{above}<{tag} class="mv-stretch" data-from="{start}" data-to="{end}">{text}</{tag}>{below}'


def _span(quote: Stretch | None) -> str:
    return f"{quote[0]}-{quote[1]}" if quote else ""


def _head(snapshot: Snapshot, entry: Entry, place: Place, paged: bool) -> str:
    badges = status_badge(snapshot.status_on(entry.doc_id)) + demonstration_badge(entry.header.demonstration)
    number = f'<span class="mv-number">{escape(entry.header.doc_number)}</span>' if entry.header.doc_number else ""
    views = [("outline", "目录"), ("text", "条文"), *([("sheets", "版面")] if paged else [])]
    buttons = "".join(f'<button type="button" data-view="{name}">{label}</button>' for name, label in views)
    return (
        f'<header class="mv-head"><div class="mv-bar">{BRAND}<h1 title="{escape(entry.header.title)}">'
        f"{escape(entry.header.title)}</h1>{number}{badges}"
        f'<span class="mv-fill"></span>{THEME_BUTTON}</div>'
        f'<div class="mv-bar mv-bar--tools"><div class="mv-views" role="group" aria-label="显示">{buttons}</div>'
        f"{_trail(entry.doc_id, place)}</div></header>"
    )


def _trail(doc_id: str, place: Place) -> str:
    """Where this citation stands among those of the answer, with links to the one before and the one behind."""
    trail = place.trail
    here = next((n for n, each in enumerate(trail) if _is_here(each, doc_id, place)), None)
    if here is None:
        return ""
    return (
        '<nav class="mv-trail" aria-label="本次回答的引文">'
        f"{_step(trail, here - 1, '上一条', 'prev')}"
        f"<span>引文 <b>{trail[here].marker}</b><small>第 {here + 1} 条，共 {len(trail)} 条</small></span>"
        f"{_step(trail, here + 1, '下一条', 'next')}</nav>"
    )


def _is_here(stop: Stop, doc_id: str, place: Place) -> bool:
    return (stop.doc_id, stop.start, stop.end) == (doc_id, place.start, place.end)


def _step(trail: Sequence[Stop], at: int, name: str, relation: str) -> str:
    arrow, key = ("‹", "P") if relation == "prev" else ("›", "N")
    word = f"{arrow} <span>{name}</span>" if relation == "prev" else f"<span>{name}</span> {arrow}"
    if not 0 <= at < len(trail):
        return f'<span class="mv-step" aria-disabled="true">{word}</span>'
    return (
        f'<a class="mv-step" rel="{relation}" data-step href="{escape(address_of(trail[at], trail))}" '
        f'title="{name}引文（按 {key} 键）">{word}</a>'
    )


def _facts(snapshot: Snapshot, entry: Entry) -> str:
    document = entry.document
    pages = f"，{document.page_count} 页" if document.page_count else ""
    values = (
        ("文号", document.doc_number), ("发文机关", document.issuer), ("成文日期", document.signed_on),
        ("施行日期", document.effective_on), ("有效期至", document.expires_on), ("文件名", entry.source),
        ("格式", _FORMATS.get(document.format, document.format.upper()) + pages),
    )  # fmt: skip
    facts = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in values if value)
    links = version_links(snapshot, entry.doc_id)
    return (
        f'<details class="mv-about"><summary>文件信息</summary><dl class="mc-facts">{facts}</dl></details>'
        f'<p class="mv-links">{links}<a href="/source/{entry.doc_id}/original" download>下载原件</a></p>'
    )


def _sheets(entry: Entry, sheets: SheetSizes, quote: Stretch | None) -> str:
    if not (sheets.sizes or sheets.told):
        return ""
    document = entry.document
    shown = (
        sheets_html(entry.doc_id, entry.revision, document, sheets.sizes, quote)
        if sheets.sizes
        else no_sheets(sheets.told)
    )
    recognised = any(region.confidence is not None for region in document.regions[:1])
    note = "<span>条文由扫描件识别而来，以版面为准</span>" if recognised else ""
    tools = (
        f'<div class="mv-zoom">{note}<span class="mv-fill"></span>'
        '<button type="button" data-zoom="-1" aria-label="缩小版面">－</button>'
        '<button type="button" data-zoom="0">适合宽度</button>'
        '<button type="button" data-zoom="1" aria-label="放大版面">＋</button></div>'
    )
    return (
        f'<section class="mv-sheets" id="sheets" tabindex="0" aria-label="原件版面">{tools}'
        f'<div class="mv-papers">{shown}</div></section>'
    )
