"""Deadlines: where a text sets one, and the last day on which what it asks for is due.

`due_on` counts as offices do: 6月底前 ends on 30 June, 6月30日前 on that day, 第三季度 and 第三季度前 on 30 September;
6月前 and 2025年前 without 底 end on the day before that month or year begins, unless the document is younger than that. Working days are not counted out, as holidays
are set anew each year.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from kb.normal_form import fold, fold_with_offsets
from kb.records import DueKind
from kb.sentences import deadline_in

_CN = "○零一二三四五六七八九十"
_NUMBER = rf"(?:\d{{1,3}}|[{_CN}]{{1,3}})"
_YEAR = rf"(?:[12]\d{{3}}|[{_CN}]{{4}})年度?|当年|今年|本年度?|明年|次年|翌年"
_DATE = re.compile(
    rf"(?P<numeric>(?<!\d)(?P<y>[12]\d{{3}})[-./](?P<m>\d{{1,2}})(?:[-./](?P<d>\d{{1,2}}))?(?!\d))"
    rf"|(?P<year>{_YEAR})?(?:(?P<month>(?<![\d.])(?:1[0-2]|0?[1-9])|(?<![{_CN}])(?:十[一二]?|[一二三四五六七八九]))月份?"
    rf"(?:(?P<day>{_NUMBER})[日号])?|第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年)"
    r"(?P<part>底|末|初|[上中下]旬)?(?P<before>之前|以前|前)?"
    rf"|(?P<only>{_YEAR})(?P<rest>[底末内中])?(?P<ahead>之前|以前|前)?"
    r"|(?<![\d一二两三四五六七八九十])年(?P<end>底|末|内|中)(?P<to>之前|以前|前)?"
)
_ONGOING = re.compile(r"持续|长期|常态|常年|全年|经常|滚动|贯穿|始终|一以贯之|全过程")
_PERIODIC = re.compile(
    r"每(?:个)?(?:年|半年|季度?|月|周|日|天|旬|两年|学期)|按(?:年度?|季度?|月|周)(?!底)|逐[年月季]|定期"
)
_RELATIVE = re.compile(
    rf"(?:自|从)?(?P<base>[\u4e00-\u9fff《》\"()\[\]]{{0,20}}?(?:印发|发布|公布|下发|实施|施行|生效|通过|批复|批准|签订|成立|启动|收到|受理|发文|出台|结束)"
    rf"[\u4e00-\u9fff]{{0,8}}?)(?:之日)?(?:起|后)[,的]?(?P<count>{_NUMBER}|半)个?(?P<unit>工作日|日|天|周|月|年)(?:之?内|前)?"
)
_WITHIN = re.compile(rf"{_NUMBER}个?(?:工作日|日|天|周|月)(?:之?内)")  # counted from what the text does not say here
_FROM_ISSUE = re.compile(r"印发|发布|公布|下发|发文|出台")
# What is a deadline in running text beside the dates that `kb.sentences.deadline_in` knows.
_IN_TEXT = re.compile(
    rf"(?:{_YEAR})第?[一二三四1-4]季度(?:底|末)?(?:之前|以前|前)?(?=完成|建成|实现|投用|全面|基本)"
    rf"|(?:{_YEAR})?第?[一二三四1-4]季度(?:(?:底|末)?(?:之前|以前|前)|底|末)"
    rf"|(?:{_YEAR})?[上下]半年(?:(?:底|末)?(?:之前|以前|前)|底|末|(?=完成|建成|实现))"
    rf"|每(?:年|季度|月|周)(?:[\u4e00-\u9fff]{{0,3}})?(?:{_NUMBER}月)?(?:{_NUMBER}[日号])?(?:底|末|初)?(?:之前|以前|前)"
    rf"|(?:自|从)[\u4e00-\u9fff《》]{{0,16}}?(?:印发|发布|公布|下发|实施|施行)[\u4e00-\u9fff]{{0,4}}之日起{_NUMBER}个?(?:工作日|日|天|月|年)内"
    rf"|(?<![\d{_CN}])年(?:底|末)(?:之前|以前|前)"
)
_NOTE = re.compile(
    r"持续(?:推进|优化|实施|开展|落实|进行|完善|深化|坚持)?|长期(?:坚持|推进|开展|实施)?|常态化(?:推进|开展|实施)?|全年(?:推进|开展)?"
)
# 6月底前完成改造的企业给予补助: who gets something, not by when there is something to do.
_CONDITION = re.compile(
    r"[^，,。；;\n]{0,24}的[^，,。；;\n]{0,10}?[，,]?(?:给予|予以|可(?:申请|享受|获)|按.{0,12}(?:补|奖)|享受|一次性|奖励|补助|补贴)"
)
_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"○": 0}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as written at `start:end` of its text."""

    written: str
    start: int
    end: int


def find_deadline(text: str) -> Deadline | None:
    """The first deadline that running text sets: a date, a quarter, a half-year, a period, or a count of days.

    >>> find_deadline("各县于每月25日前报送。").written
    '每月25日前'
    """
    at = 0
    while written := deadline_in(text[at:]):
        start = text.index(written, at)
        at = start + len(written)
        if not _CONDITION.match(text, at):
            return Deadline(written, start, at)
    return _found(_IN_TEXT, text[at:], at)


