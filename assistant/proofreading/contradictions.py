"""Two different figures that a draft gives for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.proofreading.finding import Finding, Rule
from assistant.proofreading.quantities import Figure, Part, parts_of
from assistant.wording import places_in, slots_in
from kb.document import Document
from kb.normal_form import fold
from kb.words import Words

# Words that change what is said of a figure, so that two sentences with and without it may both be true.
_TURNS = re.compile(
    r"计划|目标|预计|力争|拟|上年|去年|同期|其中|原来|由|从|增加|增长|减少|下降|提高|新增|新建|累计|上半年|下半年|季度|年底|以来|到\d|平均|人均|每|"
    r"不超过|以内|不低于|以上|至少|最高|以下|不满|剩余|省级|市级|县级|国家级|各|分别"
)
_RATE = re.compile(r"每|补助|奖励|一次性|标准|扣|加\d|罚|贴息|最高|不少于|不低于|不超过")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NEUTRAL = frozenset(
    (
        "达到",
        "实现",
        "完成",
        "全市",
        "全县",
        "全区",
        "全镇",
        "全乡",
        "全村",
        "本市",
        "我市",
        "目前",
        "已经",
        "累计",
        "总共",
        "共计",
        "合计",
        "左右",
        "以上",
        "约为",
        "力争",
        "确保",
        "突破",
        "超过",
        "预计",
    )
)
_NO_WORDS: frozenset[str] = frozenset()
_LEAST_CHARS = 4  # letters that two statements must have in common


@dataclass(frozen=True, slots=True)
class _Statement:
    figure: Figure
    words: frozenset[str]
    context: tuple[object, ...]
    condition: frozenset[str]

    def is_about_the_same(self, other: _Statement) -> bool:
        return (self.words, self.context, self.condition, self.figure.unit) == (
            other.words, other.context, other.condition, other.figure.unit,
        )  # fmt: skip


def check_contradictions(document: Document, words: Words) -> Iterable[Finding]:
    """Figures that contradict an earlier one: the same words, unit, year and place, another value.

    The year is the one named last. What has three values or more is a list, whose items are named elsewhere.
    """
    text = document.text
    rows = {row.start for row in document.rows}
    stated: list[_Statement] = []
    years: frozenset[str] = frozenset()
    before: Part | None = None
    for part in parts_of(text, words):
        line = text.rfind("\n", 0, part.start) + 1
        said = text[part.start : part.end]
        years = frozenset(_YEAR.findall(said)) or years
        ahead = before.words if before is not None and before.sentence == part.sentence else _NO_WORDS
        before = part
        if line in rows or len(part.figures) != 1 or part.figures[0].unit == "日期":
            continue
        here = _Statement(part.figures[0], part.words - _NEUTRAL, _context(said, years), _condition(said, ahead))
        if sum(map(len, here.words)) < _LEAST_CHARS:
            continue
        stated.append(here)
    for here in stated:
        alike = [each for each in stated if each.is_about_the_same(here)]
        if alike[0].figure.value != here.figure.value and len({each.figure.value for each in alike}) == 2:
            yield Finding(
                Rule.CONTRADICTION, here.figure.start, here.figure.end,
                f"前文写的是“{_around(text, alike[0].figure)}”，请核对哪个对",
            )  # fmt: skip


def _condition(said: str, ahead: frozenset[str]) -> frozenset[str]:
    """What was said before in the sentence, where the figure is a rate or an award, which depends on it."""
    return ahead if _RATE.search(said) else frozenset()


def _context(said: str, year: frozenset[str]) -> tuple[object, ...]:
    folded = fold(said)
    slots = tuple(str(slot) for slot in slots_in(folded))
    return (year, tuple(sorted(_TURNS.findall(folded))), tuple(places_in(folded)), slots)


def _around(text: str, figure: Figure) -> str:
    begins: Sequence[int] = [0, *(match.end() for match in re.finditer(r"[，。；\n]", text[: figure.start]))]
    stop = re.search(r"[，。；\n]", text[figure.end :])
    return text[begins[-1] : figure.end + (stop.start() if stop else 0)].strip()
