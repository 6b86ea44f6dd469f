"""Tasks as an XLSX workbook. The one home of openpyxl in `assistant`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import TYPE_STRING
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from kb.catalog import Entry
from kb.document import Status
from kb.errors import MingceError
from kb.records import Task
from kb.snapshot import Snapshot

# heading, width in characters
COLUMNS = (
    ("任务", 36), ("责任科室", 22), ("责任单位", 26), ("牵头", 18), ("配合", 22), ("完成时限", 14), ("最迟日期", 12),
    ("文件", 36), ("文号", 20), ("章节", 36), ("责任原文", 40),
)  # fmt: skip
_MAX_CELL_CHARS = 32_767  # of the XLSX format
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 has no such characters


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with the document that sets it."""

    entry: Entry
    task: Task
    status: Status

    @property
    def note(self) -> str:
        """The responsibility note, verbatim."""
        return self.entry.document.text[self.task.responsibility_start : self.task.responsibility_end].strip()


def task_lines(snapshot: Snapshot) -> tuple[TaskLine, ...]:
    """All tasks of the library, document by document, in text order; those of copies once."""
    return tuple(
        TaskLine(entry, task, snapshot.status_on(doc_id))
        for doc_id, entry in snapshot.entries.items()
        if snapshot.standing(doc_id).copy_of is None
        for task in snapshot.records[doc_id].tasks
    )


def export_tasks(rows: Iterable[TaskLine], path: Path) -> int:
    """Writes `rows` as an XLSX file; returns how many.

    Every cell is text, also one that begins like a formula (OWASP, CSV injection).
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("任务清单")
    sheet.freeze_panes = "A2"
    for number, (_heading, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_head(sheet, heading) for heading, _width in COLUMNS])
    count = 0
    for row in rows:
        sheet.append([_text(sheet, value) for value in _values(row)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{count + 1}"
    try:
        book.save(path)
    except OSError as exc:
        raise MingceError(
            f"表格无法写入 {path}：{exc.strerror}", "请检查文件夹是否存在、是否可写，或文件是否正被打开"
        ) from exc
    return count


def _values(row: TaskLine) -> tuple[str, ...]:
    task, document = row.task, row.entry.document
    names = ("、".join(group) for group in (task.sections, task.units, task.lead, task.support))
    title = document.title + ("（演示文件）" if document.demonstration else "")
    place = (title, document.doc_number or "", " › ".join(task.path))
    return (task.title, *names, task.deadline or "", task.due_on or "", *place, row.note)


def _text(sheet: WriteOnlyWorksheet, value: str) -> Cell:
    cell = WriteOnlyCell(sheet, _ILLEGAL.sub("", value)[:_MAX_CELL_CHARS])
    cell.data_type = TYPE_STRING
    cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _head(sheet: WriteOnlyWorksheet, heading: str) -> Cell:
    cell = WriteOnlyCell(sheet, heading)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="E8EEF5")
    cell.alignment = Alignment(vertical="center")
    return cell
