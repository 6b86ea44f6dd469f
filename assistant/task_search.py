"""Which task a question is about: found by search, weighed by words, then read whole by the reranker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

from assistant.answerability import logit
from assistant.coverage import context_of, cover, stands, token_weights
from assistant.evidence import nearness
from assistant.query import Expected, Query
from assistant.task_rows import TaskRow
from kb.document import Document
from kb.library import Library
from kb.normal_form import fold
from kb.passage import Passage
from kb.records import Task
from kb.search import search

_PASSAGES = 40
_READ = 16  # how many tasks are read; the one that is meant was among the first 8 of the search wherever it was found
_HEAD_CHARS, _READ_CHARS = 160, 260
# Logistic regression on the tasks found for 100 questions of the gold set and of real libraries; the one that is meant came
# first for all but two of the 81 that a task answers.
_BIAS, _BY_COVERAGE, _BY_DIRECT, _BY_DENSE, _BY_READ = -2.43, 2.08, 2.43, 2.0, 0.63
_ASKING = re.compile(
    r"^(?:负责|牵头|配合|承担|责任|科室|处室|单位|部门|具体|科|处|局|县区?|区|林业局|中心|站|归口|归|落实|管|养护责任|那条|这块|还有|参加)$"
)
_BODIES = "单位|部门|科室|处室|机构|部委|业务科|科|处|局|部|委|厅|中心|站|领导"
_ROLES = "负责|牵头|配合|参与|参加|承担|落实|主管|归口|实施|办理|带头|主办|承办|责任|管|抓"
# What only asks for the responsible: 归哪些部门负责, 由谁牵头, 责任单位有哪几家.
_ASKS = re.compile(
    rf"(?:具体|主要|到底|分别|都|还)?(?:是|由|归|该|让|找|属于|属|有)*(?:谁|[哪那][些个几一二两三四]*(?:家|个)?(?:{_ROLES})?(?:{_BODIES}))"
    rf"(?:在|来|去)?(?:共同|一起|具体)?(?:{_ROLES})?(?:的责任)?"
    rf"|(?:由|归|是)?哪[些个几一二两三四]*家?(?:在|来)?(?:{_ROLES})?(?=$|[?,。]|{_ROLES})|(?:{_ROLES})(?:{_BODIES})(?:和(?:{_ROLES})(?:{_BODIES}|的))?(?:都)?(?:是|有|为)?"
)


@dataclass(frozen=True, slots=True)
class TaskFound:
    """A task and what speaks for it: words (0-1), nearness, and how probable the reranker finds it (None without one).

    `has_rarest` tells whether the rarest word of the question stands in it.
    """

    doc_id: str
    task: Task
    coverage: float
    direct: float
    dense: float
    read: float | None
    has_rarest: bool

    @property
    def relevance(self) -> float:
        """How likely it is the task that is meant, 0-1."""
        read = 0.0 if self.read is None else _BY_READ * logit(self.read)
        z = _BIAS + _BY_COVERAGE * self.coverage + _BY_DIRECT * self.direct + _BY_DENSE * self.dense + read
        return 1 / (1 + exp(-z))


def topic_of(query: Query) -> Query:
    """The question without the words that only ask for the responsible, and without a kind of thing to find.

    >>> from assistant.query import Kind
    >>> topic_of(Query("油茶林由哪个科负责", Kind.WHO, Expected.BODY, (("油茶林", 1.0), ("负责", 0.6)))).text
    '油茶林'
    """
    kept = tuple((token, share) for token, share in query.tokens if not _ASKING.match(token))
    text = query.text
    for name in query.names:  # 教育局哪几个处室: whose sections are asked for, not what about
        surface = next((name[at:] for at in range(len(name) - 2) if f"{name[at:]}哪" in text), "")
        text = text.replace(f"{surface}哪", "哪") if surface else text
        kept = tuple((token, share) for token, share in kept if not surface or token not in name)
    text = _ASKS.sub("", text).strip(" ,，?？。") or query.text
    return replace(query, text=text, expected=Expected.ANY, unit=None, heads=(), tokens=kept or query.tokens)


def find_tasks(library: Library, query: Query, scope: Sequence[str]) -> tuple[TaskFound, ...]:
    """The tasks near `query`, most relevant first."""
    about = topic_of(query)
    return weigh_tasks(library, about, tasks_in(library, search(library, about.text, _PASSAGES, scope))[:_READ])


def weigh_tasks(library: Library, about: Query, near: Sequence[tuple[TaskRow, float]]) -> tuple[TaskFound, ...]:
    """`near`, tasks with their cosine, as found for the topic `about`, most relevant first; read where there is a reranker."""
    weights, _ = token_weights(library, about)
    rarest = max(weights, key=lambda token: weights[token], default="")
    found = []
    for (doc_id, task), cosine in near:
        document = library.snapshot.entries[doc_id].document
        wording, context = fold(wording_of(document, task)), context_of(document, task.clause)
        coverage, direct = cover(wording, context, "", weights)
        has_rarest = stands(rarest, wording) or stands(rarest, context)
        found.append(TaskFound(doc_id, task, coverage, direct, nearness(library, cosine), None, has_rarest))
    if library.reranker is not None and found:
        said = library.reranker.relevance(about.text, [_shown(library, each) for each in found])
        found = [replace(each, read=float(read)) for each, read in zip(found, said, strict=True)]
    return tuple(sorted(found, key=lambda each: (-each.relevance, each.doc_id, each.task.start)))


def tasks_in(library: Library, hits: Sequence[Passage]) -> list[tuple[TaskRow, float]]:
    """The tasks that `hits` hold, in their order, with the cosine of the nearest piece of each."""
    found: dict[tuple[str, int, int], tuple[TaskRow, float]] = {}
    for hit in hits:
        for task in library.snapshot.records[hit.doc_id].tasks:
            if task.start >= hit.end or task.end <= hit.start:
                continue
            pieces = [cosine for start, end, cosine in hit.near if start < task.end and task.start < end]
            key = (hit.doc_id, task.start, task.end)
            _, before = found.get(key, (None, 0.0))
            found[key] = ((hit.doc_id, task), max(before, *pieces, 0.0))
    return list(found.values())


def wording_of(document: Document, task: Task) -> str:
    """The task's own words; of one that is a table's row, the whole row."""
    row = next((row for row in document.rows if row.start <= task.start < row.end), None)
    return document.text[row.start : row.end] if row else task.text


def _shown(library: Library, found: TaskFound) -> str:
    document = library.snapshot.entries[found.doc_id].document
    head = " ".join([document.title, *document.path_of(found.task.clause)])[:_HEAD_CHARS]
    return f"{head}\n{wording_of(document, found.task)[:_READ_CHARS]}"
