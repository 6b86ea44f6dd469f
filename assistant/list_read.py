"""The list that the most relevant sentences announce or are items of: found by reading, where no heading names it."""

from __future__ import annotations

import re

from assistant.composing import Context
from assistant.coverage import stands
from assistant.evidence import Evidence
from assistant.list_named import NUMBER_FITS, Heading, about_it, concept_of, is_of_place
from assistant.lists import ItemList, lists_of
from assistant.wording import number_asked
from kb.document import Document
from kb.normal_form import fold

# A list found by reading: how relevant its announcement or its items must be, of so many of the best sentences.
_MIN_LIST_RELEVANCE, _LIKELY, _FEWEST_ITEMS = 0.2, 10, 2
_ENUMERATES = 2
_SAYS_THEM = re.compile(r"[：:](?=[^；;。]{2,}[；;])")
_KIN_CHARS = 3
_CONCEPT_FITS = 0.2  # how much it says that the items are called as the question calls them


def list_by_reading(context: Context) -> Heading | None:
    """The list that the most relevant sentences announce or are items of; None where they are in none.

    A sentence that enumerates by itself (甲、乙、丙) answers better than a list below it.
    """
    likely = context.evidence[:_LIKELY]
    if not likely:
        return None
    enumerates = likely[0].text.count("、") >= _ENUMERATES or bool(_SAYS_THEM.search(likely[0].text))
    number = number_asked(fold(context.query.text))
    concept = concept_of(fold(context.query.text))
    rated: list[tuple[float, Heading]] = []
    for doc_id in about_it(context, [each.doc_id for each in likely]):
        document = context.snapshot.entries[doc_id].document
        for each in lists_of(context.snapshot, doc_id):
            if not each.clause.index or not is_of_place(context, doc_id, each):
                continue
            if concept is not None and _is_one_item(concept, each, document):
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
            score += NUMBER_FITS if number == len(each.items) else 0.0
            if score >= _MIN_LIST_RELEVANCE:
                rated.append((score - 0.01 * each.clause.depth, Heading(doc_id, each.clause, 1.0)))
    return max(rated, key=lambda pair: pair[0], default=(0.0, None))[1]


def _is_one_item(concept: str, found: ItemList, document: Document) -> bool:
    """Whether what is asked for is what one of the items is called: 二、申报流程 among the parts of a document."""
    headings = [fold(child.heading) for child in document.children(found.clause.index)]
    return not stands(concept, found.lead) and sum(stands(concept, heading) for heading in headings) == 1


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
