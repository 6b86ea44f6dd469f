"""Who leads, supports or answers for a task; which tasks a body has; and tasks and bodies to be matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Citation
from assistant.citing import Citer
from assistant.onboarding.collective import is_collective
from assistant.onboarding.document_name import document_name
from assistant.onboarding.question import Kind, Option, Question, Topic, laid_out, question_id, shuffled
from assistant.onboarding.subject import names_of
from assistant.onboarding.wrong_options import Bodies, Body
from assistant.task_rows import TaskRow, told_roles, told_title
from kb.document import Document
from kb.records import Task
from kb.snapshot import Snapshot

_OPTIONS, _MOST_RIGHT, _MATCHED = 4, 3, 4
_LONGEST_TITLE = 60
_MOST_LOOKED_AT = 120  # tasks that are tried for one question; a large library has thousands
_NamesOf = Callable[[Task], tuple[str, ...]]


_OWN = re.compile(r"^(?:本|我)?局(?:机关)?(?=.{2,}(?:科|处|室|股)$)")


@dataclass(frozen=True, slots=True)
class _Ask:
    """How a role is asked for; `names` are those that have it."""

    topic: Topic
    names: _NamesOf
    asked: str


_ASKS = (
    _Ask("lead", lambda task: task.lead, "由下列{}牵头？"),
    _Ask("support", lambda task: task.support, "由下列{}配合？"),
    _Ask("responsible", lambda task: task.sections, "的责任科室是下列{}？"),
    _Ask("unit", lambda task: _without_role(task.units, task), "的责任单位是下列{}？"),
)


def who_questions(bodies: Bodies, asked: Iterable[TaskRow], seed: int) -> Iterator[Question]:
    """A question for each role of each task of `asked`, where its note has that role and there are bodies that surely have none."""
    for row in asked:
        roles_said = _says_roles(bodies.snapshot, row)
        for ask in _ASKS:
            fits = roles_said if ask.topic in ("lead", "support") else ask.topic == "unit" or not roles_said
            if fits and (question := _who(bodies, row, ask, seed)) is not None:
                yield question


def _who(bodies: Bodies, row: TaskRow, ask: _Ask, seed: int) -> Question | None:
    doc_id, task = row
    names = ask.names(task)
    title = short_title(task)
    if not names or any(is_collective(name) for name in names) or any(bare(name) in title for name in names):
        return None
    own = question_id(ask.topic, doc_id, task.clause, task.start)
    pool = _sections if all(name in task.sections for name in names) else _units if ask.topic == "unit" else names_of
    right = shuffled(names, seed, own)[:_MOST_RIGHT]
    wrong = shuffled(bodies.wrong_for(row, bodies.offered(pool)), seed, own)[: max(2, _OPTIONS - len(right))]
    if len(wrong) < 2:
        return None
    told = told_roles(task)
    options, key = laid_out(
        [Option(bare(name), f"原文的责任标注是：{told}。") for name in right],
        [Option(bare(each.name), _does(bodies.snapshot, each)) for each in wrong],
        seed, own,
    )  # fmt: skip
    several = len(names) > 1
    asked = (
        f"{document_name(bodies.snapshot, doc_id)}中，“{title}”{ask.asked.format('哪几个' if several else '哪一个')}"
    )
    kind: Kind = "multiple" if several else "single"
    return Question(
        own, kind, ask.topic, asked, (), options, key, doc_id, task.start, task_evidence(bodies.snapshot, row)
    )


def tasks_of_questions(bodies: Bodies, about: Iterable[Body], seed: int) -> Iterator[Question]:
    """For each body of `about`: which of these tasks name it."""
    for body in about:
        mine = [
            row for row in bodies.tasks if any(bodies.key_of(name, row[0]) == body.key for name in names_of(row[1]))
        ]
        taken = {_row_key(row) for row in mine}
        others = [row for row in shuffled(bodies.tasks, seed, body.key)[:_MOST_LOOKED_AT] if _row_key(row) not in taken]
        others = [row for row in others if not bodies.has_part_in(body, row)]
        for at in range(0, len(mine), 2):
            own = question_id("tasks_of", body.key, at)
            right = mine[at : at + 2]
            wrong = shuffled(others, seed, own)[: _OPTIONS - len(right)]
            if len(wrong) < 2 or any(bare(body.name) in short_title(row[1]) for row in right):
                continue
            options, key = laid_out(
                [_task_option(bodies.snapshot, row) for row in right],
                [_task_option(bodies.snapshot, row) for row in wrong],
                seed, own,
            )  # fmt: skip
            stem = f"下列任务中，由“{bare(body.name)}”牵头、负责或配合的是{'哪几项' if len(right) > 1 else '哪一项'}？"
            evidence = tuple(each for row in right for each in task_evidence(bodies.snapshot, row))
            kind: Kind = "multiple" if len(right) > 1 else "single"
            yield Question(own, kind, "tasks_of", stem, (), options, key, right[0][0], right[0][1].start, evidence)


def matching_questions(bodies: Bodies, seed: int, first: Sequence[TaskRow] = (), most: int = 30) -> Iterator[Question]:
    """Four tasks and the four bodies that alone lead or answer for them; each body has a part in its own task only.

    Tasks of `first` are taken first, one of them for each question.
    """
    soles = [(row, _sole(bodies.snapshot, row)) for row in bodies.tasks]
    rows = [row for row, name in soles if name and not is_collective(name)]
    owners = {_row_key(row): Body(bodies.key_of(name, row[0]), name, row) for row, name in soles if name}
    first_keys = {_row_key(row) for row in first}
    begun = {_row_key(row): row for row in rows if _row_key(row) in first_keys} or {_row_key(row): row for row in rows}
    asked: set[str] = set()
    for number, start in enumerate(shuffled(begun.values(), seed, "start")[:most]):
        chosen = [start]
        for row in shuffled(rows, seed, number)[:_MOST_LOOKED_AT]:
            if len(chosen) < _MATCHED and all(_apart(bodies, owners, row, other) for other in chosen):
                chosen.append(row)
        question = _matching(bodies.snapshot, chosen, seed) if len(chosen) == _MATCHED else None
        if question is not None and question.id not in asked:
            asked.add(question.id)
            yield question


def _apart(bodies: Bodies, owners: dict[tuple[str, int, int], Body], one: TaskRow, other: TaskRow) -> bool:
    """Whether neither's body has a part in the other's task, and the tasks have other names."""
    first, second = owners[_row_key(one)], owners[_row_key(other)]
    return (
        first.key != second.key
        and short_title(one[1]) != short_title(other[1])
        and not bodies.has_part_in(first, other)
        and not bodies.has_part_in(second, one)
    )


def _matching(snapshot: Snapshot, chosen: list[TaskRow], seed: int) -> Question:
    own = question_id("who_does_what", *sorted(f"{doc_id}:{task.clause}:{task.start}" for doc_id, task in chosen))
    mixed = shuffled(range(len(chosen)), seed, own)
    options = tuple(
        Option(bare(_sole(snapshot, chosen[at])), f"原文的责任标注是：{told_roles(chosen[at][1])}。") for at in mixed
    )
    rows = tuple(f"{short_title(task)}（{document_name(snapshot, doc_id)}）" for doc_id, task in chosen)
    key = tuple(mixed.index(at) for at in range(len(chosen)))
    evidence = tuple(each for row in chosen for each in task_evidence(snapshot, row))
    stem = "把每项任务与它的牵头（或唯一负责）科室、单位对应起来。"
    return Question(
        own, "matching", "who_does_what", stem, rows, options, key, chosen[0][0], chosen[0][1].start, evidence
    )


def task_evidence(snapshot: Snapshot, row: TaskRow) -> tuple[Citation, ...]:
    """What a task and its note say; of a row of a table also the header that names its columns."""
    doc_id, task = row
    citer = Citer(snapshot)
    citer.cite_task(doc_id, task)
    header = _header(snapshot.entries[doc_id].document, task)
    if header is not None:
        citer.cite(doc_id, *header)
    return citer.citations


def bare(name: str) -> str:
    """A name without 局 in front of a section, so that no option differs from the others by that.

    >>> bare("局规划财务科"), bare("砚溪县林业局")
    ('规划财务科', '砚溪县林业局')
    """
    return _OWN.sub("", name)


def short_title(task: Task) -> str:
    """What a task is called, of a long one its first words."""
    title = told_title(task)
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}…"


def _without_role(names: tuple[str, ...], task: Task) -> tuple[str, ...]:
    return tuple(name for name in names if name not in task.lead and name not in task.support)


def _sections(task: Task) -> tuple[str, ...]:
    return task.sections


def _units(task: Task) -> tuple[str, ...]:
    return task.units


def _header(document: Document, task: Task) -> tuple[int, int] | None:
    row = next((each for each in document.rows if each.start <= task.start < each.end), None)
    first = next((each for each in document.rows if row is not None and each.table == row.table), None)
    return (first.start, first.end) if first is not None and first is not row else None


def _note(snapshot: Snapshot, row: TaskRow) -> str:
    return snapshot.entries[row[0]].document.text[row[1].responsibility_start : row[1].responsibility_end]


def _sole(snapshot: Snapshot, row: TaskRow) -> str:
    """The one body that the note says leads, or that is its only section; empty where there are several."""
    names = row[1].lead if _says_roles(snapshot, row) else row[1].sections
    return names[0] if len(names) == 1 else ""


def _says_roles(snapshot: Snapshot, row: TaskRow) -> bool:
    """Whether the note itself tells who leads; of some tables only a remark elsewhere does."""
    return bool(row[1].support) or "牵头" in _note(snapshot, row)


def _row_key(row: TaskRow) -> tuple[str, int, int]:
    return row[0], row[1].clause, row[1].start


def _task_option(snapshot: Snapshot, row: TaskRow) -> Option:
    return Option(
        f"{short_title(row[1])}（{document_name(snapshot, row[0])}）", f"这一项的责任标注是：{told_roles(row[1])}。"
    )


def _does(snapshot: Snapshot, body: Body) -> str:
    doc_id, task = body.does
    title = snapshot.entries[doc_id].document.title
    return (
        f"这一项没有写“{bare(body.name)}”。它参与的任务例如《{title}》的“{short_title(task)}”（{told_roles(task)}）。"
    )
