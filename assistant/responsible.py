"""Who is responsible for a thing: from the task record whose wording covers the question."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Answer
from assistant.citing import Citer
from assistant.composing import Context, repealed_note, sentence
from assistant.coverage import cover, token_weights
from assistant.evidence import Evidence, gather
from assistant.query import Expected, Query
from assistant.task_rows import as_json, row_at, told_roles
from kb.normal_form import fold
from kb.records import Task

# Below this relevance a task is not the one that was asked about (development half of the gold set).
MIN_RELEVANCE = 0.2
_CANDIDATES = 16
_AS_GOOD, _MOST = 0.92, 4  # others that cover the question as well are told too: several plans may have such a task
_NAMED = 1.0  # a task whose title stands in the question is the one that is meant
_ASKING = re.compile(
    r"^(?:负责|牵头|配合|承担|责任|科室|单位|部门|具体|科|县区?|区|林业局|中心|站|归口|落实|管|养护责任)$"
)
_DUTY = re.compile(
    r"由[^，。；]{2,40}(?:负责|承担|组织|牵头|办理|审核|养护|管理|审批|编制|实施|受理|统筹|认定|拨付|指导|开展|确定|制定)|责任人|负责|牵头|主管|承担"
)


def answer_who(context: Context) -> Answer | None:
    """The sections and units of the task that the question is about; None if no task or sentence is near enough."""
    query = _about(context.query)
    found = gather(context.library, query, context.scope)
    told = _best_tasks(context, found)
    best = told[0] if told else None
    stated = next((each for each in found if _DUTY.search(each.text) and _names_head(context.query, each)), None)
    if best is not None and (
        stated is None or best[0].relevance + 0.05 >= stated.relevance or _same(context, best, stated)
    ):
        return _told(context, told)
    if stated is not None and stated.relevance >= MIN_RELEVANCE and context.query.expected is not Expected.PLACE:
        return _said(context, stated)
    return None


def _about(query: Query) -> Query:
    """The question without the words that only ask for the responsible, and without a kind of thing to find."""
    kept = tuple((token, share) for token, share in query.tokens if not _ASKING.match(token))
    return replace(query, expected=Expected.ANY, unit=None, heads=(), tokens=kept or query.tokens)


def _names_head(query: Query, evidence: Evidence) -> bool:
    return all(head in fold(evidence.text) for head in query.heads)


def _best_tasks(context: Context, found: tuple[Evidence, ...]) -> list[tuple[Evidence, Task]]:
    """The tasks whose clauses cover the question best, of those that near sentences lead to; mostly one."""
    weights, _ = token_weights(context.library, _about(context.query))
    rated_tasks: list[tuple[float, Evidence, Task]] = []
    asked = fold(context.query.text)
    for evidence in found[:_CANDIDATES]:
        task = row_at(context.snapshot, evidence.doc_id, evidence.start)
        if task is None or not evidence.fits or evidence.relevance < MIN_RELEVANCE or _misses_head(context.query, task):
            continue
        rated = _rating(context, evidence, weights)
        if len(task.title) > 3 and fold(task.title) in asked:
            rated += _NAMED - 0.01 * (evidence.clause != task.clause)
        if all(task is not other for _, _, other in rated_tasks):
            rated_tasks.append((rated, evidence, task))
    rated_tasks.sort(key=lambda each: -each[0])
    return [(evidence, task) for rated, evidence, task in rated_tasks if rated >= _AS_GOOD * rated_tasks[0][0]][:_MOST]


def _rating(context: Context, evidence: Evidence, weights: dict[str, float]) -> float:
    """How well a sentence together with the rest of its clause covers the question."""
    document = context.snapshot.entries[evidence.doc_id].document
    row = next((row for row in document.rows if row.start <= evidence.start < row.end), None)
    clause = document.clauses[evidence.clause]
    span = (row.start, row.end) if row else (clause.start, clause.own_end)
    around = fold("|".join((document.title, *document.path_of(evidence.clause))))
    coverage, direct = cover(fold(document.text[slice(*span)]), around, "", weights)
    return 0.5 * coverage + 0.5 * direct + 0.3 * evidence.relevance


def _misses_head(query: Query, task: Task) -> bool:
    """Whether the question asks for a kind of body (哪家银行) that the note does not name."""
    names = fold("".join((*task.sections, *task.units)))
    return any(head not in names for head in query.heads)


def _same(context: Context, best: tuple[Evidence, Task], stated: Evidence) -> bool:
    return row_at(context.snapshot, stated.doc_id, stated.start) == best[1] and stated.doc_id == best[0].doc_id


def _told(context: Context, tasks: list[tuple[Evidence, Task]]) -> Answer:
    citer = context.citer()
    lines = [_line(context, citer, evidence, task) for evidence, task in tasks]
    return Answer(
        "answered",
        repealed_note(context, [evidence.doc_id for evidence, _ in tasks]) + "\n".join(lines),
        citations=citer.citations,
        records=tuple(as_json((evidence.doc_id, task)) for evidence, task in tasks),
    )


def _line(context: Context, citer: Citer, evidence: Evidence, task: Task) -> str:
    doc_id = evidence.doc_id
    document = context.snapshot.entries[doc_id].document
    in_row = any(row.start <= evidence.start < row.end for row in document.rows)
    marks: list[str] = []
    part = ""
    named = fold(task.title) in fold(context.query.text)
    if not in_row and not named and evidence.start < task.responsibility_start and evidence.clause != task.clause:
        clause = document.clauses[evidence.clause]
        part = f"“{clause.heading}”属于"
        heading_end = min(clause.own_end, clause.start + len(clause.heading) + 1)
        if evidence.start >= heading_end:
            marks.append(citer.cite(doc_id, clause.start, heading_end))
        marks.append(citer.cite(doc_id, evidence.start, evidence.end))
    title = task.title if in_row else (task.path[-1] if task.path else task.title)
    deadline = f"；完成时限：{task.deadline}" if in_row and task.deadline else ""
    marks.append(citer.cite_task(doc_id, task))
    return f"{part}“{title}”，{told_roles(task)}{deadline}。{''.join(marks)}"


def _said(context: Context, evidence: Evidence) -> Answer:
    citer = context.citer()
    mark = citer.cite(evidence.doc_id, evidence.start, evidence.end)
    text = f"{repealed_note(context, [evidence.doc_id])}{sentence(evidence.text)}{mark}"
    return Answer("answered", text, citations=citer.citations)
