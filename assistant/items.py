"""Which items a heading has, all of them, counted: the list that the question is about, by words or by reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.agreement import agrees_with_slots
from assistant.answer import Answer, Coverage
from assistant.composing import Context, repealed_note
from assistant.coverage import cover, stands, subject_nouns, token_weights
from assistant.evidence import Evidence
from assistant.lists import LEAD_CHARS, ItemList, items_of, lists_of
from assistant.topic import lacks_subject, topic_words
from assistant.wording import number_asked, number_end
from kb.document import Clause, Document
from kb.normal_form import fold
from kb.search import first_stage
from kb.sentences import sentence_spans

# A heading must cover this share of the question by its own words and its document's title
# (development half of the gold set); a list of another number than the question says must cover more.
MIN_COVERAGE, _MIN_UNCALLED, _MIN_OTHER_NUMBER = 0.5, 0.55, 0.75
_MIN_OWN = 0.3
_MIN_REST, _MIN_UNCALLED_REST = (
    0.4,
    0.5,
)  # ... and by its own words this share of what the document as a whole is not about
_MIN_CALLED = 0.6  # how like the noun asked for (哪些城市) what the list is called must be
_WHICH = re.compile(r"哪(?:些|几[个种类项条样家]?)")
_ANY_PART = re.compile(r"方面|部分|内容|情况|东西|方向")
_CONCEPT = re.compile(r"原则|条件|材料|步骤|程序|阶段|保障措施|措施|举措|目标|职责|情形|奖励|任务")
_WHOLE = re.compile(r"议定|事项|哪些事|几件事|内容|部分|方面|讲了|说了|事情")
# What a document says beside its measures, where these are not all that its parts are.
_BESIDE = re.compile(r"总体|要求|思想|意义|目标|原则|保障|组织|附则|总则|背景|适用|职责|步骤|进度")
_MEASURES = ("措施", "举措", "任务")
_ALIKE = 0.02  # headings whose coverage differs by less are not told apart by the question
# A list found by reading: how relevant its announcement or its items must be, of so many of the best sentences.
MIN_LIST_RELEVANCE, _LIKELY, _FEWEST_ITEMS = 0.2, 10, 2
_ENUMERATES = 2
_SAYS_THEM = re.compile(r"[：:](?=[^；;。]{2,}[；;])")
_KIN_CHARS = 3
_NUMBER_FITS, _CONCEPT_FITS = 0.3, 0.2  # how much it says that the number asked for is theirs, that they are called so


@dataclass(frozen=True, slots=True)
class _Heading:
    doc_id: str
    clause: Clause
    coverage: float
    counted: bool = False


def answer_items(context: Context) -> Answer | None:
    """The items under the heading that the question is about; None if no heading is near enough."""
    headings = _headings(context)
    best = headings[0] if headings else _whole_document(context) or _by_reading(context)
    if best is None:
        return None
    alike = [each for each in headings if each.coverage >= best.coverage - _ALIKE]
    if context.query.doc_ids is None and len(alike) > 1:
        return _which(context, alike)
    return _told(context, best)


def _which(context: Context, alike: list[_Heading]) -> Answer:
    """A question back: several documents have such a list, and the question says nothing that tells them apart."""
    titles = tuple(context.snapshot.entries[each.doc_id].document.title for each in alike)
    text = f"有{len(titles)}份文件写了“{alike[0].clause.heading}”一类的内容，您问的是哪一份？"
    return Answer("clarify", text, reason="ambiguous", choices=titles)


def _headings(context: Context) -> list[_Heading]:
    """The best heading of each document that is near enough, best first.

    Where the question says how many items there are, and some have as many, only those.
    """
    weights, _ = token_weights(context.library, context.query)
    passages = first_stage(context.library, context.query.text, 40, context.scope)
    dense = {
        (passage.doc_id, index): passage.rrf
        for passage in passages
        for index in context.snapshot.entries[passage.doc_id].document.clauses_between(passage.start, passage.end)
    }
    opened = {passage.doc_id for passage in passages}
    asked = _Asked.of(fold(context.query.text), weights)
    best: dict[str, tuple[float, _Heading]] = {}
    for doc_id in _about_it(context, context.scope):
        topic = topic_words(context.snapshot, doc_id, weights) if doc_id in opened else ""
        document = context.snapshot.entries[doc_id].document
        for each in lists_of(context.snapshot, doc_id):
            counted = asked.number == len(each.items)
            lead = _lead(document, each, topic, asked, counted)
            above = f"{each.above}|{topic}"
            if (
                lead is None
                or not _is_meant(lead, above, asked, counted)
                or _is_about_one(document, each, lead + above, asked)
                or not _is_of_place(context, document, each)
            ):
                continue
            coverage, _ = cover(lead, above, lead, weights)
            rank = max(dense.get((doc_id, index), 0.0) for index in range(each.clause.index, each.last))
            rated = coverage + 4 * rank - 0.01 * each.clause.depth + (_NUMBER_FITS if counted else 0.0)
            if doc_id not in best or rated > best[doc_id][0]:
                best[doc_id] = (rated, _Heading(doc_id, each.clause, coverage, counted))
    found = [heading for _, heading in sorted(best.values(), key=lambda pair: -pair[0])]
    return [each for each in found if each.counted] or found


def _about_it(context: Context, doc_ids: Sequence[str]) -> list[str]:
    """Those of the documents that speak of what the question is about; where it names documents, all."""
    if context.query.doc_ids is not None:
        return list(dict.fromkeys(doc_ids))
    nouns = subject_nouns(context.library, context.query)
    return [doc_id for doc_id in dict.fromkeys(doc_ids) if not lacks_subject(context.snapshot, doc_id, nouns)]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question says of the list that it asks for: how many items, what they are called, and of what (weighted)."""

    number: Fraction | None
    noun: str | None
    concept: str | None
    weights: dict[str, float]

    @classmethod
    def of(cls, folded: str, weights: dict[str, float]) -> _Asked:
        behind = folded[number_end(folded) or len(folded) :]
        nouns = sorted((behind.rfind(token), token) for token in weights if len(token) > 1 and token in behind)
        noun = nouns[-1][1] if nouns else None
        if which := _WHICH.search(folded):
            noun = next((token for token in weights if len(token) > 1 and folded.startswith(token, which.end())), noun)
        noun = None if noun is None or _ANY_PART.match(noun) else noun
        return cls(number_asked(folded), noun, _concept(folded), weights)


