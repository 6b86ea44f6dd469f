"""The tasks of one section or unit as a page to print: role, deadline, with whom, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.spreadsheet import TaskLine, task_lines
from assistant.task_document import told_basis, with_role
from assistant.viewer.frame import BRAND, THEME_BUTTON, framed
from assistant.web.rendering import escape
from assistant.web.task_list import ROLES, TaskFilter, kept, role_of
from assistant.web.task_view import note_address
from kb.names import canonical
from kb.snapshot import Snapshot

_HEADS = ("序号", "任务", "角色", "时限", "共同承担", "依据")


def tasks_sheet(snapshot: Snapshot, name: str) -> str | None:
    """The page of the body whose canonical name is `name`; None where no task names it.

    Tasks of documents that no longer hold are counted, not listed; those with a day come first, by day.
    """
    lines = task_lines(snapshot)
    rows = [*kept(lines, TaskFilter(section=name)), *kept(lines, TaskFilter(unit=name))]
    rows = list({(row.entry.doc_id, row.task.start, row.task.responsibility_start): row for row in rows}.values())
    if not name or not rows:
        return None
    holding = sorted((row for row in rows if row.status.holds), key=lambda row: row.task.due_on or "9999")
    return framed(f"{_written(rows[0], name)}任务单", _body(holding, len(rows) - len(holding), name, snapshot.today()))


def _body(rows: Sequence[TaskLine], ended: int, name: str, today: str) -> str:
    title = _written(rows[0], name) if rows else name
    documents = len({row.entry.doc_id for row in rows})
    left = f"；另有 {ended} 项出自已失效的文件，未列入" if ended else ""
    head = "".join(f'<th scope="col">{each}</th>' for each in _HEADS)
    body = "".join(_row(number, row, name) for number, row in enumerate(rows, 1))
    table = f"<table class=mv-sheet><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if rows else ""
    return (
        f'<header class="mv-head"><div class="mv-bar">{BRAND}<span class="mv-fill"></span>'
        f'<button type="button" class="mv-button" data-print>打印</button>{THEME_BUTTON}</div></header>'
        f'<main class="mv-tasks"><h1>{escape(title)}任务单</h1>'
        f"<p>共 {len(rows)} 项任务，来自 {documents} 份现行文件{left}。生成日期：{today}</p>{table}</main>"
    )


def _row(number: int, row: TaskLine, name: str) -> str:
    task = row.task
    everyone = (*task.sections, *task.units)
    others = "、".join(with_role(row, each) for each in everyone if canonical(each) != name)
    source = f'<a href="{escape(note_address(row))}">{escape(told_basis(row))}</a>'
    cells = (
        str(number), escape(task.title), ROLES[role_of(row, _written(row, name))], escape(task.deadline or "未写明"),
        escape(others) or "—", source,
    )  # fmt: skip
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _written(row: TaskLine, name: str) -> str:
    """The body's name as the task has it."""
    return next(each for each in (*row.task.sections, *row.task.units) if canonical(each) == name)
