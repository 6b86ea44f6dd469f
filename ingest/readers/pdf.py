"""PDF: paragraphs with their printed lines, ruled tables as rows; pages without a text layer are recognised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from ingest.progress import tell
from ingest.readers.pdf_blocks import PrintedPage, blocks_of, text_page
from ingest.readers.pdf_file import attachments, corrupt, damaged_pages, draw_page, opened, page_count, read_page
from ingest.readers.pdf_lines import PageLines
from ingest.readers.pdf_page import PageContent
from ingest.readers.pdf_scans import is_blank, is_scanner_mark, lost_chars, needs_recognition
from kb.document import Pages
from kb.errors import UnreadableFile

_MAX_PAGES = 3_000
_TAIL_BYTES = 2_048  # in which a whole file has its end mark
_NAMED_PAGES = 20  # in a remark; more are counted


def read_pdf(data: bytes, name: str) -> Pages:
    """The pages of a PDF. Raises UnreadableFile: encrypted, corrupt, empty, or scanned where nothing was recognised."""
    with opened(data) as document:
        count = page_count(document)
        read = list(_contents(document, min(count, _MAX_PAGES)))
        contents = [content for content in read if content is not None]
        if not contents:
            raise corrupt()
        scans = [content for content in contents if needs_recognition(content)]
        recognised, notes, missed = _recognised(document, scans)
        enclosed = attachments(document)
    pages = [recognised.get(content.number) or text_page(content) for content in contents]
    blocks = blocks_of(pages)
    lost = [number for number, content in enumerate(read, 1) if content is None]
    damaged = damaged_pages(data, len(read))
    gaps = _gaps(count, lost, [number for number in damaged if number not in lost], data)
    if not blocks:
        raise _nothing(contents, notes, gaps)
    gaps += _gaps_within([content for content in contents if content.number not in recognised])
    remarks = [*gaps, *notes, *_blank_pages(contents, damaged)]
    remarks += [f"内含附件未读入：{'、'.join(enclosed)}"] if enclosed else []
    return Pages(name, "pdf", blocks, page_count=count, notes=tuple(remarks), partial=missed or bool(gaps))


def _contents(document: Any, count: int) -> Iterator[PageContent | None]:
    for number in range(1, count + 1):
        yield read_page(document, number)
        tell(0, 0)  # pages are counted where it takes long, when they are recognised


def _recognised(document: Any, scans: Sequence[PageContent]) -> tuple[dict[int, PrintedPage], list[str], bool]:
    """The pages of `scans` by number, remarks on them, and whether there is one without any text."""
    if not scans:
        return {}, [], False
    from ingest.readers.ocr import recognise, remarks
    from ingest.readers.recognised import pieces_of as recognised_pieces
    from ingest.readers.recognised import tables_of

    pages: dict[int, PrintedPage] = {}
    read = []
    drawings = ((page.number, partial(draw_page, document, page.number)) for page in scans)
    for page, (number, found) in zip(scans, recognise(drawings), strict=True):
        tell(len(pages) + 1, len(scans))
        lines = tuple(line for line in found if not is_scanner_mark(line.text))
        read.append((number, lines))
        pieces = tuple(recognised_pieces(lines, page.width))
        tables = tuple(tuple(rows) for rows in tables_of(number, lines))
        pages[number] = PrintedPage(PageLines(number, page.height, pieces), recognised=tables)
    notes, missed = remarks(read)
    return pages, list(notes), missed


def _gaps_within(contents: Sequence[PageContent]) -> list[str]:
    """Remarks on characters of pages that were not read."""
    lacking = [(content.number, lost_chars(content)) for content in contents]
    found = [f"第{number}页有 {lost} 个字没有文字编码，未读取，请核对原件" for number, lost in lacking if lost]
    return found + [f"第{content.number}页文字过多，只读入一部分" for content in contents if content.cut]


def _gaps(count: int, lost: Sequence[int], damaged: Sequence[int], data: bytes) -> list[str]:
    """Remarks on what was not read."""
    found = []
    if count > _MAX_PAGES:
        found.append(f"共 {count} 页，只读入前 {_MAX_PAGES} 页，请拆分后导入其余各页")
    if lost:
        found.append(f"{_named(lost)}损坏，未读取，请从原处重新复制或下载")
    if damaged:
        found.append(f"{_named(damaged)}内容损坏，可能缺字，请从原处重新复制或下载")
    if b"%%EOF" not in data[-_TAIL_BYTES:] and b"startxref" not in data[-_TAIL_BYTES:]:
        found.append("文件不完整（末尾缺失），可能少了内容，请从原处重新复制或下载")
    return found


def _blank_pages(contents: Sequence[PageContent], damaged: Sequence[int]) -> list[str]:
    blank = [content.number for content in contents if is_blank(content) and content.number not in damaged]
    return [f"{_named(blank)}是空白页"] if blank else []


def _named(numbers: Sequence[int]) -> str:
    named = "、".join(map(str, numbers[:_NAMED_PAGES]))
    return f"第{named}页" if len(numbers) <= _NAMED_PAGES else f"第{named}等 {len(numbers)} 页"


def _nothing(contents: Sequence[PageContent], notes: Sequence[str], gaps: Sequence[str]) -> UnreadableFile:
    if gaps:
        return corrupt()
    if all(is_blank(content) for content in contents):
        return UnreadableFile("empty", "PDF 各页都是空白", "请确认文件不是空白模板")
    told = "；".join(notes[:3]) or "没有可读的文字"
    return UnreadableFile("scanned", f"PDF 是扫描件，{told}", "请换更清晰的扫描件，或导入文字版")
