"""The clause tree: numbered and styled headings, annexes and signatures, each below what it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.headings import Heading
from kb.document import Clause, ClauseKind

_ROOT_RANK, _TOP_RANK, _SIGNATURE_RANK = -100, -50, -10
_TOP_KINDS = (ClauseKind.ANNEX, ClauseKind.DOCUMENT)
_ARTICLE_RANK = 3
_HORIZON = 500  # marks that are looked at to see whether a list goes on


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a clause begins (`start`, over `Document.text`).

    `heading` is its number, None for what has none. `level` is the outline level that the source gives it; an item
    without either is a line that only looks like a heading. `boxed`
    is true between the head of a 专栏 and the next clause: a numbering that begins there belongs to the box.
    """

    start: int
    kind: ClauseKind
    label: str
    title: str
    heading: Heading | None = None
    level: int | None = None
    boxed: bool = False


@dataclass(slots=True)
class _Open:
    """A clause under construction; `rank` orders it against the others on the stack."""

    index: int
    rank: float
    kind: ClauseKind
    heading: Heading | None = None
    level: int | None = None

    @property
    def style(self) -> str | None:
        return self.heading.style.name if self.heading else None


@dataclass(slots=True)
class _Tree:
    marks: Sequence[Mark]
    clauses: list[Clause] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    habits: dict[str, str] = field(default_factory=dict)  # style -> the style that it was seen to lie inside of

    def open(self, mark: Mark, rank: float) -> None:
        """Begins a clause below the last of the stack."""
        parent = self.stack[-1].index if self.stack else None
        index = len(self.clauses)
        self.clauses.append(
            Clause(
                index, parent, len(self.stack), mark.kind, mark.label, mark.title, mark.start, mark.start, mark.start
            )
        )
        self.stack.append(_Open(index, rank, mark.kind, mark.heading, mark.level))

    def cut(self, length: int) -> None:
        del self.stack[max(length, 1) :]


def outline(marks: Sequence[Mark], length: int) -> tuple[Clause, ...]:
    """The clauses of a text of `length` characters, in preorder, the root first; their own spans tile the text.

    `marks` are in text order. A signature that the numbering runs over (a date line among items) is left out.
    """
    tree = _Tree(marks)
    tree.open(Mark(0, ClauseKind.ROOT, "", ""), _ROOT_RANK)
    for at, mark in enumerate(marks):
        if (mark.kind is ClauseKind.SIGNATURE and _runs_on(tree, at)) or (
            _is_plain(mark) and not _may_divide(tree, at)
        ):
            continue
        if tree.stack[-1].kind is ClauseKind.SIGNATURE:
            tree.stack.pop()
        tree.open(mark, _place(tree, at, mark))
    return _with_ends(tree.clauses, length)


def _place(tree: _Tree, at: int, mark: Mark) -> float:
    """Cuts the stack back to the parent of `mark`; the rank that it gets."""
    if mark.kind in _TOP_KINDS:
        tree.cut(1)
        return _TOP_RANK
    if mark.kind is ClauseKind.SIGNATURE:
        tree.cut(2 if len(tree.stack) > 1 and tree.stack[1].kind in _TOP_KINDS else 1)
        return _SIGNATURE_RANK
    if _is_plain(mark):
        return _place_plain(tree, at)
    if mark.heading is None:
        return _place_styled(tree, mark)
    if mark.level is not None:
        _cut_level(tree, mark.level)
    tree.cut(_parents(tree, at, mark, mark.heading))
    return mark.heading.style.rank


def _place_styled(tree: _Tree, mark: Mark) -> int:
    """The place of a heading without a number: by the outline level that the source gives."""
    level = mark.level or 9
    while tree.stack[-1].kind is ClauseKind.ITEM and (tree.stack[-1].level or 10) >= level:
        tree.stack.pop()
    return level - 20


def _is_plain(mark: Mark) -> bool:
    return mark.kind is ClauseKind.ITEM and mark.heading is None and mark.level is None


def _may_divide(tree: _Tree, at: int) -> bool:
    """Whether a line that looks like a heading is one: a list begins below it, or it stands at the top."""
    if _list_below(tree, at) is not None:
        return True
    plain = [depth for depth, entry in enumerate(tree.stack) if _is_open_plain(entry)]
    if plain:
        return not any(_goes_on(tree, entry, at) for entry in tree.stack[plain[-1] + 1 :])
    return len(tree.stack) == 1


def _place_plain(tree: _Tree, at: int) -> float:
    """The place of a heading without number or level: above the list that begins below it, else as the last such."""
    below = _list_below(tree, at)
    if _is_open_plain(tree.stack[-1]):
        return tree.stack.pop().rank
    if below is None:
        plain = [depth for depth, entry in enumerate(tree.stack) if _is_open_plain(entry)]
        rank = tree.stack[plain[-1]].rank if plain else _ARTICLE_RANK + 0.5
    else:
        rank = below.style.rank - 0.5
    while tree.stack[-1].rank >= rank:
        tree.stack.pop()
    return rank


