"""Which documents a newcomer reads first, in which clauses, and why: counted from the tasks, sentences and terms."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.citing import Citer
from assistant.onboarding.charges import ROLES, Charge, Role
from assistant.onboarding.mentions import Mention
from kb.document import Document
from kb.normal_form import fold, letters
from kb.snapshot import Snapshot

FIRST = 5
# What a task counts by its role: who leads reads the plan before who only joins in.
_WEIGHTS: dict[Role, float] = {"lead": 4, "responsible": 3, "support": 2, "included": 0.5}
_DUE, _MENTION, _ORDER, _TERM, _QUOTED = 1.0, 0.3, 1.0, 0.4, 0.8
_MAX_RELATED_CLAUSES = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One clause to read; `key` names it in what is kept of a person's progress. `spans` is what to look at in it."""

    key: str
    doc_id: str
    document: str
    clause: int
    path: tuple[str, ...]
    why: str
    spans: tuple[tuple[int, int], ...]
    marks: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A document to read: `why` in words, from counts; its clauses in text order."""

    doc_id: str
    title: str
    doc_number: str | None
    weight: float
    why: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Reason:
    clause: int
    span: tuple[int, int]
    why: str
    marks: str


def readings_of(
    snapshot: Snapshot, scope: tuple[str, ...], charges: Sequence[Charge], mentions: Sequence[Mention], citer: Citer
) -> tuple[Reading, ...]:
    """The first documents to read, at most `FIRST`, weightiest first; fewer where fewer have to do with the subject."""
    wording = letters("\n".join([*(each.task.text for each in charges), *(each.text for each in mentions)]))
    found = []
    for order, doc_id in enumerate(scope):
        own = [each for each in charges if each.doc_id == doc_id]
        named = [each for each in mentions if each.doc_id == doc_id]
        terms = _terms(snapshot, doc_id, wording, citer)
        quoted = _is_quoted(snapshot.entries[doc_id].document, wording)
        weight = sum(_WEIGHTS[each.role] + (_DUE if each.task.deadline else 0) for each in own)
        weight += sum(_ORDER if each.orders else _MENTION for each in named)
        weight += _TERM * len(terms) + (_QUOTED if quoted else 0)
        if weight:
            reasons = [*(_of_charge(each) for each in own), *(_of_mention(each) for each in named), *terms]
            steps = _steps(snapshot.entries[doc_id].document, doc_id, reasons)
            found.append((-weight, order, doc_id, _told(own, named, len(terms), quoted), steps))
    readings = []
    for negative, _, doc_id, why, steps in sorted(found, key=lambda each: each[:2])[:FIRST]:
        document = snapshot.entries[doc_id].document
        first = steps or (_opening(document, doc_id, citer),)
        readings.append(Reading(doc_id, document.title, document.doc_number, round(-negative, 1), why, first))
    return tuple(readings)


def step_key(doc_id: str, path: tuple[str, ...]) -> str:
    """What names a clause in a person's progress: its document and its place there."""
    return hashlib.sha256("\x00".join((doc_id, *path)).encode()).hexdigest()[:16]


def _of_charge(charge: Charge) -> _Reason:
    due = f"，{charge.task.deadline}" if charge.task.deadline else ""
    return _Reason(
        charge.task.clause,
        (charge.task.start, charge.task.end),
        f"{ROLES[charge.role]}“{charge.title}”{due}",
        charge.marks,
    )


def _of_mention(mention: Mention) -> _Reason:
    return _Reason(mention.clause, (mention.start, mention.end), "点名提到", mention.marks)


def _terms(snapshot: Snapshot, doc_id: str, wording: str, citer: Citer) -> list[_Reason]:
    """The terms that the document defines and the subject's tasks use."""
    return [
        _Reason(term.clause, (term.start, term.end), f"解释“{term.term}”", citer.cite(doc_id, term.start, term.end))
        for term in snapshot.records[doc_id].terms
        if term.definition is not None and len(letters(term.term)) > 1 and letters(term.term) in wording
    ][:_MAX_RELATED_CLAUSES]


def _is_quoted(document: Document, wording: str) -> bool:
    return len(fold(document.title)) > 6 and letters(document.title) in wording


def _told(own: Sequence[Charge], named: Sequence[Mention], terms: int, quoted: bool) -> str:
    parts = []
    for role, word in ROLES.items():
        count = sum(each.role == role for each in own)
        parts += [f"{word} {count} 项任务"] if count else []
    due = sum(each.task.deadline is not None for each in own)
    parts += [f"其中 {due} 项写明时限"] if due else []
    parts += [f"另有 {len(named)} 处条款点名"] if named else []
    parts += [f"解释了任务里的 {terms} 个用语"] if terms else []
    parts += ["被任务条款引用"] if quoted else []
    return "，".join(parts)


def _opening(document: Document, doc_id: str, citer: Citer) -> Step:
    """A document that is only quoted is read from its beginning."""
    end = max(1, document.clauses[0].own_end)
    why, marks = "任务条款提到这份文件", citer.cite_opening(doc_id)
    return Step(step_key(doc_id, ()), doc_id, document.title, 0, (), why, ((0, end),), marks)


def _steps(document: Document, doc_id: str, reasons: Sequence[_Reason]) -> tuple[Step, ...]:
    """One step a clause, in text order; the rows of a table are read together."""
    by_clause: dict[int, list[_Reason]] = {}
    for reason in sorted(reasons, key=lambda each: each.span):
        by_clause.setdefault(reason.clause, []).append(reason)
    return tuple(
        Step(
            step_key(doc_id, document.path_of(clause)),
            doc_id,
            document.title,
            clause,
            document.path_of(clause),
            "；".join(dict.fromkeys(each.why for each in held)),
            tuple(dict.fromkeys(each.span for each in held)),
            "".join(dict.fromkeys(each.marks for each in held)),
        )
        for clause, held in sorted(by_clause.items())
    )
