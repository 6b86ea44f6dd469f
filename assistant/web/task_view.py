"""The task list and one task with its clause, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from assistant.spreadsheet import TaskLine
from assistant.web.evidence import clause_range, clause_with_mark, clip
from assistant.web.rendering import cut, demonstration_badge, empty, escape, flow, path_line, source_link, status_badge
from assistant.web.task_list import TaskFilter
from kb.document import Document

MAX_ROWS = 300


def list_view(rows: Sequence[TaskLine], total: int, chosen: str = "") -> str:
    """The rows as a table, `chosen` marked; of a very long list the first part."""
    if not total:
        return empty("还没有任务", "导入带有“责任科室”“责任单位”的文件后，任务会自动列在这里。")
    if not rows:
        return empty("没有符合条件的任务", "请放宽筛选条件，或清空关键词。")
    body = "".join(_row(row, key_of(row) == chosen) for row in rows[:MAX_ROWS])
    more = f'<p class="mc-more">仅显示前 {MAX_ROWS} 项，可导出查看全部。</p>' if len(rows) > MAX_ROWS else ""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("任务", "责任科室", "责任单位", "完成时限"))
    return (
        f'<div class="mc-list"><table class="mc-table mc-table--tasks"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>{more}</div>"
    )


def told(rows: Sequence[TaskLine], total: int) -> str:
    """How many tasks the filter leaves, of how many, in how many documents."""
    documents = len({row.entry.doc_id for row in rows})
    of_all = "" if len(rows) == total else f"（全部 {total} 项）"
    return f"共 {len(rows)} 项任务，来自 {documents} 份文件{of_all}"


def summary(rows: Sequence[TaskLine], total: int, wanted: TaskFilter) -> str:
    """`told`, with a link to the page to print of a section or unit that is asked for."""
    name = wanted.section or wanted.unit
    sheet = (
        f'<a class="mc-link" href="/viewer/tasks?{escape(urlencode({"of": name}))}" target="_blank">打印任务单</a>'
        if name and rows
        else ""
    )
    counted = escape(told(rows, total)).replace(str(len(rows)), f"<b>{len(rows)}</b>", 1)
    return f'<p class="mc-summary" role="status">{counted}{sheet}</p>'


def task_view(row: TaskLine | None, correction: str = "", said: str = "") -> str:
    """One task: who, until when, and its clause with the responsibility note highlighted; a form to correct it (HTML) last."""
    if row is None:
        return _panel("任务详情", empty("选择一项任务", "点击左侧任务，查看所在条款，责任标注会标亮。"))
    return _panel("任务详情", f"{said}{_detail(row)}{correction}")


def key_of(row: TaskLine) -> str:
    """What names the row in the page: document and the places of task and note."""
    task = row.task
    return f"{row.entry.doc_id}:{task.start}:{task.responsibility_start}:{task.clause}"


def note_address(row: TaskLine) -> str:
    """Where the viewer shows the responsibility note of a task."""
    task = row.task
    return f"/source/{row.entry.doc_id}?start={task.responsibility_start}&end={task.responsibility_end}#quote"


def _row(row: TaskLine, chosen: bool) -> str:
    task, document = row.task, row.entry.document
    deadline = escape(task.deadline) if task.deadline else '<span class="mc-none">未写明</span>'
    state = ' class="is-chosen" aria-current="true"' if chosen else ""
    number = f"　{escape(document.doc_number)}" if document.doc_number else ""
    return (
        f'<tr{state}><td data-label="任务">'
        f'<button type="button" class="mc-rowlink" data-event="pick" data-key="{escape(key_of(row))}" '
        f'data-reveal="#task-detail">{escape(cut(task.title, 80))}</button>'
        f'<div class="mc-sub">{escape(cut(document.title, 40))}{number}</div></td>'
        f'<td data-label="责任科室">{_names(row, task.sections)}</td>'
        f'<td data-label="责任单位">{_names(row, task.units)}</td><td data-label="完成时限">{deadline}</td></tr>'
    )


def _names(row: TaskLine, names: Sequence[str]) -> str:
    if not names:
        return '<span class="mc-none">—</span>'
    lead, support = set(row.task.lead), set(row.task.support)
    parts = []
    for name in names:
        role = " <i>牵头</i>" if name in lead else " <i>配合</i>" if name in support else ""
        parts.append(f'<span class="mc-name">{escape(name)}{role}</span>')
    return f'<div class="mc-names">{"".join(parts)}</div>'


def _detail(row: TaskLine) -> str:
    task, document = row.task, row.entry.document
    badges = status_badge(row.status) + demonstration_badge(document.demonstration)
    inherited = ""
    if task.scope == "inherited":
        inherited = '<p class="mc-remark">这一项自身没有写责任；以下责任标注写在同级各项之后，一并适用。</p>'
    facts = "".join(
        f"<dt>{name}</dt><dd>{value}</dd>"
        for name, value in (
            ("责任科室", _names(row, task.sections)),
            ("责任单位", _names(row, task.units)),
            ("完成时限", escape(task.deadline or "未写明")),
        )
    )
    number = f"<span>{escape(document.doc_number)}</span>" if document.doc_number else ""
    return (
        f'<article class="mc-card"><header class="mc-card__head"><h3>{escape(cut(task.title, 120))}</h3></header>'
        f'<dl class="mc-facts">{facts}</dl>'
        f'<div class="mc-card__meta"><strong>{escape(document.title)}</strong></div>'
        f'<div class="mc-card__meta">{badges}{number}</div>{path_line(task.path)}{inherited}'
        f'<div class="mc-card__text" tabindex="0" role="group" aria-label="原文">{_source(row)}</div>'
        f"{source_link(f'/source/{row.entry.doc_id}?start={task.start}&end={_line_end(row)}#quote', '打开原文')}</article>"
    )


def _line_end(row: TaskLine) -> int:
    """Where the first line of the task ends, or its table row: what the viewer highlights."""
    document, task = row.entry.document, row.task
    held = (each.end for each in document.rows if each.start <= task.start < each.end)
    line = document.text.find("\n", task.start, task.end)
    return next(held, line if line > task.start else task.end)


def _source(row: TaskLine) -> str:
    """Where the task stands, its responsibility note highlighted; a note elsewhere follows in its own clause."""
    document, task = row.entry.document, row.task
    note = (task.responsibility_start, task.responsibility_end)
    left, right = _place(document, task.start, task.end)
    left, right = clip(left, right, task.start, task.start + 1)
    text = flow(document, left, right, [note])
    if left <= note[0] < right:
        return text
    return text + '<p class="mc-gap">责任标注所在条款</p>' + clause_with_mark(document, *note)


def _place(document: Document, start: int, end: int) -> tuple[int, int]:
    """The table row that holds `start:end`, else the clauses that it touches."""
    held = (row for row in document.rows if row.start <= start < row.end)
    return next(((row.start, row.end) for row in held), clause_range(document, start, end))


def _panel(title: str, body: str) -> str:
    return f'<div class="mc-panel"><div class="mc-panel__head"><h2>{escape(title)}</h2></div>{body}</div>'
