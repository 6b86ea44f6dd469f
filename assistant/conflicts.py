"""Documents in force that give different figures for the thing asked for. Rather none than a wrong one is told.

Two sentences differ only where both answer the question, come from documents of one place, and say in the same words
under the same conditions, for the same year and place, another figure of the same unit that cannot hold beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from assistant.agreement import years_in
from assistant.answer import Answer
from assistant.citing import Citer
from assistant.composing import Context, sentence
from assistant.content_words import NOUN
from assistant.coverage import stands
from assistant.documents_asked import cite_value
from assistant.evidence import Evidence
from assistant.query import Expected
from assistant.regions import regions_in
from assistant.summaries import content_words, introduced
from assistant.wording import places_in, slots_in
from kb.document import Document
from kb.normal_form import fold
from kb.records import Target
from kb.sentences import without_label
from kb.words import Words

_NEAR_BEST, _LEAST = 0.5, 0.2  # how relevant the other sentence must be: as a share of the best, and by itself
_SURE, _MOST_MISSING = 0.5, 0.5  # a sentence this sure may lack a noun of the question: 意外险 where it says 意外保险
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_FIGURES = {
    Expected.MONEY: re.compile(rf"{_NUMBER}(万|亿|千|百)?(元)"),
    Expected.PERCENT: re.compile(rf"{_NUMBER}()(%|‰|个百分点)"),
    Expected.COUNT: re.compile(rf"{_NUMBER}(万|亿|千|百)?(个?[\u4e00-\u9fff]{{1,2}})"),
    Expected.DURATION: re.compile(rf"{_NUMBER}()(个?(?:工作日|小时|分钟|年|月|天|日|周))"),
    Expected.DATE: re.compile(r"()()((?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|底|末|上旬|中旬|下旬)?|20\d\d年底?)"),
}
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_AT_LEAST = re.compile(r"不低于|不少于|不小于|以上|至少|超过(?<!不超过)|力争")
_AT_MOST = re.compile(r"不超过|不高于|不多于|以内|以下|至多|最高|最多|上限|控制在|小于")
_ABOUT = re.compile(r"左右|约|大概|上下|原则上|一般")
_CONDITION = re.compile(r"的$|^对|^凡|^其中|^属|期[内间]|情形|时$|^如|以[上下]|不?满|^[一二三四五六七八九]是|除|另")
_NEUTRAL = re.compile(
    r"达到|应当|应该|标准|要求|给予|实现|安排|力争|不低于|不少于|不超过|不高于|以上|以内|以下|至少|最高|最多|左右|控制|全市|全省|全县|全区|本市|我市"
)
_REPORT = re.compile(r"总结|报告|通报|简报|纪要|情况|公报|解读|答复")
_PART = re.compile(r"[,;。:!?]")
# Whose it is: the last place that an issuer's name begins with, one rank after the other; a ministry begins with none.
_RANKS = ("省级", "市级", "县级", "乡级")
_PLACES_OF_ISSUER = re.compile(
    r"(?:中共|中国共产党)?([\u4e00-\u9fff]{2,6}?(?:省|自治区)|(?:北京|上海|天津|重庆)市)?"
    r"([\u4e00-\u9fff]{2,7}?(?:市(?!场|政|容)|自治州|盟))?([\u4e00-\u9fff]{1,6}?(?:县|区|旗))?"
    r"([\u4e00-\u9fff]{1,6}?(?:镇|乡(?!村|建)|街道))?"
)
_NATIONAL = re.compile(
    r"国务院|中共中央|全国人|中华人民共和国|国家(?![\u4e00-\u9fff]*(?:省|县|市(?!场)))|[\u4e00-\u9fff]{2,12}部(?:办公厅)?$"
)
_ZONE = re.compile(r"(?:保护|开发|新|园|景|示范|合作|林|牧|库|社|灌)区$")  # of no rank that its name tells


@dataclass(frozen=True, slots=True)
class _Figure:
    """What a sentence gives for the thing asked for; `words` stand beside the figure, `around` is what qualifies it."""

    value: Fraction | str
    unit: str
    bound: str  # "least", "most", "about", ""
    words: frozenset[str]
    around: tuple[frozenset[str], ...]


def differing(context: Context, best: Evidence, fitting: Sequence[Evidence]) -> list[Evidence]:
    """The sentences of other documents in force that contradict `best`, one a document; almost always none."""
    if context.query.expected not in _FIGURES or not _counts(context, best):
        return []
    found: dict[str, Evidence] = {}
    for each in fitting:
        if (
            each.doc_id not in (best.doc_id, *found)
            and each.relevance >= max(_LEAST, _NEAR_BEST * best.relevance)
            and _counts(context, each)
            and _same_place(context, best.doc_id, each.doc_id)
            and _contradict(context, best, each)
        ):
            found[each.doc_id] = each
    return list(found.values())


def told_differing(context: Context, best: Evidence, others: Sequence[Evidence]) -> Answer:
    """Both sentences side by side, each with its document, number, date and who issued it."""
    citer = context.citer()
    spans = [(each.doc_id, each.start, each.also[1] if each.also else each.end) for each in (best, *others)]
    lines = [f"现行文件在这一点上写法不一致，请核对后使用：{''.join(citer.cite(*span) for span in spans)}"]
    for doc_id, start, end in spans:
        said = sentence(context.snapshot.entries[doc_id].document.text[start:end])
        head = introduced(context.snapshot, citer, doc_id, context.as_of) + _issuer(context, citer, doc_id)
        lines.append(f"{head}：{said}{citer.cite(doc_id, start, end)}")
    sides = tuple(doc_id for doc_id, _, _ in spans)
    return Answer("answered", "\n".join(lines), citations=citer.citations, sides=sides)


def differing_targets(
    context: Context, found: Sequence[tuple[str, Target]]
) -> list[tuple[tuple[str, Target], tuple[str, Target]]]:
    """Pairs of targets of one indicator, year and unit whose values cannot both hold, of different documents."""
    return [
        (one, other)
        for one, other in combinations(found, 2)
        if one[0] != other[0]
        and all(
            context.snapshot.status_on(each[0], context.as_of).holds and not _is_report(context, each[0])
            for each in (one, other)
        )
        and _same_target(one[1], other[1])
        and _same_place(context, one[0], other[0])
    ]


def _same_target(one: Target, other: Target) -> bool:
    if None in (one.indicator, one.value, one.unit, other.indicator, other.value, other.unit):
        return False
    same = (
        fold(one.indicator or "") == fold(other.indicator or "")
        and (one.year, one.from_year, one.unit) == (other.year, other.from_year, other.unit)
        and places_in(fold(one.text)) == places_in(fold(other.text))
    )
    bounds = {"at_least": "least", "at_most": "most", "about": "about"}
    values = [
        Fraction(match[0].replace(",", ""))
        for each in (one, other)
        if (match := re.search(_NUMBER, fold(each.value or "")))
    ]
    return (
        same
        and len(values) == 2
        and _clash(values[0], bounds.get(one.comparison or "", ""), values[1], bounds.get(other.comparison or "", ""))
    )


def _counts(context: Context, evidence: Evidence) -> bool:
    """Whether a sentence is a provision in force: reports say what was, not what is to be; all that is asked for stands."""
    holds = context.snapshot.status_on(evidence.doc_id, context.as_of).holds
    about = evidence.missing == 0 or (evidence.missing < _MOST_MISSING and evidence.relevance >= _SURE)
    return holds and about and not _is_report(context, evidence.doc_id)


def _is_report(context: Context, doc_id: str) -> bool:
    return bool(_REPORT.search(context.snapshot.entries[doc_id].document.title))


def _same_place(context: Context, one: str, other: str) -> bool:
    """Whether two documents are of one place, or one of them is of none, as national ones are."""
    places = [_places(context.snapshot.entries[doc_id].document, context.library.words) for doc_id in (one, other)]
    return not all(places) or places[0] == places[1]


def _places(document: Document, words: Words) -> frozenset[str]:
    named = fold(document.issuer or document.title)
    return frozenset(place.rstrip("省市县区") for place in (*places_in(named), *regions_in(named, words)))


def _contradict(context: Context, best: Evidence, other: Evidence) -> bool:
    nouns = [token for token, share in context.query.tokens if share >= NOUN and len(token) > 1]
    sides = [without_label(fold(each.text)) for each in (best, other)]
    if any(stands(noun, sides[0]) is not stands(noun, sides[1]) for noun in nouns):
        return False  # one says it itself, the other only under such a heading
    slots = [[slot for slot in slots_in(side) if slot.kind != "year"] for side in sides]
    if slots[0] != slots[1] or _years(context, best) != _years(context, other):
        return False
    figures = [_figure(context, each) for each in (best, other)]
    if figures[0] is None or figures[1] is None:
        return False
    one, two = figures[0], figures[1]
    same = (one.unit, one.words, one.around) == (two.unit, two.words, two.around) and bool(one.words)
    return same and _clash(one.value, one.bound, two.value, two.bound)


def _years(context: Context, evidence: Evidence) -> frozenset[int]:
    """The years that a sentence is about: its own, else those above it, else those of the document's title."""
    document = context.snapshot.entries[evidence.doc_id].document
    for text in (evidence.text, "|".join(document.path_of(evidence.clause)), document.title):
        if years := years_in(fold(text)):
            return frozenset(years)
    return frozenset()


