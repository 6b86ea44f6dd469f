"""What one article says: 第七条 of a named document, looked up in the clause tree."""

from __future__ import annotations

import re

from assistant.answer import Answer
from assistant.composing import Context, repealed_note, sentence
from kb.document import Clause, ClauseKind, Document
from kb.normal_form import fold
from kb.sentences import sentence_spans

_ARTICLE = re.compile(r"第([一二三四五六七八九十百零\d]+)条")
_ASKS_CONTENT = re.compile(
    r"写|说|讲|规定|内容|是什么|是啥|怎么说|什么意思|要求|原文|第[一二三四五六七八九十百零\d]+条[?。]?$"
)
_MAX_SENTENCES = 12


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
        if clause.kind is ClauseKind.ARTICLE and fold(clause.label) == asked[0]
    ]
    if not found and context.query.doc_ids and len(context.scope) == 1:
        title = context.snapshot.entries[context.scope[0]].document.title
        return Answer("refused", f"《{title}》没有{asked[0]}。", reason="no_evidence")
    if not found:
        return None
    titles = tuple(dict.fromkeys(context.snapshot.entries[doc_id].document.title for doc_id, _ in found))
    if len(titles) > 1:
        return Answer(
            "clarify", f"{len(titles)}份文件都有{asked[0]}，您问的是哪一份？", reason="ambiguous", choices=titles
        )
    return _told(context, *found[0])


def _told(context: Context, doc_id: str, clause: Clause) -> Answer:
    citer = context.citer()
    document: Document = context.snapshot.entries[doc_id].document
    spans = sentence_spans(document.text, clause.start, clause.end)[:_MAX_SENTENCES]
    parts = [f"{sentence(document.text[start:end])}{citer.cite(doc_id, start, end)}" for start, end in spans]
    return Answer("answered", repealed_note(context, [doc_id]) + "".join(parts), citations=citer.citations)
