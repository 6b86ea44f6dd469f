"""Which items a heading has: its children in the clause tree, all of them, counted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Answer, Coverage
from assistant.composing import Context, repealed_note
from assistant.coverage import cover, token_weights
from assistant.evidence import Evidence
from assistant.synonyms import synonyms
from assistant.wording import number_asked
from kb.document import Clause, ClauseKind, Document
from kb.normal_form import fold
from kb.search import first_stage
from kb.sentences import sentence_spans
from kb.snapshot import Snapshot

# A heading must cover this share of the question by its own words and its document's title
# (development half of the gold set).
MIN_COVERAGE = 0.5
_MIN_OWN = 0.3
_CONCEPT = re.compile(r"原则|条件|材料|步骤|程序|阶段|保障措施|措施|目标|职责|情形|奖励|任务")
_IN_TEXT = re.compile(r"(?:(?<=[。；：:;\s])|(?<=^))[一二三四五六七八九十]是(?=[\u4e00-\u9fff])")
_WHOLE = re.compile(r"议定|事项|哪些事|几件事|内容|部分|方面|讲了|说了|事情")
_ALIKE = 0.02  # headings whose coverage differs by less are not told apart by the question
_LEAD_CHARS = 220
# A list found by reading: how relevant its announcement or its items must be, of so many of the best sentences.
MIN_LIST_RELEVANCE, _LIKELY, _FEWEST_ITEMS = 0.2, 10, 2
_ENUMERATES = 2
_KIN_CHARS = 3
_NUMBER_FITS, _CONCEPT_FITS = 0.3, 0.2  # how much it says that the number asked for is theirs, that they are called so
_MAX_ITEM = 70


@dataclass(frozen=True, slots=True)
class _Heading:
    doc_id: str
    clause: Clause
    coverage: float


@dataclass(frozen=True, slots=True)
class _List:
    """A clause with items: its folded lead, what stands above it, and the index behind its last descendant."""

    clause: Clause
    lead: str
    above: str
    last: int


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
    """The best heading of each document that is near enough, best first."""
    weights, _ = token_weights(context.library, context.query)
    dense = {
        (passage.doc_id, index): passage.rrf
        for passage in first_stage(context.library, context.query.text, 40, context.scope)
        for index in context.snapshot.entries[passage.doc_id].document.clauses_between(passage.start, passage.end)
    }
    concept = _concept(fold(context.query.text))
    best: dict[str, tuple[float, _Heading]] = {}
    lists = context.snapshot.derived("lists", lambda: _lists(context.snapshot))
    for doc_id in context.scope:
        for each in lists[doc_id]:
            if concept and not any(word in each.lead for word in (concept, *synonyms(concept))):
                continue
            coverage, direct = cover(each.lead, each.above, each.lead, weights)
            if coverage < MIN_COVERAGE or direct < _MIN_OWN * coverage:
                continue
            rank = max(dense.get((doc_id, index), 0.0) for index in range(each.clause.index, each.last))
            rated = coverage + 4 * rank - 0.01 * each.clause.depth
            if doc_id not in best or rated > best[doc_id][0]:
                best[doc_id] = (rated, _Heading(doc_id, each.clause, coverage))
    return [heading for _, heading in sorted(best.values(), key=lambda pair: -pair[0])]


def _by_reading(context: Context) -> _Heading | None:
    """The list that the most relevant sentences announce or are items of; None where they are in none.

    A sentence that enumerates by itself (甲、乙、丙) answers better than a list below it.
    """
    likely = context.evidence[:_LIKELY]
    if not likely:
        return None
    enumerates = likely[0].text.count("、") >= _ENUMERATES
    lists = context.snapshot.derived("lists", lambda: _lists(context.snapshot))
    number = number_asked(fold(context.query.text))
    concept = _concept(fold(context.query.text))
    rated: list[tuple[float, _Heading]] = []
    for doc_id in dict.fromkeys(each.doc_id for each in likely):
        document = context.snapshot.entries[doc_id].document
        for each in lists[doc_id]:
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
            named = concept is not None and any(word in each.lead for word in (concept, *synonyms(concept)))
            score += _CONCEPT_FITS if named and score > 0 else 0.0
            score += _NUMBER_FITS if number is not None and number == len(items_of(document, each.clause)) else 0.0
            if score >= MIN_LIST_RELEVANCE:
                rated.append((score - 0.01 * each.clause.depth, _Heading(doc_id, each.clause, 1.0)))
    return max(rated, key=lambda pair: pair[0], default=(0.0, None))[1]


def _holds_kin(best: Evidence, doc_id: str, found: _List, document: Document) -> bool:
    """Whether the best sentence stands in one of items that are all called alike: 基础级大模型, 行业级大模型, 场景级大模型."""
    if best.doc_id != doc_id or document.clauses[best.clause].parent != found.clause.index:
        return False
    endings = {each.heading.rstrip("。；：:")[-_KIN_CHARS:] for each in document.children(found.clause.index)}
    return len(endings) == 1


def _announces(evidence: Evidence, doc_id: str, found: _List) -> bool:
    """Whether a sentence stands in the clause's own text, before its items."""
    return evidence.doc_id == doc_id and evidence.clause == found.clause.index


