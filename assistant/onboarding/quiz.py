"""Quizzes: of one subject, or of the whole library. The same seed gives the same questions in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.onboarding.figure_questions import value_questions
from assistant.onboarding.guide import Guide
from assistant.onboarding.question import Question, shuffled
from assistant.onboarding.subject import names_of
from assistant.onboarding.term_questions import term_questions
from assistant.onboarding.who_questions import bare, matching_questions, tasks_of_questions, who_questions
from assistant.onboarding.wrong_options import Bodies
from assistant.task_rows import TaskRow
from kb.snapshot import Snapshot

LENGTH = 12
SEED = 1
_MOST_TASKS, _MORE_DOCUMENTS = 60, 12  # that questions are made of, so that a large library makes no one wait
_TOPICS = (
    "lead",
    "who_does_what",
    "deadline",
    "responsible",
    "term",
    "figure",
    "support",
    "tasks_of",
    "grant",
    "unit",
    "definition",
)


def library_quiz(snapshot: Snapshot, length: int, seed: int = SEED, as_of: str | None = None) -> tuple[Question, ...]:
    """At most `length` questions over all documents in force, topics in turn."""
    bodies = Bodies(snapshot, snapshot.in_force(as_of))
    every = [
        *who_questions(bodies, bodies.tasks, seed),
        *tasks_of_questions(bodies, bodies.offered(names_of), seed),
        *_of_documents(snapshot, bodies.scope, seed),
        *matching_questions(bodies, seed),
    ]
    return tuple(_in_turn(shuffled(every, seed), length))


def subject_quiz(snapshot: Snapshot, guide: Guide, length: int = LENGTH, seed: int = SEED) -> tuple[Question, ...]:
    """At most `length` questions for the subject of a guide.

    First what its own tasks, the sentences that name it and its terms say, then what its first documents say, then what
    other documents do.
    """
    bodies = Bodies(snapshot, snapshot.in_force(guide.day))
    mine: list[TaskRow] = [(each.doc_id, each.task) for each in guide.charges if each.role != "included"]
    documents = tuple(dict.fromkeys([*(each.doc_id for each in guide.readings), *(doc_id for doc_id, _ in mine)]))
    beside = [row for row in bodies.tasks if row[0] in documents and row not in mine]
    others = tuple(doc_id for doc_id in shuffled(bodies.scope, seed) if doc_id not in documents)[:_MORE_DOCUMENTS]
    asked = [*shuffled(mine, seed)[:_MOST_TASKS], *shuffled(beside, seed)[:_MOST_TASKS]]
    about = [body for body in bodies.offered(names_of) if body.key == snapshot.aliases.canonical(guide.subject.name)]
    every = [
        *who_questions(bodies, asked, seed),
        *tasks_of_questions(bodies, about, seed),
        *_of_documents(snapshot, (*documents, *others), seed),
        *matching_questions(bodies, seed, mine, most=2),
    ]
    ranks: dict[int, list[Question]] = {0: [], 1: [], 2: []}
    for question in shuffled(every, seed, guide.subject.name):
        ranks[0 if _is_own(guide, question) else 1 if question.doc_id in documents else 2].append(question)
    chosen: list[Question] = []
    for rank in (0, 1, 2):
        chosen += _in_turn(ranks[rank], length - len(chosen))
    return tuple(chosen)


def _of_documents(snapshot: Snapshot, doc_ids: tuple[str, ...], seed: int) -> Iterable[Question]:
    yield from value_questions(snapshot, doc_ids, seed)
    yield from term_questions(snapshot, doc_ids, seed)


def _in_turn(questions: Sequence[Question], length: int) -> list[Question]:
    """The first `length`, one of each topic in turn."""
    waiting = {topic: [each for each in questions if each.topic == topic] for topic in _TOPICS}
    chosen: list[Question] = []
    while len(chosen) < length and any(waiting.values()):
        for topic in _TOPICS:
            if waiting[topic] and len(chosen) < length:
                chosen.append(waiting[topic].pop(0))
    return chosen


def _is_own(guide: Guide, question: Question) -> bool:
    """Whether a question is about the subject's own tasks, the sentences that name it, or its terms."""
    if question.topic == "tasks_of":
        return any(f"“{bare(form)}”" in question.stem for form in guide.subject.forms)
    spans = [(each.doc_id, each.task.start, each.task.end) for each in guide.charges if each.role != "included"]
    spans += [(each.doc_id, each.start, each.end) for each in guide.mentions]
    if question.topic in ("term", "definition"):
        explained = {entry.definition for entry in guide.glossary if entry.definition is not None}
        return any(citation.quote in explained for citation in question.evidence)
    return any(doc_id == question.doc_id and start <= question.start < end for doc_id, start, end in spans)
