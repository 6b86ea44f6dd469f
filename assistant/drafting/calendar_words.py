"""Dates as notes write them, and whether a text tells the same date."""

from __future__ import annotations

import re

from kb.numerals import value_of

Day = tuple[int | None, int | None, int | None]  # year, month, day, each None where not said

_CN = "[一二三四五六七八九十]"
_DATE = re.compile(
    rf"(?P<y>[12]\d{{3}})\s*年\s*(?P<m>\d{{1,2}})\s*月(?:份)?(?:\s*(?P<d>\d{{1,2}})\s*[日号])?"
    rf"|(?P<iy>[12]\d{{3}})[-/.](?P<im>\d{{1,2}})[-/.](?P<id>\d{{1,2}})(?!\d)"
    rf"|(?P<y2>[12]\d{{3}})\s*年(?:度)?"
    rf"|(?P<m3>\d{{1,2}})\s*月(?:份)?(?:\s*(?P<d3>\d{{1,2}})\s*[日号])?"
    rf"|(?P<cy>[一二][〇○零一二三四五六七八九]{{3}})年(?:(?P<cm>{_CN}{{1,2}})月(?:(?P<cd>{_CN}{{1,3}})[日号])?)?"
    rf"|(?<![一二三四五六七八九十个])(?P<cm2>{_CN}{{1,2}})月(?:份)?(?:(?P<cd2>{_CN}{{1,3}})[日号])?"
    rf"|(?P<word>(?:今|去|前|明|当|次|翌)年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?|(?:上|下)半年|年(?:初|底|末|内|中)|(?:本|上|下|当|次)月|月(?:初|底|末)|(?:本|上|下)周|"
    rf"(?:昨|今|明|当)[天日]|(?:[一二三四]|\d)季度|[今去]?[春夏秋冬](?:季|天|耕)|近(?:{_CN}|\d)+年|(?:{_CN}|\d)+年(?:前|来|间|后)|"
    rf"近日|日前|近期|近年来?|上午|下午|(?:十[一二三四五六])五)(?![\u4e00-\u9fff]?度假)"
)


def dates_in(text: str) -> list[tuple[int, int]]:
    """The spans of the dates of `text`, periods such as 今年 and 上半年 among them.

    >>> [("今年3月5日和2024-03-05" )[a:b] for a, b in dates_in("今年3月5日和2024-03-05")]
    ['今年3月5日', '2024-03-05']
    """
    return [match.span() for match in _DATE.finditer(text)]


def tells_date(date: str, source: str) -> bool:
    """Whether `source` tells what `date` says; it may say more.

    >>> tells_date("3月5日", "2024-03-05签约"), tells_date("2023年", "2024-03-05签约")
    (True, False)
    """
    match = _DATE.fullmatch(date)
    if match is None or match["word"]:
        return date in source
    wanted = day_of(match)
    told = [day_of(each) for each in _DATE.finditer(source) if not each["word"]]
    return any(
        all(part is None or part == other for part, other in zip(wanted, each, strict=True))
        for each in _with_years(told)
    )


def _with_years(days: list[Day]) -> list[Day]:
    """Each day, and again with the year of the one before where it says none: 2024年3月至5月."""
    found: list[Day] = []
    year: int | None = None
    for day in days:
        found.append(day)
        if day[0] is None and year is not None:
            found.append((year, *day[1:]))
        year = day[0] or year
    return found


def day_of(match: re.Match[str]) -> Day:
    """What a match of the pattern says."""
    year = match["y"] or match["iy"] or match["y2"]
    month = match["m"] or match["im"] or match["m3"]
    day = match["d"] or match["id"] or match["d3"]
    if match["cy"]:
        year = "".join(
            str("〇一二三四五六七八九".find(char.translate({0x25CB: "〇", 0x96F6: "〇"}))) for char in match["cy"]
        )
    return (
        int(year) if year else None,
        int(month) if month else _value(match["cm"] or match["cm2"]),
        int(day) if day else _value(match["cd"] or match["cd2"]),
    )


def days_in(text: str) -> list[Day]:
    """The days, months and years of `text`, without periods that no calendar tells."""
    return [day_of(match) for match in _DATE.finditer(text) if not match["word"]]


def _value(written: str | None) -> int | None:
    value = value_of(written) if written else None
    return int(value) if value is not None else None
