"""Numbered headings: which style a line's number has, its value, and where its title ends.

Styles and their ranks follow GB/T 9704-2012 7.3.3 (一、（一）1.（1）) and the legislative order 编章节条.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kb.document import ClauseKind

_CN = "一二三四五六七八九十百零〇"
_DIGITS = "0-9０-９"
_S = "[ \t\u3000\u00a0]"  # white space inside of a line
MAX_TITLE_CHARS = 45  # a lead sentence longer than this is no title
_MAX_BARE_TITLE = 40  # a line after a number without a mark (1　总则) is a heading only if it is as short as one
# What follows the digits of a quantity: 1.5亿元, 3．5万亩, 2.3倍.
_UNIT = (
    r"(?:[%％‰℃°]|[亿万千百]|(?:个|倍|元|人|户|亩|吨|米|公里|千米|平方|立方|公顷|小时|分钟|天|版|年|月|日|折|岁|"
    r"[kKMGTmcd]?(?:m|g|W|B|Hz|dB|dBm|bps|V|A|t|L)(?![a-zA-Z])))"
)
_NO_UNIT = rf"(?!{_S}*{_UNIT})"
# The point of 1.甲, 1. 甲, 1.2024年…, 1.5G网络 and, where only the width tells, of 1．36家, but not of 1.5 or 1．5亿元.
_POINT = (
    rf"(?:[.．](?:(?![{_DIGITS}])|(?={_S}*[12１２]\d{{3}}{_S}*年)|(?=[2-6][GD]))|．(?![{_DIGITS}.．]+{_S}*{_UNIT}))"
)


@dataclass(frozen=True, slots=True)
class Style:
    """A way of numbering. A smaller `rank` stands higher in the tree.

    `weak` styles look like ordinary text: such a line is a heading only where the numbers around it agree.
    """

    name: str
    rank: int
    kind: ClauseKind
    pattern: re.Pattern[str]
    weak: bool = False


def _style(name: str, rank: int, kind: ClauseKind, pattern: str, weak: bool = False) -> Style:
    return Style(name, rank, kind, re.compile(pattern), weak)


def _legal(name: str, rank: int, kind: ClauseKind, word: str, tail: str) -> Style:
    return _style(name, rank, kind, rf"第{_S}?([{_CN}千{_DIGITS}]+){_S}?{word}{tail}")


def _decimal(parts: int, weak: bool) -> Style:
    number = rf"([{_DIGITS}]{{1,2}}(?:[.．][{_DIGITS}]{{1,2}}){{{parts - 1}}})(?![{_DIGITS}])"
    no_unit = _NO_UNIT if parts == 2 else ""  # 2.3倍; a number of three parts counts nothing
    tail = (
        rf"(?:{_S}*$|{no_unit}(?=[\u4e00-\u9fff《“A-Za-z]))" if weak else rf"[.．、]?{_S}+(?![{_DIGITS}%％]){no_unit}"
    )
    return _style(f"decimal{parts}", 5 + parts, ClauseKind.ITEM, number + tail, weak)


STYLES = (
    _legal("part", 0, ClauseKind.PART, "(?:编|篇|部分)", rf"(?![{_CN}、，。的])"),
    _legal("chapter", 1, ClauseKind.CHAPTER, "章", "(?![、，。的])"),
    _legal("section", 2, ClauseKind.SECTION, "节", "(?![、，。的])"),
    _legal(
        "article", 3, ClauseKind.ARTICLE, f"条(?:之[{_CN}]+)?", "(?![、，。的款第和及或至]|规定|所称|所列|中|以|第)"
    ),
    _style(
        "cn", 4, ClauseKind.ITEM, rf"([{_CN}]+){_S}?[、．.](?!{_S}*\d{{1,2}}[、.．,，]|[{_CN}]+[、级类]|[{_DIGITS}]{{1,2}}$)"
    ),
    _style("cn_paren", 5, ClauseKind.ITEM, rf"[（(]{_S}*([{_CN}]+){_S}*[)）]、?"),
    _style("cn_paren", 5, ClauseKind.ITEM, r"([㈠-㈩])、?"),
    *(_decimal(parts, weak=False) for parts in (5, 4, 3, 2)),
    _style("num", 6, ClauseKind.ITEM, rf"([{_DIGITS}]{{1,3}}){_S}*{_POINT}"),
    _style("num", 6, ClauseKind.ITEM, rf"([{_DIGITS}]{{1,3}}){_S}*、(?!{_S}*[{_DIGITS}]{{1,3}}[、号])"),
    _style("num", 6, ClauseKind.ITEM, "([⒈-⒛])"),
    _style("num_paren", 11, ClauseKind.ITEM, rf"[（(]{_S}*([{_DIGITS}]{{1,2}}){_S}*[)）]、?"),
    _style("num_paren", 11, ClauseKind.ITEM, "([⑴-⒇])、?"),
    _style("num_half", 12, ClauseKind.ITEM, rf"([{_DIGITS}]{{1,2}}){_S}?[)）]"),
    _style("circled", 13, ClauseKind.ITEM, "([①-⑳])"),
    *(_decimal(parts, weak=True) for parts in (5, 4, 3, 2)),
    _style("num", 6, ClauseKind.ITEM, rf"([{_DIGITS}]{{1,2}}){_S}+{_NO_UNIT}(?=[\u4e00-\u9fff][^。]{{1,{_MAX_BARE_TITLE}}}$)", True),
)  # fmt: skip
_CN_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_TITLE_END = re.compile(
    r"[。；;]|(?<=[\u4e00-\u9fff])\.|[\s　]+(?=第[一二三四五六七八九十百]+条)|(?<=[\u4e00-\u9fff])[:：](?=.)|[？！]"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line's number: its style, label as written, value (None where not countable), and where the label ends.

    `parts` are the numbers of a decimal (1.2.3), empty for other styles.
    """

    style: Style
    label: str
    value: int | None
    label_end: int
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbered:
    """A heading that begins at `offset` of block `block` (both 0-based); `line` is the text from there."""

    block: int
    offset: int
    line: str
    heading: Heading


def heading_of(line: str) -> Heading | None:
    """The number that `line` starts with, None for plain text and where only the context could tell.

    >>> heading_of("（十二）加强领导。").value
    12
    >>> heading_of("1.5亿元") is None
    True
    """
    found = candidate_of(line)
    return None if found is None or found.style.weak else found


def candidate_of(line: str) -> Heading | None:
    """As `heading_of`, but also what is a number only if those around it agree (1.1总则, 1　总则).

    >>> candidate_of("1.1编制目的").parts, heading_of("1.1编制目的")
    ((1, 1), None)
    """
    for style in STYLES:
        if match := style.pattern.match(line):
            parts = tuple(int(part) for part in re.split("[.．]", match[1])) if style.name.startswith("decimal") else ()
            if 0 not in parts:
                return Heading(style, match[0].strip(), number_value(match[1]), match.end(), parts)
    return None


def number_value(written: str) -> int | None:
    """The value of Chinese, Arabic (either width), circled or bracketed digits up to 9999; None for a decimal number.

    >>> number_value("二十三"), number_value("１２"), number_value("③"), number_value("⑴"), number_value("㈡")
    (23, 12, 3, 1, 2)
    """
    written = unicodedata.normalize("NFKC", written).strip("().")
    if written.isdecimal():
        return int(written)
    if not written or not all(char in _CN + "千" for char in written):
        return None
    if len(written) > 1 and not set(written) & set(_POWERS):
        return int("".join(str(_CN_VALUES[char]) for char in written))
    total, digit = 0, 0
    for char in written:
        if char in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[char], 0
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
