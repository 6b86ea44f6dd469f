"""Notes that are nothing but a list of bodies in brackets behind an item: 种树。（苗圃处、林科院）.

Such a bracket makes nobody responsible by itself; a document that closes one item after another with one says so by
doing it. So: the bracket closes its paragraph, all that it names are bodies and one at least is an office, and the same
names come back.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator

from ingest.name_lists import is_body, names_in
from kb.normal_form import Folded

_AT_END = re.compile(r"(?<=[。;!?\u4e00-\u9fff”\"])\((?P<list>(?:[^():]|\([^():]{1,8}\)){2,160})\)[。;]?$")
_OFFICE = re.compile(r"(?:局|委|办|厅|部|院|署|司|会|科|室|处|股|站|所|中心|办公室|政府|专班|联|总队|支队|大队)$")
_MAX_NAME = 20
_LEAST = 5  # notes of a document that has the habit
_LEAST_SHARE = 0.3  # ... and how many of its paragraphs with a number they close
_RECURRING = 0.5  # of what is named, at least this share is named by another note too
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|第[一二三四五六七八九十百]+[条项])"
)


def bare_lists(folded: Folded, text: str, noted: Collection[int]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(start, end, names) of each such list, as folded spans with the brackets; none where it is not a habit.

    `noted` are the offsets at which lines of `text` begin that have a note of another form.
    """
    found: list[tuple[int, int, tuple[str, ...]]] = []
    numbered = line_start = 0
    for line in text.splitlines(keepends=True):
        begin, end = (bisect_left(folded.offsets, at) for at in (line_start, line_start + len(line)))
        at, line_start = line_start, line_start + len(line)
        numbered += bool(_NUMBERED.match(folded.text[begin:end]))
        match = _AT_END.search(folded.text[begin:end])
        if match is None or at in noted:
            continue
        names = tuple(
            name.text for name in names_in(folded, text, begin + match.start("list"), begin + match.end("list"))
        )
        if (
            names
            and all(len(name) <= _MAX_NAME and is_body(name) for name in names)
            and any(map(_OFFICE.search, names))
        ):
            found.append((begin + match.start(), begin + match.end("list") + 1, names))
    if _is_habit([names for _, _, names in found], numbered):
        yield from found


def _is_habit(lists: list[tuple[str, ...]], numbered: int) -> bool:
    if len(lists) < max(_LEAST, _LEAST_SHARE * numbered):
        return False
    in_lists = Counter(name for names in lists for name in set(names))
    named = in_lists.total()
    several = sum(len(names) > 1 for names in lists)
    return several * 2 >= len(lists) and sum(n for n in in_lists.values() if n > 1) >= _RECURRING * named