def _is_meant(lead: str, above: str, asked: _Asked, counted: bool) -> bool:
    """Whether a list called `lead` is the one asked for: it says what its document and what stands above do not."""
    if asked.concept and not stands(asked.concept, lead):
        return False
    called = asked.noun is None or cover(lead, "", "", {asked.noun: 1.0})[1] >= _MIN_CALLED
    if not called and (counted or asked.concept is None):
        return False
    coverage, direct = cover(lead, above, lead, asked.weights)
    certain = counted or asked.concept is not None
    if coverage < (MIN_COVERAGE if certain else _MIN_UNCALLED) or (
        asked.number and not counted and coverage < _MIN_OTHER_NUMBER
    ):
        return False
    rest = {token: weight for token, weight in asked.weights.items() if not stands(token, above)}
    if not rest:
        return counted or (asked.number is None and direct >= _MIN_OWN * coverage)
    return direct >= _MIN_OWN * coverage and cover(lead, "", "", rest)[1] >= (
        _MIN_REST if certain else _MIN_UNCALLED_REST
    )


def _is_about_one(document: Document, found: ItemList, said: str, asked: _Asked) -> bool:
    """Whether a word of the question that neither the list nor what is above it has stands in one of its items only."""
    items = [fold(document.text[start:end]) for start, end in found.items]
    missing = [token for token in asked.weights if len(token) > 1 and not stands(token, said)]
    return any(sum(token in item for item in items) == 1 for token in missing)


def _is_of_place(context: Context, document: Document, found: ItemList) -> bool:
    """Whether a list is of the place that the question names, if it names one: a city's tasks are not a county's."""
    places = tuple(slot for slot in context.query.slots if slot.kind == "place")
    return agrees_with_slots(found.lead, found.above, document, replace(context.query, slots=places))


def _lead(document: Document, found: ItemList, topic: str, asked: _Asked, counted: bool) -> str | None:
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


