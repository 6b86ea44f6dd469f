"""Titles (GB/T 9704-2012 7.3.1): which lines make one up, what it names between 《》, and what a file's name tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.dates import is_date_line
from ingest.headings import heading_of
from ingest.organs import is_organ_line
from kb.normal_form import fold

_TYPES = (
    "方案|通知|办法|意见|规划|计划|纪要|总结|报告|规定|细则|制度|分工表|任务表|责任表|清单|函|公告|通告|公示|决定|决议|"
    "条例|批复|预案|要点|指南|指引|规则|规程|章程|措施|政策|标准|规范|通报|简报|请示|议程|目录|手册|解读|命令|令|表|讲话|"
    "答复|纲要|议案|名单|建议|政策清单|准则|大纲|框架|倡议书|协议|合同|工作法|分工|法|案|汇编|要求|导则|说明|安排|公报|行动|职责"
)
_EDITION = r"[（(〔\[][^）)〕\]]{1,24}[)）〕\]]"
TITLE_TAIL = re.compile(rf"(?:{_TYPES})(?:{_EDITION}|[《》”\"])*$")
_COMPLETE = re.compile(rf"(?:关于|转发|印发|公布|发布).*的(?:{_TYPES})(?:{_EDITION})*$|《[^》]+》的?(?:{_TYPES})$")
_EDITION_LINE = re.compile(r"[（(〔](?:试行|暂行|修订|征求意见稿|送审稿|草案|讨论稿|审议稿|[12]\d{3}).{0,20}[)）〕]")
_SPREAD = re.compile(r"(?:\S[ \u3000]+){2,}\S")
_NO_PART = re.compile(r"附\s*[件表录]|目\s*录$|[-—－–\s]*\d{1,4}[-—－–\s]*$")  # also the number of a page
_SENTENCE_END = ("。", "；", "：", ":", "，", ",", ";", "！", "、")
_NAMED = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_PASSED_ON = re.compile(
    r"(?:印发|转发|批转|发布|公布|下发)(?:新修订的|修订后的|修改后的|经修订的)?(.{4,80}?)的?(?:通知|公告|决定|通告|函|令)$"
)
_FORWARDS = re.compile(
    r"现(?:将[^。]{0,200}?)?(?:予以?|予)?(?:印发|转发|批转|下发|发给|发布|公布|发送)|(?:印发|转发|下发|发)给你们|现印发|现转发|现予|现公布|现发布"
)
MAX_TITLE_CHARS = 160
_MAX_LINES = 6


@dataclass(frozen=True, slots=True)
class Title:
    """A title and the blocks that it fills, `first` to `last` (0-based, both included)."""

    text: str
    first: int
    last: int


def title_at(lines: Sequence[str], first: int, end: int) -> Title | None:
    """The title that begins on line `first` and ends before line `end`, None where no title stands there.

    >>> title_at(["栖云市林业局关于印发", "《护林方案》的通知", "各县区林业局："], 0, 3).text
    '栖云市林业局关于印发《护林方案》的通知'
    """
    run = _title_run(lines, first, end)
    joined = [joined_title(run[: count + 1]) for count in range(len(run))]
    ending = [at for at, text in enumerate(joined) if TITLE_TAIL.search(text) and _balanced(text)]
    if not ending:
        return None
    complete = [at for at in ending if _COMPLETE.search(joined[at])]
    at = (complete or ending)[0]
    if not complete and "关于" in joined[at]:
        at = ending[-1]
    last = first + at
    text = joined[at]
    while (
        last + 1 < min(end, len(lines))
        and _EDITION_LINE.fullmatch(lines[last + 1].strip())
        and "日" not in lines[last + 1]
    ):
        text, last = text + lines[last + 1].strip(), last + 1
    return Title(text, first, last)


def _title_run(lines: Sequence[str], first: int, end: int) -> list[str]:
    """The lines from `first` on that could be parts of one title."""
    run: list[str] = []
    for line in lines[first : min(end, first + _MAX_LINES, len(lines))]:
        stripped = line.strip()
        open_title = "《" in "".join(run) and not _balanced("".join(run))
        if not stripped or is_date_line(stripped) or (stripped.endswith(_SENTENCE_END) and not open_title):
            break
        if "。" in stripped or len("".join(run)) + len(stripped) > MAX_TITLE_CHARS or "\t" in stripped:
            break
        if re.fullmatch(r"[（(].*[)）]", stripped) or _NO_PART.match(stripped):
            break
        if heading_of(stripped) is not None and not (
            not run and TITLE_TAIL.search(stripped) and "、" not in stripped[:4]
        ):
            break
        run.append(stripped)
    return run


def joined_title(run: Sequence[str]) -> str:
    """The lines of a title as one; a space stays between two issuers."""
    text = _closed_up(run[0])
    for before, line in pairwise(run):
        text += (" " if is_organ_line(before) and is_organ_line(line) else "") + _closed_up(line)
    return text


def _closed_up(line: str) -> str:
    """`line` without the spaces that spread its characters (工 作 规 则)."""
    return re.sub(r"[ \u3000]", "", line) if _SPREAD.fullmatch(line) else line


def _balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in ("《》", "（）", "“”"))


def named_titles(text: str) -> tuple[str, ...]:
    """The titles between 《》 of `text`, in order, each once; a 《》 within one stays part of it.

    >>> named_titles("关于印发《〈森林法〉实施办法》和《护林规定》的通知")
    ('〈森林法〉实施办法', '护林规定')
    """
    return tuple(dict.fromkeys(match[1].strip() for match in _NAMED.finditer(text) if match[1].strip()))


def passed_on(title: str) -> tuple[str, ...]:
    """The titles of what a notice of this title forwards.

    >>> passed_on("栖云市林业局关于印发护林工作方案的通知"), passed_on("关于护林的通知")
    (('护林工作方案',), ())
    """
    match = _PASSED_ON.search(title)
    if match is None:
        return ()
    return named_titles(match[1]) or (match[1].strip(" 《》"),)


def is_forwarding(line: str) -> bool:
    """Whether `line` says that something is hereby passed on."""
    return bool(_FORWARDS.search(line))


def same_title(one: str, other: str) -> bool:
    """Whether two titles agree up to width, white space, 《》 and an edition in brackets."""
    return bool(_key(one)) and _key(one) == _key(other)


def consistent(one: str, other: str) -> bool:
    """Whether one title can be a shortened form of the other."""
    first, second = sorted((_key(one), _key(other)), key=len)
    return len(first) > 3 and (first in second or second.startswith(first[: max(len(first) - 3, 4)]))


def _key(title: str) -> str:
    return re.sub(r"\((?:试行|暂行|修订|征求意见稿)[^)]*\)$", "", re.sub(r"[《》<>〈〉\"]", "", fold(title)))


def title_of_stem(stem: str) -> str:
    """What a file's name says of the title: without database numbers, copies' counts and what cut it off.

    >>> title_of_stem("栖云市林业局关于印发护林...(FBM-CLI.12.123)"), title_of_stem("护林方案 (1)")
    ('栖云市林业局关于印发护林', '护林方案')
    """
    bare = re.sub(r"[（(](?:FBM|CLI)[-.A-Za-z0-9]*[)）]$", "", stem.strip())
    bare = re.sub(r"\s*(?:[（(]\d{1,2}[)）]|[-_ ]副本|[-_]\d{8,})$", "", bare)
    return bare.rstrip(".…· _-") or stem
