"""What a subject is charged with: every task of the documents in force that names it, with its role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.citing import Citer
from assistant.onboarding.collective import includes
from assistant.onboarding.subject import Subject, names_of
from assistant.task_rows import told_title
from kb.names import same_names
from kb.records import Task
from kb.snapshot import Snapshot

Role = Literal["lead", "responsible", "support", "included"]
ROLES: dict[Role, str] = {"lead": "牵头", "responsible": "负责", "support": "配合", "included": "共同承担"}
_LAST = "9999"


@dataclass(frozen=True, slots=True)
class Charge:
    """One task of the subject. `named` is how the note calls it; for the role "included" that is a name for many.

    `marks` are the markers of its citations.
    """

    doc_id: str
    document: str
    role: Role
    title: str
    named: str
    others: tuple[str, ...]
    task: Task
    marks: str

    @property
    def key(self) -> tuple[str, int, int]:
        """Which task it is."""
        return self.doc_id, self.task.start, self.task.clause


def charges_of(snapshot: Snapshot, subject: Subject, scope: tuple[str, ...], citer: Citer) -> tuple[Charge, ...]:
    """All tasks of `scope` that name `subject` or a name for many that surely includes it.

    Those with a deadline first, by day; then by role; then as they stand. What it only shares by a name for many comes
    last.
    """
    found = []
    for order, doc_id in enumerate(scope):
        document = snapshot.entries[doc_id].document
        for task in snapshot.records[doc_id].tasks:
            played = role_in(snapshot, subject, doc_id, task)
            if played is None:
                continue
            role, named = played
            others = tuple(each for each in names_of(task) if each != named)
            charge = Charge(
                doc_id, document.title, role, told_title(task), named, others, task, citer.cite_task(doc_id, task)
            )
            found.append((role == "included", _urgency(task), tuple(ROLES).index(role), order, task.start, charge))
    return tuple(each[-1] for each in sorted(found, key=lambda each: each[:5]))


def role_in(snapshot: Snapshot, subject: Subject, doc_id: str, task: Task) -> tuple[Role, str] | None:
    """The subject's role in a task and the name that the task has for it; None where it has no part in it."""
    issuer = snapshot.entries[doc_id].document.issuer

    def named_in(names: tuple[str, ...]) -> str | None:
        return next(iter(same_names(subject.name, names, snapshot.aliases, issuer)), None)

    everyone = names_of(task)
    if (name := named_in(task.lead)) is not None:
        return "lead", name
    if (name := named_in(task.support)) is not None:
        return "support", name
    if (name := named_in(everyone)) is not None:
        return "responsible", name
    many = next((each for each in everyone if includes(each, subject.name) == "yes"), None)
    return ("included", many) if many is not None and subject.kind != "post" else None


def _urgency(task: Task) -> tuple[int, str]:
    """Tasks with a day first, then those that only say until when in words, then the rest."""
    if task.due_on:
        return 0, task.due_on
    return (1, task.deadline) if task.deadline else (2, _LAST)
