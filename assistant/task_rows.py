"""Task records of the scope: which a sentence belongs to, whose they are, and how they are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Literal

from kb.errors import NameNotFound
from kb.names import Canon, canonical, nearest_names, same_names
from kb.records import Task
from kb.snapshot import Snapshot

_LONGEST_TITLE, _LONGEST_LABEL = 160, 10
TaskRow = tuple[str, Task]  # (doc_id, task)


def rows(snapshot: Snapshot, doc_ids: Iterable[str]) -> list[TaskRow]:
    """The tasks of the documents, in text order a document."""
    return [(doc_id, task) for doc_id in doc_ids for task in snapshot.records[doc_id].tasks]


def as_json(row: TaskRow) -> dict[str, Any]:
    """The contract's task record."""
    doc_id, task = row
    return {
        "doc_id": doc_id,
        **{key: list(value) if isinstance(value, tuple) else value for key, value in asdict(task).items()},
    }


def answered_by(
    snapshot: Snapshot, tasks: Sequence[TaskRow], name: str, field: Literal["sections", "units"]
) -> list[TaskRow]:
    """The tasks whose `field` names `name`. Raises NameNotFound with the nearest names of the other tasks."""
    aliases = snapshot.aliases
    # A section may be written among the units (单位：局办公室) and the other way round: both count, as asked.
    for each in (field, "units" if field == "sections" else "sections"):
        found = [
            (doc_id, task) for doc_id, task in tasks
            if same_names(name, getattr(task, each), aliases, snapshot.entry(doc_id).document.issuer)
        ]  # fmt: skip
        if found:
            return found
    known = [each for _, task in tasks for each in (*task.sections, *task.units)]
    told = "科室" if field == "sections" else "单位"
    raise NameNotFound(f"没有叫“{name}”的{told}", nearest=nearest_names(name, known, aliases=aliases))


def row_at(snapshot: Snapshot, doc_id: str, offset: int) -> Task | None:
    """The narrowest task whose wording or note holds `offset` of the document's text, or whose table row does."""
    document = snapshot.entries[doc_id].document
    table_row = next(((row.start, row.end) for row in document.rows if row.start <= offset < row.end), None)
    holding = []
    for task in snapshot.records[doc_id].tasks:
        end = max(task.end, task.responsibility_end if task.responsibility_start <= task.end + 3 else task.end)
        in_row = table_row is not None and table_row[0] <= task.start < table_row[1]
        if (table_row is None and task.start <= offset < end) or in_row:
            holding.append(task)
    return min(holding, key=lambda task: task.end - task.start, default=None)


def belongs_to(task: Task, name: str, role: str | None, aliases: Canon | None = None) -> bool:
    """Whether `name` (canonical) answers for `task`, in the given role if one is asked for."""
    key_of = aliases.canonical if aliases is not None else canonical
    names = {"lead": task.lead, "support": task.support}.get(role or "", (*task.sections, *task.units))
    return any(key_of(each) == name for each in names)


def told_title(task: Task) -> str:
    """What a task is called; of one without a heading, its first sentence, for the beginning says too little.

    >>> from kb.records import Task
    >>> told_title(Task(0, (), "整合资料", "1．整合资料，建成共享平台。每年更新。", (), (), (), (), None, "own", 0, 0, 0, 0))
    '整合资料，建成共享平台'
    """
    at = task.text.find(task.title, 0, len(task.title) + _LONGEST_LABEL)
    first = re.split(r"[。；;\n]", task.text[max(at, 0) :])[0].strip()
    begins = at >= 0 and first[len(task.title) :].startswith(("，", ","))
    return first if begins and len(first) <= _LONGEST_TITLE else task.title


def told_roles(task: Task) -> str:
    """Who answers for a task, in words.

    >>> from kb.records import Task
    >>> told_roles(Task(0, (), "", "", ("甲科", "乙科"), (), ("甲科",), ("乙科",), None, "own", 0, 0, 0, 0))
    '牵头：甲科；配合：乙科'
    """
    parts = []
    if task.lead or task.support:
        rest_sections = [name for name in task.sections if name not in task.lead and name not in task.support]
        rest_units = [name for name in task.units if name not in task.lead and name not in task.support]
        parts += [("牵头", task.lead), ("配合", task.support), ("责任科室", rest_sections), ("责任单位", rest_units)]
    else:
        parts += [("责任科室", task.sections), ("责任单位", task.units)]
    return "；".join(f"{label}：{'、'.join(names)}" for label, names in parts if names)
