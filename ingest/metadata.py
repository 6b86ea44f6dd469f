"""The head and foot of a document: title, number, issuer, addressees, dates, what it repeals (GB/T 9704-2012 7.2-7.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.headings import heading_of, number_value
from kb.document import Block, Status

_DOC_TYPES = (
    "方案|通知|办法|意见|规划|计划|纪要|总结|报告|规定|细则|制度|分工表|任务表|责任表|清单|函|公告|通告|公示|决定|决议|"
    "条例|批复|预案|要点|指南|指引|规则|规程|章程|措施|政策|标准|规范|通报|简报|请示|议程|目录|手册|解读|命令|令|表|讲话"
)
_TITLE_TAIL = re.compile(rf"(?:{_DOC_TYPES})(?:[（(〔\[《].{{1,20}}[)）〕\]》])?$")
_DOC_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,14}(?:\s*[〔\[［（(【]\s*[12][0-9]{3}\s*[〕\]］)）】]\s*第?\s*\d{1,4}\s*号|令?\s*第\s*\d{1,4}\s*号)"
)
_MINUTES_NUMBER = (
    r"(?:[〔\[［（(【]\s*[12][0-9]{3}\s*[〕\]］)）】]\s*)?第\s*\d{1,4}\s*[次期号]"  # of 纪要 and 简报: no office's word
)
_DOC_NUMBER_LINE = re.compile(
    rf"^(?:发文字号|文\s*号|文件编号)?\s*[:：]?\s*({_DOC_NUMBER.pattern}|{_MINUTES_NUMBER})\s*$"
)
_META_LINE = re.compile(
    r"^(?:索\s*引\s*号|主题分类|发文机关|发布机构|成文日期|标\s*题|发文字号|发布日期|生效日期|信息分类|主题词|密级|"
    r"紧急程度|签发人|文号|编号|组配分类|公开方式|有效性|废止日期)\s*[:：]"
)
_MARKER = re.compile(r"演示文[件档]|演示用|仅用于(?:产品)?演示|示例文[件档]")
_RED_HEAD = re.compile(r"^([\u4e00-\u9fff]{3,30})文件$")
_ORGAN = re.compile(
    r"^[\u4e00-\u9fff、（）() ]{2,40}?(?:局|委员会|委|政府|办公室|办公厅|厅|部|院|会|中心|站|公司|大学|所|处|科|小组|指挥部)$"
)
_DATE = re.compile(r"([12１２][0-9０-９]{3})\s*年\s*([0-9０-９]{1,2})\s*月\s*([0-9０-９]{1,2})\s*日")
_CN_DATE = re.compile(
    r"([一二][〇○ＯO零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_EFFECTIVE = re.compile(
    r"自\s*(?:([12１２]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)|(?:印发|发布|公布|下发)之日)\s*起\s*(?:施行|实施|执行|生效)"
)
_REPEALS = re.compile(
    r"(?:《([^《》]{4,80})》)(?:\s*[（(]([^（）()]{4,30}号)[)）])?[^。；《》]{0,12}?(?:同时|即行|自行|予以)?\s*(?:废止|停止执行|不再执行)"
)
_REPEALS_LIST = re.compile(
    r"((?:《[^《》]{4,80}》(?:\s*[（(][^（）()]{4,30}[)）])?[、和及与]?\s*)+)[^。《》]{0,12}?(?:同时|即行)\s*(?:废止|停止执行)"
)
_REPLACES = re.compile(r"(?:代替|替代|取代)(?:了)?(?:原)?\s*《([^《》]{4,80})》")
_TITLE_IN_MARKS = re.compile(r"《([^《》]{4,80})》(?:\s*[（(]([^（）()]{4,30}号)[)）])?")
_MAX_TITLE = 120


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the head and foot say; `head_lines` are the blocks (0-based) that are no part of the body."""

    title: str
    doc_number: str | None
    issuer: str | None
    addressees: tuple[str, ...]
    signed_on: str | None
    effective_on: str | None
    status: Status
    demonstration: bool
    supersedes: tuple[str, ...]
    head_lines: frozenset[int]


