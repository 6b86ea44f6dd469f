"""Dates and figures that concern a subject, in the order of their days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.citing import Citer
from assistant.onboarding.charges import ROLES, Charge
from kb.records import Target, Task
from kb.snapshot import Snapshot

Kind = Literal["deadline", "target", "recurring"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A deadline or a figure to be reached. `day` is ISO, of a year's target its last day; None: it has no day.

    `when` is how the document says it, `past` whether the day is over.
    """

    day: str | None
    when: str
    what: str
    kind: Kind
    past: bool
    document: str
    marks: str


def timeline_of(snapshot: Snapshot, charges: Sequence[Charge], today: str, citer: Citer) -> tuple[Moment, ...]:
    """Deadlines and targets of the subject's tasks by day; what has no day comes last."""
    moments: dict[tuple[str, int, str], Moment] = {}
    for charge in charges:
        task = charge.task
        if task.deadline:
            kind: Kind = "deadline" if task.due_on else "recurring"
            what = f"{charge.title}（{ROLES[charge.role]}）"
            past = bool(task.due_on and task.due_on < today)
            key = (charge.doc_id, task.start, task.deadline)
            moments[key] = Moment(task.due_on, task.deadline, what, kind, past, charge.document, charge.marks)
        for target in targets_within(snapshot, charge.doc_id, task):
            day = f"{target.year}-12-31"
            when = f"{target.year}年" if not target.year_inferred else f"{target.year}年（年份据上下文）"
            marks = citer.cite(charge.doc_id, target.start, target.end)
            key = (charge.doc_id, target.start, told_figure(target))
            moments[key] = Moment(day, when, told_figure(target), "target", day < today, charge.document, marks)
    return tuple(sorted(moments.values(), key=lambda each: (each.day is None, each.day or "", each.kind, each.what)))


def targets_within(snapshot: Snapshot, doc_id: str, task: Task) -> list[Target]:
    """The targets with a figure that stand in the wording of a task, or in its table row."""
    rows = snapshot.entries[doc_id].document.rows
    spans = [(task.start, task.end), *((row.start, row.end) for row in rows if row.start <= task.start < row.end)]
    return [
        target for target in snapshot.records[doc_id].targets
        if target.value and any(left <= target.start and target.end <= right for left, right in spans)
    ]  # fmt: skip


def told_figure(target: Target) -> str:
    """What is to be reached, in words.

    >>> told_figure(Target(0, (), 2025, "", "62", "%", 0, 1, indicator="森林覆盖率", comparison="at_least"))
    '森林覆盖率：62%以上'
    """
    behind = {"at_least": "以上", "at_most": "以内", "about": "左右"}.get(target.comparison or "", "")
    return f"{target.indicator or '目标'}：{target.value}{target.unit or ''}{behind}"
