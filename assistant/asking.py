"""The entry: one question in, one answer out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

from assistant.answer import Answer
from assistant.answerers import Desk
from assistant.follow_up_asked import answer_follow_up
from assistant.followup import Turn
from assistant.parts_asked import answer_parts
from assistant.query import Kind, Query, Within
from assistant.refusing import with_hint
from kb.library import Library
from kb.snapshot import Snapshot

__all__ = ["Turn", "ask"]

_GREETING = "您好，我是明策。请直接提问，例如“某科室有哪些任务”“某项工作由谁负责”“某个词是什么意思”；我只依据文件库回答，并给出原文出处。"
_EMPTY = "文件库还是空的，请先在“文件库”页面导入文件，或运行 mingce ingest。"


def ask(
    library: Library,
    question: str,
    history: Sequence[Turn] = (),
    as_of: str | None = None,
    doc: str | None = None,
    within: Within | None = None,
) -> Answer:
    """The answer to `question`, from the documents in force (on the ISO date `as_of`), or from document `doc` only.

    `within` narrows it further.

    Raises DocumentNotFound for an unknown `doc`, ModelNotReady and ModelMismatch as the library does.
    """
    with library.reading() as snapshot:
        return _asked(library, snapshot, question, history, as_of, doc, within)


def _asked(
    library: Library,
    snapshot: Snapshot,
    question: str,
    history: Sequence[Turn],
    as_of: str | None,
    doc: str | None,
    within: Within | None,
) -> Answer:
    begun = perf_counter()
    if doc is not None:
        snapshot.entry(doc)
    if not question.strip():
        return Answer("refused", "请输入问题。", reason="empty_question")
    if not snapshot.entries:
        return Answer("refused", _EMPTY, reason="not_in_library", standalone=question)
    desk = Desk(library, snapshot, as_of, doc, within)
    query = desk.understand(question, history)
    understood = perf_counter()
    text, answer = _answered(desk, question, history, query)
    done = perf_counter()
    timings = {
        "understand": (understood - begun) * 1e3,
        "answer": (done - understood) * 1e3,
        "total": (done - begun) * 1e3,
    }
    return replace(with_hint(question, answer), standalone=text).timed(timings)


def _answered(desk: Desk, question: str, history: Sequence[Turn], query: Query) -> tuple[str, Answer]:
    """The answer to a question, in parts where it asks several things, and the question as it was understood."""

    def one(asked: str) -> Answer:
        return _at_once(desk, asked, history, desk.understand(asked, history))[1]

    in_parts = answer_parts(question, desk.library.words, lambda asked: desk.understand(asked, ()), one)
    return (query.text, in_parts) if in_parts is not None else _at_once(desk, question, history, query)


def _at_once(desk: Desk, question: str, history: Sequence[Turn], query: Query) -> tuple[str, Answer]:
    """The answer to a question as a whole, and the question as it was understood."""
    if query.kind is Kind.GREETING:
        return question, Answer("answered", _GREETING)
    query, answer = answer_follow_up(desk, question, history, query) if history else (query, desk.answer(query))
    return query.text, answer
