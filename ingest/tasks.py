"""Task records: which clause a responsibility note governs, and the rows of responsibility tables.

The scope rule (contract): a note that stands once, behind the last of several sibling items, covers all of
them when none of the others has one; where each item has its own, each keeps its own. Items under a heading
that names a task are that one task; items under a generic heading (重点任务) are tasks themselves, so there
each sibling gets a record, "inherited" for all but the last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import groupby

from ingest.responsibility import LEAD_ROLES, SUPPORT_ROLES, Note, find_notes, is_section
from kb.document import Clause, ClauseKind, Document, TableRow
from kb.normal_form import fold
from kb.records import Task
from kb.sentences import deadline_in

_GENERIC = re.compile(
    r"^(?:主要|重点|工作|目标|具体|年度|实施|任务|措施|举措|分工|内容|安排|职责|责任|推进|落实|行动|事项|和|及|与|、|分解|清单)+$"
)
_LABEL = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零\d]+[编章节条]|\d{1,2}(?:\.\d{1,2})+(?=[\s　])|[（(]?\s*[一二三四五六七八九十百\d０-９]+(?:\.\d+)*\s*[)）、.．]|[①-⑳])[、\s　]*"
)
_TASK_HEADER = re.compile(r"任务|工作内容|事项|项目|举措|工作要点|主要工作|具体措施|工作措施|指标")
_RESPONSIBLE_HEADER = re.compile(r"(牵头|责任|配合|协办|主办|承办|协同|参加)?(?:责任)?(科室|处室|股室|单位|部门|机构)")
_DEADLINE_HEADER = re.compile(r"时限|期限|时间|完成日期|进度")
_MAX_TITLE = 60
_Role = tuple[str, str]


def find_tasks(document: Document) -> tuple[Task, ...]:
    """The tasks of `document` with who answers for them, in text order."""
    by_clause: dict[int, list[Note]] = defaultdict(list)
    in_rows = [(row.start, row.end) for row in document.rows]
    for note in find_notes(document.text):
        if not any(start <= note.start < end for start, end in in_rows):
            by_clause[document.clause_at(note.start).index].append(note)
    tasks: list[Task] = []
    for index, notes in by_clause.items():
        tasks += _tasks_of(document, document.clauses[index], notes, set(by_clause))
    tasks += _table_tasks(document)
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
        and not any(_holds_note(document, sibling, noted) for sibling in siblings[:-1])
    )
    if not covers or clause.parent is None:
        return [_task(document, clause, clause.start, _text_end(clause.end, note), note, "own")]
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
    start, end = _trimmed(document.text, start, end)
    body = document.text[start:end]
    heading = bare_title(clause.heading) if start == clause.start else ""
    title = heading or re.split(r"[。；;，,]", _LABEL.sub("", body.lstrip("。；;，, ")))[0]
    return Task(
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


def _own_deadline(document: Document, clause: Clause, start: int, end: int) -> str | None:
    """The deadline that the task sets as a whole: one of its items' deadlines is not that of the others."""
    whole = clause.end == clause.own_end or start != clause.start
    return deadline_in(document.text[start : end if whole else clause.own_end])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "。；;"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _table_tasks(document: Document) -> list[Task]:
    tasks: list[Task] = []
    for _, group in groupby(document.rows, key=lambda row: row.table):
        rows = list(group)
        header = _header(document, rows)
        if header is not None:
            number, task_column, roles, deadline_column = header
            read = (_row_task(document, row, task_column, roles, deadline_column) for row in rows[number + 1 :])
            tasks += [task for task in read if task is not None]
    return tasks


def _header(document: Document, rows: list[TableRow]) -> tuple[int, int, dict[int, _Role], int | None] | None:
    """The header among the first rows: its number, the task column, role columns, and the deadline column."""
    for number, row in enumerate(rows[:3]):
        cells = [fold(document.text[start:end]) for start, end in row.cells]
        roles = {
            at: (match[1] or "责任", match[2])
            for at, cell in enumerate(cells)
            if (match := _RESPONSIBLE_HEADER.search(cell))
        }
        tasks = [at for at, cell in enumerate(cells) if at not in roles and _TASK_HEADER.search(cell)]
        if roles and tasks:
            deadline = next(
                (at for at, cell in enumerate(cells) if at not in roles and _DEADLINE_HEADER.search(cell)), None
            )
            return number, tasks[-1], roles, deadline
    return None


def _row_task(
    document: Document, row: TableRow, task_column: int, roles: dict[int, _Role], deadline_column: int | None
) -> Task | None:
    spans = {at: span for at, span in enumerate(row.cells) if span[0] < span[1]}
    named = {at: _cell_names(document.text[slice(*spans[at])]) for at in roles if at in spans}
    if task_column not in spans or not any(named.values()):
        return None
    sections: list[str] = []
    units: list[str] = []
    lead: list[str] = []
    support: list[str] = []
    for at, names in named.items():
        role, kind = roles[at]
        as_section = kind in ("科室", "处室", "股室")
        for name in names:
            (sections if as_section or (role != "责任" and is_section(name)) else units).append(name)
            if role in LEAD_ROLES:
                lead.append(name)
            elif role in SUPPORT_ROLES:
                support.append(name)
    start, end = spans[task_column]
    clause = document.clause_at(start)
    body = document.text[start:end]
    deadline = document.text[slice(*spans[deadline_column])] if deadline_column in spans else deadline_in(body)
    role_spans = [spans[at] for at in named]
    return Task(
        clause=clause.index,
        path=document.path_of(clause.index),
        title=re.split(r"[。；;，,]", body)[0][:_MAX_TITLE],
        text=body,
        sections=tuple(dict.fromkeys(sections)),
        units=tuple(dict.fromkeys(units)),
        lead=tuple(dict.fromkeys(lead)),
        support=tuple(dict.fromkeys(support)),
        deadline=deadline,
        scope="own",
        start=start,
        end=end,
        responsibility_start=min(span[0] for span in role_spans),
        responsibility_end=max(span[1] for span in role_spans),
    )


def _cell_names(cell: str) -> list[str]:
    return [name for part in re.split(r"[、,，;；\s]+", cell) if len(name := part.strip("。 ")) > 1]
