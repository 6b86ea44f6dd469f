"""Headings that share a line with what stands before them: 第一章 总则 第一条 …, or lines that an extraction ran together.

A number within a line is a heading only as the next of its kind, and only where a new sentence begins or right behind
the title of another heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.headings import MAX_TITLE_CHARS, Heading, Numbered, candidate_of
from kb.document import ClauseKind

_INSIDE = re.compile(
    r"(?<=[。；！？”…\s])(?=第[一二三四五六七八九十百千零〇0-9０-９]{1,7}(?:[编篇章节][\s\u3000]+\S|条[\s\u3000]*\S)|"
    r"\d{1,2}(?:\.\d{1,2}){1,4}(?:[\s\u3000]+[\u4e00-\u9fff]|[\s\u3000]*$))"
)
_SENTENCE_END = tuple("。；！？”…")
_LEGAL = (ClauseKind.PART, ClauseKind.CHAPTER, ClauseKind.SECTION, ClauseKind.ARTICLE)


@dataclass(slots=True)
class _Last:
    """The last number of each legal kind and the last decimal."""

    values: dict[ClauseKind, int] = field(default_factory=dict)
    parts: tuple[int, ...] = ()

    def note(self, heading: Heading) -> None:
        if heading.style.kind in _LEGAL:
            self.values[heading.style.kind] = heading.value or 0
        elif heading.parts:
            self.parts = heading.parts
        elif heading.style.name == "num":
            self.parts = (heading.value or 0,)

    def is_next(self, heading: Heading) -> bool:
        """Whether `heading` goes on with the count, or begins it anew where that is usual."""
        kind, parts, last = heading.style.kind, heading.parts, self.parts
        if kind in _LEGAL:
            again = kind is ClauseKind.SECTION and heading.value == 1
            return again or heading.value == self.values.get(kind, 0) + 1
        if not parts:
            return False
        firsts = {(*last, 1), (self.values.get(ClauseKind.CHAPTER, 0), 1), ((last[0] if last else 0) + 1, 1)}
        return parts in firsts or any(parts == (*last[:at], last[at] + 1) for at in range(len(last)))


def glued_headings(
    lines: Sequence[str], found: Sequence[Numbered], left_out: frozenset[int] = frozenset()
) -> list[Numbered]:
    """`found`, the headings at the beginnings of `lines`, with those inside of lines, in text order.

    >>> line = "第一章 总则 第一条 为了护林，依照第二条 的规定办。"
    >>> first = Numbered(0, 0, line, candidate_of(line))
    >>> [each.heading.label for each in glued_headings([line], [first])]
    ['第一章', '第一条']
    """
    begins = {each.block: each for each in found}
    last = _Last()
    everything: list[Numbered] = []
    for number, line in enumerate(lines):
        before = begins.get(number)
        if before is not None:
            everything.append(before)
            last.note(before.heading)
        if number in left_out:
            continue
        for match in _INSIDE.finditer(line, 1):
            heading = candidate_of(line[match.start() :])
            if heading is None or not last.is_next(heading) or not _may_begin(line, match.start(), heading, before):
                continue
            before = Numbered(number, match.start(), line[match.start() :], heading)
            everything.append(before)
            last.note(heading)
    return everything


def _may_begin(line: str, at: int, heading: Heading, before: Numbered | None) -> bool:
    """Whether a heading can stand at `at`: behind a sentence, or behind the title of the heading `before` it."""
    if heading.style.kind is ClauseKind.ARTICLE and re.match(
        r"[\s\u3000]*[的规款、，和或]", line[at + heading.label_end :]
    ):
        return False
    if line[:at].rstrip().endswith(_SENTENCE_END):
        return True
    if before is None or before.heading.style.kind is ClauseKind.ARTICLE:
        return False
    return at - before.offset <= MAX_TITLE_CHARS and not re.search("[，；：]", line[before.offset : at])
