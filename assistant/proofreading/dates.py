"""Dates that cannot be: days that do not exist, the wrong day of the week, an end before its beginning."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from assistant.proofreading.finding import Finding, Rule
from kb.numerals import value_of

_CN = "〇○零一二三四五六七八九"
_DAY = re.compile(
    rf"(?:(?P<year>\d{{4}}|[{_CN}]{{4}})\s*年\s*)?(?<![\d.])(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s*月\s*"
    rf"(?P<day>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*日(?:[（(]?(?:星期|周)(?P<weekday>[一二三四五六日天]))?"
)
_MONTH = re.compile(r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月")
_PLAIN = re.compile(
    r"(?<![\d.\-/])(?P<year>(?:19|20)\d\d)(?P<sign>[-./])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?![\d.\-/])"
)
_TO = re.compile(r"\s*(?:起)?(?:至|到|—{1,2}|-|～|~)\s*$")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)年?\s*(?:至|到|—{1,2}|-|–|～|~)\s*((?:19|20)\d\d)\s*年")
_WEEKDAYS = "一二三四五六日"


def check_dates(text: str) -> Iterable[Finding]:
    """Impossible and inconsistent dates in `text`.

    >>> [(each.start, each.end, each.message) for each in check_dates("2月30日前报送")]
    [(0, 5, '2月没有30日')]
    """
    before: tuple[int, date] | None = None
    for match in sorted([*_DAY.finditer(text), *_PLAIN.finditer(text)], key=lambda each: each.start()):
        year, month, day = (_number(match[part]) for part in ("year", "month", "day"))
        if fault := _impossible(year, month, day):
            yield Finding(Rule.DATE, match.start(), match.end(), fault)
            before = None
            continue
        if year is None or month is None or day is None:
            before = None
            continue
        here = date(year, month, day)
        yield from _weekday(match, here)
        if before is not None and before[1] > here and _TO.fullmatch(text, before[0], match.start()):
            yield Finding(Rule.DATE, match.start(), match.end(), f"起止颠倒：{match[0]}早于起始日期")
        before = (match.end(), here)
    for match in _MONTH.finditer(text):
        if not 1 <= int(match["month"]) <= 12:
            yield Finding(Rule.DATE, match.start(), match.end(), f"没有{match['month']}月")
    for match in _YEARS.finditer(text):
        if int(match[1]) > int(match[2]):
            yield Finding(Rule.DATE, match.start(), match.end(), f"起止颠倒：{match[1]}年晚于{match[2]}年")


def _weekday(match: re.Match[str], here: date) -> Iterable[Finding]:
    said = match.groupdict().get("weekday")
    right = _WEEKDAYS[here.weekday()]
    if said and said.replace("天", "日") != right:
        at = match.start("weekday")
        yield Finding(Rule.DATE, at, at + 1, f"{here.year}年{here.month}月{here.day}日是星期{right}", right)


def _impossible(year: int | None, month: int | None, day: int | None) -> str | None:
    """Why there is no such day, None where there is; a month whose number cannot be read is passed over."""
    if month is None or day is None:
        return None
    if not 1 <= month <= 12:
        return f"没有{month}月"
    last = monthrange(2024 if year is None else year, month)[1] if year is None or year > 0 else 31
    if not 1 <= day <= last:
        return f"{f'{year}年' if year else ''}{month}月没有{day}日"
    return None


def _number(written: str | None) -> int | None:
    if not written:
        return None
    if written.isdecimal():
        return int(written)
    if len(written) == 4 and all(char in _CN for char in written):
        return int("".join(str(max(0, _CN.index(char) - 2)) for char in written))
    value = value_of(written)
    return int(value) if value is not None else None
