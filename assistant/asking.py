"""The entry: one question in, one answer out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from assistant.answer import Answer, Citation
from assistant.clause_asked import answer_clause, answer_item
from assistant.comparison_asked import answer_comparison
from assistant.composing import Context
from assistant.definitions import answer_definition
from assistant.documents_asked import answer_in_force, answer_metadata
from assistant.followup import Turn, item_asked, regions_in, with_topic, without_this_document
from assistant.items import answer_items
from assistant.library_asked import answer_library
from assistant.parts import MEASURES
from assistant.parts_asked import answer_parts, is_told
from assistant.passages import answer_passage
from assistant.query import Kind, Query, Within
from assistant.refusing import refuse, with_hint
from assistant.responsible import answer_who
from assistant.summary_asked import answer_summary
from assistant.targets_asked import answer_targets
from assistant.tasks_asked import answer_tasks
from assistant.two_documents import leaves_out_one
from assistant.typos import library_text
from assistant.understanding import NOUN, understand
from kb.document import Status
from kb.library import Library
from kb.normal_form import fold
from kb.snapshot import Snapshot

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
_FIGURE, _MARKER = re.compile(r"\d+(?:\.\d+)?"), re.compile(r"\[\d+\]")
_CLEAR = 0.5  # an answer this likely is taken without looking elsewhere
_HOME = 0.2  # what the documents of the turn before are ahead of others
_NOTHING_WITHIN = "提问范围内没有可以回答的文件，请放宽范围再问。"
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
    begun = perf_counter()
    snapshot = library.snapshot
    if doc is not None:
        snapshot.entry(doc)
    if not question.strip():
        return Answer("refused", "请输入问题。", reason="empty_question")
    if not snapshot.entries:
        return Answer("refused", _EMPTY, reason="not_in_library", standalone=question)
    desk = _Desk(library, snapshot, as_of, doc, within)
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


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where questions are answered: the library at one moment, on a day, perhaps in one document only."""

    library: Library
    snapshot: Snapshot
    as_of: str | None
    doc: str | None
    within: Within | None = None

    def understand(self, question: str, history: Sequence[Turn]) -> Query:
        """What a question with the turns before it asks; tasks of nobody are those of the section it is narrowed to."""
        query = understand(question, history, self.library, self.doc)
        section = self.within.section if self.within else None
        if section is None or query.names:
            return query
        of_section = understand(section + question, history, self.library, self.doc)
        return replace(of_section, text=query.text) if of_section.kind is Kind.TASKS else query

    def answer(self, query: Query, before: Sequence[Citation] = ()) -> Answer:
        """The answer to `query`; from the documents of `before` only, what answered the turn before, where it is given."""
        scope = scope_of(self.library, query, self.as_of, self.within)
        if before:
            documents = {each.doc_id for each in before}
            scope = tuple(doc_id for doc_id in scope if doc_id in documents)
        if self.within is not None and not scope:
            return Answer("refused", _NOTHING_WITHIN, reason="not_in_library")
        told = frozenset((each.doc_id, each.start) for each in before)
        return _answer(Context(self.library, self.snapshot, query, scope, self.as_of, told, self.doc))


def _answered(desk: _Desk, question: str, history: Sequence[Turn], query: Query) -> tuple[str, Answer]:
    """The answer to a question, in parts where it asks several things, and the question as it was understood."""

    def one(asked: str) -> Answer:
        return _at_once(desk, asked, history, desk.understand(asked, history))[1]

    in_parts = answer_parts(question, desk.library.words, lambda asked: desk.understand(asked, ()), one)
    return (query.text, in_parts) if in_parts is not None else _at_once(desk, question, history, query)


def _at_once(desk: _Desk, question: str, history: Sequence[Turn], query: Query) -> tuple[str, Answer]:
    """The answer to a question as a whole, and the question as it was understood."""
    if query.kind is Kind.GREETING:
        return question, Answer("answered", _GREETING)
    query, answer = _in_conversation(desk, question, history, query) if history else (query, desk.answer(query))
    return query.text, answer


def _in_conversation(desk: _Desk, question: str, history: Sequence[Turn], query: Query) -> tuple[Query, Answer]:
    """The answer to a question with turns before it, and the question as it was understood.

    One about what was told (这份文件, 第三项) is answered from that. One with a subject of its own is taken as it is; of
    two answers nearly as sure, that of the documents before counts. Else the documents that answered the turn before
    come first, unless it names a place of its own; at last the topic of the turn before is added.
    """
    named = _about_what_was_told(desk, question, history)
    if named is not None:
        return named
    leans = query.text != question.strip()
    everywhere = None if leans else desk.answer(query)
    if everywhere is not None and not _has_no_subject(desk.library, query):
        return query, _nearer(desk, question, history, query, everywhere)
    inside = _in_documents_before(desk, question, history, query, leans)
    if inside is not None and _clear(inside[1]):
        return inside
    everywhere = everywhere or desk.answer(query)
    if everywhere.reason == "no_evidence" and not leans:
        fuller = _fuller(desk, question, history)
        if fuller is not None:
            second = desk.answer(fuller)
            if second.status == "answered" or second.reason == "redacted_in_source":
                return fuller, second
    if inside is not None and inside[1].status == "answered" and _strength(inside[1]) + _HOME >= _strength(everywhere):
        return inside
    return query, everywhere


