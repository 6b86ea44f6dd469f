"""The documents and records of one generation, and what documents say of each other's validity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from kb.catalog import Entry
from kb.document import Status
from kb.errors import DocumentNotFound
from kb.normal_form import fold
from kb.records import Records

T = TypeVar("T")


@dataclass(frozen=True)
class Snapshot:
    """All documents and records as of one generation of the catalog."""

    generation: int
    entries: dict[str, Entry]
    records: dict[str, Records]
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

    def status_on(self, doc_id: str, as_of: str | None) -> Status:
        """The status of a document, today or on the ISO date `as_of`."""
        entry = self.entry(doc_id)
        if as_of is None or entry.repealed_on is None or as_of >= entry.repealed_on:
            return entry.status
        return entry.document.status

    def in_force(self, as_of: str | None = None) -> tuple[str, ...]:
        """The ids of the documents in force; on `as_of` also those that were not repealed yet, without later ones."""
        kept = []
        for doc_id, entry in self.entries.items():
            begins = entry.document.effective_on or entry.document.signed_on
            too_late = as_of is not None and begins is not None and begins > as_of
            if not too_late and self.status_on(doc_id, as_of) is Status.IN_FORCE:
                kept.append(doc_id)
        return tuple(kept)


def settled_statuses(entries: dict[str, Entry]) -> dict[str, tuple[Status, str | None, str | None]]:
    """Status, repealing document and date of every document, from what all of them say that they repeal."""
    statuses: dict[str, tuple[Status, str | None, str | None]] = {
        doc_id: (entry.document.status, None, None) for doc_id, entry in entries.items()
    }
    for by, repealing in entries.items():
        if repealing.document.status is Status.DRAFT:
            continue  # a draft repeals nothing yet
        names = [fold(name) for name in repealing.document.supersedes]
        for doc_id, entry in entries.items():
            own = [fold(name) for name in (entry.document.title, entry.document.doc_number) if name]
            if doc_id != by and any(
                name == mine or (len(name) > 6 and mine.endswith(name)) for name in names for mine in own
            ):
                day = repealing.document.effective_on or repealing.document.signed_on
                statuses[doc_id] = (Status.REPEALED, by, day)
    return statuses
