"""Which tasks a section or unit has: from the records, completely, with the coverage stated."""

from __future__ import annotations

import re
from itertools import groupby

from assistant.answer import Answer, Coverage
from assistant.citing import Citer
from assistant.composing import Context, repealed_note
from assistant.query import Place
from assistant.task_rows import TaskRow, as_json, belongs_to, rows, told_roles, told_title
from kb.aliases import Aliases
from kb.names import nearest_names
from kb.normal_form import fold

_TOGETHER = re.compile(r"共同|一起|都参与|同时")
_ALL = re.compile(r"所有|全部|每项|[0-9]+项|列|任务(?:及|和|与)责任")
_SECTION = re.compile(
    r"([\u4e00-\u9fff]{1,10}?(?:科|处|室|股|站|中心|大队|局))(?:室|们)?(?=有|的|负责|承担|都|在|手|主要|要|管|牵头|配合|参与|干|做|今年|明年)"
)


def answer_tasks(context: Context) -> Answer | None:
    """All tasks of the sections and units that the question names, in the documents of its scope."""
    query = context.query
    aliases = context.snapshot.aliases
    if query.place is not None and len(query.place.bodies) > 1:
        return _which_body(query.place)
    if not query.names:
        return _unknown(context) or _everything(context)
    shared = all if _TOGETHER.search(fold(query.text)) and len(query.names) > 1 else any
    mine = [
        row
        for row in rows(context.snapshot, context.scope)
        if shared(belongs_to(row[1], name, query.role, aliases) for name in query.names)
    ]
    who = "、".join(query.names)
    if not mine:
        return _none(context, who)
    citer = context.citer()
    shown = "、".join(dict.fromkeys(_written(mine, name, aliases) for name in query.names))
    documents = len({doc_id for doc_id, _ in mine})
    role = {"lead": "牵头的", "support": "配合的"}.get(query.role or "", "")
    lines: list[str] = []
    for doc_id, group in groupby(mine, key=lambda row: row[0]):
        lines.append(f"《{context.snapshot.entries[doc_id].document.title}》{citer.cite_title(doc_id)}")
        for number, row in enumerate(group, len([line for line in lines if line[0].isdigit()]) + 1):
            lines.append(f"{number}. {_line(citer, row, query.names, aliases)}")
    read_as = f"（“{query.place.written}”按此理解）" if query.place is not None else ""
    head = f"{shown}{read_as}共有{role}任务{len(mine)}项，来自{documents}份文件（{_extent(context)}）："
    text = repealed_note(context, [doc_id for doc_id, _ in mine]) + "\n".join([head, *lines])
    return Answer(
        "answered", text, citations=citer.citations, records=tuple(as_json(row) for row in mine),
        coverage=Coverage(len(mine), documents, complete=True),
    )  # fmt: skip


def _which_body(place: Place) -> Answer:
    """A question back: the records name several bodies of the place."""
    text = f"任务记录里“{place.written}”开头的单位有{len(place.bodies)}个，您问的是哪一个？"
    return Answer("clarify", text, reason="ambiguous", choices=place.bodies)


def _line(citer: Citer, row: TaskRow, names: tuple[str, ...], aliases: Aliases) -> str:
    doc_id, task = row
    part = "（牵头）" if any(_in(name, task.lead, aliases) for name in names) else ""
    if len(names) > 1:
        part = f"（{'、'.join(name for name in names if belongs_to(task, name, None, aliases))}）{part}"
    part = part or ("（配合）" if any(_in(name, task.support, aliases) for name in names) else "")
    deadline = f"，完成时限：{task.deadline}" if task.deadline else ""
    return f"{told_title(task)}{part}{deadline}。{citer.cite_task(doc_id, task)}"


def _in(name: str, written: tuple[str, ...], aliases: Aliases) -> bool:
    return any(aliases.canonical(each) == name for each in written)


def _written(mine: list[TaskRow], name: str, aliases: Aliases) -> str:
    """The name as the first task has it."""
    written = (each for _, task in mine for each in (*task.sections, *task.units))
    return next(each for each in written if aliases.canonical(each) == name)


def _extent(context: Context) -> str:
    if context.query.doc_ids is not None:
        return "所问文件范围内已列全"
    return (
        "现行文件中已列全"
        if all(context.snapshot.status_on(doc_id, context.as_of).holds for doc_id in context.scope)
        else "全部文件中已列全"
    )


def _everything(context: Context) -> Answer | None:
    """Every task of the scope, with who answers for it; None where there is none."""
    found = rows(context.snapshot, context.scope)
    if not found or not _ALL.search(fold(context.query.text)):
        return None
    citer = context.citer()
    documents = len({doc_id for doc_id, _ in found})
    lines = [f"共有任务{len(found)}项，来自{documents}份文件（{_extent(context)}）："]
    for doc_id, group in groupby(found, key=lambda row: row[0]):
        lines.append(f"《{context.snapshot.entries[doc_id].document.title}》{citer.cite_title(doc_id)}")
        lines += [f"{told_title(task)}（{told_roles(task)}）。{citer.cite_task(doc_id, task)}" for _, task in group]
    return Answer(
        "answered",
        repealed_note(context, [doc_id for doc_id, _ in found]) + "\n".join(lines),
        citations=citer.citations,
        records=tuple(as_json(row) for row in found),
        coverage=Coverage(len(found), documents, complete=True),
    )


def _unknown(context: Context) -> Answer | None:
    """A refusal with the nearest names, where the question names a section that no task has."""
    match = _SECTION.search(fold(context.query.text))
    if match is None:
        return None
    known = [name for _, task in rows(context.snapshot, context.scope) for name in (*task.sections, *task.units)]
    near = nearest_names(match[1], known, aliases=context.snapshot.aliases)
    told = f"任务记录中没有“{match[1]}”。" + (f"名称相近的有：{'、'.join(near)}。" if near else "")
    return Answer("refused", told, reason="unknown_name", choices=near)


def _none(context: Context, who: str) -> Answer:
    role = {"lead": "牵头", "support": "配合"}.get(context.query.role or "", "承担")
    text = f"在{len(context.scope)}份文件的任务记录中，没有由{who}{role}的任务。"
    return Answer("refused", text, reason="no_evidence", coverage=Coverage(0, 0, complete=True))