def _nearer(desk: _Desk, question: str, history: Sequence[Turn], query: Query, everywhere: Answer) -> Answer:
    """`everywhere`, or what the documents of the turn before say where that is nearly as sure."""
    if (
        everywhere.status != "answered"
        or query.doc_ids
        or desk.doc
        or _is_about_something_else(desk, question, query, False)
    ):
        return everywhere
    before = _citations_before(desk, history)
    if not before or {each.doc_id for each in before} & {each.doc_id for each in everywhere.citations}:
        return everywhere
    inside = desk.answer(query, before)
    nearly = inside.status == "answered" and _strength(inside) + _HOME >= _strength(everywhere)
    return inside if nearly else everywhere


def _about_what_was_told(desk: _Desk, question: str, history: Sequence[Turn]) -> tuple[Query, Answer] | None:
    """The answer to a question about the document before (这份文件) or an item of the list before (第三项呢)."""
    about = without_this_document(question)
    number = item_asked(question)
    if about is None and number is None:
        return None
    before = _answer_before(desk, history)
    if before is None or not before.citations:
        return None
    if number is not None:
        query = understand(question, history, desk.library, desk.doc)
        told = answer_item(Context(desk.library, desk.snapshot, query, (), desk.as_of), before, number)
        return None if told is None else (query, told)
    documents = {each.doc_id for each in before.citations}
    meant = documents.pop() if len(documents) == 1 else desk.doc
    query = understand(about or question, (), desk.library, meant)
    answer = desk.answer(query, before.citations)
    return (query, answer) if answer.status == "answered" else None


def _in_documents_before(
    desk: _Desk, question: str, history: Sequence[Turn], query: Query, leans: bool
) -> tuple[Query, Answer] | None:
    """The best answer from the documents that answered the turn before; None where the question is about others."""
    before = () if (query.doc_ids and not leans) or desk.doc else _citations_before(desk, history)
    if query.doc_ids and not {each.doc_id for each in before} & set(query.doc_ids):
        return None
    if not before or _is_about_something_else(desk, question, query, leans):
        return None
    answered = [(query, desk.answer(query, before))]
    if not leans and not _clear(answered[0][1]) and (fuller := _fuller(desk, question, history)) is not None:
        answered.append((fuller, desk.answer(fuller, before)))
    return max(answered, key=lambda pair: _strength(pair[1]))


def _citations_before(desk: _Desk, history: Sequence[Turn]) -> tuple[Citation, ...]:
    """What the answer to the turn before cites."""
    before = _answer_before(desk, history)
    return before.citations if before is not None else ()


def _answer_before(desk: _Desk, history: Sequence[Turn]) -> Answer | None:
    """What answers the turn before, as it stands with the turns before it; None without one.

    Also None where what was told then has figures and this has none of them: it is another answer.
    """
    asked = [turn for turn in history if turn.get("role") == "user" and turn.get("content", "").strip()]
    if not asked:
        return None
    earlier = understand(asked[-1]["content"], asked[:-1], desk.library, desk.doc)
    if earlier.kind is Kind.GREETING:
        return None
    answer = desk.answer(earlier)
    if not is_told(answer):
        return None
    told = history[-1].get("content", "") if history[-1].get("role") == "assistant" else ""
    figures = set(_FIGURE.findall(_MARKER.sub("", fold(told))))
    return answer if not figures or figures & set(_FIGURE.findall(_MARKER.sub("", fold(answer.answer)))) else None


def _fuller(desk: _Desk, question: str, history: Sequence[Turn]) -> Query | None:
    """The question with the subject of the turn before."""
    fuller = with_topic(question, history, desk.library.words)
    return None if fuller is None else understand(fuller, (), desk.library, desk.doc, now=question)


def _is_about_something_else(desk: _Desk, question: str, query: Query, leans: bool) -> bool:
    """Whether a question names what the documents of the turn before need not be about: a body, another place."""
    if regions_in(fold(question), desk.library.words):
        return True
    return not leans and (bool(query.names) or any(slot.kind == "place" for slot in query.slots))


def _strength(answer: Answer) -> float:
    """How sure an answer is; 0 for a refusal."""
    return 0.0 if answer.status == "refused" else 1.0 if answer.confidence is None else answer.confidence


def _clear(answer: Answer) -> bool:
    return _strength(answer) >= _CLEAR


def _has_no_subject(library: Library, query: Query) -> bool:
    """Whether no noun of the question says what it is about: it can only be about what was said before."""
    if leaves_out_one(fold(query.text)):
        return True
    letters, words = library_text(library.snapshot), library.words
    nouns = [
        token
        for token, share in query.tokens
        if share >= NOUN and len(token) > 1 and (token in letters or words.part_of_speech(token).startswith("n"))
    ]
    return query.doc_ids is None and not query.names and all(MEASURES.search(noun) for noun in nouns)


def _answer(context: Context) -> Answer:
    for answerer in (answer_clause, answer_library, answer_comparison, answer_summary, *_ANSWERERS[context.query.kind]):
        answer = answerer(context)
        if answer is not None:
            return answer
    return refuse(context)


def scope_of(library: Library, query: Query, as_of: str | None, within: Within | None = None) -> tuple[str, ...]:
    """The documents that may answer: those that the question names, else those in force; of `within` only, where given."""
    if within is not None:
        return tuple(doc_id for doc_id in within.doc_ids if query.doc_ids is None or doc_id in query.doc_ids)
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