def read_metadata(blocks: tuple[Block, ...], stem: str) -> Metadata:
    """The metadata of a document; `stem` (the file's name) is its title where the text has none."""
    head = _head_length(blocks)
    lines = [block.text.strip() for block in blocks]
    title, title_lines = _title(blocks[:head], stem)
    addressees, addressee_line = _addressees(lines, head, max(title_lines, default=-1))
    body = "\n".join(lines)
    signature = _signature(lines, head)
    return Metadata(
        title=title,
        doc_number=_doc_number(lines[: head + 1]),
        issuer=_issuer(lines[:head], signature[0], title),
        addressees=addressees,
        signed_on=signature[1] or _labelled_date(lines[:head]) or _printed_on(lines[-6:]),
        effective_on=_effective(body, signature[1]),
        status=Status.DRAFT if re.search(r"征求意见稿|送审稿|（草案）|\(草案\)", title) else Status.IN_FORCE,
        demonstration=any(_MARKER.search(line) for line in [*lines[:6], *lines[-4:]]),
        supersedes=_supersedes(body, title),
        head_lines=frozenset({*title_lines, *addressee_line}),
    )


def _head_length(blocks: tuple[Block, ...]) -> int:
    """How many blocks come before the first numbered or styled heading behind the title."""
    for number, block in enumerate(blocks[:60]):
        if block.cells is not None:
            return max(number, 1)
        if heading_of(block.text) is not None and not _TITLE_TAIL.search(block.text):
            return max(number, 1)
    return min(len(blocks), 12)


def _is_noise(line: str) -> bool:
    return bool(
        _META_LINE.match(line)
        or _DOC_NUMBER_LINE.match(line)
        or _RED_HEAD.match(line)
        or (_MARKER.search(line) and not _TITLE_TAIL.search(line))
        or is_date_line(line)
        or re.fullmatch(r"[（(].*[)）]", line)
        or re.fullmatch(r"附\s*件\s*\d*\s*[:：]?", line)
    )


def _title(blocks: tuple[Block, ...], stem: str) -> tuple[str, tuple[int, ...]]:
    """The title and the numbers of its lines: from the first line that is no mark, up to a document type's name."""
    joined = ""
    used: list[int] = []
    for number, block in enumerate(blocks):
        line = block.text.strip()
        if not joined and _is_noise(line):
            continue
        if not joined and heading_of(line) is not None and not _TITLE_TAIL.search(line):
            break
        ends_sentence = line.endswith(("。", "；", "：", ":", "，", ","))
        if ends_sentence or len(joined + line) > _MAX_TITLE or (joined and _is_noise(line)):
            break
        joined, used = joined + line, [*used, number]
        if _TITLE_TAIL.search(joined) or block.heading is not None:
            break
    if joined and (_TITLE_TAIL.search(joined) or len(used) == 1 or len(joined) <= 60):
        return joined, tuple(used)
    return stem, ()


def _doc_number(lines: list[str]) -> str | None:
    for line in lines[:25]:
        if match := _DOC_NUMBER_LINE.match(line):
            return re.sub(r"\s+", "", match[1])
    return None


