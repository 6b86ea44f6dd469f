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


# Short forms of offices that are no two words of the long one; ours, of general use in statistics and work reports.
_OF_OFFICES = {
    "gdp": "地区生产总值", "社零": "社会消费品零售总额", "社零总额": "社会消费品零售总额", "固投": "固定资产投资", "高企": "高新技术企业",
    "高新企业": "高新技术企业", "cpi": "居民消费价格", "财政收入": "一般公共预算收入", "财政支出": "一般公共预算支出", "居民收入": "居民人均可支配收入",
    "规上工业": "规模以上工业", "规上企业": "规模以上企业", "三品一械": "药品、医疗器械、化妆品、保健食品", "三医": "医疗、医保、医药",
}  # fmt: skip


def spell_out(folded: str, snapshot: Snapshot, words: Words) -> tuple[str, tuple[tuple[str, str], ...]]:
    """`folded` with such short forms written out as the documents have them, and the (written, meant) pairs.

    A word of two characters is short for two words that stand together in the library, the first of which begins with its
    first character and the second, a noun, begins or ends with its second; no other two do so as often.
    """
    pairs: list[tuple[str, str]] = []
    texts = library_text(snapshot)
    for short in sorted(_OF_OFFICES, key=len, reverse=True):
        meant = _OF_OFFICES[short]
        at = _as_words(short, folded, words)
        if at is not None and meant not in folded and texts.count(meant) > texts.count(short):
            folded = folded[:at] + meant + folded[at + len(short) :]
            pairs.append((short, meant))
    known: dict[str, str | None] = snapshot.derived("short forms", dict)
    for word in dict.fromkeys(words.cut(folded)):
        if not _SHORT.fullmatch(word) or word not in folded:
            continue
        if word not in known:
            known[word] = _meant(word, texts, words)
        if written_out := known[word]:
            folded = folded.replace(word, written_out)
            pairs.append((word, written_out))
    return folded, tuple(pairs)


def _as_words(short: str, folded: str, words: Words) -> int | None:
    """Where `short` begins and ends with words: 高企 in 提高企业 does not. None where it does nowhere."""
    if short not in folded:
        return None
    borders = {0}
    for token in words.cut(folded):
        borders.add(max(borders) + len(token))
    starts = (match.start() for match in re.finditer(re.escape(short), folded))
    return next((at for at in starts if {at, at + len(short)} <= borders), None)


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
