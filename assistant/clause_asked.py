"""What one article says: 第七条 of a named document, looked up in the clause tree."""

from __future__ import annotations

import re
from fractions import Fraction

from assistant.answer import Answer
from assistant.composing import Context, repealed_note, sentence
from assistant.coverage import token_weights
from assistant.topic import topic_words
from assistant.typos import library_text
from kb.document import Clause, ClauseKind, Document
from kb.normal_form import fold
from kb.numerals import value_of
from kb.sentences import sentence_spans

_ARTICLE = re.compile(r"第([一二三四五六七八九十百零\d]+)条")
_ASKS_CONTENT = re.compile(
    r"写|说|讲|规定|内容|是什么|是啥|怎么说|什么意思|要求|原文|第[一二三四五六七八九十百零\d]+条[?。]?$"
)
_MAX_SENTENCES = 12
_AS_MUCH = 0.75  # of what the best document is about, where the question does not tell two apart


def answer_clause(context: Context) -> Answer | None:
    """The article that the question names, whole; a choice of documents where several have it; None otherwise."""
    folded = fold(context.query.text)
    asked = _ARTICLE.search(folded)
    if asked is None or not _ASKS_CONTENT.search(folded):
        return None
    found = [
        (doc_id, clause)
        for doc_id in context.scope
        for clause in context.snapshot.entries[doc_id].document.clauses
        if clause.kind is ClauseKind.ARTICLE and _number_of(fold(clause.label)) == _number_of(asked[0])
    ]
    if not found and context.query.doc_ids and len(context.scope) == 1:
        title = context.snapshot.entries[context.scope[0]].document.title
        return Answer("refused", f"《{title}》没有{asked[0]}。", reason="no_evidence")
    if not found and asked[0] not in library_text(context.snapshot):  # nor does any quote it of another law
        return Answer("refused", f"文件库里没有哪份文件有{asked[0]}。", reason="no_evidence")
    if not found:
        return None
    found = _nearest(context, found)
    titles = tuple(dict.fromkeys(context.snapshot.entries[doc_id].document.title for doc_id, _ in found))
    if len(titles) > 1:
        return Answer(
            "clarify", f"{len(titles)}份文件都有{asked[0]}，您问的是哪一份？", reason="ambiguous", choices=titles
        )
    doc_id, clause = found[0]
    return _told(context, doc_id, clause.start, clause.end)


def _number_of(label: str) -> Fraction | str:
    """The number of an article, so that 第10条 is 第十条; a label that says none, as it is."""
    match = _ARTICLE.search(label)
    number = value_of(match[1]) if match is not None else None
    return label if number is None else number


def answer_item(context: Context, before: Answer, number: int) -> Answer | None:
    """What the `number`-th item of the list that was told says, whole; None where no such list or item was told."""
    if before.coverage is None or before.records or len(before.citations) != before.coverage.found + 1:
        return None
    items = before.citations[1:]
    if number > len(items):
        return None
    item = items[number if number < 0 else number - 1]
    document = context.snapshot.entries[item.doc_id].document
    clause = document.clauses[document.clause_at(item.start).index]
    if clause.start == item.start:
        return _told(context, item.doc_id, clause.start, clause.end)
    following = [each.start for each in items if each.start > item.start]
    return _told(context, item.doc_id, item.start, min([clause.own_end, *following]))


def _nearest(context: Context, found: list[tuple[str, Clause]]) -> list[tuple[str, Clause]]:
    """Those of the documents that are about most of the question's words, by title or by what they keep saying."""
    weights, _ = token_weights(context.library, context.query)
    about = {}
    for doc_id, _ in found:
        title = fold(context.snapshot.entries[doc_id].document.title)
        topic = topic_words(context.snapshot, doc_id, weights)
        about[doc_id] = sum(weight for token, weight in weights.items() if token in f"{title}|{topic}")
    most = max(about.values())
    return [(doc_id, clause) for doc_id, clause in found if about[doc_id] >= most * _AS_MUCH]


def _told(context: Context, doc_id: str, start: int, end: int) -> Answer:
    """The sentences of a span; of a long one the first, and how many more there are, with where they stand."""
    citer = context.citer()
    document: Document = context.snapshot.entries[doc_id].document
    spans = sentence_spans(document.text, start, end)
    told, rest = spans[:_MAX_SENTENCES], spans[_MAX_SENTENCES:]
    parts = [f"{sentence(document.text[start:end])}{citer.cite(doc_id, start, end)}" for start, end in told]
    if rest:
        mark = citer.cite(doc_id, rest[0][0], rest[-1][1])
        parts.append(f"\n（只列出前{len(told)}句，后面还有{len(rest)}句，请看原文。）{mark}")
    return Answer("answered", repealed_note(context, [doc_id]) + "".join(parts), citations=citer.citations)
