"""Passages that several documents have alike: copies, forwarded notices, versions."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from kb.normal_form import fold

K = TypeVar("K", bound=Hashable)

SHINGLE_CHARS = 6
_ALIKE = 0.85  # of the shorter one's shingles, that the longer has too
_SHORTEST_SHARE = 0.6  # of the longer one's length
_SAMPLED = 2  # one shingle in so many is compared, chosen by its checksum so that both sides choose the same
_SIGNED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日$")  # when it was signed makes it no other text
_FEWEST = 20  # letters: what is shorter is a heading, and says something under its own document only


@dataclass(frozen=True, slots=True)
class _Print:
    """What of a text is compared: `shingles` are hashed, `figures` its numbers."""

    shingles: frozenset[int]
    figures: tuple[str, ...]
    letters: str


def groups_of(texts: Iterable[tuple[K, str, str]]) -> list[list[K]]:
    """`(key, owner, text)` gathered to groups of like texts of different owners, in the order of their first.

    A text joins the first group whose first text it is like; a group has one text of an owner. Texts whose figures
    differ are not alike, however much else agrees: 500元 and 800元 are two rules. Headings are like nothing.
    """
    groups: list[list[K]] = []
    owners: list[set[str]] = []
    prints: list[_Print] = []
    having: dict[int, list[int]] = {}  # shingle -> the groups whose first text has it
    for key, owner, text in texts:
        made = _print_of(text)
        shared = Counter(group for shingle in made.shingles for group in having.get(shingle, ()))
        home = next(
            (
                group
                for group, count in sorted(shared.items())
                if owner not in owners[group] and _same(made, prints[group], count)
            ),
            None,
        )
        if home is not None and len(made.letters) >= _FEWEST:
            groups[home].append(key)
            owners[home].add(owner)
            continue
        for shingle in made.shingles:
            having.setdefault(shingle, []).append(len(groups))
        groups.append([key])
        owners.append({owner})
        prints.append(made)
    return groups


def _same(one: _Print, other: _Print, shared: int) -> bool:
    if one.letters == other.letters:
        return True
    shorter, longer = sorted((one, other), key=lambda each: len(each.letters))
    near = shared >= _ALIKE * len(shorter.shingles) and len(shorter.letters) >= _SHORTEST_SHARE * len(longer.letters)
    return near and not Counter(shorter.figures) - Counter(longer.figures)


def _print_of(text: str) -> _Print:
    letters = _SIGNED.sub("", re.sub(r"\W+", "", fold(text)))
    data = letters.encode("utf-32-le")  # four bytes a character, so that a shingle is a slice
    width = 4 * SHINGLE_CHARS
    hashes = [zlib.crc32(data[at : at + width]) for at in range(0, max(len(data) - width, 0) + 1, 4)]
    sampled = [value for value in hashes if value % _SAMPLED == 0] or hashes
    return _Print(frozenset(sampled), tuple(re.findall(r"\d+", letters)), letters)
