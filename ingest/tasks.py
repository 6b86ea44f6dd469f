"""Task records: which clause a responsibility note governs, and the rows of responsibility tables.

The scope rule (contract): a note that stands once, behind the last of several sibling items, covers all of
them when none of the others has one; where each item has its own, each keeps its own. Items under a heading
that names a task are that one task; items under a generic heading (重点任务) are tasks themselves, so there
each sibling gets a record, "inherited" for all but the last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from ingest.deadlines import find_deadline, normalise
from ingest.responsibility import Note, find_notes
from ingest.roles import LEAD, SUPPORT
from ingest.task_tables import RowTask, table_tasks
from kb.document import Clause, ClauseKind, Document
from kb.normal_form import fold
from kb.records import Task

_GENERIC = re.compile(
    r"^(?:主要|重点|工作|目标|具体|年度|实施|任务|措施|举措|分工|内容|安排|职责|责任|推进|落实|行动|事项|和|及|与|、|分解|清单)+$"
)
_LABEL = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零\d]+[编章节条]|\d{1,2}(?:\.\d{1,2})+(?=[\s　])|[（(]?\s*[一二三四五六七八九十百\d０-９]+(?:\.\d+)*\s*[)）、.．]|[①-⑳])[、\s　]*"
)
# One task a page as labels and values: the task's own label comes before the note.
_TASK_LABEL = re.compile(
    r"^[ \t\u3000]*(?:重点工作|工作任务|重点任务|主要任务|任务名称|任务内容|工作事项|事项名称|工作内容|主要工作|具体任务|任务)[ \t\u3000]*[:：][ \t\u3000]*(?=\S)",
    re.MULTILINE,
)
_YEAR = re.compile(r"(?<!\d)([12]\d{3})(?=年)")
_MAX_TITLE = 60


def find_tasks(document: Document) -> tuple[Task, ...]:
    """The tasks of `document` with who answers for them, in text order."""
    by_clause: dict[int, list[Note]] = defaultdict(list)
    for note in find_notes(document.text, [(row.start, row.end) for row in document.rows]):
        by_clause[document.clause_at(note.start).index].append(note)
    tasks: list[Task] = []
    for index, notes in by_clause.items():
        tasks += _tasks_of(document, document.clauses[index], notes, set(by_clause))
    tasks += _of_rows(document)
    return tuple(sorted(tasks, key=lambda task: (task.start, task.end)))


def bare_title(heading: str) -> str:
    """A heading without its number.

    >>> bare_title("(二)支持农村特色林业发展壮大")
    '支持农村特色林业发展壮大'
    """
    return _LABEL.sub("", heading).strip()


def _tasks_of(document: Document, clause: Clause, notes: list[Note], noted: set[int]) -> list[Task]:
    if len(notes) > 1:
        return _several(document, clause, notes)
    note = notes[0]
    siblings = _siblings(document, clause)
    covers = (
        len(siblings) > 1
        and siblings[-1].index == clause.index
        and clause.kind is ClauseKind.ITEM
        and clause.depth > 1
        and clause.parent not in noted
        and not any(_holds_note(document, sibling, noted) for sibling in siblings[:-1])
    )
    if not covers or clause.parent is None:
        inside = any(clause.start < document.clauses[index].start < clause.end for index in noted)
        end = clause.own_end if inside else clause.end
        if end == clause.own_end and document.text[note.end : end].lstrip(" 　。；;").startswith("\n"):
            end = note.end  # paragraphs behind the note close the document, not the task
        return [_task(document, clause, clause.start, _text_end(end, note), note, "own")]
    parent = document.clauses[clause.parent]
    if not _GENERIC.match(bare_title(parent.heading)):
        return [_task(document, parent, parent.start, _text_end(parent.end, note), note, "own")]
    return [
        _task(
            document, each, each.start, _text_end(each.end, note), note, "own" if each is siblings[-1] else "inherited"
        )
        for each in siblings
    ]


def _siblings(document: Document, clause: Clause) -> list[Clause]:
    if clause.parent is None:
        return [clause]
    children = document.children(clause.parent)
    return [child for child in children if child.kind is clause.kind]


def _holds_note(document: Document, clause: Clause, noted: set[int]) -> bool:
    return any(clause.start <= document.clauses[index].start < clause.end for index in noted)


def _several(document: Document, clause: Clause, notes: list[Note]) -> list[Task]:
    """One task a note: each governs the text since the note before it."""
    tasks: list[Task] = []
    start = clause.start
    for note in notes:
        tasks.append(_task(document, clause, start, note.start, note, "own"))
        start = note.end
    return tasks


def _text_end(end: int, note: Note) -> int:
    """Where the task's own wording ends: before the note if nothing of the clause follows it."""
    return min(end, note.start) if note.start < end <= note.end + 3 else end


