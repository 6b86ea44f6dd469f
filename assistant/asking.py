"""The entry: one question in, one answer out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter

from assistant.answer import Answer
from assistant.clause_asked import answer_clause
from assistant.composing import Context, refuse
from assistant.definitions import answer_definition
from assistant.documents_asked import answer_in_force, answer_metadata
from assistant.followup import Turn, with_topic
from assistant.items import answer_items
from assistant.library_asked import answer_library
from assistant.passages import answer_passage
from assistant.query import Kind, Query
from assistant.responsible import answer_who
from assistant.targets_asked import answer_targets
from assistant.tasks_asked import answer_tasks
from assistant.typos import library_text
from assistant.understanding import NOUN, understand
from kb.document import Status
from kb.library import Library

__all__ = ["Turn", "ask"]

_Answerer = Callable[[Context], Answer | None]
# Tried in order; the first that has an answer gives it.
_ANSWERERS: dict[Kind, tuple[_Answerer, ...]] = {
    Kind.WHO: (answer_metadata, answer_who, answer_passage),
    Kind.TASKS: (answer_tasks, answer_items, answer_passage),
    Kind.ITEMS: (answer_definition, answer_items, answer_passage),
    Kind.TARGETS: (answer_targets, answer_passage),
    Kind.DEFINITION: (answer_definition, answer_passage),
    Kind.IN_FORCE: (answer_in_force, answer_passage),
    Kind.PASSAGE: (answer_metadata, answer_definition, answer_passage),
}
_GREETING = "您好，我是明策。请直接提问，例如“某科室有哪些任务”“某项工作由谁负责”“某个词是什么意思”；我只依据文件库回答，并给出原文出处。"
# Nouns that ask for a measure of something said before, and are no subject themselves.
_MEASURES = re.compile(
    r"比例|时限|期限|金额|标准|数量|人数|面积|总数|比重|名额|时间|日期|单位|科室|部门|任务|工作|目标|要求|条件|材料|措施|办法|情况|内容"
)
_EMPTY = "文件库还是空的，请先在“文件库”页面导入文件，或运行 mingce ingest。"


def ask(
    library: Library, question: str, history: Sequence[Turn] = (), as_of: str | None = None, doc: str | None = None
) -> Answer:
    """The answer to `question`, from the documents in force (on the ISO date `as_of`), or from document `doc` only.

    Raises DocumentNotFound for an unknown `doc`, ModelNotReady and ModelMismatch as the library does.
    """
    begun = perf_counter()
    snapshot = library.snapshot
    if doc is not None:
        snapshot.entry(doc)
    if not question.strip():
        return Answer("refused", "请输入问题。", reason="empty_question")
    if not snapshot.entries:
        return Answer("refused", _EMPTY, reason="not_in_library", standalone=question)
    query = understand(question, history, library, doc)
    understood = perf_counter()
    if query.kind is Kind.GREETING:
        answer = Answer("answered", _GREETING, standalone=question)
    else:
        answer = _answer(Context(library, snapshot, query, _scope(library, query, as_of), as_of))
        if answer.reason == "no_evidence" and query.text == question.strip():
            query, answer = _with_topic(library, question, history, query, answer, as_of, doc)
    done = perf_counter()
    timings = {
        "understand": (understood - begun) * 1e3,
        "answer": (done - understood) * 1e3,
        "total": (done - begun) * 1e3,
    }
    return replace(answer, standalone=query.text).timed(timings)


def _with_topic(
    library: Library,
    question: str,
    history: Sequence[Turn],
    query: Query,
    answer: Answer,
    as_of: str | None,
    doc: str | None,
) -> tuple[Query, Answer]:
    """A second try for a question that found nothing alone: with the subject of the turn before."""
    fuller = with_topic(question, history) if _has_no_subject(library, query) else None
    if fuller is None:
        return query, answer
    again = understand(fuller, (), library, doc, now=question)
    second = _answer(Context(library, library.snapshot, again, _scope(library, again, as_of), as_of))
    return (again, second) if second.status == "answered" or second.reason == "redacted_in_source" else (query, answer)


def _has_no_subject(library: Library, query: Query) -> bool:
    """Whether no noun of the question says what it is about: it can only be about what was said before."""
    letters = library_text(library.snapshot)
    nouns = [token for token, share in query.tokens if share >= NOUN and len(token) > 1 and token in letters]
    return query.doc_ids is None and not query.names and all(_MEASURES.search(noun) for noun in nouns)


def _answer(context: Context) -> Answer:
    for answerer in (answer_clause, answer_library, *_ANSWERERS[context.query.kind]):
        answer = answerer(context)
        if answer is not None:
            return answer
    return refuse(context)


def _scope(library: Library, query: Query, as_of: str | None) -> tuple[str, ...]:
    """The documents that may answer: those that the question names, else those in force."""
    snapshot = library.snapshot
    in_force = snapshot.in_force(as_of)
    if query.includes_repealed:
        old = tuple(doc_id for doc_id in query.doc_ids or snapshot.entries if doc_id not in in_force)
        old = old or tuple(doc_id for doc_id in snapshot.entries if doc_id not in in_force)
        if old:
            return old
    if query.doc_ids is None:
        return in_force
    named = tuple(doc_id for doc_id in query.doc_ids if doc_id in in_force)
    if named:
        return named
    return (
        tuple(doc_id for doc_id in query.doc_ids if snapshot.status_on(doc_id, as_of) is not Status.DRAFT)
        or query.doc_ids
    )
