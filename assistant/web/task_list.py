"""Which tasks a filter leaves, in which role, and what there is to filter by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.spreadsheet import TaskLine
from kb.names import canonical
from kb.normal_form import fold

Choice = tuple[str, str]  # what is shown, what is meant
NamesOf = Callable[[TaskLine], tuple[str, ...]]
Role = Literal["lead", "responsible", "support"]
ANY = ""
ROLES: dict[Role, str] = {"lead": "牵头", "responsible": "负责", "support": "配合"}
ROLE_CHOICES: list[Choice] = [("全部角色", ANY), *((told, role) for role, told in ROLES.items())]
DATED, PERIODIC, UNDATED = "dated", "periodic", "undated"
DUE_CHOICES: list[Choice] = [
    ("全部时限", ANY), ("有具体日期", DATED), ("定期或长期", PERIODIC), ("未写明时限", UNDATED),
]  # fmt: skip
HOLDING, ENDED = "holding", "ended"
STATUS_CHOICES: list[Choice] = [("全部效力", ANY), ("现行文件", HOLDING), ("已失效的文件", ENDED)]


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a task has to have; empty means anything. Names are in their canonical form.

    `role` is that of the section and unit asked for, of anybody where neither is.
    """

    section: str = ANY
    unit: str = ANY
    doc_id: str = ANY
    words: str = ""
    role: str = ANY
    due: str = ANY
    status: str = ANY

    def keeps(self, row: TaskLine) -> bool:
        """Whether `row` has all of it."""
        task = row.task
        return (
            self.doc_id in (ANY, row.entry.doc_id)
            and (not self.section or self.section in map(canonical, task.sections))
            and (not self.unit or self.unit in map(canonical, task.units))
            and (not self.role or self._in_role(row))
            and self.due in (ANY, due_of(row))
            and self.status in (ANY, HOLDING if row.status.holds else ENDED)
            and self._says(row)
        )

    def _in_role(self, row: TaskLine) -> bool:
        asked = [name for name in (self.section, self.unit) if name]
        names = (*row.task.sections, *row.task.units)
        return any(role_of(row, name) == self.role for name in names if not asked or canonical(name) in asked)

    def _says(self, row: TaskLine) -> bool:
        if not self.words.strip():
            return True
        task = row.task
        said = (task.title, task.text, row.note, task.deadline or "", row.entry.document.title, *task.path)
        haystack = fold("\n".join(said))
        return all(fold(word) in haystack for word in self.words.split())


def role_of(row: TaskLine, name: str) -> Role:
    """The role of the body `name` in a task that names it."""
    if name in row.task.lead:
        return "lead"
    return "support" if name in row.task.support else "responsible"


def due_of(row: TaskLine) -> str:
    """Whether a task has a day, a deadline without one, or none."""
    if row.task.due_on:
        return DATED
    return PERIODIC if row.task.deadline else UNDATED


def kept(rows: Iterable[TaskLine], wanted: TaskFilter) -> tuple[TaskLine, ...]:
    """The rows that `wanted` keeps, in their order."""
    return tuple(row for row in rows if wanted.keeps(row))


def section_choices(rows: Sequence[TaskLine]) -> list[Choice]:
    """All sections with how many tasks each has, most tasks first; 局规划财务科 and 规划财务科 are one."""
    return _choices("全部科室", rows, lambda row: row.task.sections)


def unit_choices(rows: Sequence[TaskLine]) -> list[Choice]:
    """All units with how many tasks each has, most tasks first."""
    return _choices("全部单位", rows, lambda row: row.task.units)


def document_choices(rows: Sequence[TaskLine]) -> list[Choice]:
    """All documents with tasks."""
    counts = Counter(row.entry.doc_id for row in rows)
    titles = {row.entry.doc_id: row.entry.document.title for row in rows}
    return [("全部文件", ANY), *((f"{titles[doc_id]}（{count}）", doc_id) for doc_id, count in counts.items())]


def _choices(everything: str, rows: Sequence[TaskLine], names_of: NamesOf) -> list[Choice]:
    counted = bodies(rows, names_of)
    return [(everything, ANY), *((f"{name}（{count}）", key) for key, (name, count) in counted.items())]


def bodies(rows: Sequence[TaskLine], names_of: NamesOf) -> dict[str, tuple[str, int]]:
    """The bodies that `names_of` a row gives: canonical form -> the form written most and in how many rows; most rows first."""
    tasks: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for row in rows:
        names = names_of(row)
        tasks.update({canonical(name) for name in names})
        for name in names:
            written.setdefault(canonical(name), Counter())[name] += 1
    return {key: (written[key].most_common(1)[0][0], count) for key, count in tasks.most_common()}
