"""Who has which task: a table of tasks by sections, or by units, each mark a link to the note that says it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from assistant.spreadsheet import TaskLine
from assistant.web.rendering import cut, empty, escape
from assistant.web.task_list import ROLES, bodies, role_of
from assistant.web.task_view import key_of, note_address
from kb.names import canonical

By = Literal["sections", "units"]
MAX_COLUMNS, MAX_ROWS = 40, 200
_BODIES: dict[By, str] = {"sections": "科室", "units": "单位"}
_MARKS = {"lead": "牵", "responsible": "负", "support": "配"}


def matrix_view(rows: Sequence[TaskLine], by: By) -> str:
    """The rows that name a body of that kind, by document; columns are the bodies with most tasks first."""
    named = [row for row in rows if names_of(row, by)]
    if not named:
        return empty(f"没有写明责任{_BODIES[by]}的任务", "请放宽筛选条件，或换成另一种列。")
    columns = bodies(named, lambda row: names_of(row, by))
    shown = dict(list(columns.items())[:MAX_COLUMNS])
    head = "".join(
        f'<th scope="col" title="{escape(name)}"><span>{escape(name)}</span><i>{count}</i></th>'
        for name, count in shown.values()
    )
    parts = []
    for _, group in groupby(named[:MAX_ROWS], key=lambda row: row.entry.doc_id):
        tasks = list(group)
        title = escape(cut(tasks[0].entry.document.title, 60))
        parts.append(f'<tr class="mc-matrix__doc"><th scope="rowgroup" colspan="{len(shown) + 1}">{title}</th></tr>')
        parts += [_row(row, by, list(shown)) for row in tasks]
    legend = "、".join(f"{_MARKS[role]}：{told}" for role, told in ROLES.items())
    return (
        f'<div class="mc-list mc-matrix" tabindex="0" role="region" aria-label="任务矩阵"><table>'
        f'<caption class="mc-more">{legend}。点任一格打开责任原文。{_left_out(len(named), len(columns), by)}</caption>'
        f'<thead><tr><th scope="col">任务</th>{head}</tr></thead><tbody>{"".join(parts)}</tbody></table></div>'
    )


def names_of(row: TaskLine, by: By) -> tuple[str, ...]:
    """The bodies of that kind that a task names."""
    return row.task.sections if by == "sections" else row.task.units


def _left_out(tasks: int, columns: int, by: By) -> str:
    left = [f"只列出前 {MAX_COLUMNS} 个{_BODIES[by]}（共 {columns} 个）"] if columns > MAX_COLUMNS else []
    left += [f"只列出前 {MAX_ROWS} 项任务（共 {tasks} 项）"] if tasks > MAX_ROWS else []
    return "；".join(left) + "，请用筛选缩小范围。" if left else ""


def _row(row: TaskLine, by: By, columns: Sequence[str]) -> str:
    written = {canonical(name): name for name in names_of(row, by)}
    cells = "".join(f"<td>{_cell(row, written[key])}</td>" if key in written else "<td></td>" for key in columns)
    pick = (
        f'<button type="button" class="mc-rowlink" data-event="pick" data-key="{escape(key_of(row))}" '
        f'data-reveal="#task-detail">{escape(cut(row.task.title, 40))}</button>'
    )
    return f'<tr><th scope="row">{pick}</th>{cells}</tr>'


def _cell(row: TaskLine, name: str) -> str:
    role = role_of(row, name)
    told = escape(f"{name} {ROLES[role]}：{cut(row.task.title, 40)}")
    return (
        f'<a class="mc-open mc-mark mc-mark--{role}" href="{escape(note_address(row))}" target="_blank" data-source '
        f'data-marker="0" title="{told}" aria-label="{told}">{_MARKS[role]}</a>'
    )
