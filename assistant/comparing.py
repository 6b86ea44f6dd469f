"""Two documents item by item: which items only one of them has, and what differs in those that both have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Coverage
from assistant.citing import Citer
from assistant.composing import Context, sentence
from assistant.matching import MIN_ALIKE, MIN_OF_PLANS, Matching, Unit, match, own_text, units_of
from assistant.sentence_pairs import pair_sentences
from assistant.summaries import introduced
from assistant.task_rows import told_roles
from assistant.two_documents import Sides
from kb.document import ClauseKind, Document
from kb.names import same_names
from kb.normal_form import letters

_MOST_LINES = 4  # differing sentences that are told of a pair; the pair itself is cited whole


@dataclass(frozen=True, slots=True)
class Labels:
    """What the two documents are called in the lines of an answer."""

    one: str
    other: str


def labels_of(sides: Sides) -> Labels:
    """新版 and 旧版 of versions, 前者 and 后者 of other documents."""
    return Labels("新版", "旧版") if sides.versions else Labels("前者", "后者")


def heads(context: Context, citer: Citer, sides: Sides) -> list[str]:
    """A line for each document: what it is called here, its title, number, date and state."""
    labels = labels_of(sides)
    return [
        f"{label}：{introduced(context.snapshot, citer, doc_id, context.as_of)}"
        for label, doc_id in ((labels.one, sides.one), (labels.other, sides.other))
    ]


def told_differences(context: Context, sides: Sides, tasks_only: bool, wanted: str | None) -> Answer:
    """The items that only one document has, and the pairs that differ; `wanted` is "added" or "dropped" for those alone."""
    snapshot = context.snapshot
    one, other = snapshot.entries[sides.one].document, snapshot.entries[sides.other].document
    ones = units_of(one, snapshot.records[sides.one], tasks_only)
    others = units_of(other, snapshot.records[sides.other], tasks_only)
    found = match(
        context.library,
        one,
        other,
        ones,
        others,
        MIN_OF_PLANS if sides.versions and not _has_articles(one) else MIN_ALIKE,
    )
    told = _Told(context, sides, one, other)
    lines = heads(context, told.citer, sides)
    if wanted in (None, "added"):
        lines += told.alone(sides.one, one, found.only_one, labels_of(sides).one)
    if wanted in (None, "dropped"):
        lines += told.alone(sides.other, other, found.only_other, labels_of(sides).other)
    if wanted is None:
        lines += told.pairs(found)
    both = told.citer.cite_opening(sides.one) + told.citer.cite_opening(sides.other)
    lines.append(f"以上按标题和文字逐项对照得出，改写较大之处请核对原文。{both}")
    return Answer(
        "answered",
        "\n".join(lines),
        citations=told.citer.citations,
        coverage=Coverage(told.count, 2, complete=True),
        sides=(sides.one, sides.other),
    )


class _Told:
    """The lines of one comparison; `count` is how many items they tell."""

    def __init__(self, context: Context, sides: Sides, one: Document, other: Document) -> None:
        self._context, self._sides, self._one, self._other = context, sides, one, other
        self._labels = labels_of(sides)
        self._words = context.library.words
        self.citer = context.citer()
        self.count = 0

    def alone(self, doc_id: str, document: Document, units: Sequence[Unit], label: str) -> list[str]:
        """The items that only this document has, counted; that there is none."""
        mark = self.citer.cite_opening(doc_id)
        if not units:
            return [f"没有只见于{label}的内容。{mark}"]
        self.count += len(units)
        lines = [f"只见于{label}的（{len(units)}项）：{mark}"]
        for number, unit in enumerate(units, 1):
            cited = self.citer.cite(doc_id, *unit.name)
            note = f"（{told_roles(unit.task)}）" if unit.task is not None else ""
            if unit.task is not None:
                cited += self.citer.cite(doc_id, unit.task.responsibility_start, unit.task.responsibility_end)
            lines.append(f"{number}. {_name(document, unit)}{note}。{cited}")
        return lines

    def pairs(self, found: Matching) -> list[str]:
        """The pairs that differ with what differs in them, and those that are the same."""
        same = [pair for pair in found.pairs if self._is_same(*pair)]
        changed = [pair for pair in found.pairs if pair not in same]
        marks = self.citer.cite_opening(self._sides.one) + self.citer.cite_opening(self._sides.other)
        lines = []
        if changed:
            self.count += len(changed)
            lines.append(f"两份都有而写法不同的（{len(changed)}项）：{marks}")
        for number, (mine, theirs) in enumerate(changed, 1):
            lines.append(
                f"{number}. {self._labels.one}“{_name(self._one, mine)}”{self.citer.cite(self._sides.one, *mine.name)}，"
                f"{self._labels.other}“{_name(self._other, theirs)}”{self.citer.cite(self._sides.other, *theirs.name)}"
            )
            lines += self._roles(mine, theirs) + self._sentences(mine, theirs)
        if same:
            self.count += len(same)
            lines.append(f"内容相同的（{len(same)}项）：{marks}")
            lines += [
                f"{number}. {_name(self._one, mine)}。{self.citer.cite(self._sides.one, *mine.name)}"
                for number, (mine, _) in enumerate(same, 1)
            ]
        return lines

    def _is_same(self, mine: Unit, theirs: Unit) -> bool:
        return letters(own_text(self._one, mine)) == letters(own_text(self._other, theirs)) and not self._roles(
            mine, theirs, cite=False
        )

    def _roles(self, mine: Unit, theirs: Unit, cite: bool = True) -> list[str]:
        """Who answers for it, where both have a note and the names differ."""
        if mine.task is None or theirs.task is None:
            return []
        ours, others = ((*task.sections, *task.units) for task in (mine.task, theirs.task))
        aliases = self._context.snapshot.aliases
        issuers = self._one.issuer, self._other.issuer
        if all(same_names(name, others, aliases, issuers[0]) for name in ours) and all(
            same_names(name, ours, aliases, issuers[1]) for name in others
        ):
            return []
        if not cite:
            return ["differs"]
        notes = [(each.responsibility_start, each.responsibility_end) for each in (mine.task, theirs.task)]
        left = f"{self._labels.one}：{told_roles(mine.task)}{self.citer.cite(self._sides.one, *notes[0])}"
        right = f"{self._labels.other}：{told_roles(theirs.task)}{self.citer.cite(self._sides.other, *notes[1])}"
        return [f"　　责任不同，{left}；{right}"]

    def _sentences(self, mine: Unit, theirs: Unit) -> list[str]:
        """The sentences that differ, those with other figures first; what only one has only where it has figures."""
        found = pair_sentences(self._one, self._other, mine, theirs, self._words)
        lines = [
            f"　　{self._labels.one}：{self._quoted(self._sides.one, self._one, left)}"
            f"{self._labels.other}：{self._quoted(self._sides.other, self._other, right)}"
            for left, right in found.differing
        ]
        lines += [
            f"　　{self._labels.one}另有：{self._quoted(self._sides.one, self._one, span)}" for span in found.only_one
        ]
        lines += [
            f"　　{self._labels.other}另有：{self._quoted(self._sides.other, self._other, span)}"
            for span in found.only_other
        ]
        told = lines[:_MOST_LINES]
        if len(lines) > len(told) or not lines:
            whole = self.citer.cite(self._sides.one, mine.start, _end(self._one, mine))
            whole += self.citer.cite(self._sides.other, theirs.start, _end(self._other, theirs))
            told.append(f"　　{'还有其他不同' if told else '文字不同'}，请对照这两处原文。{whole}")
        return told

    def _quoted(self, doc_id: str, document: Document, span: tuple[int, int]) -> str:
        return sentence(document.text[slice(*span)]) + self.citer.cite(doc_id, *span)


def _has_articles(document: Document) -> bool:
    return any(clause.kind is ClauseKind.ARTICLE for clause in document.clauses)


def _name(document: Document, unit: Unit) -> str:
    return sentence(document.text[slice(*unit.name)]).rstrip("。：:")


def _end(document: Document, unit: Unit) -> int:
    """Where a unit ends, without the white space behind it."""
    return unit.start + len(document.text[unit.start : unit.end].rstrip())
