"""The list that a question names: what its heading says against what the question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.agreement import agrees_with_slots
from assistant.composing import Context
from assistant.coverage import cover, stands, subject_nouns, token_weights
from assistant.lists import ItemList
from assistant.topic import lacks_subject
from assistant.wording import number_asked, number_end
from kb.document import Clause, Document
from kb.normal_form import fold

# A heading must cover this share of the question by its own words and its document's title
# (development half of the gold set); a list of another number than the question says must cover more.
_MIN_COVERAGE, _MIN_UNCALLED, _MIN_OTHER_NUMBER = 0.5, 0.55, 0.75
_MIN_OWN = 0.3
_MIN_REST, _MIN_UNCALLED_REST = (
    0.4,
    0.5,
)  # ... and by its own words this share of what the document as a whole is not about
_MIN_CALLED = 0.6  # how like the noun asked for (哪些城市) what the list is called must be
NUMBER_FITS = 0.3  # how much it says of a list that it has as many items as the question says
_WHICH = re.compile(r"哪(?:些|几[个种类项条样家]?)")
_ANY_PART = re.compile(r"方面|部分|内容|情况|东西|方向")
_DONE = re.compile(
    r"(申请|申报|报名|办理|认定|评审|验收|选聘|选派|准入|解聘|退出|考核|审批|评定)的?(?:条件|资格|材料|流程|程序|步骤|情形)"
)
_CONCEPT = re.compile(r"原则|条件|资格|材料|步骤|程序|流程|阶段|保障措施|措施|举措|目标|职责|情形|奖励|任务")
# What a document says beside its measures, where these are not all that its parts are.
_BESIDE = re.compile(r"总体|要求|思想|意义|目标|原则|保障|组织|附则|总则|背景|适用|职责|步骤|进度")
_MEASURES = ("措施", "举措", "任务")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question says of the list that it asks for: how many items, what they are called, and of what (weighted)."""

    number: Fraction | None
    noun: str | None
    concept: str | None
    weights: dict[str, float]
    done: str | None = None  # 选派 in 选派流程: what the steps or conditions are for

    @classmethod
    def of(cls, folded: str, weights: dict[str, float]) -> Asked:
        """What a folded question says, whose content words weigh `weights`."""
        behind = folded[number_end(folded) or len(folded) :]
        nouns = sorted((behind.rfind(token), token) for token in weights if len(token) > 1 and token in behind)
        noun = nouns[-1][1] if nouns else None
        if which := _WHICH.search(folded):
            noun = next((token for token in weights if len(token) > 1 and folded.startswith(token, which.end())), noun)
        noun = None if noun is None or _ANY_PART.match(noun) else noun
        done = _DONE.search(folded)
        return cls(number_asked(folded), noun, concept_of(folded), weights, done[1] if done else None)


def is_meant(lead: str, above: str, asked: Asked, counted: bool) -> bool:
    """Whether a list called `lead` is the one asked for: it says what its document and what stands above do not."""
    if asked.concept and not stands(asked.concept, lead):
        return False
    if asked.done and not stands(asked.done, lead):
        return False
    called = asked.noun is None or cover(lead, "", "", {asked.noun: 1.0})[1] >= _MIN_CALLED
    if not called and (counted or asked.concept is None):
        return False
    coverage, direct = cover(lead, above, lead, asked.weights)
    certain = counted or asked.concept is not None
    if coverage < (_MIN_COVERAGE if certain else _MIN_UNCALLED) or (
        asked.number and not counted and coverage < _MIN_OTHER_NUMBER
    ):
        return False
    rest = {token: weight for token, weight in asked.weights.items() if not stands(token, above)}
    if not rest:
        return counted or (asked.number is None and direct >= _MIN_OWN * coverage)
    return direct >= _MIN_OWN * coverage and cover(lead, "", "", rest)[1] >= (
        _MIN_REST if certain else _MIN_UNCALLED_REST
    )


def is_about_one(document: Document, found: ItemList, said: str, asked: Asked) -> bool:
    """Whether a word of the question that neither the list nor what is above it has stands in one of its items only."""
    items = [fold(document.text[start:end]) for start, end in found.items]
    missing = [token for token in asked.weights if len(token) > 1 and not stands(token, said)]
    return any(sum(token in item for item in items) == 1 for token in missing)


def lead_of(document: Document, found: ItemList, topic: str, asked: Asked, counted: bool) -> str | None:
    """What a list is called, folded, with what all its items are called where they are as many as asked for.

    The parts of a document are a list only where measures are asked for and it holds nothing else, or where it has as many.
    """
    items = [fold(document.text[start:end]) for start, end in found.items] if counted else []
    shared = [token for token in asked.weights if items and all(token in item for item in items)]
    if found.clause.index:
        return "|".join((found.lead, *shared))
    only_measures = not any(_BESIDE.search(child.heading) for child in document.children(0))
    if not (only_measures and asked.concept in _MEASURES) and not (counted and asked.noun):
        return None
    return "|".join((found.lead, *([topic] if only_measures else []), *shared, *(_MEASURES if only_measures else ())))


def concept_of(folded: str) -> str | None:
    """What the items are called in the question, if it is a telling word: 原则, 条件, 材料."""
    found = _CONCEPT.findall(folded)
    return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Heading:
    """A clause with items that may be meant, how much of the question it covers, and whether it has as many as asked for."""

    doc_id: str
    clause: Clause
    coverage: float
    counted: bool = False


def about_it(context: Context, doc_ids: Sequence[str]) -> list[str]:
    """Those of the documents that speak of what the question is about; where it names documents, all."""
    if context.query.doc_ids is not None:
        return list(dict.fromkeys(doc_ids))
    weights, _ = token_weights(context.library, context.query)
    nouns = {noun: weights[noun] for noun in subject_nouns(context.library, context.query)}
    return [doc_id for doc_id in dict.fromkeys(doc_ids) if not lacks_subject(context.snapshot, doc_id, nouns)]


def is_of_place(context: Context, doc_id: str, found: ItemList) -> bool:
    """Whether a list is of the place that the question names, if it names one: a city's tasks are not a county's."""
    places = tuple(slot for slot in context.query.slots if slot.kind == "place")
    if context.query.is_elsewhere(doc_id, found.lead + found.above):
        return False
    document = context.snapshot.entries[doc_id].document
    return agrees_with_slots(found.lead, found.above, document, replace(context.query, slots=places))
