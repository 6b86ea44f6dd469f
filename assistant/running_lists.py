"""Lists in running text: a sentence that announces items, the items behind it, and how many things a sentence names."""

from __future__ import annotations

import re

from kb.document import Document
from kb.sentences import sentence_spans

_MOST_ITEMS = 20
ITEM_NUMBER = re.compile(
    r"\s*(?:[(（]?\d{1,2}[)）.．、]|[①-⑳]|[一二三四五六七八九十]是|[(（][一二三四五六七八九十]{1,2}[)）])"
)
_COUNTS = re.compile(
    r"(?:\d{1,2}|[二三四五六七八九十]{1,2})(?:件|项|个方面|大|条|个重点)[^，。；]{0,14}[。；]$"
)  # 重点办好10件民生实事。
_OPENS_CHAIN = re.compile(r"[：:][^：:]*[；;]$")
_ANNOUNCES = re.compile(
    rf"[：:]\s*(?:$|{ITEM_NUMBER.pattern})|(?:下列|以下|如下)[^：:。]{{0,8}}(?:之一|情形|行为|情况|条件|材料)[^：:。]*。$"
)


def parts_in(sentence: str) -> int:
    """How many things the longest enumeration of a sentence has: 甲、乙和丙 has three."""
    runs = re.split(r"[，。；：,:（）()]", sentence)
    return max(run.count("、") + 1 + bool(re.search(r"、[^、]{1,16}[和及与][^、]{2,}$", run)) for run in runs)


def listed_at(document: Document, clause: int, start: int) -> list[tuple[int, int]]:
    """The sentence at `start` and the items behind it, if it announces a list; else empty.

    `须准备以下资料：1.身份证明；2.发票。`: the first item may stand in the announcing sentence itself. Items in paragraphs of
    their own are the clauses below the announcing one.
    """
    text, own = document.text, document.clauses[clause]
    first, *following = sentence_spans(text, start, own.own_end)
    if len(chain := _chained(text, [first, *following])) > 1:
        return chain
    if not (_ANNOUNCES.search(text[slice(*first)]) or _COUNTS.search(text[slice(*first)])):
        return []
    if not following:
        following = [(item.start, _trimmed(text, item.start, item.own_end)) for item in document.children(clause)]
    items = []
    for span in following[:_MOST_ITEMS]:
        if not ITEM_NUMBER.match(text, span[0]):
            break
        items.append(span)
    return [first, *items] if items else []


def _trimmed(text: str, start: int, end: int) -> int:
    """The end of `text[start:end]` without white space behind it."""
    return start + len(text[start:end].rstrip())


def chain_opening(text: str, spans: list[tuple[int, int]], at: int) -> int:
    """Which of `spans` opens the list set apart by semicolons that the one at `at` is an item of; `at` if it is in none."""
    for number in range(at, -1, -1):
        if number < at and not text[slice(*spans[number])].endswith(("；", ";")):
            return at
        if _OPENS_CHAIN.search(text[slice(*spans[number])]):
            return number
    return at


def _chained(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first of `spans` and those up to the full stop, if it opens a list with semicolons (新增三件：甲；乙；丙。)."""
    if not _OPENS_CHAIN.search(text[slice(*spans[0])]):
        return []
    for number, (start, end) in enumerate(spans[:_MOST_ITEMS]):
        if number and "\n" in text[spans[number - 1][1] : start]:
            return spans[:number]
        if not text[start:end].endswith(("；", ";")):
            return spans[: number + 1]
    return spans[:_MOST_ITEMS]
