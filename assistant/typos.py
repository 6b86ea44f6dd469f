"""One-character typos in names and headings, mended by the library's own wording."""

from __future__ import annotations

import re

from kb.homophones import sound_alike
from kb.normal_form import letters
from kb.snapshot import Snapshot
from kb.words import STOP_WORDS, Words

_FUNCTION = "奖补罚贴扣赔给收交发新旧老分方还做想行里头一二三四五六七八九十两几半不没各本该每由按给把被让使得着过们县市区省年月日"
_ASKS = re.compile(r"怎|咋|如何|什么|啥|谁|哪|多少|几|吗|何时|为何")
_SIZES = (4, 3)  # a window this long with one wrong character still says clearly what was meant


def mend(folded: str, snapshot: Snapshot, words: Words) -> tuple[str, tuple[tuple[str, str], ...]]:
    """`folded` with its typos mended, and the (written, meant) pairs.

    A window counts as a typo when no document has it, and exactly one run of the library's names, titles,
    headings and terms differs from it in one character that sounds alike and stands in no word of the question.
    """
    known = snapshot.derived("typo windows", lambda: _known(_phrases(snapshot)))
    texts = library_text(snapshot)
    pairs: list[tuple[str, str]] = []
    loose = _loose(folded, words)
    for size in _SIZES:
        at = 0
        while at + size <= len(folded):
            window = folded[at : at + size]
            meant = _meant(window, known[size]) if _is_word(window) and window not in texts else None
            if (
                meant is not None
                and loose[at + _changed(window, meant)]
                and _new_character(window, meant, texts)
                and _says_what(folded, at, _changed(window, meant), size, words)
            ):
                folded = folded[:at] + meant + folded[at + size :]
                pairs.append((window, meant))
                at += size
            else:
                at += 1
    return folded, tuple(pairs)


def _loose(folded: str, words: Words) -> list[bool]:
    """For each character, whether the tokenizer leaves it alone: no part of a word, and no function word."""
    flags: list[bool] = []
    for word in words.cut(folded):
        flags += [len(word) == 1 and word not in STOP_WORDS and word not in _FUNCTION] * len(word)
    return flags


def _says_what(folded: str, at: int, changed: int, size: int, words: Words) -> bool:
    """Whether what stays of a window says what is meant: not where it is a word that only asks, as in 怎么帮."""
    begin = 0
    for word in words.cut(folded):
        end = begin + len(word)
        inside = begin < at + size and at < end and not begin <= at + changed < end
        if inside and (word in STOP_WORDS or _ASKS.search(word)):
            return False
        begin = end
    return True


def _changed(window: str, meant: str) -> int:
    return next(at for at, char in enumerate(window) if char != meant[at])


def _is_word(window: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in window)


def _meant(window: str, known: dict[str, frozenset[str]]) -> str | None:
    found = {
        phrase
        for at in range(len(window))
        for phrase in known.get(window[:at] + "?" + window[at + 1 :], frozenset())
        if phrase[at] != window[at] and sound_alike(phrase[at], window[at])
    }
    return next(iter(found)) if len(found) == 1 else None


def _new_character(window: str, meant: str, texts: str) -> bool:
    """Whether the pair around the changed character is in no document: else the words are right as they are."""
    at = _changed(window, meant)
    pairs = [window[max(0, at - 1) : at + 1]] * (at > 0) + [window[at : at + 2]] * (at + 1 < len(window))
    return all(pair not in texts for pair in pairs)


def _phrases(snapshot: Snapshot) -> tuple[str, ...]:
    phrases: list[str] = []
    for doc_id, entry in snapshot.entries.items():
        records = snapshot.records[doc_id]
        phrases += [entry.document.title, *(clause.heading for clause in entry.document.clauses)]
        phrases += [name for task in records.tasks for name in (*task.sections, *task.units, task.title)]
        phrases += [term.term for term in records.terms]
    return tuple(dict.fromkeys(phrases))


def _known(phrases: tuple[str, ...]) -> dict[int, dict[str, frozenset[str]]]:
    """For each size, windows with one character blanked out, and the library's windows that fit them."""
    found: dict[int, dict[str, set[str]]] = {size: {} for size in _SIZES}
    for phrase in phrases:
        run = letters(phrase)
        for size in _SIZES:
            for start in range(len(run) - size + 1):
                window = run[start : start + size]
                for at in range(size):
                    found[size].setdefault(window[:at] + "?" + window[at + 1 :], set()).add(window)
    return {size: {key: frozenset(value) for key, value in entries.items()} for size, entries in found.items()}


def library_text(snapshot: Snapshot) -> str:
    """The letters of all documents, folded, in one string; made once a snapshot."""
    return snapshot.derived(
        "letters", lambda: "\n".join(letters(entry.document.text) for entry in snapshot.entries.values())
    )
