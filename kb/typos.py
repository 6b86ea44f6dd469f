"""One-character typos in the names that the library knows: of documents, sections, units, headings and terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from kb.homophones import sound_alike
from kb.normal_form import fold
from kb.snapshot import Snapshot
from kb.words import STOP_WORDS, Words

_FUNCTION = "分方还做想行里头一二三四五六七八九十两几半不没各本该每由按给把被让使得着过们县市区省年月日"
_SIZES = (4, 3)  # a window this long with one wrong character still says clearly what was meant
_MOST_CHARS = 1_000_000  # of names and headings; what is behind is not mended
_MOST_READ = 500  # documents whose headings count: to read them takes time
_READ_CLOSELY = 200_000  # up to here a word of four characters is compared even where each pair of them is a word
# Characters that are mistaken for each other by their shape; such as sound alike are known to kb.homophones.
_SHAPES = (
    "己已巳", "未末", "土士", "日曰", "戊戌戍", "干千于", "天夭无", "人入八", "大太犬", "木本术", "目且", "田由甲申",
    "鸟乌", "兔免", "卖买", "拔拨", "拆折析", "晴睛", "清请情", "场扬杨", "侯候", "特持", "待侍", "林材村", "苗亩",
    "护沪", "库军", "防坊妨", "治冶", "竟竞", "裁栽载", "贷货", "栓拴", "炼练", "渔鱼", "荒慌", "暑署", "辨辩辫",
    "撤撒", "墓幕慕", "籍藉", "抢枪", "巡迎", "效郊", "徙徒", "崇祟", "管菅", "官宫", "雷霜", "湿温", "径经", "狠狼",
)  # fmt: skip
_SHAPE_OF = {char: number for number, group in enumerate(_SHAPES) for char in group}


def mend(
    folded: str, snapshot: Snapshot, words: Words, is_written: Callable[[str], bool]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """`folded` with its typos mended, and the (written, meant) pairs.

    A window is a typo when exactly one run of the library's names differs from it in one character that sounds or
    looks alike, and no document has it: `is_written` tells whether one does, and is asked only about such windows.
    The character is in no word of the question, or the window is long.
    """
    known = snapshot.derived("known names", lambda: "\n".join(_names(snapshot)))
    loose = _loose(folded, words)
    pairs: list[tuple[str, str]] = []
    for size in _SIZES:
        closely = size == max(_SIZES) and len(known) <= _READ_CLOSELY
        at = 0
        while at + size <= len(folded):
            window = folded[at : at + size]
            open_at = [place for place in range(size) if closely or loose[at + place]]
            meant = _meant(window, open_at, known)
            if meant is not None and not is_written(window):
                folded = folded[:at] + meant + folded[at + size :]
                pairs.append((window, meant))
                at += size
            else:
                at += 1
    return folded, tuple(pairs)


def _meant(window: str, places: list[int], known: str) -> str | None:
    """The one run of `known` that `window` stands for with another character at one of `places`."""
    if not places or not all("\u4e00" <= char <= "\u9fff" for char in window) or window in known:
        return None
    found = {
        window[:place] + char + window[place + 1 :]
        for place in places
        for char in _between(window[:place], window[place + 1 :], known)
        if char != window[place] and _alike(char, window[place])
    }
    return next(iter(found)) if len(found) == 1 else None


def _between(before: str, behind: str, known: str) -> set[str]:
    """The characters that stand between `before` and `behind` somewhere in `known`."""
    fixed, shift = (before, len(before)) if len(before) >= len(behind) else (behind, -1)
    found: set[str] = set()
    at = known.find(fixed)
    while at >= 0:
        place = at + shift
        around = known[max(0, place - len(before)) : place], known[place + 1 : place + 1 + len(behind)]
        if place >= 0 and around == (before, behind):
            found.add(known[place])
        at = known.find(fixed, at + 1)
    return found


def _alike(one: str, other: str) -> bool:
    shape = _SHAPE_OF.get(one)
    return (shape is not None and shape == _SHAPE_OF.get(other)) or sound_alike(one, other)


def _loose(folded: str, words: Words) -> list[bool]:
    """For each character, whether the tokenizer leaves it alone: no part of a word, and no function word."""
    flags: list[bool] = []
    for word in words.cut(folded):
        flags += [len(word) == 1 and word not in STOP_WORDS and word not in _FUNCTION] * len(word)
    return flags


def _names(snapshot: Snapshot) -> Iterator[str]:
    """The letters of titles and names, then of headings, each once, up to a length."""
    left = _MOST_CHARS
    for name in dict.fromkeys(_written_names(snapshot)):
        letters = re.sub(r"\W+", "", fold(name))
        left -= len(letters)
        if left < 0:
            return
        yield letters


def _written_names(snapshot: Snapshot) -> Iterator[str]:
    for doc_id, entry in snapshot.entries.items():
        yield entry.header.title
        yield from entry.header.inner_titles
        records = snapshot.records[doc_id]
        for task in records.tasks:
            yield from (*task.sections, *task.units)
        yield from (term.term for term in records.terms)
    for doc_id, entry in islice(snapshot.entries.items(), _MOST_READ):
        yield from (task.title for task in snapshot.records[doc_id].tasks)
        yield from (clause.heading for clause in entry.document.clauses)