def _by_reading(context: Context) -> _Heading | None:
    """The list that the most relevant sentences announce or are items of; None where they are in none.

    A sentence that enumerates by itself (甲、乙、丙) answers better than a list below it.
    """
    likely = context.evidence[:_LIKELY]
    if not likely:
        return None
    enumerates = likely[0].text.count("、") >= _ENUMERATES or bool(_SAYS_THEM.search(likely[0].text))
    number = number_asked(fold(context.query.text))
    concept = _concept(fold(context.query.text))
    rated: list[tuple[float, _Heading]] = []
    for doc_id in _about_it(context, [each.doc_id for each in likely]):
        document = context.snapshot.entries[doc_id].document
        for each in lists_of(context.snapshot, doc_id):
            if not each.clause.index or not _is_of_place(context, document, each):
                continue
            kin = _holds_kin(likely[0], doc_id, each, document)
            if enumerates and not kin:
                continue
            lead = (
                likely[0].relevance
                if kin
                else max((one.relevance for one in likely if _announces(one, doc_id, each)), default=0.0)
            )
            items = sorted((one.relevance for one in likely if _is_item(one, doc_id, each, document)), reverse=True)
            score = max(lead, sum(items[:3]) / 3 if len(items) >= _FEWEST_ITEMS else 0.0)
            if not score or (number is not None and number != len(each.items)):
                continue
            score += _CONCEPT_FITS if concept is not None and stands(concept, each.lead) else 0.0
            score += _NUMBER_FITS if number == len(each.items) else 0.0
            if score >= MIN_LIST_RELEVANCE:
                rated.append((score - 0.01 * each.clause.depth, _Heading(doc_id, each.clause, 1.0)))
    return max(rated, key=lambda pair: pair[0], default=(0.0, None))[1]


def _holds_kin(best: Evidence, doc_id: str, found: ItemList, document: Document) -> bool:
    """Whether the best sentence stands in one of items that are all called alike: 基础级大模型, 行业级大模型, 场景级大模型."""
    if best.doc_id != doc_id or document.clauses[best.clause].parent != found.clause.index:
        return False
    endings = {each.heading.rstrip("。；：:")[-_KIN_CHARS:] for each in document.children(found.clause.index)}
    return len(endings) == 1


def _announces(evidence: Evidence, doc_id: str, found: ItemList) -> bool:
    """Whether a sentence stands in the clause's own text, before its items."""
    return evidence.doc_id == doc_id and evidence.clause == found.clause.index


def _is_item(evidence: Evidence, doc_id: str, found: ItemList, document: Document) -> bool:
    return evidence.doc_id == doc_id and document.clauses[evidence.clause].parent == found.clause.index


def _concept(folded: str) -> str | None:
    """What the items are called in the question, if it is a telling word: 原则, 条件, 材料."""
    found = _CONCEPT.findall(folded)
    return found[-1] if found else None


def _whole_document(context: Context) -> _Heading | None:
    """The document itself, where the question names one and asks for what is in it."""
    if context.query.doc_ids is None or len(context.scope) != 1 or not _WHOLE.search(fold(context.query.text)):
        return None
    if any(share == 1.0 and not _WHOLE.search(token) for token, share in context.query.tokens):
        return None
    document = context.snapshot.entries[context.scope[0]].document
    root = document.clauses[0]
    return (
        _Heading(context.scope[0], root, 1.0)
        if len(document.children(0)) >= 2 and len(items_of(document, root)) >= 2
        else None
    )


def _told(context: Context, found: _Heading) -> Answer:
    citer = context.citer()
    document = context.snapshot.entries[found.doc_id].document
    items = items_of(document, found.clause)
    if found.clause.index:
        end = found.clause.start + len(document.text[found.clause.start : found.clause.own_end].rstrip())
        first = items[0][0]
        end = min(end, found.clause.start + LEAD_CHARS, first if first > found.clause.start else end)
        end = found.clause.start + len(document.text[found.clause.start : end].rstrip())
        head = f"“{found.clause.heading}”共{len(items)}项：{citer.cite(found.doc_id, found.clause.start, end)}"
    else:
        opening = sentence_spans(document.text, 0, found.clause.own_end)[:1] or items[:1]
        mark = citer.cite_title(found.doc_id) or citer.cite(found.doc_id, *opening[0])
        head = f"《{document.title}》共{len(items)}项：{mark}"
    lines = [head]
    for start, end in items:
        shown = re.sub(r"\s+", " ", document.text[start:end]).rstrip("；;。，, ")
        lines.append(f"{shown}。{citer.cite(found.doc_id, start, end)}")
    text = repealed_note(context, [found.doc_id]) + "\n".join(lines)
    return Answer("answered", text, citations=citer.citations, coverage=Coverage(len(items), 1, complete=True))