def _addressees(lines: list[str], head: int, after: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    for number in range(after + 1, min(head + 1, len(lines))):
        line = lines[number]
        if line.endswith(("：", ":")) and 3 <= len(line) <= 200 and not _META_LINE.match(line) and "。" not in line:
            names = [name.strip() for name in re.split(r"[，,、；;]", line[:-1]) if name.strip()]
            if all(len(name) <= 40 for name in names):
                return tuple(names), (number,)
    return (), ()


def is_date_line(line: str) -> bool:
    """Whether `line` is a date and nothing else.

    >>> is_date_line("二〇二二年三月一日"), is_date_line("2022年3月1日印发")
    (True, False)
    """
    stripped = line.strip("（）() 　")
    return bool(_DATE.fullmatch(stripped) or _CN_DATE.fullmatch(stripped))


def is_print_date_line(line: str) -> bool:
    """Whether `line` is the date of printing and nothing else (GB/T 9704-2012 7.4.3).

    >>> is_print_date_line("2022年3月1日印发"), is_print_date_line("2022年3月1日")
    (True, False)
    """
    stripped = re.sub(r"\s*印发$", "", line.strip())
    return stripped != line.strip() and is_date_line(stripped)


def is_organ_line(line: str) -> bool:
    """Whether `line` is the name of a body and nothing else, as in a signature."""
    return bool(_ORGAN.match(line.strip()))


def _signature(lines: list[str], head: int) -> tuple[str | None, str | None]:
    """Issuer and date of the last signature: an organ's line right before a date line."""
    for number in range(len(lines) - 1, max(head - 1, 0), -1):
        if is_date_line(lines[number]):
            organ = lines[number - 1].strip() if is_organ_line(lines[number - 1]) else None
            return organ, iso_date(lines[number])
    printed = next((line for line in reversed(lines[-4:]) if is_print_date_line(line)), None)
    return None, iso_date(printed) if printed else None  # the printer's line names an office, not the issuer


def _labelled_date(lines: list[str]) -> str | None:
    for line in lines:
        if (
            is_date_line(line)
            or re.match(r"^成文日期\s*[:：]", line)
            or re.fullmatch(r"[（(].{0,40}(?:印发|通过|发布)[)）]", line)
        ):
            return iso_date(line)
    return None


def _printed_on(lines: list[str]) -> str | None:
    """The date of a foot line such as 2024年5月20日印发."""
    for line in reversed(lines):
        if len(line) <= 40 and re.search(r"日\s*(?:印发|印制|发布)$", line):
            return iso_date(line)
    return None


def iso_date(text: str) -> str | None:
    """The first full date of `text` as YYYY-MM-DD.

    >>> iso_date("二〇二二年三月十五日")
    '2022-03-15'
    """
    if match := _DATE.search(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _CN_DATE.search(text):
        digits = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {
            "〇": "0",
            "○": "0",
            "O": "0",
            "Ｏ": "0",
        }
        year = int("".join(digits[char] for char in match[1]))
        month, day = number_value(match[2]) or 0, number_value(match[3]) or 0
    else:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _issuer(head: list[str], signed_by: str | None, title: str) -> str | None:
    for line in head:
        if match := _RED_HEAD.match(line):
            return match[1]
        if match := re.match(r"^(?:发文机关|发布机构)\s*[:：]\s*(\S.*)$", line):
            return match[1].strip()
    if signed_by:
        return signed_by
    if (
        match := re.match(
            r"^([\u4e00-\u9fff、]{3,30}?(?:局|委员会|政府|办公室|办公厅|厅|委))(?=关于|印发|\d{4}年|(?:局长|主任|党组|党委)[\u4e00-\u9fff]{0,8}纪要)",
            title,
        )
    ) is not None:
        return match[1]
    return next((line for line in head if is_organ_line(line) and line != title), None)


def _effective(body: str, signed_on: str | None) -> str | None:
    match = _EFFECTIVE.search(body)
    if match is None:
        return None
    return iso_date(match[1]) if match[1] else signed_on


def _supersedes(body: str, title: str) -> tuple[str, ...]:
    """Titles and numbers of what the text repeals or replaces."""
    found: list[str] = []
    for pattern in (_REPEALS_LIST, _REPEALS):
        for match in pattern.finditer(body):
            for name, number in _TITLE_IN_MARKS.findall(match[0]):
                found += [part for part in (name, number) if part]
    found += [match[1] for match in _REPLACES.finditer(body)]
    return tuple(dict.fromkeys(name for name in found if name != title))
