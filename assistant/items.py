"""Which items a heading has, all of them, counted: the list that the question is about, by words or by reading."""

from __future__ import annotations

import re

from assistant.answer import Answer, Coverage
from assistant.composing import Context, repealed_note, sentence
from assistant.coverage import cover, token_weights
from assistant.enumerated import enumerated
from assistant.list_named import NUMBER_FITS, Asked, Heading, about_it, is_about_one, is_meant, is_of_place, lead_of
from assistant.list_read import list_by_reading
from assistant.lists import LEAD_CHARS, items_of, lists_of
from assistant.topic import topic_words
from kb.normal_form import fold
from kb.search import first_stage
from kb.sentences import sentence_spans

_WHOLE = re.compile(r"议定|事项|哪些事|几件事|内容|部分|方面|讲了|说了|事情")
_ALIKE = 0.02  # headings whose coverage differs by less are not told apart by the question


def answer_items(context: Context) -> Answer | None:
    """The items under the heading that the question is about; None if no heading is near enough."""
    if (said := enumerated(context)) is not None:
        return said
    headings = _headings(context)
    best = headings[0] if headings else _whole_document(context) or list_by_reading(context)
    if best is None:
        return None
    alike = [each for each in headings if each.coverage >= best.coverage - _ALIKE]
    if local := [each for each in alike if each.doc_id in context.query.local]:
        alike, best = local, local[0]
    if context.query.doc_ids is None and len(alike) > 1:
        return _which(context, alike)
    return _told(context, best)


def _which(context: Context, alike: list[Heading]) -> Answer:
    """A question back: several documents have such a list, and the question says nothing that tells them apart."""
    titles = tuple(context.snapshot.entries[each.doc_id].document.title for each in alike)
    text = f"有{len(titles)}份文件写了“{alike[0].clause.heading}”一类的内容，您问的是哪一份？"
    return Answer("clarify", text, reason="ambiguous", choices=titles)


def _headings(context: Context) -> list[Heading]:
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
    asked = Asked.of(fold(context.query.text), weights)
    best: dict[str, tuple[float, Heading]] = {}
    for doc_id in about_it(context, context.scope):
        topic = topic_words(context.snapshot, doc_id, weights) if doc_id in opened else ""
        document = context.snapshot.entries[doc_id].document
        for each in lists_of(context.snapshot, doc_id):
            counted = asked.number == len(each.items)
            lead = lead_of(document, each, topic, asked, counted)
            above = f"{each.above}|{topic}"
            if (
                lead is None
                or not is_meant(lead, above, asked, counted)
                or is_about_one(document, each, lead + above, asked)
                or not is_of_place(context, doc_id, each)
            ):
                continue
            coverage, _ = cover(lead, above, lead, weights)
            rank = max(dense.get((doc_id, index), 0.0) for index in range(each.clause.index, each.last))
            rated = coverage + 4 * rank - 0.01 * each.clause.depth + (NUMBER_FITS if counted else 0.0)
            if doc_id not in best or rated > best[doc_id][0]:
                best[doc_id] = (rated, Heading(doc_id, each.clause, coverage, counted))
    found = [heading for _, heading in sorted(best.values(), key=lambda pair: -pair[0])]
    return [each for each in found if each.counted] or found


def _whole_document(context: Context) -> Heading | None:
    """The document itself, where the question names one and asks for what is in it."""
    if context.query.doc_ids is None or len(context.scope) != 1 or not _WHOLE.search(fold(context.query.text)):
        return None
    if any(share == 1.0 and not _WHOLE.search(token) for token, share in context.query.tokens):
        return None
    document = context.snapshot.entries[context.scope[0]].document
    root = document.clauses[0]
    return (
        Heading(context.scope[0], root, 1.0)
        if len(document.children(0)) >= 2 and len(items_of(document, root)) >= 2
        else None
    )


def _told(context: Context, found: Heading) -> Answer:
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
        shown = sentence(document.text[start:end].rstrip("；;。，, "))
        lines.append(f"{shown}{citer.cite(found.doc_id, start, end)}")
    text = repealed_note(context, [found.doc_id]) + "\n".join(lines)
    return Answer("answered", text, citations=citer.citations, coverage=Coverage(len(items), 1, complete=True))
