"""Which pages of a PDF have no text layer that could be read: scans, text drawn as outlines, fonts without Unicode."""

from __future__ import annotations

import re

from ingest.readers.pdf_lines import PAGE_NUMBER, pieces_of, rows_of
from ingest.readers.pdf_page import PageContent

_SCANNER = re.compile(
    r"扫描全能王|CamScanner|Scanned\s*(?:by|with)|Adobe\s*Scan|Office\s*Lens|WPS\s*扫描|夸克扫描|扫描王|创建$",
    re.IGNORECASE,
)
_FEW = 24  # characters in all that a picture of a page may have as its text layer: the scanner's line, a page number
_PICTURE = 0.5  # of the page, from which pictures are the page
_OUTLINES = 40  # paths on a page without text: its print is drawn as outlines
_MIN_READ = 30  # characters by which the text's quality can be told
_MAX_UNREADABLE = 0.25  # of the characters
_USUAL = re.compile(r"[ -~\u00b0-\u00b7\u2000-\u22ff\u2460-\u25ff\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_STRAY, _MAX_LOST = 4, 0.01  # characters, and share of them, without Unicode that are no loss
_MIN_HAN = 120  # Chinese characters by which their mixture can be told
_MIN_FREQUENT = 0.04  # of these; official texts have 0.2-0.4
_FREQUENT = frozenset(
    "的一是在了和有大中人上为个国以要时地会对发行工作建设管理项目实施单位部门加强推进责任政府人民规定应当法律经济社会农业市县"
    "局年月日按关办方度成生产资金等不及用本区进全体机构行业务情况报告申请材料标准条第二三四五六七八九十"
)


def is_blank(page: PageContent) -> bool:
    """Whether nothing at all, or no more than lines, stands on `page`."""
    return not page.chars and not page.unmapped and not page.pictures and page.paths < _OUTLINES


def needs_recognition(page: PageContent) -> bool:
    """Whether the text of `page` is to be read off its picture, because it has none in the file or not a right one."""
    if is_blank(page):
        return False
    count = _own_chars(page)
    if count == 0:
        return page.pictures > 0 or page.paths >= _OUTLINES or bool(page.chars)
    if count <= _FEW and page.pictures >= _PICTURE:
        return True
    wrong = page.unmapped + (0 if _reads_right(page.doubtful) else len(page.doubtful))
    if wrong > _MAX_UNREADABLE * (len(page.chars) + page.unmapped):
        return True
    return is_garbled("".join(char.text for char in page.chars))


def lost_chars(page: PageContent) -> int:
    """How many characters of `page` have no Unicode, so that its text lacks them; 0 for a few, which print nothing."""
    return page.unmapped if page.unmapped > max(_STRAY, _MAX_LOST * len(page.chars)) else 0


def _reads_right(guessed: str) -> bool:
    """Whether characters whose Unicode is only guessed are Chinese text all the same, or too few to tell."""
    if len(guessed) < _MIN_READ:
        return True
    han = [char for char in guessed if "\u4e00" <= char <= "\u9fff"]
    return 2 * len(han) > len(guessed) and sum(char in _FREQUENT for char in han) >= _MIN_FREQUENT * len(han)


def is_garbled(text: str) -> bool:
    r"""Whether `text` cannot be what is printed: private characters, odd scripts, a mixture that no Chinese text has.

    >>> is_garbled("栖云市造林三万亩"), is_garbled("\ue001\ue002" * 20), is_garbled("犛犲犮狌狉犲" * 40)
    (False, True, True)
    """
    if len(text) < _MIN_READ:
        return False
    if len(text) - len(_USUAL.findall(text)) > _MAX_UNREADABLE * len(text):
        return True
    han = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    return len(han) >= _MIN_HAN and sum(char in _FREQUENT for char in han) < _MIN_FREQUENT * len(han)


def is_scanner_mark(text: str) -> bool:
    """Whether `text` is the line that a scanning program leaves on its pages.

    >>> is_scanner_mark("由扫描全能王扫描创建"), is_scanner_mark("推广使用扫描全能王等软件，提高全市林业档案工作的数字化水平")
    (True, False)
    """
    return len(text) <= _FEW and bool(_SCANNER.search(text))


def _own_chars(page: PageContent) -> int:
    """How many characters `page` has without page numbers and what scanners add."""
    if len(page.chars) > 10 * _FEW:
        return len(page.chars)
    rows = ["".join(piece.text for piece in row) for row in rows_of(pieces_of(page.chars))]
    return sum(len(row) for row in rows if not (is_scanner_mark(row) or PAGE_NUMBER.fullmatch(row.strip())))
