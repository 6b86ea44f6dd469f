"""Whom a guide is for: a section or unit of the records, or a post that only clauses speak of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.onboarding.collective import is_collective
from kb.errors import NameNotFound
from kb.names import nearest_names, same_names
from kb.normal_form import fold
from kb.records import Task
from kb.snapshot import Snapshot

Kind = Literal["section", "unit", "post"]
KINDS: dict[Kind, str] = {"section": "科室", "unit": "单位", "post": "岗位"}
_POST = re.compile(r"(?:员|长|岗|专家|责任人|负责人|联络人|秘书|助理|干事)$")
_MIN_POST, _MAX_POST = 2, 16


@dataclass(frozen=True, slots=True)
class Subject:
    """A section, unit or post. `name` is how documents mostly write it, `forms` all ways in which the records do."""

    name: str
    kind: Kind
    forms: tuple[str, ...]


def find_subject(snapshot: Snapshot, name: str, as_of: str | None = None) -> Subject:
    """The subject called `name` in the documents in force. Raises NameNotFound with the nearest names."""
    scope = snapshot.in_force(as_of)
    sections, units = Counter[str](), Counter[str]()
    for doc_id in scope:
        issuer = snapshot.entries[doc_id].document.issuer
        for task in snapshot.records[doc_id].tasks:
            sections.update(same_names(name, task.sections, snapshot.aliases, issuer))
            units.update(same_names(name, task.units, snapshot.aliases, issuer))
    forms = sections + units
    if forms:
        kind: Kind = "section" if sections.total() >= units.total() else "unit"
        return Subject(forms.most_common(1)[0][0], kind, tuple(sorted(forms)))
    if _is_post(snapshot, scope, name):
        return Subject(name.strip(), "post", (name.strip(),))
    known = [each for _, names in _named(snapshot, scope) for each in names]
    remedy = "请用文件里的名称；mingce tasks 列出各项任务的责任科室和单位"
    raise NameNotFound(
        f"现行文件里没有叫“{name[:40]}”的科室、单位或岗位", remedy, nearest_names(name, known, aliases=snapshot.aliases)
    )


def subjects(snapshot: Snapshot, as_of: str | None = None) -> tuple[Subject, ...]:
    """All sections, units and posts that have a guide: sections first, those with most tasks first, then by name.

    Posts are those that a document defines, and names for many are no subjects.
    """
    scope = snapshot.in_force(as_of)
    tasks: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    roles: dict[str, Counter[str]] = {}
    for role, names in _named(snapshot, scope):
        for name in (each for each in names if not is_collective(each)):
            key = snapshot.aliases.canonical(name)
            tasks[key] += 1
            forms.setdefault(key, Counter())[name] += 1
            roles.setdefault(key, Counter())[role] += 1
    order: dict[str, int] = {"section": 0, "unit": 1}
    found = []
    for key, count in tasks.items():
        kind: Kind = "section" if roles[key]["section"] >= roles[key]["unit"] else "unit"
        found.append(
            (order[kind], -count, key, Subject(forms[key].most_common(1)[0][0], kind, tuple(sorted(forms[key]))))
        )
    posts = sorted(
        {
            term.term
            for doc_id in scope
            for term in snapshot.records[doc_id].terms
            if term.kind == "defined" and _POST.search(term.term) and snapshot.aliases.canonical(term.term) not in tasks
        }
    )
    return (
        *(each[-1] for each in sorted(found, key=lambda each: each[:3])),
        *(Subject(post, "post", (post,)) for post in posts),
    )


def _named(snapshot: Snapshot, scope: tuple[str, ...]) -> Iterator[tuple[Kind, tuple[str, ...]]]:
    for doc_id in scope:
        for task in snapshot.records[doc_id].tasks:
            yield "section", task.sections
            yield "unit", task.units


def _is_post(snapshot: Snapshot, scope: tuple[str, ...], name: str) -> bool:
    wanted = fold(name)
    if not _MIN_POST <= len(wanted) <= _MAX_POST or not _POST.search(wanted):
        return False
    return any(wanted in fold(snapshot.entries[doc_id].document.text) for doc_id in scope)


def names_of(task: Task) -> tuple[str, ...]:
    """All sections and units of a task, each once."""
    return tuple(dict.fromkeys((*task.sections, *task.units)))
