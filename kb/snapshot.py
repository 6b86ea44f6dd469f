"""The documents and records of one generation, and which of the documents hold on a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar, cast

from kb.aliases import Aliases
from kb.catalog import Entry
from kb.corrections import Corrections
from kb.document import Document, Status
from kb.errors import DocumentNotFound
from kb.records import Records
from kb.validity import Dated, Standing, standings, status_on

T = TypeVar("T")


def local_date() -> str:
    """The date where this machine stands, ISO."""
    return datetime.now(UTC).astimezone().date().isoformat()


@dataclass(frozen=True)
class Snapshot:
    """All documents and records as of one generation of the catalog.

    `today` gives the ISO date of the day; `aliases` are the names that staff have joined, `corrections` what they have
    corrected, which is applied already.
    """

    generation: int
    entries: dict[str, Entry]
    records: dict[str, Records]
    today: Callable[[], str] = field(default=local_date, compare=False)
    aliases: Aliases = field(default_factory=Aliases)
    corrections: Corrections = field(default_factory=Corrections)
    _derived: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    def derived(self, key: str, make: Callable[[], T]) -> T:
        """What `make` returns, made once and kept with this snapshot under `key`."""
        if key not in self._derived:
            self._derived[key] = make()
        return cast("T", self._derived[key])

    def entry(self, doc_id: str) -> Entry:
        """The document with this id. Raises DocumentNotFound."""
        if doc_id not in self.entries:
            raise DocumentNotFound(f"文件库里没有编号为“{doc_id}”的文件", "请用 mingce docs 查看现有文件的编号")
        return self.entries[doc_id]

    def standing(self, doc_id: str) -> Standing:
        """How a document stands among the others: what changes it, what it is a copy of. Raises DocumentNotFound."""
        self.entry(doc_id)
        return self.derived("standings", self._standings)[doc_id]

    def _standings(self) -> dict[str, Standing]:
        return standings(
            Dated(entry.doc_id, entry.header, entry.added_at, entry.sketch, partial(_whole, entry))
            for entry in self.entries.values()
        )

    def status_on(self, doc_id: str, as_of: str | None = None) -> Status:
        """The status of a document, today or on the ISO date `as_of`. Raises DocumentNotFound."""
        return status_on(self.entry(doc_id).header, self.standing(doc_id), as_of or self.today())

    def changed_by(self, doc_id: str, as_of: str | None = None) -> str | None:
        """The document that repealed, superseded or last amended this one by then, None if none did."""
        change = self.standing(doc_id).change_on(as_of or self.today())
        return change.by if change else None

    def in_force(self, as_of: str | None = None) -> tuple[str, ...]:
        """The ids of the documents in force, of copies only the first.

        On `as_of` also those that were not repealed yet, without later ones.
        """
        kept = []
        for doc_id, entry in self.entries.items():
            begins = entry.header.effective_on or entry.header.signed_on
            too_late = as_of is not None and begins is not None and begins > as_of
            if not too_late and self.standing(doc_id).copy_of is None and self.status_on(doc_id, as_of).holds:
                kept.append(doc_id)
        return tuple(kept)


def _whole(entry: Entry) -> Document:
    return entry.document
