"""The head of a document: issuer's mark, number, title, addressees (GB/T 9704-2012 7.2 and 7.3.1-7.3.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dates import is_date_line, iso_date
from ingest.facts import is_fact_line
from ingest.headings import heading_of
from ingest.organs import is_addressee, is_organ_line, names_of, organs_of
from ingest.titles import TITLE_TAIL, Title, title_at
from kb.document import Block

_D = "0-9０-９"
_YEAR = rf"[〔\[［（(【]\s*[12１２][{_D}]{{3}}\s*年?\s*[〕\]］)）】]"
DOC_NUMBER = re.compile(
    rf"[\u4e00-\u9fff]{{1,14}}(?:\s*{_YEAR}\s*第?\s*[{_D}]{{1,4}}\s*号|\s*令?\s*第\s*[{_D}]{{1,4}}\s*号|令\s*[{_D}]{{1,4}}\s*号)"
)
_SERIAL = rf"(?:{_YEAR}|[12１２][{_D}]{{3}}\s*年)?\s*第\s*[{_D}一二三四五六七八九十百]{{1,5}}\s*[次期号]"  # of orders, announcements, minutes
_NUMBER_LINE = re.compile(
    rf"^(?:发文字号|文\s*号|文件编号)?\s*[:：]?\s*({DOC_NUMBER.pattern}|[（(]?{_SERIAL}[)）]?)(?:\s+签发人\s*[:：].*)?$"
)
_MARK = re.compile(r"^([\u4e00-\u9fff、（）() \u3000]{3,40})文件$")
_ORDER_MARK = re.compile(r"^([\u4e00-\u9fff]{3,30}?)(令|公告|通告)$")
_NOISE = re.compile(
    r"^(?:\d{4,6}|[-—－–\s]*\d{1,3}[-—－–\s]*|(?:绝密|机密|秘密)(?:\s*★.*)?|特急|加急|特提|平急|签发人\s*[:：].*|[-—_=*·.]{3,}|[（(].*[)）]|"
    r"附\s*件\s*\d*\s*[:：]?|文件|公开方式[:：].*)$"
)
_MARKER = re.compile(r"演示文[件档]|演示用|仅用于(?:产品)?演示|示例文[件档]")
_NO_TITLE = re.compile(
    r"[。；：:，,！]$|。|^(?:为|近年来|根据|按照|经|当前|现将|现就|持续|随着|摘\s*要|前\s*言|引\s*言|序\s*言|目\s*[录次])|"
    r"^[^《》]{2,}(?:，|是(?:指|通过|以|在|践行|我|一))"
)
_HEAD_LINES = 60
_MAX_ADDRESSEES = 400


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says. `lines` are its blocks, `end` (0-based) is the first block that may be body.

    `doc_number` and `issuer` are as written, without white space; `signed_on` is a date that stands in the head.
    """

    title: Title | None
    doc_number: str | None
    issuer: str | None
    addressees: tuple[str, ...]
    signed_on: str | None
    lines: frozenset[int]
    end: int


def read_head(blocks: Sequence[Block], lines: Sequence[str]) -> Head:
    """The head of a document whose blocks have the texts `lines`."""
    length = _length(blocks, lines)
    title = _title(blocks, lines, length)
    repeated = _repeated(lines, title, length)
    before = range(title.first if title else length)
    after = max(repeated, default=title.last if title else -1)
    addressees, addressee_lines = _addressees(lines, after + 1, min(after + 14, len(lines)))
    numbers = [at for at in range(min(length + 1, len(lines), 40)) if _NUMBER_LINE.match(lines[at])]
    title_lines = set(range(title.first, title.last + 1)) if title else set()
    used = title_lines | repeated | set(addressee_lines) | set(numbers)
    return Head(
        title=title,
        doc_number=_doc_number(lines, numbers),
        issuer=_issuer(lines, before),
        addressees=addressees,
        signed_on=_date(lines[:length]),
        lines=frozenset(used | {at for at in before if is_head_noise(lines[at])}),
        end=max(used, default=-1) + 1,
    )


def is_head_noise(line: str) -> bool:
    """Whether `line` can stand before a title and is no part of it."""
    return bool(
        is_fact_line(line)
        or _NUMBER_LINE.match(line)
        or _MARK.match(line)
        or _NOISE.match(line)
        or is_date_line(line)
        or is_marker(line)
    )


def is_marker(line: str) -> bool:
    """Whether `line` marks a document as made for demonstration."""
    return bool(_MARKER.search(line)) and not TITLE_TAIL.search(line)


