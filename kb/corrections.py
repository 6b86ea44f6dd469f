"""What staff corrected by hand: metadata of a document, and who answers for a task. What was read stays as it was.

`更正.jsonl` in the data folder, one change or withdrawal a line, is the log; lines are only ever added. It is applied
when documents are read from the catalog, so that it holds at once, and also behind a reindex or another intake of the file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from kb.catalog import Entry
from kb.document import Document, Status
from kb.errors import MingceError
from kb.records import Records, Task

FILE_NAME = "更正.jsonl"
HEADER_FIELDS = {
    "title": "标题", "doc_number": "文号", "issuer": "发文机关", "signed_on": "成文日期", "effective_on": "施行日期",
    "expires_on": "有效期至", "status": "效力",
}  # fmt: skip
PARTY_FIELDS = {"sections": "责任科室", "units": "责任单位", "lead": "牵头", "support": "配合"}

Value = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of a document, or of its task `task` (`task_keys`), from what was read to what holds; `at` is ISO time."""

    id: str
    doc_id: str
    field: str
    was: Value
    now: Value
    at: str
    reason: str = ""
    task: str | None = None


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections that were not withdrawn, of each field the last; `stamp` tells whether the file has changed since."""

    items: tuple[Correction, ...] = ()
    stamp: tuple[int, int] | None = None

    @classmethod
    def load(cls, home: Path, known: Corrections | None = None) -> Corrections:
        """Those of the data folder, `known` if the file is still the same. Raises MingceError naming the wrong line."""
        path = home / FILE_NAME
        try:
            about = path.stat() if path.is_file() else None
            stamp = (about.st_mtime_ns, about.st_size) if about else None
            if known is not None and known.stamp == stamp:
                return known
            data = path.read_bytes() if about else b""
            lines = data[: data.rfind(b"\n") + 1].decode("utf-8").split("\n")  # one cut off in writing is none
        except (OSError, UnicodeDecodeError) as exc:
            raise MingceError(f"{FILE_NAME} 无法读取：{exc}", "请检查文件的位置、权限和编码") from exc
        return cls(tuple(_standing(lines)), stamp)

    def of(self, doc_id: str, task: str | None = None) -> tuple[Correction, ...]:
        """Those of a document itself, or of its task `task`."""
        return tuple(each for each in self.items if each.doc_id == doc_id and each.task == task)

    def header(self, doc_id: str, header: Document) -> Document:
        """`header` as corrected; a field that is no longer read as it was then stays as it is read now."""
        values = {each.field: each.now for each in self.of(doc_id) if _plain(getattr(header, each.field)) == each.was}
        if "status" in values:
            values["status"] = Status(str(values["status"]))
        return replace(header, **values) if values else header  # type: ignore[arg-type]

    def tasks(self, doc_id: str, tasks: Sequence[Task]) -> tuple[Task, ...]:
        """`tasks` as corrected, likewise."""
        return tuple(self._task(self.of(doc_id, key), task) for key, task in zip(task_keys(tasks), tasks, strict=True))

    def _task(self, corrections: Sequence[Correction], task: Task) -> Task:
        values = {each.field: each.now for each in corrections if getattr(task, each.field) == each.was}
        return replace(task, **values) if values else task  # type: ignore[arg-type]

    def applied(
        self, entries: Mapping[str, Entry], records: Mapping[str, Records]
    ) -> tuple[dict[str, Entry], dict[str, Records]]:
        """Entries and records as corrected; those without a correction are the same objects."""
        corrected, told = dict(entries), dict(records)
        for doc_id in {each.doc_id for each in self.items} & entries.keys():
            entry = entries[doc_id]
            corrected[doc_id] = replace(entry, header=self.header(doc_id, entry.header))
            told[doc_id] = replace(records[doc_id], tasks=self.tasks(doc_id, records[doc_id].tasks))
        return corrected, told


def task_keys(tasks: Sequence[Task]) -> list[str]:
    """A key for each task that tells it from the others also where text before it has changed: of its wording and headings.

    Of tasks that are worded alike in one document the first, second, …
    """
    seen: Counter[str] = Counter()
    keys = []
    for task in tasks:
        told = "\n".join((*task.path, task.title, task.text))
        digest = hashlib.sha256(told.encode()).hexdigest()[:16]
        seen[digest] += 1
        keys.append(f"{digest}.{seen[digest]}")
    return keys


def append(home: Path, row: Correction | str) -> None:
    """Adds a correction, or the withdrawal of that with this id, to the log. Raises MingceError where it cannot be written.

    A line that was cut off when its writer was killed is dropped first.
    """
    value: dict[str, Any] = {"withdraws": row} if isinstance(row, str) else asdict(row)
    try:
        with (home / FILE_NAME).open("a+b") as file:
            file.seek(0)
            whole = file.read()
            if whole and not whole.endswith(b"\n"):
                file.truncate(whole.rfind(b"\n") + 1)
            file.write((json.dumps(value, ensure_ascii=False) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as exc:
        raise MingceError(f"{FILE_NAME} 无法写入：{exc.strerror}", "请检查数据目录的权限和磁盘空间") from exc


def _standing(lines: Iterable[str]) -> Iterable[Correction]:
    held: dict[str, Correction] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            if "withdraws" in value:
                held.pop(value["withdraws"], None)
                continue
            made = Correction(**{**value, "was": _value(value["was"]), "now": _value(value["now"])})
            if made.field not in (PARTY_FIELDS if made.task is not None else HEADER_FIELDS):
                raise ValueError(made.field)
        except (ValueError, TypeError, KeyError) as exc:
            raise MingceError(f"{FILE_NAME} 第 {number} 行有误", "请删去这一行，或从备份恢复") from exc
        same = [each.id for each in held.values() if _place(each) == _place(made)]
        for key in same:
            del held[key]
        held[made.id] = made
    return held.values()


def _place(each: Correction) -> tuple[str, str | None, str]:
    return each.doc_id, each.task, each.field


def _value(value: object) -> Value:
    return tuple(map(str, value)) if isinstance(value, list) else None if value is None else str(value)


def _plain(value: object) -> Value:
    return value.value if isinstance(value, Status) else _value(list(value) if isinstance(value, tuple) else value)
