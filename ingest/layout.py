"""Which lines of a document are what besides headings: contents, annexes and their list, titles of documents inside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.annexes import annexes_of, is_annex_line
from ingest.head import Head
from ingest.headings import candidate_of, heading_of
from ingest.organs import is_organ_line
from ingest.signature import Signature
from ingest.titles import Title, is_forwarding, joined_title, named_titles, passed_on, same_title, title_at
from kb.normal_form import fold

_TABLE_OF_CONTENTS = re.compile(r"^目\s*[录次]$")
_LEADERS = re.compile(r"(?:…+|\.{3,}|·{3,}|。{3,}|\t| {3,}|\u3000{2,}|-{4,}|_{3,})\s*[-—(（]?\s*\d{1,3}\s*[-—)）]?$")
_BOX = re.compile(r"^专\s*栏\s*[0-9０-９一二三四五六七八九十]{0,3}(?=[\s:：\u3000]|[\u4e00-\u9fff]|$)[^。]{0,50}$")
_INNER_LINES = 6  # lines between the end of a notice and the title of what it carries


@dataclass(frozen=True, slots=True)
class Layout:
    """Blocks by number (0-based). `skipped` open no clause.

    `annexes` are the marks of annexes with their labels, `annex_names` the names in the list of annexes, `inner` the
    titles of documents inside, `boxes` the heads of 专栏 boxes.
    """

    skipped: frozenset[int]
    annexes: dict[int, str]
    annex_names: tuple[str, ...]
    inner: tuple[Title, ...]
    boxes: frozenset[int]


def layout_of(lines: Sequence[str], head: Head, signatures: Sequence[Signature]) -> Layout:
    """What the lines behind the head are; `lines` are the texts of the blocks, rows of tables empty."""
    contents = frozenset(_contents(lines))
    annexes = annexes_of(lines, head.end, contents, signatures)
    inner = _inner(lines, head, signatures, annexes.marks, contents | annexes.listed)
    titles = {at for title in inner for at in range(title.first, title.last + 1)}
    boxes = frozenset(at for at, line in enumerate(lines) if _BOX.match(line))
    skipped = contents | annexes.listed | titles | head.lines
    return Layout(skipped, annexes.marks, annexes.names, inner, boxes)


def _contents(lines: Sequence[str]) -> set[int]:
    """The lines of tables of contents: those with page numbers, and a block below 目录 whose first line comes again."""
    found = {
        at for at, line in enumerate(lines) if _LEADERS.search(line) and (candidate_of(line) or is_annex_line(line))
    }
    for at, line in enumerate(lines):
        if not _TABLE_OF_CONTENTS.match(line):
            continue
        found.add(at)
        first = next((n for n in range(at + 1, min(at + 4, len(lines))) if heading_of(lines[n])), None)
        if first is not None:
            key = _entry(lines[first])
            again = next(
                (n for n in range(first + 1, min(first + 200, len(lines))) if _entry(lines[n]).startswith(key)), None
            )
            found |= set(range(at, again)) if again is not None else set()
    return found


def _entry(line: str) -> str:
    return fold(_LEADERS.sub("", line))[:24]


def _inner(
    lines: Sequence[str], head: Head, signatures: Sequence[Signature], annexes: dict[int, str], taken: frozenset[int]
) -> tuple[Title, ...]:
    """The titles of the documents inside: those that the notice names, and one behind its end."""
    outer = head.title.text if head.title else ""
    names = list(passed_on(outer))
    forwards = bool(names)
    opening = [line for line in lines[head.end : head.end + 12] if is_forwarding(line)]
    for line in opening:
        names += [name for name in named_titles(line) if not same_title(name, outer)]
    found: list[Title] = []
    ends = _ends_of_notice(lines, head, signatures)
    at = head.end
    while at < len(lines):
        title = (
            None
            if at in taken or at in annexes
            else _inner_at(lines, at, names, (forwards or bool(opening)) and at in ends)
        )
        if title is not None and not (at - 1 not in annexes and same_title(title.text, outer)):
            found.append(title)
            at = title.last
            ends = set()
        at += 1
    return tuple(found)


def _ends_of_notice(lines: Sequence[str], head: Head, signatures: Sequence[Signature]) -> set[int]:
    """Where the title of what a notice carries may begin: behind its signature, or behind its sentence."""
    first = next((each for each in signatures if each.first >= head.end and not each.printed), None)
    forwarding = next((n for n in range(head.end, min(head.end + 12, len(lines))) if is_forwarding(lines[n])), None)
    found: set[int] = set()
    if first is not None:
        found |= set(range(first.last + 1, first.last + 1 + _INNER_LINES))
    if forwarding is not None:
        found |= set(range(forwarding + 1, forwarding + 1 + _INNER_LINES))
    return found


def _inner_at(lines: Sequence[str], at: int, names: Sequence[str], may_begin: bool) -> Title | None:
    """The title of an inner document on line `at`: one of `names`, or any where it `may_begin`."""
    joined = ""
    for last in range(at, min(at + 4, len(lines))):
        joined += lines[last].strip()
        if len(joined) > 160 or "。" in joined:
            break
        if any(same_title(joined, name) for name in names):
            extended = title_at(lines, at, len(lines))
            return (
                extended
                if extended and extended.last > last and same_title(extended.text, joined)
                else Title(joined_title(lines[at : last + 1]), at, last)
            )
    if not may_begin or is_organ_line(lines[at]) or len(lines[at]) < 4:
        return None
    return title_at(lines, at, len(lines))
