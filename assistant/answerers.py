"""Where questions are answered: the answerers of each kind, in order, over the documents that may answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Citation
from assistant.clause_asked import answer_clause
from assistant.comparison_asked import answer_comparison
from assistant.composing import Context, repealed_note
from assistant.definitions import answer_definition
from assistant.documents_asked import answer_in_force, answer_metadata
from assistant.followup import Turn
from assistant.items import answer_items
from assistant.library_asked import answer_library
from assistant.passages import answer_passage
from assistant.query import Kind, Query, Within
from assistant.refusing import refuse
from assistant.responsible import answer_who
from assistant.summary_asked import answer_summary
from assistant.targets_asked import answer_targets
from assistant.tasks_asked import answer_tasks
from assistant.understanding import understand
from kb.document import Status
from kb.library import Library
from kb.snapshot import Snapshot

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
_UNFOUND = ("no_evidence", "not_explained")
_NOTHING_WITHIN = "提问范围内没有可以回答的文件，请放宽范围再问。"


@dataclass(frozen=True, slots=True)
class Desk:
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
        answer = _answer(Context(self.library, self.snapshot, query, scope, self.as_of, told, self.doc))
        if answer.status == "refused" and answer.reason in _UNFOUND and not before:
            ended = self._ended(query)
            found = _answer(Context(self.library, self.snapshot, query, ended, self.as_of)) if ended else answer
            if ended and found.status == "answered":
                note = repealed_note(Context(self.library, self.snapshot, query, ended, self.as_of), ended)
                return found if "不再有效" in found.answer else replace(found, answer=note + found.answer)
        return answer

    def _ended(self, query: Query) -> tuple[str, ...]:
        """The documents that may be looked into where none in force answers: ended, and none that the library has instead.

        Their answers say that they no longer hold. What a later version left out is not asked of the one before.
        """
        if query.doc_ids is not None or query.includes_repealed or self.within is not None or self.doc is not None:
            return ()
        snapshot = self.snapshot
        return tuple(
            doc_id
            for doc_id in snapshot.entries
            if snapshot.status_on(doc_id, self.as_of) in (Status.EXPIRED, Status.REPEALED)
            and snapshot.changed_by(doc_id, self.as_of) is None
            and snapshot.standing(doc_id).copy_of is None
        )


def _answer(context: Context) -> Answer:
    for answerer in (answer_clause, answer_library, answer_comparison, answer_summary, *_ANSWERERS[context.query.kind]):
        answer = answerer(context)
        if answer is not None:
            return answer
    return refuse(context)


def scope_of(library: Library, query: Query, as_of: str | None, within: Within | None = None) -> tuple[str, ...]:
    """The documents that may answer: those that the question names, else those in force; of `within` only, where given."""
    if within is not None:
        there = [doc_id for doc_id in within.doc_ids if doc_id in library.snapshot.entries]
        return tuple(doc_id for doc_id in there if query.doc_ids is None or doc_id in query.doc_ids)
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
