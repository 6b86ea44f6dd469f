"""The markers [n] of an answer's text. What a quoted document writes in square brackets itself is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from assistant.answer import Citation
from assistant.composing import sentence

MARKER = re.compile(r"\[(\d+)\]")


def markers_in(text: str, citations: Iterable[Citation]) -> list[re.Match[str]]:
    """The markers of `text`, in order: all [n] but those that stand inside of what the citations quote."""
    quoted = [span for quote in _with_brackets(citations) for span in _spans(quote, text)]
    return [
        match
        for match in MARKER.finditer(text)
        if not any(start <= match.start() and match.end() <= end for start, end in quoted)
    ]


def renumber(text: str, citations: Iterable[Citation], number_of: Callable[[int], int]) -> str:
    """`text` with each marker's number replaced by what `number_of` gives for it."""
    parts, at = [], 0
    for match in markers_in(text, citations):
        parts += [text[at : match.start()], f"[{number_of(int(match[1]))}]"]
        at = match.end()
    return "".join([*parts, text[at:]])


def _with_brackets(citations: Iterable[Citation]) -> set[str]:
    """What the quotes that hold something like a marker may look like in an answer."""
    quotes = [each.quote for each in citations if MARKER.search(each.quote)]
    return {form for quote in quotes for form in (quote.strip(), sentence(quote).rstrip("。"))}


def _spans(quote: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(re.escape(quote), text)]
