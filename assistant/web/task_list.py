"""Which tasks a filter leaves, and what there is to filter by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.spreadsheet import TaskLine
from kb.names import canonical
from kb.normal_form import fold

Choice = tuple[str, str]  # what is shown, what is meant
NamesOf = Callable[[TaskLine], tuple[str, ...]]
ANY = ""


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a task has to have; empty means anything. Names are in their canonical form."""

    section: str = ANY
    unit: str = ANY
    doc_id: str = ANY
    words: str = ""

    def keeps(self, row: TaskLine) -> bool:
        """Whether `row` has all of it."""
        task = row.task
        if self.doc_id and row.entry.doc_id != self.doc_id:
            return False
        if self.section and self.section not in map(canonical, task.sections):
            return False
        if self.unit and self.unit not in map(canonical, task.units):
            return False
        if not self.words.strip():
            return True
        said = (task.title, task.text, row.note, task.deadline or "", row.entry.document.title, *task.path)
        haystack = fold("\n".join(said))
        return all(fold(word) in haystack for word in self.words.split())


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


def _choices(
    everything: str, rows: Sequence[TaskLine], names_of: Callable[[TaskLine], tuple[str, ...]]
) -> list[Choice]:
    tasks: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for row in rows:
        names = names_of(row)
        tasks.update({canonical(name) for name in names})
        for name in names:
            written.setdefault(canonical(name), Counter())[name] += 1
    shown = {key: forms.most_common(1)[0][0] for key, forms in written.items()}
    return [(everything, ANY), *((f"{shown[key]}（{count}）", key) for key, count in tasks.most_common())]
