"""What the person has narrowed the questions to: a document, a section, a day, and whether only what holds counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.query import Within
from assistant.spreadsheet import task_lines
from assistant.web.rendering import cut
from assistant.web.task_list import ANY, Choice, section_choices
from kb.errors import SettingsError
from kb.filters import Filters, documents_in
from kb.snapshot import Snapshot

HOLDING, ALL_STATES = "holding", "all"
STATE_CHOICES: list[Choice] = [("只看现行有效", HOLDING), ("包括已失效的", ALL_STATES)]
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class Scope:
    """As the page's fields have it; empty leaves open. `section` is a canonical name."""

    doc_id: str = ANY
    section: str = ANY
    day: str = ""
    states: str = HOLDING

    def as_of(self) -> str | None:
        """The ISO date, None where none is given. Raises SettingsError for what is no date.

        >>> Scope(day="2024年5月1日").as_of()
        '2024-05-01'
        """
        if not self.day.strip():
            return None
        match = _DAY.fullmatch(self.day.strip())
        try:
            return date(*map(int, match.groups())).isoformat() if match else _no_date(self.day)
        except ValueError:
            return _no_date(self.day)

    def doc(self, snapshot: Snapshot) -> str | None:
        """The document, None where none is given or it has gone."""
        return self.doc_id if self.doc_id in snapshot.entries else None

    def within(self, snapshot: Snapshot) -> Within | None:
        """What the questions are narrowed to besides document and day; None where that is all."""
        if not self.section and (self.states == HOLDING or self.doc(snapshot)):
            return None
        doc, day = self.doc(snapshot), self.as_of()
        if doc:
            asked: tuple[str, ...] = (doc,)
        elif self.states == HOLDING:
            asked = snapshot.in_force(day)
        else:
            asked = tuple(doc_id for doc_id in snapshot.entries if snapshot.standing(doc_id).copy_of is None)
        filters = Filters(asked, section=self.section or None)
        found = documents_in(filters, snapshot)
        return Within(asked if found is None else found, self.section or None)

    def told(self, snapshot: Snapshot) -> str:
        """In words, empty where nothing is narrowed. Raises SettingsError for what is no date."""
        doc, day = self.doc(snapshot), self.as_of()
        parts = [f"《{cut(snapshot.entries[doc].header.title, 24)}》"] if doc else []
        parts += [self.section] if self.section else []
        parts += [f"{day} 当日有效"] if day else []
        parts += ["包括已失效的"] if self.states == ALL_STATES and not doc else []
        return " · ".join(parts)


def document_choices(snapshot: Snapshot) -> list[Choice]:
    """All documents, those in force first."""
    holding = set(snapshot.in_force())
    rows = sorted(snapshot.entries, key=lambda doc_id: (doc_id not in holding, snapshot.entries[doc_id].header.title))
    return [("全部文件", ANY), *((cut(snapshot.entries[doc_id].header.title, 40), doc_id) for doc_id in rows)]


def section_menu(snapshot: Snapshot) -> list[Choice]:
    """The sections that have tasks."""
    return section_choices(task_lines(snapshot))


def _no_date(written: str) -> str:
    raise SettingsError(f"日期“{cut(written, 20)}”看不懂", "请写作 2024-05-20")
