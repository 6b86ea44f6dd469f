"""What the documents say about a thing: the sentences that say it, or a refusal by the caller."""

from __future__ import annotations

import re

from assistant.answer import Answer
from assistant.composing import Context, repealed_note, sentence
from assistant.evidence import Evidence, names_unknown
from assistant.query import Expected, Kind
from assistant.task_rows import as_json, row_at, told_roles
from kb.document import Document
from kb.sentences import sentence_spans

# Below this relevance a sentence does not answer. Set on the development half of the gold set: the share of
# unanswerable questions that are refused against the share of answerable ones that are not.
MIN_RELEVANCE = 0.45
_MISSING = 0.7  # a definite question is not answered by a sentence that lacks most of its nouns
_MIN_REDACTED = 0.2  # the rule that finds the blacked-out thing is strict by itself
_CLEARLY_BETTER = 0.4
_WITH_NEIGHBOURS = 240  # a clause up to this long is told whole where the question is open
_MAX_SENTENCES = 4


def answer_passage(context: Context) -> Answer | None:
    """The best sentence, with its neighbours where the question is open; None if none is near enough."""
    definite = context.query.expected is not Expected.ANY
    fitting = [
        each
        for each in context.evidence
        if each.fits
        and not (context.query.kind is Kind.TARGETS and each.missing > 0)
        and not (definite and each.missing >= _MISSING)
        and not _is_note(context, each)
    ]
    best = fitting[0] if fitting else None
    if definite and names_unknown(context.library, context.query):
        return None
    blacked = next((evidence for evidence in context.evidence if evidence.redacted), None)
    if blacked and blacked.relevance >= _MIN_REDACTED and (best is None or blacked.relevance + 0.1 >= best.relevance):
        return _redacted(context, blacked)
    if best is None or best.relevance < MIN_RELEVANCE:
        return None
    about = next((evidence for evidence in context.evidence if _says_something(context, evidence)), best)
    if about.relevance >= best.relevance + _CLEARLY_BETTER:
        return None  # the sentence about this is known, and it does not say what is asked
    return _told(context, best)


def _is_note(context: Context, evidence: Evidence) -> bool:
    """Whether a sentence is a responsibility note outside of a table: it names bodies, and says nothing else."""
    tasks = context.snapshot.records[evidence.doc_id].tasks
    rows = context.snapshot.entries[evidence.doc_id].document.rows
    in_row = any(row.start <= evidence.start < row.end for row in rows)
    return not in_row and any(task.responsibility_start <= evidence.start < task.responsibility_end for task in tasks)


def _says_something(context: Context, evidence: Evidence) -> bool:
    """Whether a sentence is more than a title, a heading or the announcement of a list."""
    clause = context.snapshot.entries[evidence.doc_id].document.clauses[evidence.clause]
    return clause.index > 0 and len(evidence.text) > len(clause.heading) + 2 and not evidence.text.endswith(("：", ":"))


def _redacted(context: Context, evidence: Evidence) -> Answer:
    citer = context.citer()
    mark = citer.cite(evidence.doc_id, evidence.start, evidence.end)
    text = f"原文此处已隐去，文件库没有给出具体内容：{sentence(evidence.text)}{mark}"
    return Answer("refused", text, reason="redacted_in_source", citations=citer.citations)


def _told(context: Context, best: Evidence) -> Answer:
    citer = context.citer()
    document = context.snapshot.entries[best.doc_id].document
    row = next((row for row in document.rows if row.start <= best.start < row.end), None)
    task = row_at(context.snapshot, best.doc_id, best.start) if row else None
    if row is not None and task is not None:
        deadline = f"；完成时限：{task.deadline}" if task.deadline else ""
        text = (
            f"“{task.text.rstrip('。')}”，{told_roles(task)}{deadline}。{citer.cite(best.doc_id, row.start, row.end)}"
        )
        return Answer(
            "answered", repealed_note(context, [best.doc_id]) + text, citations=citer.citations,
            records=(as_json((best.doc_id, task)),),
        )  # fmt: skip
    parts = [
        f"{sentence(document.text[start:end])}{citer.cite(best.doc_id, start, end)}"
        for start, end in _spans(context, document, best)
    ]
    return Answer("answered", repealed_note(context, [best.doc_id]) + "".join(parts), citations=citer.citations)


def _spans(context: Context, document: Document, best: Evidence) -> list[tuple[int, int]]:
    """The spans to tell: the sentence alone for a definite question, more of its clause for an open one."""
    clause = document.clauses[best.clause]
    heading_only = re.sub(r"\s", "", best.text).rstrip("。") == re.sub(r"\s", "", clause.heading)
    if context.query.expected is not Expected.ANY and not heading_only:
        return [(best.start, best.end)]
    notes = [
        (task.responsibility_start, task.responsibility_end) for task in context.snapshot.records[best.doc_id].tasks
    ]
    spans = [
        span
        for span in sentence_spans(document.text, clause.start, clause.own_end)
        if span == (best.start, best.end) or not any(start <= span[0] < end for start, end in notes)
    ]
    if clause.own_end - clause.start > _WITH_NEIGHBOURS:
        at = spans.index((best.start, best.end)) if (best.start, best.end) in spans else 0
        spans = [
            span
            for number, span in enumerate(spans)
            if span[0] in _good(context, best) or abs(number - at) <= heading_only
        ]
    return spans[:_MAX_SENTENCES]


def _good(context: Context, best: Evidence) -> set[int]:
    """Where the sentences of the same clause start that cover nearly as much as the best."""
    return {
        evidence.start
        for evidence in context.evidence
        if evidence.doc_id == best.doc_id and evidence.clause == best.clause and evidence.direct >= 0.6 * best.direct
    }
