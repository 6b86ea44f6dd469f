"""Which numbered lines are headings: what a line alone cannot tell, the numbers before and behind it can."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.glued import glued_headings
from ingest.headings import MAX_TITLE_CHARS, Heading, Numbered, candidate_of
from kb.document import ClauseKind

_NEXT_INLINE = {
    "cn_paren": re.compile(r"[；;，,、][（(]\s*二\s*[)）]"),
    "num": re.compile(r"[；;，,]\s*[2２]\s*[.．、](?![\d０-９])"),
    "num_paren": re.compile(r"[；;，,、][（(]\s*[2２]\s*[)）]"),
    "num_half": re.compile(r"[；;，,、]\s*[2２][)）]"),
    "circled": re.compile(r"[；;，,、]\s*②"),
}
_BARE_TITLE = re.compile(rf"[\u4e00-\u9fff《“][^。；，,;]{{1,{MAX_TITLE_CHARS}}}$")
_LISTED = ("num", "num_paren", "num_half", "circled")  # styles that figures and broken lines look like


def numbered_lines(lines: Sequence[str], skipped: Iterable[int] = ()) -> list[Numbered]:
    """The numbered headings of `lines`, in order, without those whose numbers fit to no others.

    >>> [each.line for each in numbered_lines(["1.1目的", "1.2依据", "2.3倍于去年"])]
    ['1.1目的', '1.2依据']
    """
    left_out = frozenset(skipped)
    found: list[Numbered] = []
    for number, line in enumerate(lines):
        heading = None if number in left_out else candidate_of(line)
        if heading is None or _runs_inline(line, heading):
            continue
        if heading.parts and heading.label_end == len(line):  # a number alone: its title stands in the next line
            below = lines[number + 1].strip() if number + 1 < len(lines) else ""
            if not _BARE_TITLE.match(below) or candidate_of(below) is not None:
                continue
            line = f"{line} {below}"  # noqa: PLW2901 (the heading is both lines)
        found.append(Numbered(number, 0, line, heading))
    return _agreeing(glued_headings(lines, found, left_out))


def _runs_inline(line: str, heading: Heading) -> bool:
    """Whether a line is one sentence with an enumeration (（1）甲；（2）乙。): text, not the heading of its first item."""
    following = _NEXT_INLINE.get(heading.style.name) if heading.value == 1 else None
    return following is not None and bool(following.search(line, heading.label_end))


def _agreeing(found: list[Numbered]) -> list[Numbered]:
    decimals = {each.heading.parts for each in found if each.heading.parts}
    decimals |= {(each.heading.value or 0,) for each in found if each.heading.style.name == "num"}
    later: dict[str, set[int]] = {}
    for each in found:
        later.setdefault(each.heading.style.name, set()).add(each.heading.value or 0)
    earlier: dict[str, list[int]] = {}
    kept: list[Numbered] = []
    for each in found:
        values = earlier.setdefault(each.heading.style.name, [])
        if _fits(each, decimals, values, later[each.heading.style.name]):
            values.append(each.heading.value or 0)
            kept.append(each)
    return kept


def _fits(each: Numbered, decimals: set[tuple[int, ...]], earlier: list[int], all_values: set[int]) -> bool:
    heading, value = each.heading, each.heading.value or 0
    if heading.parts:
        return _decimal_fits(heading, each.line, decimals)
    if heading.style.weak:
        return (value, 1) in decimals or (value - 1 in earlier and (value - 1, 1) in decimals)
    if heading.style.kind is ClauseKind.ARTICLE:
        spaced = heading.label_end >= len(each.line) or each.line[heading.label_end].isspace()
        return spaced or not earlier or value == 1 or any(value - step in earlier[-3:] for step in (0, 1, 2))
    if heading.style.name in _LISTED and value > 1:
        return value - 1 in earlier or value - 2 in earlier or (not earlier and value + 1 in all_values)
    return heading.style.name != "cn" or value < 20 or value - 1 in earlier


def _decimal_fits(heading: Heading, line: str, decimals: set[tuple[int, ...]]) -> bool:
    """Whether a decimal has a neighbour (1.1, 1.2), a child (1.1.1) or, as the first, a parent (1 or 1.1)."""
    parts = heading.parts
    beside = {(*parts[:-1], parts[-1] + step) for step in (-2, -1, 1, 2)} | {(*parts, 1)}
    if beside & decimals or (parts[-1] == 1 and parts[:-1] in decimals):
        return True
    words = line[heading.label_end :]
    return (
        not heading.style.weak and len(words) <= MAX_TITLE_CHARS and bool(re.match("[\u4e00-\u9fff][^。；]*$", words))
    )
