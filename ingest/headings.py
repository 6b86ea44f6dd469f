"""Numbered headings: which style a line's number has, its value, and where its title ends.

Styles and their ranks follow GB/T 9704-2012 7.3.3 (一、（一）1.（1）) and the legislative order 编章节条.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.document import ClauseKind

_CN = "一二三四五六七八九十百零〇"
_DIGITS = "0-9０-９"
MAX_TITLE_CHARS = 45  # a lead sentence longer than this is no title


@dataclass(frozen=True, slots=True)
class Style:
    """A way of numbering. A smaller `rank` stands higher in the tree."""

    name: str
    rank: int
    kind: ClauseKind
    pattern: re.Pattern[str]


def _style(name: str, rank: int, kind: ClauseKind, pattern: str) -> Style:
    return Style(name, rank, kind, re.compile(pattern))


STYLES = (
    _style("part", 0, ClauseKind.PART, rf"第([{_CN}]+)编(?![{_CN}、，。])"),
    _style("chapter", 1, ClauseKind.CHAPTER, rf"第([{_CN}{_DIGITS}]+)章(?![、，。的])"),
    _style("section", 2, ClauseKind.SECTION, rf"第([{_CN}{_DIGITS}]+)节(?![、，。的])"),
    _style("article", 3, ClauseKind.ARTICLE, rf"第([{_CN}{_DIGITS}]+)条(?![、，。的款第和及或至]|规定|所称|所列)"),
    _style("cn", 4, ClauseKind.ITEM, rf"([{_CN}]+)[、．.](?!\d|[{_CN}]+[、级类])"),
    _style("cn_paren", 5, ClauseKind.ITEM, rf"[（(]\s*([{_CN}]+)\s*[)）]、?"),
    _style("decimal3", 8, ClauseKind.ITEM, r"((?:\d{1,2}\.){2,}\d{1,2})[.、\s　]+(?=\D)"),
    _style("decimal2", 7, ClauseKind.ITEM, r"(\d{1,2}\.\d{1,2})[、\s　]+(?=[^\d%％])"),
    _style(
        "num", 6, ClauseKind.ITEM, rf"([{_DIGITS}]{{1,3}})\s*(?:[．、]|\.(?=\s*[12]\d{{3}}\s*年)|\.(?!\s*[{_DIGITS}]))"
    ),
    _style("num_paren", 9, ClauseKind.ITEM, rf"[（(]\s*([{_DIGITS}]{{1,2}})\s*[)）]、?"),
    _style("num_half", 10, ClauseKind.ITEM, rf"([{_DIGITS}]{{1,2}})[)）]"),
    _style("circled", 11, ClauseKind.ITEM, r"([①-⑳])"),
)
_CN_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}
_TITLE_END = re.compile(r"[。；;]|[\s　]+(?=第[一二三四五六七八九十百]+条)|(?<=[\u4e00-\u9fff])[:：](?=.)|[？！]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line's number: its style, label as written, value (None where not countable), and where the label ends."""

    style: Style
    label: str
    value: int | None
    label_end: int


def heading_of(line: str) -> Heading | None:
    """The number that `line` starts with, None for plain text.

    >>> heading_of("（十二）加强领导。").value
    12
    >>> heading_of("1.5亿元") is None
    True
    """
    for style in STYLES:
        if match := style.pattern.match(line):
            return Heading(style, match[0].strip(), number_value(match[1]), match.end())
    return None


def number_value(written: str) -> int | None:
    """The value of Chinese, Arabic (either width) or circled digits up to 999; None for a decimal number.

    >>> number_value("二十三"), number_value("１２"), number_value("③")
    (23, 12, 3)
    """
    if len(written) == 1 and "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    if written.isdecimal():
        return int(written)
    if not all(char in _CN for char in written):
        return None
    total, digit = 0, 0
    for char in written:
        if char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _CN_VALUES[char]
    return total + digit


def heading_text(line: str, heading: Heading | None) -> str:
    """The title of a heading line: the label with the lead sentence, or with the whole line if that is short.

    >>> line = "1.加强管理。明确管护责任。"
    >>> heading_text(line, heading_of(line))
    '1.加强管理'
    """
    start = heading.label_end if heading else 0
    if heading and heading.style.kind is ClauseKind.ARTICLE:
        return heading.label
    match = _TITLE_END.search(line, start)
    end = match.start() if match else len(line)
    if end - start <= MAX_TITLE_CHARS:
        return line[:end].strip()
    comma = re.compile(r"[，,]").search(line, start)
    if comma and comma.start() - start <= MAX_TITLE_CHARS:
        return line[: comma.start()].strip()
    return line[: start + MAX_TITLE_CHARS].strip()
