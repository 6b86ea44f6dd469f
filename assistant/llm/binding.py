"""Whether a figure belongs to the words that stand with it: of 一级1200元、二级800元 the 800元 is not the first grade's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.numerals import numbers_in

_PART = re.compile(r"[,。;:|、!?()]+")
_LOWER = re.compile(r"不低于|不少于|不小于|至少|起码|最低|大于|超过|高于|以上|及以上|起步")
_UPPER = re.compile(r"不超过|不高于|不多于|不大于|至多|最多|最高|最长|封顶|上限|低于|少于|以内|以下|之内")
_NOT_MORE = re.compile(r"不(?:超过|高于|多于|大于)")
_NOT_LESS = re.compile(r"不(?:低于|少于|小于)")
_BEFORE, _BEHIND = 8, 4  # characters in which a bound stands by its figure
_KINDS = ("级", "类")  # 一级 is a kind of thing, no count of it
_TELLS = re.compile(r"\d|^[一二三四五六七八九十特甲乙丙丁]级|^第")

WordsOf = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit in a folded text, the words that belong to it, and its bound: lower, upper or none."""

    value: str
    unit: str
    text: str
    bound: str


def wrongly_bound(claim: str, said: str, words_of: WordsOf) -> list[str]:
    """The figures of a folded claim that in `said` belong to something else, or have another bound.

    >>> words = lambda text: frozenset(re.findall("一级|二级|古树|补助", text))
    >>> wrongly_bound("一级古树补助800元", "一级古树补助1200元,二级古树补助800元", words)
    ['800元']
    """
    stated = figures(said)
    return [
        figure.value + figure.unit
        for figure in figures(claim)
        if (same := [other for other in stated if (other.value, other.unit) == (figure.value, figure.unit)])
        and (
            all(other.bound != figure.bound for other in same)
            or _belongs_elsewhere(
                figure, same, [o for o in stated if o.unit == figure.unit and o not in same], words_of
            )
        )
    ]


def figures(folded: str) -> list[Figure]:
    """The quantities of a folded text in order, each with the text since the last of its unit up to its own part's end."""
    found: list[Figure] = []
    ends = [match.start() for match in _PART.finditer(folded)] + [len(folded)]
    since: dict[str, int] = {}
    for number in numbers_in(folded):
        token = number.tokens[0]
        match = re.match(r"[\d点/]+", token)
        if match is None or match[0] == token or token.endswith(_KINDS):
            continue
        value, unit = match[0], token[match.end() :]
        end = next(at for at in ends if at >= number.end)
        bound = _bound(folded[max(0, number.start - _BEFORE) : number.start], folded[number.end : number.end + _BEHIND])
        found.append(Figure(value, unit, folded[since.get(unit, 0) : number.start] + folded[number.end : end], bound))
        since[unit] = end
    return found


def _belongs_elsewhere(figure: Figure, same: list[Figure], others: list[Figure], words_of: WordsOf) -> bool:
    """Whether some other figure of the unit has words of the claim that the same figure has not, and none the reverse.

    Dates, grades and ordinals decide before other words do.
    """
    mine = words_of(figure.text)
    for other in others:
        theirs = words_of(other.text)
        if all(_less_like(mine, words_of(each.text), theirs) for each in same):
            return True
    return False


def _less_like(mine: frozenset[str], own: frozenset[str], theirs: frozenset[str]) -> bool:
    for_own, for_other = mine & own - theirs, mine & theirs - own
    telling_own = {word for word in for_own if _TELLS.search(word)}
    telling_other = {word for word in for_other if _TELLS.search(word)}
    if telling_own or telling_other:
        return bool(telling_other) and not telling_own
    return bool(for_other) and not for_own


def _bound(before: str, behind: str) -> str:
    before = re.split(r"[,。;、|]", before)[-1]
    behind = re.split(r"[,。;、|]", behind)[0]
    if _NOT_LESS.search(before):
        return "lower"
    if _NOT_MORE.search(before):
        return "upper"
    if _UPPER.search(before) or re.search(r"以内|以下|之内", behind):
        return "upper"
    return "lower" if _LOWER.search(before) or "以上" in behind else ""