def deadline_of_note(text: str) -> str | None:
    """The deadline in the words before a label, as written; None where they set none.

    >>> deadline_of_note("7月底取得成效并持续推进，"), deadline_of_note("持续推进，"), deadline_of_note("重点项目，")
    ('7月底', '持续推进', None)
    """
    found = _found(_RELATIVE, text) or _found(_DATE, text) or _found(_NOTE, text)
    return found.written if found else None


def _found(pattern: re.Pattern[str], text: str, base: int = 0) -> Deadline | None:
    folded = fold_with_offsets(text)
    match = pattern.search(folded.text)
    if match is None or match.end() == match.start():
        return None
    start, end = folded.source_span(match.start(), match.end())
    return Deadline(text[start:end], base + start, base + end)


def normalise(written: str, year: int | None = None, signed_on: str | None = None) -> tuple[DueKind | None, str | None]:
    """The kind of a deadline and the ISO date of its last day, None where it has none or the year is not known.

    `year` is that of the plan, `signed_on` the ISO date of the document.

    >>> normalise("2024年6月底前"), normalise("年底前", 2025), normalise("2025年第三季度")
    (('absolute', '2024-06-30'), ('absolute', '2025-12-31'), ('absolute', '2025-09-30'))
    >>> normalise("自印发之日起30日内", signed_on="2024-03-01"), normalise("每月25日前"), normalise("长期坚持")
    (('relative', '2024-03-31'), ('periodic', None), ('ongoing', None))
    """
    folded = fold(written)
    if _PERIODIC.search(folded):
        return "periodic", None
    if match := _RELATIVE.search(folded):
        return "relative", _counted(match, signed_on)
    due: date | None = None
    known, dated = year, False
    for match in _DATE.finditer(folded):
        known = _year(match, year, known)
        dated = True
        day = _last_day(match, known)
        if day and signed_on and day.isoformat() < signed_on and (match["before"] or match["ahead"]):
            day = _last_day(match, known, counts_itself=True)
        due = day or due
    if dated:
        return "absolute", due.isoformat() if due else None
    if _WITHIN.search(folded):
        return "relative", None
    return ("ongoing", None) if _ONGOING.search(folded) else (None, None)


def _counted(match: re.Match[str], signed_on: str | None) -> str | None:
    if signed_on is None or not _FROM_ISSUE.search(match["base"]) or match["unit"] == "工作日":
        return None
    begin = date.fromisoformat(signed_on)
    if match["count"] == "半":
        return _months_later(begin, 6).isoformat() if match["unit"] == "年" else None
    count = _number(match["count"])
    if match["unit"] in ("月", "年"):
        return _months_later(begin, count * (12 if match["unit"] == "年" else 1)).isoformat()
    return (begin + timedelta(days=count * (7 if match["unit"] == "周" else 1))).isoformat()


def _months_later(begin: date, months: int) -> date:
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    return date(year, month + 1, min(begin.day, calendar.monthrange(year, month + 1)[1]))


def _year(match: re.Match[str], plan: int | None, known: int | None) -> int | None:
    written = match["y"] or match["year"] or match["only"]
    if written is None:
        return known
    if written[0] in "明次翌":
        return plan + 1 if plan is not None else None
    if written[0] in "当今本":
        return plan
    digits = written[:4]
    return int(digits) if digits.isdecimal() else int("".join(str(_VALUES.get(char, 0)) for char in digits))


def _last_day(match: re.Match[str], year: int | None, counts_itself: bool = False) -> date | None:
    """The last day of what was written; `counts_itself`: 6月前 and 2025年前 last through that month or year."""
    if year is None or not 1900 <= year <= 2999:
        return None
    if match["numeric"]:
        return _day(year, int(match["m"]), int(match["d"]) if match["d"] else None)
    if match["only"] or match["end"]:
        part, ahead = match["rest"] or match["end"], match["ahead"] or match["to"]
        if part == "中":
            return date(year, 6, 30)
        return date(year - 1, 12, 31) if ahead and not part and not counts_itself else date(year, 12, 31)
    months = _months(match)
    if match["day"]:
        return _day(year, months[1], _number(match["day"]))
    if match["month"] and match["before"] and not match["part"] and not counts_itself:
        return date(year, months[0], 1) - timedelta(days=1)
    day = {"初": 10, "上旬": 10, "中旬": 20}.get(match["part"] or "")
    return _day(year, months[1], day)


def _months(match: re.Match[str]) -> tuple[int, int]:
    """The first and the last month of what was written."""
    if match["quarter"]:
        quarter = _number(match["quarter"])
        return quarter * 3 - 2, quarter * 3
    if match["half"]:
        return (1, 6) if match["half"] == "上" else (7, 12)
    month = _number(match["month"])
    return month, month


def _day(year: int, month: int, day: int | None) -> date | None:
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day, last) if day else last) if day != 0 else None


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    tens, _, ones = written.rpartition("十")
    value = _VALUES.get(ones, 0)
    if "十" in written:
        value += 10 * (_VALUES.get(tens, 1) if tens else 1)
    return value
