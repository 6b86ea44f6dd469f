"""Example questions from what the library really holds."""

from __future__ import annotations

from collections import Counter

from kb.names import canonical
from kb.snapshot import Snapshot

_MAX_TITLE = 32


def suggestions(snapshot: Snapshot) -> tuple[str, ...]:
    """Up to five questions that the documents in force can answer; none for an empty library."""
    ids = snapshot.in_force()
    questions = [f"{name}有哪些任务？" for name in _busiest(snapshot, ids)]
    questions += [f"《{title}》的主要任务有哪些？" for title in _plan(snapshot, ids)]
    questions += [f"什么是“{term}”？" for term in _term(snapshot, ids)]
    questions += [f"{year}年的目标有哪些？" for year in _year(snapshot, ids)]
    if not questions:
        questions = [f"《{snapshot.entries[doc_id].document.title}》讲了什么？" for doc_id in list(ids)[:2]]
    return tuple(questions[:5])


def _busiest(snapshot: Snapshot, ids: tuple[str, ...]) -> list[str]:
    """The two sections with most tasks, as they are written most often."""
    written: Counter[str] = Counter()
    for doc_id in ids:
        for task in snapshot.records[doc_id].tasks:
            written.update(task.sections)
    by_section: dict[str, str] = {}
    for name, _count in written.most_common():
        by_section.setdefault(canonical(name), name)
    return list(by_section.values())[:2]


def _plan(snapshot: Snapshot, ids: tuple[str, ...]) -> list[str]:
    plans = [doc_id for doc_id in ids if snapshot.records[doc_id].tasks]
    plans.sort(key=lambda doc_id: -len(snapshot.records[doc_id].tasks))
    titles = [snapshot.entries[doc_id].document.title for doc_id in plans]
    return [title for title in titles if len(title) <= _MAX_TITLE and "方案" in title][:1] or titles[:1]


def _term(snapshot: Snapshot, ids: tuple[str, ...]) -> list[str]:
    terms = (term for doc_id in ids for term in snapshot.records[doc_id].terms)
    return [term.term for term in terms if term.definition and len(term.term) <= 16][:1]


def _year(snapshot: Snapshot, ids: tuple[str, ...]) -> list[int]:
    years = Counter(target.year for doc_id in ids for target in snapshot.records[doc_id].targets)
    return [year for year, _count in years.most_common(1)]
