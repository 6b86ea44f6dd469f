"""Who is responsible for a thing: by the task record that the question is about, else by the sentence that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.agreement import agrees_with_slots
from assistant.answer import Answer
from assistant.citing import Citer
from assistant.composing import Context, repealed_note, sentence
from assistant.coverage import context_of, cover, token_weights
from assistant.evidence import Evidence, gather
from assistant.query import Expected, Query
from assistant.task_rows import as_json, told_roles, told_title
from assistant.task_search import TaskFound, find_tasks, topic_of, wording_of
from assistant.told_before import not_told_before
from kb.document import Document
from kb.normal_form import fold
from kb.records import Task
from kb.sentences import sentence_spans

# Below the first, a task is not the one that was asked about; from the second on, no sentence is looked for beside it.
MIN_RELEVANCE, _SURE = 0.2, 0.7
_MIN_STATED, _MIN_STATED_BY_WORDS = 0.1, 0.2
_AS_GOOD, _MOST = 0.9, 4  # others that are as likely are told too: several plans may have such a task
_AGREED = 0.1  # least probability that one of two looks is right, where both lead to the same task
_AGREEING = 2  # how many of the best sentences the second look is
_VERB_ASKED = re.compile(
    r"(?:谁|哪[些个几一二两三四]*家?(?:单位|部门|科室|处室|机构|局|部|委|厅|科|处|中心)?)(?:来|去|组织|负责|共同){0,2}(?P<verb>[\u4e00-\u9fff]{2})(?:的)?[?。]?$"
)
# Who wrote a document is said of the document, by other verbs than the task it sets.
_WRITTEN = re.compile(r"(?:写|起草|编|编制|制定|拟|定)的[?。]?$")
_WRITES = re.compile(r"(?:牵头|组织|负责|会同|由)[^,。;]{0,20}(?:编制|起草|拟定|制定|编写)")
_DUTY_VERB = re.compile(r"负责|牵头|配合|参加|参与|承担|主管|归口|责任")
_PERSON_ASKED = re.compile(r"(?:牵头|分管|包保|挂点|联系|责任|主管|挂帅)?(?:市|县|区)?(?:领导|责任人|负责人|联系人)")
_DUTY = re.compile(
    r"由[^，。；]{2,40}(?:负责|承担|组织|牵头|办理|审核|养护|管理|审批|编制|实施|受理|统筹|认定|拨付|指导|开展|确定|制定|组成|设立|验收)|责任人|负责|牵头|主管|承担|设在|组成"
)


def answer_who(context: Context) -> Answer | None:
    """The sections and units of the task that the question is about; None if no task or sentence is near enough."""
    near = find_tasks(context.library, context.query, context.scope)
    told = _best_tasks(context, near)
    if told and told[0].relevance >= _SURE:
        return _told(context, told)
    found = gather(context.library, replace(context.query, expected=Expected.ANY, unit=None, heads=()), context.scope)
    by_verb = _by_verb(context, found)
    if by_verb is not None and any(head not in fold(by_verb.text) for head in context.query.heads):
        by_verb = None  # who is 组长 is not told by who is 林长
    stated = by_verb or not_told_before(
        context.query, context.told_before, [each for each in found if _states(context.query, each)]
    )
    nearer = not_told_before(context.query, context.told_before, [each for each in found if each.fits])
    if stated is not None and nearer is not None and nearer.start != stated.start and _was_told(context, stated):
        stated = None  # what the new turn asks stands elsewhere
    told = told or _agreed(context, near, found)
    if stated is not None and not _of_task(told, stated):
        written = _WRITTEN.search(fold(context.query.text))
        if not told or written or stated.relevance > told[0].relevance:
            return _said(context, stated)
    return _told(context, told) if told else None


def _was_told(context: Context, evidence: Evidence) -> bool:
    return (evidence.doc_id, evidence.start) in context.told_before


def _states(query: Query, evidence: Evidence) -> bool:
    """Whether a sentence says who has a duty, and is near enough."""
    least = _MIN_STATED_BY_WORDS if evidence.read is None else _MIN_STATED
    return (
        query.expected is not Expected.PLACE
        and evidence.fits
        and evidence.relevance >= least
        and bool(_DUTY.search(evidence.text))
        and all(head in fold(evidence.text) for head in query.heads)
    )


def _of_task(told: list[TaskFound], stated: Evidence) -> bool:
    """Whether the sentence is part of the task that was found: its note says who answers."""
    return bool(told) and told[0].doc_id == stated.doc_id and told[0].task.start <= stated.start < told[0].task.end


def _by_verb(context: Context, found: Sequence[Evidence]) -> Evidence | None:
    """The sentence that says who does what is asked for by a verb of its own: 归谁解释, 由…负责解释.

    It stands in the document that is about the question, often far from what else this says of the matter.
    """
    asked = fold(context.query.text)
    if _WRITTEN.search(asked):
        return next((each for each in found if each.relevance >= _MIN_STATED and _WRITES.search(fold(each.text))), None)
    match = _VERB_ASKED.search(asked)
    if match is None or _DUTY_VERB.search(match["verb"]) or not found or found[0].relevance < _MIN_STATED:
        return None
    says = re.compile(rf"由[^,。;]{{2,60}}(?:负责|组织|承担)?{match['verb']}|负责{match['verb']}")
    about = found[0]
    document = context.snapshot.entries[about.doc_id].document
    spans = [
        (start, end)
        for start, end in sentence_spans(document.text, 0, len(document.text))
        if says.search(fold(document.text[start:end]))
    ]
    if len(spans) != 1:
        return next((each for each in found if each.doc_id == about.doc_id and says.search(fold(each.text))), None)
    start, end = spans[0]
    clause = document.clause_at(start).index
    return replace(about, clause=clause, start=start, end=end, text=document.text[start:end])


def _agreed(context: Context, near: Sequence[TaskFound], found: Sequence[Evidence]) -> list[TaskFound]:
    """The best task where neither look is sure of it, but the best sentences are its own and so is the rarest word."""
    best = next((each for each in near if _fits(context, each)), None)
    if best is None or not best.has_rarest:
        return []
    seconding = max((each.relevance for each in found[:_AGREEING] if _of_task([best], each)), default=0.0)
    likely = 1 - (1 - best.relevance) * (1 - seconding)
    return [best] if seconding and likely >= _AGREED else []


def _best_tasks(context: Context, near: Sequence[TaskFound]) -> list[TaskFound]:
    """The tasks that the question is about, mostly one."""
    fitting = [each for each in near if each.relevance >= MIN_RELEVANCE and _fits(context, each)]
    return [each for each in fitting if each.relevance >= _AS_GOOD * fitting[0].relevance][:_MOST] if fitting else []


def _fits(context: Context, found: TaskFound) -> bool:
    """Whether a task has the place and year asked for and names a body of the kind asked for (哪家银行)."""
    names = fold("".join((*found.task.sections, *found.task.units)))
    if any(head not in names for head in context.query.heads):
        return False
    document = context.snapshot.entries[found.doc_id].document
    body = wording_of(document, found.task) + names
    return agrees_with_slots(body, context_of(document, found.task.clause), document, context.query)


def _told(context: Context, tasks: list[TaskFound]) -> Answer:
    citer = context.citer()
    lines = [_line(context, citer, each) for each in tasks]
    return Answer(
        "answered",
        repealed_note(context, [each.doc_id for each in tasks]) + "\n".join(lines),
        citations=citer.citations,
        records=tuple(as_json((each.doc_id, each.task)) for each in tasks),
        confidence=tasks[0].relevance,
    )


def _line(context: Context, citer: Citer, found: TaskFound) -> str:
    doc_id, task = found.doc_id, found.task
    document = context.snapshot.entries[doc_id].document
    in_row = any(row.start <= task.start < row.end for row in document.rows)
    marks: list[str] = []
    part = ""
    place = None if in_row else _asked_part(context, document, task)
    if place is not None:
        clause = document.clauses[document.clause_at(place[0]).index]
        if clause.index != task.clause and clause.heading:
            part = f"“{clause.heading}”属于"
            heading_end = min(clause.own_end, clause.start + len(clause.heading) + 1)
            marks += [citer.cite(doc_id, clause.start, heading_end)] if place[0] >= heading_end else []
        marks.append(citer.cite(doc_id, *place))
    heading = task.path[-1] if task.path and not in_row else ""
    title = heading if task.title in heading else task.title if in_row else told_title(task)
    deadline = f"；完成时限：{task.deadline}" if in_row and task.deadline else ""
    deadline += _person_of(context, document, task) if in_row else ""
    marks.append(citer.cite_task(doc_id, task))
    return f"{part}“{title}”，{told_roles(task)}{deadline}。{''.join(marks)}"


def _person_of(context: Context, document: Document, task: Task) -> str:
    """What the task's row has in the column of persons that the question asks for (牵头领导), with its header."""
    asked = _PERSON_ASKED.search(fold(context.query.text))
    row = next((row for row in document.rows if row.start <= task.start < row.end), None)
    if asked is None or row is None:
        return ""
    for header in (each for each in document.rows if each.table == row.table and each.start < row.start):
        for at, span in enumerate(header.cells[: len(row.cells)]):
            cell = " ".join(document.text[slice(*row.cells[at])].split())
            if asked[0] in (label := fold(document.text[slice(*span)])) and cell:
                return f"；{label}：{cell}"
    return ""


def _asked_part(context: Context, document: Document, task: Task) -> tuple[int, int] | None:
    """The sentence of a task that has most of what was asked, None where its first one has as much."""
    weights, _ = token_weights(context.library, topic_of(context.query))
    spans = [
        span for span in sentence_spans(document.text, task.start, task.end) if span[1] <= task.responsibility_start
    ]
    covered = [cover(fold(document.text[start:end]), "", "", weights)[1] for start, end in spans]
    best = max(range(len(spans)), key=lambda at: covered[at], default=0)
    return spans[best] if best and covered[best] > covered[0] else None


def _said(context: Context, evidence: Evidence) -> Answer:
    citer = context.citer()
    mark = citer.cite(evidence.doc_id, evidence.start, evidence.end)
    text = f"{repealed_note(context, [evidence.doc_id])}{sentence(evidence.text)}{mark}"
    return Answer("answered", text, citations=citer.citations, confidence=evidence.relevance)
