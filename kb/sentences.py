"""Sentences of a text as spans, and the dates that a sentence sets as deadlines."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

_END = re.compile(r"[。！？!?；;]+[”’」』）)]*|\n+")
_LINE = re.compile(r"^[^\n]*\n", re.MULTILINE)  # tried where a line begins only: a last line without end may be long
_CLOSED = re.compile(r"[。！？!?；;：:…]\s*$")
_NEW_ITEM = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十百\d]{1,4}[)）、.．]|第[一二三四五六七八九十百\d]+[编章节条]|[①-⑳]|[—─-]{2}|附件|\s{2,})"
)
_PAGE_NUMBER = re.compile(r"\s*[-—]?\s*\d{1,3}\s*[-—]?\s*")
_WRAPPED_SHARE, _SLACK, _FEWEST_LINES, _WIDEST = 0.4, 3, 12, 60
_YEAR = r"(?:[12]\d{3}\s*年|当年|次年|每年|年内|今年|明年)"
_DEADLINE = re.compile(
    rf"(?:{_YEAR}\s*)?(?:至|到)?\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?(?:底|末|初|中旬|上旬|下旬)?\s*(?:之前|以前|前)"
    rf"|(?:{_YEAR}\s*)\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)(?=\s*(?:完成|截止))"
    r"|[12]\d{3}\s*年(?:底|末|内)?\s*(?:之前|以前|前)"
    rf"|(?:到|至)?\s*[12]\d{{3}}\s*年(?:\s*\d{{1,2}}\s*月)?(?:底|末)(?!\s*(?:之前|以前|前))"
    r"|\d{1,2}\s*月(?:底|末)(?=完成|[,，])"
    r"|(?<![\d一二两三四五六七八九十])年内(?=完成|建成|实现|投用)"
)
_LABEL = re.compile(
    r"^(?:\([一二三四五六七八九十百\d]{1,4}\)|(?:[一二三四五六七八九十]{1,3}|\d{1,3})[.、)]|第[一二三四五六七八九十百零\d]+[编章节条])"
)


def without_label(folded: str) -> str:
    """A folded sentence without the number before it.

    >>> without_label("第三条每人30万元"), without_label("(二)加强巡护"), without_label("3.5万亩")
    ('每人30万元', '加强巡护', '3.5万亩')
    """
    label = _LABEL.match(folded)
    number = label is not None and label[0].endswith(".") and folded[label.end() : label.end() + 1].isdecimal()
    return folded if label is None or number else folded[label.end() :]


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The spans of the sentences in `text[start:end]`; they end at 。！？；or a line break, outside of quotes.

    A line break that only wraps a paragraph at the page's width, as text taken from print has, ends none.

    >>> [("种树。护林；" )[a:b] for a, b in sentence_spans("种树。护林；")]
    ['种树。', '护林；']
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    soft = _soft_breaks(text)
    at = start
    for match in _END.finditer(text, start, end):
        if match.start() in soft:
            continue
        spans.append((at, match.end()))
        at = match.end()
    spans.append((at, end))
    trimmed = (_trim(text, a, b) for a, b in spans)
    return [(a, b) for a, b in trimmed if a < b]


@lru_cache(maxsize=256)
def _soft_breaks(text: str) -> frozenset[int]:
    """Where line breaks of `text` stand that only wrap a paragraph; none where most lines are of their own length.

    Such a line is as wide as most are, leaves its sentence open, and no numbered item follows. A line with nothing but
    the page's number between two of a paragraph is passed over with them.
    """
    lines = [(match.start(), match[0].rstrip()) for match in _LINE.finditer(text)]
    widths = Counter(len(line) for _, line in lines if line)
    if sum(widths.values()) < _FEWEST_LINES:
        return frozenset()
    width = max(widths, key=lambda one: sum(widths[one + off] for off in range(-_SLACK, 1)))
    near = sum(count for one, count in widths.items() if abs(one - width) <= _SLACK)
    if not 1 < width <= _WIDEST or near < _WRAPPED_SHARE * sum(widths.values()):
        return frozenset()
    soft: set[int] = set()
    for number, (begin, line) in enumerate(lines):
        if len(line) < width - _SLACK or _CLOSED.search(line):
            continue
        after = number + 1
        breaks = [text.index("\n", begin + len(line))]
        while after < len(lines) and (not lines[after][1] or _PAGE_NUMBER.fullmatch(lines[after][1])):
            breaks.append(text.index("\n", lines[after][0] + len(lines[after][1])))
            after += 1
        follows = text[breaks[-1] + 1 : breaks[-1] + 8]
        if follows.strip() and not _NEW_ITEM.match(follows):
            soft.update(breaks)
    return frozenset(soft)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def deadline_in(text: str) -> str | None:
    """The first deadline that `text` sets, as written.

    >>> deadline_in("任务书于2025年6月底前完成。")
    '2025年6月底前'
    """
    match = _DEADLINE.search(text)
    return match[0].strip() if match else None
