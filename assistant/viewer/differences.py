"""What differs between two versions of a document, line by line of their clauses and row by row of their tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from assistant.web.rendering import pieces
from kb.document import Document
from kb.normal_form import fold

_ALIKE = 0.4  # share of common character pairs from which two lines are one, changed
_SAME_NUMBER = 0.15  # that one number of both adds to it
_MAX_PAIRS = 40_000  # that are compared in one gap; of a larger one those near its diagonal
_MAX_CELLS = 4_000_000  # of the table in which a gap is aligned; a larger one is two texts that share nothing
_MOVED_CHARS = 8  # a shorter line may stand in two places by chance


class Kind(StrEnum):
    """What became of a line."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    RENUMBERED = "renumbered"  # its number only is another
    MOVED = "moved"  # word for word elsewhere


@dataclass(frozen=True, slots=True)
class Unit:
    """A line or table row, `text[start:end]` of its document, in clause number `clause`; `key` is compared.

    `key` is the folded text without the number that it begins with, `label`.
    """

    clause: int
    start: int
    end: int
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Change:
    """A unit of the old version and what it became in the new one; one of them is None for what only one has."""

    kind: Kind
    old: Unit | None
    new: Unit | None


def units_of(document: Document) -> list[Unit]:
    """The lines and table rows of a document, in order."""
    found: list[Unit] = []
    numbered = -1
    for start, end, _ in pieces(document, 0, len(document.text)):
        clause = document.clause_at(start + _indent(document.text[start:end]))
        text = document.text[start:end].strip()
        label = clause.label if clause.index > numbered and clause.label and text.startswith(clause.label) else ""
        numbered = max(numbered, clause.index)
        key = fold(text[len(label) :])
        if key or label:
            found.append(Unit(clause.index, start, end, label, key))
    return found


def differences(old: Document, new: Document) -> list[Change]:
    """The units of both versions in the order of the new one, what was removed where it stood."""
    olds, news = units_of(old), units_of(new)
    matcher = SequenceMatcher(None, [each.key for each in olds], [each.key for each in news], autojunk=False)
    changes: list[Change] = []
    for kind, left, right, low, high in matcher.get_opcodes():
        if kind == "equal":
            changes += map(_same, olds[left:right], news[low:high])
        else:
            changes += _aligned(olds[left:right], news[low:high])
    return list(_with_moves(changes))


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _same(old: Unit, new: Unit) -> Change:
    return Change(Kind.SAME if fold(old.label) == fold(new.label) else Kind.RENUMBERED, old, new)


def _aligned(olds: Sequence[Unit], news: Sequence[Unit]) -> Iterator[Change]:
    """The units of a gap: those alike as changed, in an order that keeps that of both, the others alone."""
    left = low = 0
    for right, high in [*_pairs(olds, news), (len(olds), len(news))]:
        yield from (Change(Kind.REMOVED, each, None) for each in olds[left:right])
        yield from (Change(Kind.ADDED, None, each) for each in news[low:high])
        if right < len(olds):
            yield Change(Kind.CHANGED, olds[right], news[high])
        left, low = right + 1, high + 1


def _pairs(olds: Sequence[Unit], news: Sequence[Unit]) -> list[tuple[int, int]]:
    """Places of units that are alike, rising in both, with the largest sum of likenesses (as in edit distance)."""
    if not olds or not news or len(olds) * len(news) > _MAX_CELLS:
        return []
    grams = [[_grams(each.key) for each in units] for units in (olds, news)]
    reach = len(news) if len(olds) * len(news) <= _MAX_PAIRS else max(1, _MAX_PAIRS // (2 * len(olds)))
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    likeness: dict[tuple[int, int], float] = {}
    for row in reversed(range(len(olds))):
        middle = row * len(news) // len(olds)
        for column in reversed(range(len(news))):
            here = 0.0
            if abs(column - middle) <= reach:
                here = _likeness(olds[row], news[column], grams[0][row], grams[1][column])
            taken = here + best[row + 1][column + 1] if here >= _ALIKE else 0.0
            best[row][column] = max(taken, best[row + 1][column], best[row][column + 1])
            if here >= _ALIKE:
                likeness[row, column] = here
    found = []
    row = column = 0
    while row < len(olds) and column < len(news):
        alike = likeness.get((row, column))
        if alike is not None and best[row][column] == alike + best[row + 1][column + 1]:
            found.append((row, column))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return found


def _grams(key: str) -> Counter[str]:
    return Counter(key[at : at + 2] for at in range(max(1, len(key) - 1)))


def _likeness(old: Unit, new: Unit, ours: Counter[str], theirs: Counter[str]) -> float:
    small, large = sorted((ours, theirs), key=len)
    common = sum(min(count, large[gram]) for gram, count in small.items())
    share = 2 * common / (ours.total() + theirs.total())
    return share + (_SAME_NUMBER if old.label and fold(old.label) == fold(new.label) else 0.0)


def _with_moves(changes: Sequence[Change]) -> Iterator[Change]:
    """`changes` with what was removed in one place and added word for word in another told once, as moved."""
    removed: dict[str, Unit] = {}
    for change in changes:
        if change.kind is Kind.REMOVED and change.old and len(change.old.key) >= _MOVED_CHARS:
            removed.setdefault(change.old.key, change.old)
    moved: dict[Unit, Unit] = {}
    for change in changes:
        if change.kind is Kind.ADDED and change.new and change.new.key in removed:
            moved[removed.pop(change.new.key)] = change.new
    arrived = {new: old for old, new in moved.items()}
    for change in changes:
        if change.kind is Kind.ADDED and change.new in arrived:
            yield Change(Kind.MOVED, arrived[change.new], change.new)
        elif not (change.kind is Kind.REMOVED and change.old in moved):
            yield change