def _length(blocks: Sequence[Block], lines: Sequence[str]) -> int:
    """How many blocks come before the first numbered heading or table row, twelve if there is neither."""
    for number, block in enumerate(blocks[:_HEAD_LINES]):
        numbered = heading_of(lines[number]) is not None and not TITLE_TAIL.search(lines[number])
        if block.cells is not None or numbered:
            return max(number, 1)
    return min(len(blocks), 12)


def _title(blocks: Sequence[Block], lines: Sequence[str], length: int) -> Title | None:
    first = 0
    while first < length and (is_head_noise(lines[first]) or _is_mark(lines, first, length)):
        first += 1
    if first >= length:
        return None
    if found := title_at(lines, first, max(length, first + 1)):
        return found
    line = lines[first]
    plain = len(line) <= 60 and not _NO_TITLE.search(line)
    if not plain or blocks[first].cells is not None or heading_of(line) is not None:
        return None
    last = first
    if blocks[first].heading is None and first + 1 < length and _continues(lines, first + 1, line):
        last += 1
    return Title("".join(lines[first : last + 1]), first, last)


def _continues(lines: Sequence[str], at: int, before: str) -> bool:
    line = lines[at]
    return (
        len(before + line) <= 60
        and not re.search(r"[。；：:，,]", line)
        and not is_head_noise(line)
        and not is_organ_line(line)
        and before.count("《") > before.count("》")
    )


def _is_mark(lines: Sequence[str], at: int, length: int) -> bool:
    """Whether line `at` is one of the issuers above 文件, or the mark of an order (…人民政府令) above its number."""
    following = lines[at + 1 : min(at + 8, length)]
    if _ORDER_MARK.match(lines[at]):
        return any(_NUMBER_LINE.match(line) for line in following[:2])
    if not is_organ_line(lines[at]):
        return False
    for line in following:
        if line == "文件" or _MARK.match(line) or _NUMBER_LINE.match(line):
            return True
        if not is_organ_line(line):
            return False
    return False


def _repeated(lines: Sequence[str], title: Title | None, length: int) -> set[int]:
    """The lines behind the title that say it once more, as pages of a database do."""
    if title is None:
        return set()
    count = title.last - title.first + 1
    found: set[int] = set()
    at = title.last + 1
    while at + count <= min(length, title.last + 6) and "".join(lines[at : at + count]) == "".join(
        lines[title.first : title.last + 1]
    ):
        found |= set(range(at, at + count))
        at += count
    return found


def _doc_number(lines: Sequence[str], numbers: Sequence[int]) -> str | None:
    if not numbers:
        return None
    at = numbers[0]
    match = _NUMBER_LINE.match(lines[at])
    written = re.sub(r"\s+", "", match[1]) if match else ""
    serial = re.fullmatch(rf"[（(]?({_SERIAL})[)）]?", written)
    if serial is None:
        return written
    mark = next((lines[n] for n in (at - 1, at - 2) if n >= 0 and _ORDER_MARK.match(lines[n])), "")
    return mark + re.sub(r"\s+", "", serial[1])


def _issuer(lines: Sequence[str], before: range) -> str | None:
    """The issuers of the mark: 某局文件, several lines above 文件, or 某政府令."""
    organs: list[str] = []
    for at in before:
        line = lines[at]
        if match := _MARK.match(line):
            return "、".join((*organs, *organs_of(match[1])))
        if line == "文件" and organs:
            return "、".join(organs)
        if match := _ORDER_MARK.match(line):
            return match[1]
        organs = [*organs, *organs_of(line)] if is_organ_line(line) else []
    return None


def _addressees(lines: Sequence[str], start: int, end: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The addressees and their lines: from the first that could be one to the colon, over at most four lines."""
    for first in range(start, end):
        joined = ""
        if "。" in lines[first] and not lines[first].startswith(("（", "(")):
            break  # the text has begun
        for at in range(first, min(first + 4, len(lines))):
            line = lines[at].strip()
            if (
                re.search(r"[。《！？]|^附\s*件", line)
                or heading_of(line)
                or is_fact_line(line)
                or len(joined + line) > _MAX_ADDRESSEES
            ):
                break
            joined += line
            if line.endswith(("：", ":")):
                names = names_of(joined[:-1])
                if names and all(map(is_addressee, names)) and len(joined) > 2:
                    return names, tuple(range(first, at + 1))
                break
            if not line.endswith(("，", "、", ",")) and len(line) < 20:
                break
    return (), ()


def _date(lines: Sequence[str]) -> str | None:
    """The date of a head line that is only a date, or （…年…月…日印发）."""
    for line in lines:
        if is_date_line(line) or re.fullmatch(r"[（(].{0,60}(?:印发|通过|发布|公布|修订|修正).{0,6}[)）]", line):
            return iso_date(line)
    return None