def _is_item(evidence: Evidence, doc_id: str, found: _List, document: Document) -> bool:
    return evidence.doc_id == doc_id and document.clauses[evidence.clause].parent == found.clause.index


def _lists(snapshot: Snapshot) -> dict[str, list[_List]]:
    """The clauses of every document that have items."""
    found: dict[str, list[_List]] = {}
    for doc_id, entry in snapshot.entries.items():
        document = entry.document
        found[doc_id] = [
            _List(
                clause,
                _own_lead(document, clause),
                fold("|".join((document.title, *document.path_of(clause.index)[:-1]))),
                _last(document, clause),
            )
            for clause in document.clauses
            if clause.kind not in (ClauseKind.ROOT, ClauseKind.SIGNATURE) and len(items_of(document, clause)) >= 2
        ]
    return found


def _concept(folded: str) -> str | None:
    """What the items are called in the question, if it is a telling word: 原则, 条件, 材料."""
    found = _CONCEPT.findall(folded)
    return found[-1] if found else None


def _own_lead(document: Document, clause: Clause) -> str:
    """The folded heading of a clause, with its lead sentence if that announces the items."""
    own = document.text[clause.start : min(clause.own_end, clause.start + _LEAD_CHARS)].strip()
    return fold(own if own.endswith(("：", ":")) or clause.kind is ClauseKind.ARTICLE else clause.heading)


def items_of(document: Document, clause: Clause) -> list[tuple[int, int]]:
    """The spans of a clause's items: its children, or the 一是…二是… of its own text.

    The articles of a chapter are no list of items.
    """
    children = [child for child in document.children(clause.index) if child.kind is not ClauseKind.SIGNATURE]
    if children and children[0].kind is not ClauseKind.ARTICLE:
        return [_item_span(document, child) for child in children]
    begins = [match.start() for match in _IN_TEXT.finditer(document.text, clause.start, clause.own_end)]
    ends = [*begins[1:], clause.own_end]
    return [(begin, _sentence_end(document.text, begin, end)) for begin, end in zip(begins, ends, strict=False)]


def _sentence_end(text: str, start: int, end: int) -> int:
    """Where the item ends: behind its last full stop before `end`, so that what follows the list is left out."""
    spans = sentence_spans(text, start, end)
    return spans[0][1] if spans else end


def _last(document: Document, clause: Clause) -> int:
    return next(
        (other.index for other in document.clauses[clause.index + 1 :] if other.depth <= clause.depth),
        len(document.clauses),
    )


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
        end = min(end, found.clause.start + _LEAD_CHARS, first if first > found.clause.start else end)
        end = found.clause.start + len(document.text[found.clause.start : end].rstrip())
        head = f"“{found.clause.heading}”共{len(items)}项：{citer.cite(found.doc_id, found.clause.start, end)}"
    else:
        head = f"《{document.title}》共{len(items)}项：{citer.cite_title(found.doc_id)}"
    lines = [head]
    for start, end in items:
        shown = re.sub(r"\s+", " ", document.text[start:end]).rstrip("；;。，, ")
        lines.append(f"{shown}。{citer.cite(found.doc_id, start, end)}")
    text = repealed_note(context, [found.doc_id]) + "\n".join(lines)
    return Answer("answered", text, citations=citer.citations, coverage=Coverage(len(items), 1, complete=True))


def _item_span(document: Document, item: Clause) -> tuple[int, int]:
    """An item's heading, or all of its wording where that is short."""
    own = document.text[item.start : item.own_end]
    line = own.split("\n")[0].rstrip()
    if len(line) <= _MAX_ITEM:
        return item.start, item.start + len(line)
    end = len(item.heading)
    return item.start, item.start + (end + 1 if line[end : end + 1] in "。；;" else end)