def _is_open_plain(entry: _Open) -> bool:
    return entry.kind is ClauseKind.ITEM and entry.heading is None and entry.level is None


def _list_below(tree: _Tree, at: int) -> Heading | None:
    """The first number behind mark `at`, if it is a 1 and nothing else begins before it."""
    following = tree.marks[at + 1] if at + 1 < len(tree.marks) else None
    heading = following.heading if following else None
    return heading if heading is not None and heading.value == 1 and heading.style.rank > _ARTICLE_RANK else None


def _cut_level(tree: _Tree, level: int) -> None:
    """Closes the headings without a number that the source puts at this level or below."""
    for depth, entry in enumerate(tree.stack):
        if entry.heading is None and entry.level is not None and entry.level >= level:
            tree.cut(depth)
            return


def _parents(tree: _Tree, at: int, mark: Mark, heading: Heading) -> int:
    """How many entries of the stack stand above the numbered `mark`."""
    same = [depth for depth, entry in enumerate(tree.stack) if entry.style == heading.style.name]
    following = [depth for depth in same if _follows(tree.stack[depth].heading, heading)]
    alike = [depth for depth in following if _point(tree.stack[depth].heading) == _point(heading)]
    if following:
        return (alike or following)[-1]
    lowest = same[-1] if same else _by_rank(tree, heading)
    if heading.value != 1 or heading.style.rank < _ARTICLE_RANK:
        return lowest
    if (mark.boxed and same) or (heading.style.name == "num" and _stays_below_decimal(tree, at)):
        return len(tree.stack)
    for depth in range(len(tree.stack) - 1, lowest if same else lowest - 1, -1):
        if _goes_on(tree, tree.stack[depth], at):
            tree.habits[heading.style.name] = tree.stack[depth].style or ""
            return depth + 1
    return lowest


def _by_rank(tree: _Tree, heading: Heading) -> int:
    outer = tree.habits.get(heading.style.name, "")
    depth = len(tree.stack)
    while tree.stack[depth - 1].rank >= heading.style.rank and tree.stack[depth - 1].style != outer:
        depth -= 1
    return depth


def _point(heading: Heading | None) -> str:
    """What stands behind the digits of a label: 1. and 1． are one, 1、 and 1 are others."""
    last = heading.label[-1] if heading else ""
    return "." if last in ".．" else "、" if last == "、" else ""


def _follows(one: Heading | None, other: Heading) -> bool:
    """Whether `other` is the next number, or the next but one, of the list that `one` is in."""
    if one is None or one.style.name != other.style.name:
        return False
    if one.parts:
        return one.parts[:-1] == other.parts[:-1]
    return 1 <= (other.value or 0) - (one.value or 0) <= 2


def _goes_on(tree: _Tree, entry: _Open, at: int) -> bool:
    """Whether the list of `entry` goes on behind mark `at`: then what begins at `at` lies inside of it."""
    if entry.heading is None:
        return False
    own = tree.marks[at].heading
    above = {each.style for each in tree.stack[: tree.stack.index(entry)] if each.style}
    for mark in tree.marks[at + 1 : at + 1 + _HORIZON]:
        if mark.kind in _TOP_KINDS:
            return False
        if mark.heading is None:
            continue
        name = mark.heading.style.name
        if name == entry.style:
            if entry.heading.parts and mark.heading.parts[:-1] != entry.heading.parts[:-1]:
                continue
            if entry.heading.parts:
                return mark.heading.parts[-1] > entry.heading.parts[-1]
            return _follows(entry.heading, mark.heading)
        if name in above and (own is None or name != own.style.name):
            return False
    return False


def _stays_below_decimal(tree: _Tree, at: int) -> bool:
    """Whether a 1. below a decimal heading (4.3.1) begins a list there and no new chapter, whose next would be 1.1."""
    if not (tree.stack[-1].heading and tree.stack[-1].heading.parts):
        return False
    for mark in tree.marks[at + 1 : at + 1 + _HORIZON]:
        if mark.kind in _TOP_KINDS:
            return True
        if mark.heading is not None and mark.heading.parts:
            return mark.heading.parts != (1, 1)
    return True


def _runs_on(tree: _Tree, at: int) -> bool:
    """Whether the numbering that is open goes on behind the signature-like lines at mark `at`."""
    if any(entry.kind is ClauseKind.SIGNATURE for entry in tree.stack):
        return True
    return any(_goes_on(tree, entry, at) for entry in tree.stack[1:])


def _with_ends(clauses: list[Clause], length: int) -> tuple[Clause, ...]:
    """`clauses` with `own_end` (start of the next in preorder) and `end` (start of the next that is no descendant)."""
    ends = [length] * len(clauses)
    open_clauses: list[int] = []
    for at, clause in enumerate(clauses):
        while open_clauses and clauses[open_clauses[-1]].depth >= clause.depth:
            ends[open_clauses.pop()] = clause.start
        open_clauses.append(at)
    own_ends = [*(clause.start for clause in clauses[1:]), length]
    return tuple(
        replace(clause, own_end=own_end, end=end) for clause, own_end, end in zip(clauses, own_ends, ends, strict=True)
    )
