"""Corrections are checked and put down here; `kb.corrections` keeps and applies them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime

from kb.catalog import Entry
from kb.corrections import HEADER_FIELDS, PARTY_FIELDS, Correction, append, task_keys
from kb.document import Status
from kb.errors import MingceError
from kb.library import Library
from kb.records import Task

MAX_CHARS, MAX_REASON = 200, 200
_BETWEEN = re.compile(r"[、，,；;\n]+")
_DATES = ("signed_on", "effective_on", "expires_on")


def correct_document(library: Library, doc_id: str, values: Mapping[str, str], reason: str = "") -> int:
    """Corrects the metadata that differ from what holds now; returns how many. Empty means: the document says none.

    Raises DocumentNotFound, and MingceError for a value that cannot be.
    """
    with library.writing():
        read, shown = library.as_read(doc_id), library.snapshot.entry(doc_id).header
        wanted = {name: _header_value(name, values[name]) for name in HEADER_FIELDS if name in values}
        changed = {name: value for name, value in wanted.items() if value != _told(getattr(shown, name))}
        for name, value in changed.items():
            was = _told(getattr(read.header, name))
            append(library.home, Correction(_new_id(), doc_id, name, was, value, _now(), reason[:MAX_REASON].strip()))
        return len(changed)


def correct_task(library: Library, doc_id: str, start: int, values: Mapping[str, str], reason: str = "") -> int:
    """Corrects who answers for the task that starts at `start`: names with 、 between them; returns how many fields changed.

    A name must stand in the task or its note, so that every answer still cites it. Raises as `correct_document`.
    """
    with library.writing():
        entry = library.snapshot.entry(doc_id)
        shown, _ = _task_at(library.snapshot.records[doc_id].tasks, start)
        read, key = _task_at(library.records_as_read(doc_id).tasks, start)
        wanted = {name: split_names(values.get(name, "")) for name in PARTY_FIELDS}
        _check_parties(entry, shown, wanted)
        changed = {name: value for name, value in wanted.items() if value != getattr(shown, name)}
        for name, value in changed.items():
            was = getattr(read, name)
            row = Correction(_new_id(), doc_id, name, was, value, _now(), reason[:MAX_REASON].strip(), key)
            append(library.home, row)
        return len(changed)


def withdraw(library: Library, correction: str) -> bool:
    """Takes a correction back, so that what was read holds again; False where there is none of this id."""
    with library.writing():
        if all(each.id != correction for each in library.snapshot.corrections.items):
            return False
        append(library.home, correction)
        return True


def split_names(said: str) -> tuple[str, ...]:
    """The names of a list as people type it, each once.

    >>> split_names("局办公室、 规划财务科，局办公室")
    ('局办公室', '规划财务科')
    """
    return tuple(dict.fromkeys(name for part in _BETWEEN.split(said) if (name := part.strip())))


def _task_at(tasks: tuple[Task, ...], start: int) -> tuple[Task, str]:
    for task, key in zip(tasks, task_keys(tasks), strict=True):
        if task.start == start:
            return task, key
    raise MingceError("这份文件里没有这项任务", "文件可能已经更新，请刷新页面后再试")


def _header_value(name: str, said: str) -> str | None:
    said = " ".join(said.split())
    if len(said) > MAX_CHARS:
        raise MingceError(f"{HEADER_FIELDS[name]}超过 {MAX_CHARS} 字", "请缩短")
    if name == "title" and not said:
        raise MingceError("标题不能为空", "请填写标题")
    if name == "status" and said not in {each.value for each in Status}:
        raise MingceError(f"没有“{said}”这种效力", "请从列表里选")
    if name in _DATES and said:
        try:
            date.fromisoformat(said)
        except ValueError as exc:
            raise MingceError(f"{HEADER_FIELDS[name]}“{said}”不是日期", "请写成 2024-05-01 的样子") from exc
    return said or None


def _check_parties(entry: Entry, task: Task, wanted: Mapping[str, tuple[str, ...]]) -> None:
    text = entry.document.text
    said = text[task.start : task.end] + "\n" + text[task.responsibility_start : task.responsibility_end]
    everyone = {*wanted["sections"], *wanted["units"]}
    for name, names in wanted.items():
        for each in names:
            if each not in said:
                raise MingceError(
                    f"{PARTY_FIELDS[name]}“{each}”在这项任务的原文里找不到",
                    "请照原文的写法填写；原文没有的不能作为依据",
                )
            if name in ("lead", "support") and each not in everyone:
                raise MingceError(f"“{each}”没有写在责任科室或责任单位里", "请先填在责任科室或责任单位里")
    if both := set(wanted["lead"]) & set(wanted["support"]):
        raise MingceError(f"“{min(both)}”不能既牵头又配合", "请只留一处")


def _told(value: object) -> str | None:
    return value.value if isinstance(value, Status) else None if value is None else str(value)


def _new_id() -> str:
    return uuid.uuid4().hex[:12]


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")
