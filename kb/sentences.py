"""Sentences of a text as spans, and the dates that a sentence sets as deadlines."""

from __future__ import annotations

import re

_END = re.compile(r"[。！？!?；;]+[”’」』）)]*|\n+")
_YEAR = r"(?:[12]\d{3}\s*年|当年|次年|每年|年内|今年|明年)"
_DEADLINE = re.compile(
    rf"(?:{_YEAR}\s*)?(?:至|到)?\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?(?:底|末|初|中旬|上旬|下旬)?\s*(?:之前|以前|前)"
    rf"|(?:{_YEAR}\s*)\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)(?=\s*(?:完成|截止))"
    r"|[12]\d{3}\s*年(?:底|末|内)?\s*(?:之前|以前|前)"
    rf"|(?:到|至)?\s*[12]\d{{3}}\s*年(?:\s*\d{{1,2}}\s*月)?(?:底|末)(?!\s*(?:之前|以前|前))"
    r"|\d{1,2}\s*月(?:底|末)(?=完成|[,，])"
    r"|(?<![\d一二两三四五六七八九十])年内(?=完成|建成|实现|投用)"
)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The spans of the sentences in `text[start:end]`; they end at 。！？；or a line break, outside of quotes.

    >>> [("种树。护林；" )[a:b] for a, b in sentence_spans("种树。护林；")]
    ['种树。', '护林；']
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    at = start
    for match in _END.finditer(text, start, end):
        spans.append((at, match.end()))
        at = match.end()
    spans.append((at, end))
    trimmed = (_trim(text, a, b) for a, b in spans)
    return [(a, b) for a, b in trimmed if a < b]


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
