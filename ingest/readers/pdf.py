"""Text PDF through pypdf: running heads and page numbers dropped, printed lines joined to paragraphs."""

from __future__ import annotations

import logging
import re
import struct
import zlib
from collections import Counter
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from ingest.headings import heading_of
from ingest.readers.text import lines_of
from kb.document import Block, Pages
from kb.errors import UnreadableFile

_PAGE_NUMBER = re.compile(r"^[-—–\s·]*(第\s*)?\d{1,4}(\s*页)?(\s*[/，,共]+\s*\d{1,4}\s*页?)?[-—–\s·]*$")
_SENTENCE_END = tuple("。！？；：.!?;:")
_CLOSED = re.compile(r"[）)】〕\]]$")
_CJK = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_BRACKET_REACH = 200  # how far back an open bracket is looked for
_MIN_CHARS_A_PAGE = 8  # a file of which all pages have fewer characters has no usable text layer (a scan)
# What damaged files make pypdf raise (tests/ingest/readers/test_damage.py).
_DAMAGE = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, OSError, ArithmeticError,
    AssertionError, zlib.error, struct.error,
)  # fmt: skip


def read_pdf(data: bytes, name: str) -> Pages:
    """The pages of a text PDF. Raises UnreadableFile: encrypted, corrupt, or scanned when no page has text."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings are about the file, ours go to the report
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _encrypted()
        texts = [page.extract_text() or "" for page in reader.pages]
    except (FileNotDecryptedError, DependencyError) as exc:
        raise _encrypted() from exc
    except _DAMAGE as exc:
        raise UnreadableFile("corrupt", "PDF 文件损坏，无法读取", "请从原处重新复制或下载，或重新导出 PDF") from exc
    if all(len("".join(text.split())) < _MIN_CHARS_A_PAGE for text in texts):
        raise UnreadableFile("scanned", "PDF 是扫描件，没有文字层", "请先做文字识别（OCR），或导入文字版")
    scanned = [number for number, text in enumerate(texts, 1) if not text.strip() or _PAGE_NUMBER.match(text.strip())]
    notes = (f"第{'、'.join(map(str, scanned))}页没有文字层，未读取",) if scanned else ()
    blocks = tuple(_join_lines(_without_furniture([lines_of(text) for text in texts])))
    return Pages(name, "pdf", blocks, page_count=len(texts), notes=notes, partial=bool(scanned))


def _encrypted() -> UnreadableFile:
    return UnreadableFile("encrypted", "PDF 设有打开密码", "请去掉密码后另存一份再导入")


def _without_furniture(pages: list[list[str]]) -> list[list[str]]:
    """`pages` without page numbers and without first and last lines that recur on most pages."""
    edges = Counter(line for lines in pages if lines for line in {lines[0], lines[-1]})
    running = {line for line, count in edges.items() if count >= 3 and count > len(pages) / 2}
    kept = []
    for lines in pages:
        last = len(lines) - 1
        kept.append(
            [
                line
                for at, line in enumerate(lines)
                if not (at in (0, 1, last - 1, last) and (line in running or _PAGE_NUMBER.match(line)))
            ]
        )
    return kept


def _join_lines(pages: list[list[str]]) -> list[Block]:
    """Paragraphs: a printed line goes on in the next one when it is full and does not end its sentence."""
    widths = sorted(len(line) for lines in pages for line in lines)
    full = 0.82 * widths[int(len(widths) * 0.9)] if widths else 0.0
    blocks: list[Block] = []
    previous = ""
    for number, lines in enumerate(pages, 1):
        for line in lines:
            if blocks and _goes_on(blocks[-1].text, previous, line, full):
                joint = "" if _CJK.search(previous[-1] + line[0]) else " "
                blocks[-1] = _joined(blocks[-1], joint, line, number)
            else:
                blocks.append(Block(line, page=number))
            previous = line
    return blocks


def _joined(block: Block, joint: str, line: str, page: int) -> Block:
    entered = block.page_breaks[-1][1] if block.page_breaks else block.page
    breaks = block.page_breaks if entered == page else (*block.page_breaks, (len(block.text + joint), page))
    return Block(block.text + joint + line, page=block.page, page_breaks=breaks)


def _goes_on(paragraph: str, previous: str, line: str, full: float) -> bool:
    """Whether `line` goes on with `paragraph`, whose last printed line is `previous`."""
    if heading_of(line) is not None:
        return False
    if previous.endswith(_SENTENCE_END) and not _bracket_open(paragraph):
        return False
    if _bracket_open(paragraph):  # a responsibility note that runs over the line: （牵头科室：…；
        return len(previous) >= full
    return len(previous) >= full and not (_CLOSED.search(previous) and len(previous) < full * 1.1)


def _bracket_open(paragraph: str) -> bool:
    tail = paragraph[-_BRACKET_REACH:]
    return sum(tail.count(mark) for mark in "（(〔[【") > sum(tail.count(mark) for mark in "）)〕]】")
