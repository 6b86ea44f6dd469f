"""Figures with their measure word and how they bind (以上, 以内, 左右), as targets and grants state them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.records import Comparison

_NUMBER = r"\d[\d,，]*(?:\.\d+)?(?:[/∶:：]\d+(?:\.\d+)?)?"
_SPOKEN = r"[一二两三四五六七八九十]+分之[一二三四五六七八九十百]+|百分之[零一二三四五六七八九十百点]+|(?:一|过)半"
_SCALE = r"(?:万亿|千万|百万|十万|万|亿|千|百)"
_WORDS = (
    "个百分点 百分点 % ％ ‰ 平方公里 平方千米 立方千米 平方米 立方米 公顷 亩次 亩 公里 千米 海里 吨标准煤 吨标煤 公斤 千克 "
    "千瓦时 千瓦 兆瓦 吉瓦 千伏 摄氏度 人次 人年 人天 户次 架次 台套 台次 套次 床位 学位 标箱 标台 机架 "
    "EFLOPS PFLOPS TFLOPS Gbps Mbps GW MW kW hm2 km2 m2 m3 km mm cm dB MPa kPa Pa TB PB GB ms ℃ "
    "个 家 名 人 户 元 美元 欧元 株 吨 处 条 期 座 块 支 项 次 套 台 辆 艘 架 件 篇 部 门 种 类 批 所 张 片 只 头 羽 尾 本 间 栋 幢 "
    "层 床 对 组 队 份 场 届 天 岁 倍 度 级 米 升 克 斤 枚 粒 根 盏 眼 口 副 班 位 市 县 区 镇 乡 村 校 公园 分 m t h s"
)
_WORD = "|".join(sorted(map(re.escape, _WORDS.split()), key=len, reverse=True))
_UNIT = rf"(?:{_SCALE}(?:{_WORD})级?|(?:{_WORD})|{_SCALE}级?)(?:/(?:年|月|日|天|亩|公顷|人|户|平方公里|[a-z]{{1,3}}))?"
_FIGURE = re.compile(
    rf"(?P<value>{_NUMBER}(?:\s*{_SCALE}?[%％]?\s*[-—–~～至到]{{1,2}}\s*{_NUMBER})?|{_SPOKEN})\s*(?P<unit>{_UNIT})?"
)
_BOUNDLESS = re.compile(
    r"(?P<value>\d+/\d+|\d+[:：∶]\d+|[一二三四五六七八九十]+分之[一二三四五六七八九十]+|百分之\S{1,9}|[一过]半)$"
)
_NOT_A_FIGURE = re.compile(r"[第“\"《〔\[(A-Za-zG]$|(?:国发|财|字|号|版)$")
_CALENDAR = re.compile(r"\s*(?:年|月|日|号|时\d|周年|世纪|条|款|章|[A-Za-z]{2,}网|G(?![WB])|D(?!P))")

_NAMED = re.compile(r"“[^”]{1,30}”|《[^》]{1,200}》|〔[^〕]{1,30}〕")
_AT_LEAST_AFTER = re.compile(r"^\s*(?:[（(]含[)）])?\s*(?:及?以上|或以上|起|朝上)")
_AT_MOST_AFTER = re.compile(r"^\s*(?:[（(]含[)）])?\s*(?:及?以内|及?以下|之内)")
_ABOUT_AFTER = re.compile(r"^\s*(?:左右|上下)")
_AT_LEAST = re.compile(
    r"(?:不低于|不少于|不小于|不短于|至少|最少|起码|(?<!不)超过|(?<!不)超|突破|高于|大于|多于|[≥>＞]|降低不少于|下降不少于)\s*(?:达到?)?$"
)
_AT_MOST = re.compile(
    r"(?:不超过|不高于|不大于|不多于|控制在|(?<!不)低于|(?<!不)少于|(?<!不)小于|至多|最多|最高|[≤<＜])\s*$"
)
_ABOUT = re.compile(r"(?:约|大约|近|力争|争取|接近|力争达到)\s*$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at `start:end` of a text: `value` and `unit` as written, `comparison` from what stands around it.

    `end` is behind the measure word, `after` behind 以上, 左右 and the like.
    """

    start: int
    end: int
    after: int
    value: str
    unit: str | None
    comparison: Comparison


def find_figures(text: str) -> list[Figure]:
    """The figures of `text`, without dates, numbers of documents and clauses, ordinals and names in quotes.

    >>> [(each.value, each.unit, each.comparison) for each in find_figures("到2025年，森林覆盖率达到62%以上，造林约5万亩")]
    [('62', '%', 'at_least'), ('5', '万亩', 'about')]
    """
    quoted = [match.span() for match in _NAMED.finditer(text)]
    found: list[Figure] = []
    for match in _FIGURE.finditer(text):
        value, unit = match["value"].strip(), match["unit"]
        if not unit and not _BOUNDLESS.fullmatch(value):
            continue
        if _NOT_A_FIGURE.search(text[max(0, match.start() - 4) : match.start()]) or _CALENDAR.match(
            text, match.end("value")
        ):
            continue
        while quoted and quoted[0][1] <= match.start():
            quoted.pop(0)
        if quoted and quoted[0][0] <= match.start():
            continue
        comparison, after = _comparison(text, match.start(), match.end())
        found.append(Figure(match.start(), match.end(), after, value, unit, comparison))
    return found


def _comparison(text: str, start: int, end: int) -> tuple[Comparison, int]:
    """How the figure at `start:end` binds, and where the words behind it that say so end."""
    before, behind = text[max(0, start - 8) : start], text[end : end + 8]
    signs: tuple[tuple[re.Pattern[str], Comparison], ...] = (
        (_AT_LEAST_AFTER, "at_least"), (_AT_MOST_AFTER, "at_most"), (_ABOUT_AFTER, "about"),
    )  # fmt: skip
    for pattern, comparison in signs:
        if match := pattern.match(behind):
            strict = "at_most" if _AT_MOST.search(before) else comparison
            return (strict if comparison == "about" else comparison), end + match.end()
    if _AT_LEAST.search(before):
        return "at_least", end
    if _AT_MOST.search(before):
        return "at_most", end
    return ("about" if _ABOUT.search(before) else "exact"), end
