"""Which items of two documents correspond, judged by the words that they share; rare words count more.

units_of     a document's items to set against another's: its articles, else the items of its parts, and table rows
match        every unit with the most similar one of the other document, where it is similar enough
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from assistant.evidence import nearness
from assistant.summaries import body_children, content_words, name_span, parts_of
from kb.document import ClauseKind, Document
from kb.library import Library
from kb.records import Records, Task
from kb.sentences import sentence_spans

# Below the first items of two versions of a plan do not correspond: most that say one thing in other words lie above,
# other items below; of norms, whose revisions keep their words, and of other documents more is asked. From the third on words alone settle it. What nearness adds, from the level that unrelated items have, and how much of
# a unit is read for it (items of plans and norms of the demonstration corpus).
MIN_OF_PLANS, MIN_ALIKE, _CLEARLY = 0.12, 0.25, 0.4
_UNRELATED, _MEANING, _READ_CHARS = 0.7, 0.25, 400


@dataclass(frozen=True, slots=True)
class Unit:
    """One item: `start:end` is its whole text, `name` the span of what it is called, `task` its record if it is one."""

    start: int
    end: int
    name: tuple[int, int]
    label: str = ""
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """`pairs` are (one's, other's) units that correspond, a unit perhaps in several; the others stand alone."""

    pairs: tuple[tuple[Unit, Unit], ...]
    only_one: tuple[Unit, ...]
    only_other: tuple[Unit, ...]


def units_of(document: Document, records: Records, tasks_only: bool = False) -> tuple[Unit, ...]:
    """The items of a document in text order, its sentences where it has no parts; with `tasks_only` those that are tasks, where it has records of such."""
    tasks = {task.clause: task for task in records.tasks if task.clause}
    rows = [Unit(task.start, task.end, (task.start, task.end), "", task) for task in records.tasks if not task.clause]
    articles = [clause for clause in document.clauses if clause.kind is ClauseKind.ARTICLE]
    clauses = articles
    if not articles:
        for part in parts_of(document):
            children = body_children(document, part.index)
            clauses += children if len(children) > 1 else (part,)
    if not rows and not clauses:  # running text
        return tuple(Unit(start, end, (start, end)) for start, end in sentence_spans(document.text))
    units = rows + [
        Unit(clause.start, clause.end, name_span(document, clause), clause.label, tasks.get(clause.index))
        for clause in clauses
        if document.text[clause.start : clause.end].strip()
    ]
    only = [unit for unit in units if unit.task is not None]
    return tuple(sorted(only if tasks_only and only else units, key=lambda unit: unit.start))


def match(
    library: Library, one: Document, other: Document, ones: Sequence[Unit], others: Sequence[Unit], least: float
) -> Matching:
    """Which of `ones` and `others` correspond: every unit goes with the one most like it, if that is `least` alike."""
    alike = _alike(library, one, other, ones, others)
    best_of_rows = {(row, max(range(len(others)), key=alike[row].__getitem__)) for row in range(len(ones)) if others}
    columns = [[row[at] for row in alike] for at in range(len(others))]
    best_of_columns = {
        (max(range(len(ones)), key=column.__getitem__), at) for at, column in enumerate(columns) if column
    }
    best = [max(row, default=0.0) for row in alike], [max(column, default=0.0) for column in columns]
    kept = sorted(
        (row, at)
        for row, at in best_of_rows | best_of_columns
        # What has a clear counterpart has no second one that is not clear.
        if alike[row][at] >= (_CLEARLY if max(best[0][row], best[1][at]) >= _CLEARLY else least)
    )
    return Matching(
        tuple((ones[row], others[at]) for row, at in kept),
        tuple(unit for row, unit in enumerate(ones) if all(pair[0] != row for pair in kept)),
        tuple(unit for at, unit in enumerate(others) if all(pair[1] != at for pair in kept)),
    )


def _alike(
    library: Library, one: Document, other: Document, ones: Sequence[Unit], others: Sequence[Unit]
) -> list[list[float]]:
    """How alike each of `ones` is to each of `others`: by words, and by meaning where the words do not settle it."""
    texts = [own_text(one, unit) for unit in ones], [own_text(other, unit) for unit in others]
    left, right = ([content_words(text, library.words) for text in side] for side in texts)
    weights = weights_of([*left, *right])
    alike = [[similarity(mine, theirs, weights) for theirs in right] for mine in left]
    rows = [row for row, found in enumerate(alike) if max(found, default=0.0) < _CLEARLY]
    columns = [at for at in range(len(others)) if max((found[at] for found in alike), default=0.0) < _CLEARLY]
    if not (rows or columns) or not ones or not others:
        return alike
    vectors = [library.encoder.encode_passages([text[:_READ_CHARS] for text in side]) for side in texts]
    cosines = vectors[0] @ vectors[1].T
    for row in range(len(ones)):
        for at in range(len(others)):
            near = nearness(library, float(cosines[row][at]))
            alike[row][at] += _MEANING * max(0.0, near - _UNRELATED)
    return alike


def weights_of(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """A weight for each word, the rarer among `texts` the heavier."""
    spread = Counter(word for text in texts for word in text)
    return {word: log(1 + len(texts) / count) for word, count in spread.items()}


def similarity(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """The cosine of two sets of words under `weights`, 0-1."""
    norms = [sum(weights.get(word, 1.0) ** 2 for word in each) for each in (one, other)]
    both = sum(weights.get(word, 1.0) ** 2 for word in one & other)
    return both / sqrt(norms[0] * norms[1]) if all(norms) else 0.0


def own_text(document: Document, unit: Unit) -> str:
    """The wording of a unit without its number and its responsibility note, which say nothing of what it is about."""
    text, task = document.text[unit.start : unit.end], unit.task
    if task is not None and unit.start <= task.responsibility_start < unit.end:
        text = text[: task.responsibility_start - unit.start] + text[max(0, task.responsibility_end - unit.start) :]
    return text.removeprefix(unit.label).strip()
