"""Tasks as a Word file: one table, a row a task."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.official_document import OfficialDocument, Piece, Table, paragraph
from assistant.spreadsheet import TaskLine

_HEAD = ("序号", "任务", "责任科室", "责任单位", "时限", "依据")


def as_document(rows: Sequence[TaskLine], told: str, day: str) -> OfficialDocument:
    """The rows as a document; `told` says how many there are, `day` (ISO) when it was made."""
    year, month, date = (int(part) for part in day.split("-"))
    pieces: list[Piece] = [paragraph(f"{told}。")]
    if rows:
        pieces.append(Table((_HEAD, *(_cells(number, row) for number, row in enumerate(rows, 1)))))
    return OfficialDocument("任务清单", tuple(pieces), date=f"{year}年{month}月{date}日")


def with_role(row: TaskLine, name: str) -> str:
    """A body's name with its role, where it leads or supports."""
    if name in row.task.lead:
        return f"{name}（牵头）"
    return f"{name}（配合）" if name in row.task.support else name


def told_basis(row: TaskLine) -> str:
    """Where a task stands: title, number, headings."""
    document = row.entry.document
    mark = "（演示文件）" if document.demonstration else ""
    state = "" if row.status.holds else "（已失效）"
    place = " / ".join(step.strip()[:30] for step in row.task.path)
    return f"《{document.title}》{mark}{document.doc_number or ''}{state}{'　' + place if place else ''}"


def _cells(number: int, row: TaskLine) -> tuple[str, ...]:
    task = row.task
    sections, units = ("、".join(with_role(row, name) for name in names) for names in (task.sections, task.units))
    return str(number), task.title, sections, units, task.deadline or "", told_basis(row)
