"""What a document says in rows: tasks, measures, targets, terms. Spans are over `Document.text`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal["own", "inherited"]


@dataclass(frozen=True, slots=True)
class Task:
    """A task and who answers for it.

    `sections` are what the document calls 责任科室 (also 牵头科室, 配合科室), `units` what it calls 责任单位;
    `lead` and `support` repeat those names that have that role. `text` is the task's own wording without the
    responsibility note. `scope` is "own" when the note stands in the task's own clause, "inherited" when it
    stands behind the last of its siblings and governs this one too; `responsibility_start:responsibility_end`
    is where it stands.
    """

    clause: int
    path: tuple[str, ...]
    title: str
    text: str
    sections: tuple[str, ...]
    units: tuple[str, ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    deadline: str | None
    scope: Scope
    start: int
    end: int
    responsibility_start: int
    responsibility_end: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A safeguard or a support measure: `kind` is "safeguard" (保障措施) or "support" (资金、政策支持)."""

    clause: int
    path: tuple[str, ...]
    kind: Literal["safeguard", "support"]
    title: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached by `year`; `value` and `unit` only where the sentence gives a figure."""

    clause: int
    path: tuple[str, ...]
    year: int
    text: str
    value: str | None
    unit: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """A quoted or defined term; `definition` is its verbatim explanation, None where the text has none."""

    clause: int
    path: tuple[str, ...]
    term: str
    definition: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Records:
    """All records of one document, each kind in text order."""

    tasks: tuple[Task, ...] = ()
    measures: tuple[Measure, ...] = ()
    targets: tuple[Target, ...] = ()
    terms: tuple[Term, ...] = ()
