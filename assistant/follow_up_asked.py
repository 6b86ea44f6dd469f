"""Questions with turns before them: about what was told then, from its documents, or of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Answer, Citation
from assistant.answerers import Desk
from assistant.clause_asked import answer_item
from assistant.composing import Context
from assistant.content_words import NOUN
from assistant.followup import Turn, item_asked, with_topic, without_this_document
from assistant.markers import MARKER
from assistant.parts import MEASURES
from assistant.parts_asked import is_told
from assistant.query import Kind, Query
from assistant.regions import regions_in
from assistant.two_documents import leaves_out_one
from assistant.typos import library_text
from assistant.understanding import asks_anything, understand
from kb.library import Library
from kb.normal_form import fold, letters

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_CLEAR = 0.5  # an answer this likely is taken without looking elsewhere
_TURNS = 4  # how many turns are gone back through
_HOME = 0.2  # what the documents of the turn before are ahead of others


def answer_follow_up(desk: Desk, question: str, history: Sequence[Turn], query: Query) -> tuple[Query, Answer]:
    """The answer to a question with turns before it, and the question as it was understood.

    One about what was told (这份文件, 第三项) is answered from that. One with a subject of its own is taken as it is; of
    two answers nearly as sure, that of the documents before counts. Else the documents that answered the turn before
    come first, unless it names a place of its own; at last the topic of the turn before is added.
    """
    named = _choice_taken(desk, question, history) or _about_what_was_told(desk, question, history)
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
    if not leans and _is_a_guess(everywhere):  # without a subject of its own what other documents say is one
        fuller = _fuller(desk, question, history)
        query, everywhere = (query, everywhere) if fuller is None else (fuller, desk.answer(fuller))
    if everywhere.reason == "no_evidence" and not leans:
        fuller = _fuller(desk, question, history)
        if fuller is not None:
            second = desk.answer(fuller)
            if second.status == "answered" or second.reason == "redacted_in_source":
                return fuller, second
    if inside is not None and inside[1].status == "answered" and _strength(inside[1]) + _HOME >= _strength(everywhere):
        return inside
    return query, everywhere


def _choice_taken(desk: Desk, question: str, history: Sequence[Turn]) -> tuple[Query, Answer] | None:
    """The answer to the question before with what was chosen, where that was asked back and this is one of the choices."""
    asked = [turn for turn in history if turn.get("role") == "user" and turn.get("content", "").strip()]
    if not asked or asks_anything(question):
        return None
    before = asked[-1]["content"]
    earlier = understand(before, asked[-_TURNS:-1], desk.library, desk.doc)
    chosen = next((each for each in desk.answer(earlier).choices if letters(each) == letters(question)), None)
    if chosen is None:
        return None
    full = before.replace(earlier.place.written, chosen) if earlier.place else f"《{chosen}》{before}"
    query = understand(full, (), desk.library, desk.doc)
    return query, desk.answer(query)


def _is_a_guess(answer: Answer) -> bool:
    """Whether an answer rests on a passage that is not clearly the one."""
    return answer.status == "answered" and answer.confidence is not None and not _clear(answer)


def _nearer(desk: Desk, question: str, history: Sequence[Turn], query: Query, everywhere: Answer) -> Answer:
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


def _about_what_was_told(desk: Desk, question: str, history: Sequence[Turn]) -> tuple[Query, Answer] | None:
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
    desk: Desk, question: str, history: Sequence[Turn], query: Query, leans: bool
) -> tuple[Query, Answer] | None:
    """The best answer from the documents that answered the turn before; None where the question is about others."""
    if query.kind is Kind.TASKS and query.names:
        return None  # all tasks of a body are those in all documents
    before = () if (query.doc_ids and not leans) or desk.doc else _citations_before(desk, history)
    if query.doc_ids and not {each.doc_id for each in before} & set(query.doc_ids):
        return None
    if not before or _is_about_something_else(desk, question, query, leans):
        return None
    answered = [(query, desk.answer(query, before))]
    if not leans and not _clear(answered[0][1]) and (fuller := _fuller(desk, question, history)) is not None:
        answered.append((fuller, desk.answer(fuller, before)))
    return max(answered, key=lambda pair: _strength(pair[1]))


def _citations_before(desk: Desk, history: Sequence[Turn]) -> tuple[Citation, ...]:
    """What the answer to the turn before cites."""
    before = _answer_before(desk, history)
    return before.citations if before is not None else ()


def _answer_before(desk: Desk, history: Sequence[Turn]) -> Answer | None:
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
    if not is_told(answer) and len(asked) > 1:  # 第三条写了什么 says nothing without the turns before it
        answer = answer_follow_up(desk, asked[-1]["content"], asked[-_TURNS:-1], earlier)[1]
    if not is_told(answer):
        return None
    told = history[-1].get("content", "") if history[-1].get("role") == "assistant" else ""
    figures = set(_FIGURE.findall(MARKER.sub("", fold(told))))
    return answer if not figures or figures & set(_FIGURE.findall(MARKER.sub("", fold(answer.answer)))) else None


def _fuller(desk: Desk, question: str, history: Sequence[Turn]) -> Query | None:
    """The question with the subject of the turn before."""
    fuller = with_topic(question, history, desk.library.words)
    return None if fuller is None else understand(fuller, (), desk.library, desk.doc, now=question)


def _is_about_something_else(desk: Desk, question: str, query: Query, leans: bool) -> bool:
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
