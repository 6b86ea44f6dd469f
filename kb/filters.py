"""What a search is narrowed to, and the documents that are then searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kb.document import Status
from kb.document_kinds import KINDS, kinds_of
from kb.errors import SettingsError
from kb.names import same_names
from kb.normal_form import fold
from kb.records import Task
from kb.snapshot import Snapshot

_SHOWN = 12  # names that a message lists


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages count; None leaves open.

    `kind` is a 文种 (通知, 办法), `issuer` any form of the name of a 发文机关. `status` is judged on `as_of` (ISO, today
    if None); `as_of` alone leaves what holds on that day. `section` is a 责任科室 or 责任单位: only passages of its
    tasks. `from_year` and `to_year` bound the year of the document, both included.
    """

    doc_ids: tuple[str, ...] | None = None
    kind: str | None = None
    issuer: str | None = None
    status: tuple[Status, ...] | None = None
    as_of: str | None = None
    section: str | None = None
    from_year: int | None = None
    to_year: int | None = None


def documents_in(filters: Filters, snapshot: Snapshot) -> tuple[str, ...] | None:
    """The documents that are searched, None for all of them, which costs least."""
    tests = list(_tests(filters, snapshot))
    entries = snapshot.entries
    asked = entries if filters.doc_ids is None else [doc_id for doc_id in filters.doc_ids if doc_id in entries]
    kept = tuple(doc_id for doc_id in asked if all(test(doc_id) for test in tests))
    return None if len(set(kept)) == len(entries) else kept


def _tests(filters: Filters, snapshot: Snapshot) -> Iterator[Callable[[str], bool]]:
    """What a document must pass, for each filter that is set; the cheap ones first."""
    entries = snapshot.entries
    if filters.kind is not None:
        yield lambda doc_id: fold(filters.kind or "") in kinds_of(entries[doc_id].header)
    if filters.issuer is not None:
        yield lambda doc_id: issued_by(snapshot, entries[doc_id].header.issuer, filters.issuer or "")
    if filters.from_year is not None or filters.to_year is not None:
        first, last = filters.from_year or 0, filters.to_year or 9999
        yield lambda doc_id: first <= _year_of(snapshot, doc_id) <= last
    if filters.section is not None:
        held = {doc_id for doc_id, _ in tasks_of(filters.section, snapshot)}
        yield lambda doc_id: doc_id in held
    if filters.status is not None:
        yield lambda doc_id: snapshot.status_on(doc_id, filters.as_of) in (filters.status or ())
    elif filters.as_of is not None:
        yield lambda doc_id: snapshot.status_on(doc_id, filters.as_of).holds
    if filters.as_of is not None:
        yield lambda doc_id: (_begins(snapshot, doc_id) or "") <= (filters.as_of or "")


def tasks_of(section: str, snapshot: Snapshot) -> tuple[tuple[str, Task], ...]:
    """The tasks that `section`, in any form of its name, answers for, as (doc_id, task).

    Where no name means it, those whose names have it: 防火科 is found in 森林防火科.
    """
    return snapshot.derived(f"tasks of {section}", lambda: _tasks_of(section, snapshot))


def _tasks_of(section: str, snapshot: Snapshot) -> tuple[tuple[str, Task], ...]:
    tasks = [(doc_id, task) for doc_id, records in snapshot.records.items() for task in records.tasks]
    issuers = {doc_id: snapshot.entries[doc_id].header.issuer for doc_id, _ in tasks}
    exact = tuple(
        (doc_id, task)
        for doc_id, task in tasks
        if same_names(section, (*task.sections, *task.units), snapshot.aliases, issuers[doc_id])
    )
    part = fold(section)
    return exact or tuple(
        (doc_id, task) for doc_id, task in tasks if any(part in fold(name) for name in (*task.sections, *task.units))
    )


def issued_by(snapshot: Snapshot, issuer: str | None, name: str) -> bool:
    """Whether `name` means `issuer`: another form of it, or a part of it as 林业局 of 栖云市林业局."""
    if issuer is None:
        return False
    return fold(name) in fold(issuer) or bool(same_names(name, (issuer,), snapshot.aliases, issuer))


def check(filters: Filters, snapshot: Snapshot) -> None:
    """Raises SettingsError or DocumentNotFound for a filter that nothing in the library can meet, naming what there is."""
    for doc_id in filters.doc_ids or ():
        snapshot.entry(doc_id)
    entries = snapshot.entries.values()
    if filters.kind is not None:
        known = Counter(kind for entry in entries for kind in kinds_of(entry.header))
        if fold(filters.kind) not in known:
            what = "不是文种" if fold(filters.kind) not in KINDS else "这种文件库里没有"
            raise SettingsError(f"“{filters.kind}”{what}", f"库里有的文种：{_listed(known)}")
    if filters.issuer is not None:
        issuers = Counter(entry.header.issuer for entry in entries if entry.header.issuer)
        if not any(issued_by(snapshot, issuer, filters.issuer) for issuer in issuers):
            raise SettingsError(f"库里没有“{filters.issuer}”发的文件", f"库里的发文机关：{_listed(issuers)}")
    if filters.section is not None and not tasks_of(filters.section, snapshot):
        tasks = [task for records in snapshot.records.values() for task in records.tasks]
        names = Counter(name for task in tasks for name in (*task.sections, *task.units))
        raise SettingsError(f"库里没有“{filters.section}”承担的任务", f"库里的科室和单位：{_listed(names)}")


def _listed(names: Counter[str]) -> str:
    if not names:
        return "（没有）"
    shown = [name for name, _ in names.most_common(_SHOWN)]
    return "、".join(shown) + (f" 等 {len(names)} 个" if len(names) > _SHOWN else "")


def _begins(snapshot: Snapshot, doc_id: str) -> str | None:
    document = snapshot.entries[doc_id].header
    return document.effective_on or document.signed_on


def _year_of(snapshot: Snapshot, doc_id: str) -> int:
    """The year of a document, -1 where it has no date."""
    document = snapshot.entries[doc_id].header
    day = document.signed_on or document.published_on or document.effective_on
    return int(day[:4]) if day else -1