def _figure(context: Context, evidence: Evidence) -> _Figure | None:
    """The one figure of the kind asked for that a sentence gives; None where it gives none or several."""
    document = context.snapshot.entries[evidence.doc_id].document
    end = evidence.also[1] if evidence.also else evidence.end
    pattern = _FIGURES[context.query.expected]
    parts = _PART.split(without_label(fold(document.text[evidence.start : end])))
    found = [(at, match) for at, part in enumerate(parts) for match in pattern.finditer(part)]
    if len(found) != 1:
        return None
    at, match = found[0]
    part = parts[at]
    rest = _NEUTRAL.sub(",", part[: match.start()] + "," + part[match.end() :])
    words = context.library.words
    bound = next(
        (name for name, marks in (("about", _ABOUT), ("most", _AT_MOST), ("least", _AT_LEAST)) if marks.search(part)),
        "",
    )
    value = Fraction(match[1].replace(",", "")) * _SCALES[match[2] or ""] if match[1] else match[3]
    around = tuple(content_words(each, words) for each in parts[:at] if _CONDITION.search(each))
    return _Figure(value, match[3] if match[1] else "", bound, content_words(rest, words), around)


def _clash(one: Fraction | str, bound: str, other: Fraction | str, bound_of_other: str) -> bool:
    """Whether two values cannot both hold: no less than 900 and 960 can."""
    if one == other or "about" in (bound, bound_of_other):
        return False
    if isinstance(one, str) or isinstance(other, str) or bound == bound_of_other:
        return True
    low = max((value for value, kind in ((one, bound), (other, bound_of_other)) if kind != "most"), default=None)
    high = min((value for value, kind in ((one, bound), (other, bound_of_other)) if kind != "least"), default=None)
    return low is not None and high is not None and low > high


def _issuer(context: Context, citer: Citer, doc_id: str) -> str:
    """Who issued a document and of which rank that is, where its text names it."""
    entry = context.snapshot.entries[doc_id]
    issuer = entry.document.issuer
    mark = cite_value(citer, entry, "发文机关", issuer) if issuer else ""
    if not issuer or not mark:
        return ""
    rank = rank_of(issuer)
    return f"，发文机关：{issuer}{f'（{rank}）' if rank else ''}{mark}"


def rank_of(issuer: str) -> str:
    """The rank of a body, empty where its name does not tell.

    >>> rank_of("浙江省杭州市西湖区人民政府"), rank_of("杭州市住房和城乡建设局"), rank_of("住房和城乡建设部"), rank_of("水利局")
    ('县级', '市级', '国家级', '')
    """
    match = _PLACES_OF_ISSUER.match(issuer)
    places = match.groups() if match is not None else ()
    named = [at for at, place in enumerate(places) if place]
    if named:
        return "" if _ZONE.search(places[named[-1]]) else _RANKS[named[-1]]
    return "国家级" if _NATIONAL.match(issuer) else ""