def _task(document: Document, clause: Clause, start: int, end: int, note: Note, scope: str) -> Task:
    if labels := list(_TASK_LABEL.finditer(document.text, start, min(end, note.start))):
        start, end = labels[-1].end(), min(end, note.start)
    start, end = _trimmed(document.text, start, end)
    if start == end:  # nothing but the note: it says what there is to do
        start, end = note.start, note.end
    body = document.text[start:end]
    heading = bare_title(clause.heading) if start == clause.start else ""
    title = heading or re.split(r"[。；;，,]", _LABEL.sub("", body.lstrip("。；;，, ")))[0]
    task = Task(
        clause=clause.index,
        path=document.path_of(clause.index),
        title=title[:_MAX_TITLE],
        text=body,
        sections=note.sections,
        units=note.units,
        lead=note.lead,
        support=note.support,
        deadline=note.deadline or _own_deadline(document, clause, start, end),
        scope="inherited" if scope == "inherited" else "own",
        start=start,
        end=end,
        responsibility_start=note.start,
        responsibility_end=note.end,
    )
    return _with_due(document, task)


def _own_deadline(document: Document, clause: Clause, start: int, end: int) -> str | None:
    """The deadline that the task sets as a whole: one of its items' deadlines is not that of the others."""
    whole = clause.end == clause.own_end or start != clause.start
    return _deadline(document.text[start : end if whole else clause.own_end])


def _deadline(text: str) -> str | None:
    found = find_deadline(text)
    return found.written if found else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "。；;"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _of_rows(document: Document) -> list[Task]:
    tasks: list[Task] = []
    for row in table_tasks(document):
        start, end = row.span
        clause = document.clause_at(start)
        body = document.text[start:end]
        sections, units = (_once(name for name, section, _ in row.named if section is kind) for kind in (True, False))
        lead, support = (_once(name for name, _, each in row.named if each == role) for role in (LEAD, SUPPORT))
        deadline = row.deadline or _deadline(body)
        task = Task(
            clause=clause.index,
            path=document.path_of(clause.index),
            title=_row_title(document, row),
            text=body,
            sections=sections,
            units=units,
            lead=lead,
            support=support,
            deadline=deadline,
            scope="inherited" if row.inherited else "own",
            start=start,
            end=end,
            responsibility_start=row.role_span[0],
            responsibility_end=row.role_span[1],
            cell_range=row.cell_range,
        )
        tasks.append(_with_due(document, task))
    return tasks


def _row_title(document: Document, row: RowTask) -> str:
    """The name that a column of its own gives the task, else how its wording begins."""
    if row.name_span is not None:
        return " ".join(document.text[slice(*row.name_span)].split())[:_MAX_TITLE]
    return re.split(r"[。；;，,]", document.text[slice(*row.span)])[0][:_MAX_TITLE]


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _with_due(document: Document, task: Task) -> Task:
    """`task` with the last day of its deadline, reckoned from the plan's year and the document's date."""
    if task.deadline is None:
        return task
    kind, due_on = normalise(task.deadline, _plan_year(document), document.signed_on)
    return replace(task, due_kind=kind, due_on=due_on)


def _plan_year(document: Document) -> int | None:
    """The year that the title names if it is one, else that of signing."""
    years = {int(year) for title in (document.title, *document.inner_titles) for year in _YEAR.findall(fold(title))}
    if len(years) == 1:
        return years.pop()
    return int(document.signed_on[:4]) if document.signed_on else None
