"""Everyday short forms that the library only has written out: 社团 for 社会团体, 职校 for 职业院校."""

from __future__ import annotations

import re
from collections import Counter

from assistant.typos import library_text
from kb.snapshot import Snapshot
from kb.words import Words

_HAN = "[\u4e00-\u9fff]"
_SHORT = re.compile(rf"{_HAN}{{2}}")
_TAGS = ("n", "j", "vn")  # 打工 and 改成 are short for nothing
_OFTEN = 4  # as often at least the documents write it out; fewer may be chance


def spell_out(folded: str, snapshot: Snapshot, words: Words) -> tuple[str, tuple[tuple[str, str], ...]]:
    """`folded` with such short forms written out as the documents have them, and the (written, meant) pairs.

    A word of two characters is short for two words that stand together in the library, the first of which begins with its
    first character and the second, a noun, begins or ends with its second; no other two do so as often.
    """
    pairs: list[tuple[str, str]] = []
    texts = library_text(snapshot)
    known: dict[str, str | None] = snapshot.derived("short forms", dict)
    for word in dict.fromkeys(words.cut(folded)):
        if not _SHORT.fullmatch(word) or word not in folded:
            continue
        if word not in known:
            known[word] = _meant(word, texts, words)
        if meant := known[word]:
            folded = folded.replace(word, meant)
            pairs.append((word, meant))
    return folded, tuple(pairs)


def _meant(word: str, texts: str, words: Words) -> str | None:
    tag = words.part_of_speech(word)
    if tag and not tag.startswith(_TAGS):
        return None
    first, second = word[0], word[1]
    # Not as a lookahead, which is tried at every character: a large library has millions.
    runs = re.findall(f"{first}{_HAN}(?:{second}{_HAN}|{_HAN}{second})", texts)
    found = Counter(run for run in runs if _is_two_words(run, words))
    (meant, times), (_, next_times) = (*found.most_common(2), ("", 0), ("", 0))[:2]
    written = texts.count(word)  # across two words, by chance, if seldom
    return meant if times > next_times and times >= max(_OFTEN, 2 * written) else None


def _is_two_words(run: str, words: Words) -> bool:
    """Whether a run is a word that describes and a noun."""
    first, second = words.part_of_speech(run[:2]), words.part_of_speech(run[2:])
    return first not in ("", "v") and second.startswith("n") and words.cut(run) in ([run[:2], run[2:]], [run])
