"""Years that a text aims at: 到2025年, 2024年至2027年, “十四五”末, and which year a title or a heading names."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLANS = {"十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026, "十六五": 2031}
_YEAR = r"(20[1-9]\d)"
_RANGE = re.compile(rf"{_YEAR}\s*年?\s*(?:[-—–~～至到]|——)+\s*{_YEAR}\s*年?")
_SINGLE = re.compile(rf"(?<!\d){_YEAR}\s*年(?:底|末|度)?(?:以?前|之前)?")
_PLAN = re.compile(rf"“?({'|'.join(_PLANS)})”?\s*(期?末|时期末|期间|时期|规划)?")
_THIS_YEAR = re.compile(r"今年|本年度?|全年|年内")
# 较2020年, 2020年的2倍, 自2022年起, 2015年以来, and years inside of titles and document numbers set no date.
_NO_AIM_BEFORE = re.compile(r"(?:比|较|与|自|从|同|相比|对比|超过|高于|继)$")
_NO_AIM_AFTER = re.compile(
    r"^(?:以来|的\s*\d|起(?!步)|印发|发布|出台|修[订正]|第\d|\d{1,2}月\d{1,2}日(?:印发|发布|起))"
)
_NAMED = re.compile(r"《[^》]{1,200}》|〔[^〕]{1,30}〕|（[^（）]{1,40}号）")


@dataclass(frozen=True, slots=True)
class Aim:
    """A year that is aimed at, at `start:end`; `from_year` is the first of a range, `words` are as written."""

    start: int
    end: int
    year: int
    from_year: int | None
    words: str


def find_aims(text: str, this_year: int | None = None) -> list[Aim]:
    """The years that `text` aims at, in order. 今年 counts where `this_year` says which it is.

    >>> [(aim.from_year, aim.year) for aim in find_aims("到2025年达到5万亩，2026—2030年每年新增1万亩，比2020年多")]
    [(None, 2025), (2026, 2030)]
    """
    named = [match.span() for match in _NAMED.finditer(text)]
    found = [Aim(match.start(), match.end(), int(match[2]), int(match[1]), match[0]) for match in _RANGE.finditer(text)]
    found += [Aim(match.start(), match.end(), int(match[1]), None, match[0]) for match in _SINGLE.finditer(text)]
    for match in _PLAN.finditer(text):
        begins = _PLANS[match[1]]
        whole = None if match[2] and match[2].endswith("末") else begins
        found.append(Aim(match.start(), match.end(), begins + 4, whole, match[0]))
    if this_year is not None:
        found += [Aim(match.start(), match.end(), this_year, None, match[0]) for match in _THIS_YEAR.finditer(text)]
    kept: list[Aim] = []
    for aim in sorted(found, key=lambda each: (each.start, -each.end)):
        inside = any(start <= aim.start < end for start, end in named)
        overlaps = kept and aim.start < kept[-1].end
        if not (inside or overlaps or _aims_not(text, aim)):
            kept.append(aim)
    return kept


def _aims_not(text: str, aim: Aim) -> bool:
    before = text[max(0, aim.start - 4) : aim.start]
    return bool(_NO_AIM_BEFORE.search(before) or _NO_AIM_AFTER.match(text[aim.end : aim.end + 16]))


def period_named(heading: str) -> tuple[int, int] | None:
    """The first and last year that a title or heading names: its range, five-year plan or single year; None without.

    >>> period_named("竹产业三年行动计划（2024—2026年）"), period_named("“十四五”林业发展规划"), period_named("2024年工作要点")
    ((2024, 2026), (2021, 2025), (2024, 2024))
    """
    for pattern in (_RANGE, _PLAN):
        if match := pattern.search(heading):
            begins = int(match[1]) if pattern is _RANGE else _PLANS[match[1]]
            return begins, int(match[2]) if pattern is _RANGE else begins + 4
    years = [int(match[1]) for match in _SINGLE.finditer(heading)]
    return (min(years), max(years)) if years else None
