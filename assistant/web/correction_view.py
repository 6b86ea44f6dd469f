"""Forms to correct what was read wrong, and the log of what was, with the way back; as HTML."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.web.rendering import escape
from kb.corrections import HEADER_FIELDS, PARTY_FIELDS, Correction, Value, task_keys
from kb.document import Status
from kb.records import Task
from kb.snapshot import Snapshot

STATUSES = {
    Status.IN_FORCE.value: "现行", Status.AMENDED.value: "已修改", Status.SUPERSEDED.value: "已有新版",
    Status.REPEALED.value: "已废止", Status.EXPIRED.value: "已失效", Status.DRAFT.value: "征求意见稿",
}  # fmt: skip


def document_correction(snapshot: Snapshot, doc_id: str) -> str:
    """The metadata of a document to correct, and what was corrected before."""
    header = snapshot.entry(doc_id).header
    fields = "".join(
        _status(name, told, header.status) if name == "status" else _text(name, told, getattr(header, name) or "")
        for name, told in HEADER_FIELDS.items()
    )
    log = "".join(_logged(each, HEADER_FIELDS) for each in snapshot.corrections.of(doc_id))
    hint = "日期写成 2024-05-01；空着表示原文没有写。更正只改文件库里的登记，原文不动，随时可以撤回。"
    return _folded("更正文件信息", _form("correct", f'data-doc="{escape(doc_id)}"', fields, hint), log)


def task_correction(snapshot: Snapshot, doc_id: str, task: Task) -> str:
    """Who answers for a task, to correct, and what was corrected before."""
    fields = "".join(_text(name, told, "、".join(getattr(task, name))) for name, told in PARTY_FIELDS.items())
    log = "".join(_logged(each, PARTY_FIELDS) for each in corrections_of(snapshot, doc_id, task))
    hint = "几个名称之间用顿号；名称要与原文写法一致。更正后任务清单、回答都按更正的内容，随时可以撤回。"
    place = f'data-doc="{escape(doc_id)}" data-task="{task.start}"'
    return _folded("更正责任", _form("correct", place, fields, hint), log)


def corrections_of(snapshot: Snapshot, doc_id: str, task: Task) -> tuple[Correction, ...]:
    """The corrections of a task of the snapshot."""
    tasks = snapshot.records[doc_id].tasks
    keys = [key for key, each in zip(task_keys(tasks), tasks, strict=True) if each.start == task.start]
    return tuple(each for key in keys for each in snapshot.corrections.of(doc_id, key))


def _form(event: str, place: str, fields: str, hint: str) -> str:
    return (
        f'<form class="mc-correct" data-form>{fields}<label>原因<input name="reason" maxlength="200"></label>'
        f'<p class="mc-sub">{hint}</p>'
        f'<button type="submit" class="mc-button" data-event="{event}" {place}>保存更正</button></form>'
    )


def _text(name: str, told: str, value: str) -> str:
    return f'<label>{told}<input name="{name}" value="{escape(value)}" maxlength="200"></label>'


def _status(name: str, told: str, value: Status) -> str:
    options = "".join(
        f'<option value="{key}"{" selected" if key == value.value else ""}>{shown}</option>'
        for key, shown in STATUSES.items()
    )
    return f'<label>{told}<select name="{name}">{options}</select></label>'


def _folded(title: str, form: str, log: str) -> str:
    listed = f'<ul class="mc-corrections" aria-label="更正记录">{log}</ul>' if log else ""
    mark = " ·  已更正" if log else ""
    return f'<details class="mc-draft__table"><summary>{title}{mark}</summary>{listed}{form}</details>'


def _logged(each: Correction, names: Mapping[str, str]) -> str:
    why = f"，原因：{each.reason}" if each.reason else ""
    told = f"{names[each.field]}：“{_told(each.was)}”改为“{_told(each.now)}”（{each.at[:16].replace('T', ' ')}{why}）"
    return (
        f'<li>{escape(told)}<button type="button" class="mc-link" data-event="withdraw" data-correction="{escape(each.id)}">'
        "撤回</button></li>"
    )


def _told(value: Value) -> str:
    if value is None or value == ():
        return "没有写"
    if isinstance(value, tuple):
        return "、".join(value)
    return STATUSES.get(value, value)
