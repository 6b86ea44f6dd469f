"""Contradictions in notes: two figures, or two dates, for one thing. They are asked about, never chosen between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.drafting.calendar_words import days_in
from assistant.drafting.particulars import Kind, Particular, particulars_in
from assistant.drafting.roles import Field, Role
from assistant.drafting.statements import Statement
from assistant.llm.support import content_words
from kb.normal_form import fold
from kb.numerals import numbers_in
from kb.words import Words

_PART = re.compile(r"[，,、；;。：:\t]")
_FROM = re.compile(
    r"(?:由|从|比|原来|过去|此前|以前|不足|目标|计划|任务|力争|预计|至少|不少于|超过|以上)[^，。；]{0,6}$"
)
# Words that say how a figure is told, not what it is of.
_LIGHT = frozenset(
    (  # noqa: SIM905 (a list would be one word a line)
        "完成 达到 达 实现 共 共计 合计 总共 一共 全年 今年 当年 目前 实际 有 约 左右 已 已经 最终 全部 人数 数量 总数 数 面积 "
        "规模 金额 全村 全县 全镇 全市 本次 这次 其 项目 工作 任务 累计 统计 显示 最后 后来 截至 截止 总 为 是 了 过 成功 顺利"
    ).split()
)
_QUALIFIES = re.compile(
    r"新增|人均|户均|亩均|平均|同比|环比|其中|首批|每[人户亩天月年次个期株]|最[高低多少]|上半年|下半年|去年|前年|上年|明年"
)
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]+[\u4e00-\u9fff]")
_GRADE = re.compile(r"省级|市级|县级|[一二三]级")
_ABOUT = re.compile(r"约|近|左右|上下|余|多|上千|数|超")
_NEAR = 0.1  # of the larger figure: 近1200亩 and 1186亩 are one
_SHARED = 0.5
_MOST_VERSIONS = 3
_COMMON_UNITS = frozenset(("元", "个", "day", "天", "次"))  # what has one of these may be anything


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure or date in statement `statement`, at `start:end` of its text, with what it is of."""

    statement: int
    start: int
    end: int
    text: str
    value: str
    unit: str
    thing: frozenset[str]
    nearest: str
    rough: bool
    qualifiers: frozenset[str]
    places: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    months: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two mentions that tell one thing differently; `about` is what they share, in words of the notes."""

    first: Mention
    second: Mention
    about: str


def conflicts_in(statements: Sequence[Statement], words: Words) -> tuple[Conflict, ...]:
    """The contradictions between statements. Within one sentence there are none: it compares or lists."""
    mentions = [
        mention
        for number, statement in enumerate(statements)
        if not statement.order
        and statement.role is not Role.TITLE
        and statement.field not in (Field.TITLE, Field.TOPIC)
        for mention in _mentions(number, statement, words)
    ]
    found: list[Conflict] = []
    for first, second in combinations(mentions, 2):
        if first.statement == second.statement or not _comparable(statements, first, second):
            continue
        if first.unit == second.unit and first.value != second.value and not _about_the_same(first, second):
            about = "".join(word for word in _in_order(statements[first.statement].text, first.thing & second.thing))
            found.append(Conflict(first, second, about or first.unit))
    return tuple(each for each in found if _is_no_series(each, found))


def _is_no_series(conflict: Conflict, found: Sequence[Conflict]) -> bool:
    """Whether the thing is not told of in so many ways that it must be a list of several things."""
    values = {
        mention.value
        for each in found
        for mention in (each.first, each.second)
        if mention.unit == conflict.first.unit and conflict.first.thing & conflict.second.thing <= mention.thing
    }
    return len(values) <= _MOST_VERSIONS


def _comparable(statements: Sequence[Statement], first: Mention, second: Mention) -> bool:
    """Whether two mentions are of one thing, of one time, of one place."""
    before = {Role.BACKGROUND, Role.NEXT}
    roles = [statements[each.statement].role for each in (first, second)]
    if roles[0] is not roles[1] and (roles[0] in before or roles[1] in before):
        return False
    shared = first.thing & second.thing
    if not shared or first.qualifiers != second.qualifiers or first.months != second.months:
        return False
    if _differ(first.years, second.years) or _differ(first.places, second.places):
        return False
    if first.thing == second.thing:
        return True
    if shared not in (first.thing, second.thing):
        return False
    nearly = len(shared) >= 2 and len(shared) / len(first.thing | second.thing) > _SHARED
    return nearly or (first.nearest == second.nearest != "" and first.unit not in _COMMON_UNITS)


def _differ(first: frozenset[object], second: frozenset[object]) -> bool:
    """Whether both are told and not the same."""
    return bool(first and second) and first != second


def _mentions(number: int, statement: Statement, words: Words) -> Iterator[Mention]:
    text = statement.text
    particulars = particulars_in(text)
    dates = [each for each in particulars if each.kind is Kind.DATE]
    told = days_in(text)
    years = frozenset(day[0] for day in told if day[0] is not None)
    months = frozenset(f"{day[1]}-{day[2]}" for day in told if day[1] is not None)
    for each in particulars:
        if each.kind is not Kind.NUMBER or _FROM.search(text[: each.start]):
            continue
        value = _value(each.text)
        if value is None:
            continue
        part = _part_of(text, each, words)
        thing, qualifiers = _thing(part, dates, words), frozenset((*_QUALIFIES.findall(part), *_ORDINAL.findall(text)))
        places = _places(particulars, part) | frozenset(_GRADE.findall(part))
        rough = bool(_ABOUT.search(text[max(0, each.start - 2) : each.end + 2]))
        before = [word for word in content_words(text[: each.start], words) if word in thing]
        nearest = max(before, key=lambda word: fold(text[: each.start]).rfind(word), default="")
        yield Mention(
            number, each.start, each.end, each.text, *value, thing, nearest, rough, qualifiers, places, years, months
        )  # fmt: skip
    if len(dates) == 1 and (day := next((day for day in days_in(dates[0].text) if day[2] is not None), None)):
        rest = (text[: dates[0].start] + " " + text[dates[0].end :]).lstrip("，, ")
        thing = _thing(_PART.split(rest)[0], dates, words)
        if thing:
            date = dates[0]
            yield Mention(
                number, date.start, date.end, date.text, f"{day[1]}-{day[2]}", "day", thing, "", False, frozenset()
            )


def _part_of(text: str, each: Particular, words: Words) -> str:
    """The part of a sentence that a figure stands in, with the part before it where it has no words of its own."""
    bounds = [0, *(match.end() for match in _PART.finditer(text)), len(text)]
    begins = [at for at in bounds if at <= each.start]
    end = next(at for at in bounds if at >= each.end)
    for start in reversed(begins):
        part = text[start : each.start] + " " + text[each.end : end]
        if any(word not in _LIGHT for word in content_words(part, words)):
            return part
    return text[: each.start] + " " + text[each.end : end]


def _thing(part: str, dates: Sequence[Particular], words: Words) -> frozenset[str]:
    for date in dates:
        part = part.replace(date.text, " ")
    numbers = [each.text for each in particulars_in(part) if each.kind is Kind.NUMBER]
    for number in numbers:
        part = part.replace(number, " ")
    return frozenset(word for word in content_words(part, words) if word not in _LIGHT)


def _places(particulars: Sequence[Particular], part: str) -> frozenset[str]:
    return frozenset(each.text for each in particulars if each.kind in (Kind.PLACE, Kind.NAME) and each.text in part)


def _value(text: str) -> tuple[str, str] | None:
    """Value and unit of a figure, equal for all ways to write it; None for what is vague or has no unit."""
    tokens = [token for each in numbers_in(fold(re.sub("[余多]", "", text))) for token in each.tokens]
    match = re.fullmatch(r"([\d点/]+)(\D.*)", tokens[0]) if len(tokens) >= 1 else None
    if match is None:
        return None
    return match[1], f"{match[2]}次" if re.search(r"[人户架台]次$", text) else match[2]


def _about_the_same(first: Mention, second: Mention) -> bool:
    """Whether figures that are told roughly may be one."""
    if not (first.rough or second.rough):
        return False
    values = sorted(float(each.value.replace("点", ".").split("/")[0]) for each in (first, second))
    return values[1] - values[0] <= _NEAR * values[1]


def _in_order(text: str, shared: frozenset[str]) -> list[str]:
    return sorted(shared, key=lambda word: (fold(text).find(word), word))
