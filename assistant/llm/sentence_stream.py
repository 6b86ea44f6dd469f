"""A model's text, as it comes, cut into sentences with their markers; its thinking aloud is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_OPEN, _CLOSE = "<think>", "</think>"
MARKERS = r"[\[【［]\^?(?:资料|证据|来源)?\s*\d{1,3}(?:\s*[,，、\-–~]\s*\d{1,3})*[\]】］]"
_QUOTES = "”’」』）)"
# A sentence ends behind its stop, closing quotes and markers, once something else follows; at a semicolon only where
# markers follow it.
_END = re.compile(
    rf"(?:[。！？!?]+[{_QUOTES}]*(?:\s*{MARKERS})*|[；;](?:\s*{MARKERS})+)(?=[^\s\[【［{_QUOTES}。！？!?])|\n+"
)


def without_thinking(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without `<think>…</think>`, which reasoning models put in front where the server leaves it in.

    >>> "".join(without_thinking(["<thi", "nk>想", "</think>甲", "。"]))
    '甲。'
    """
    held, thinking = "", False
    for piece in pieces:
        held += piece
        while True:
            mark = _CLOSE if thinking else _OPEN
            before, found, behind = held.partition(mark)
            if found:
                if not thinking and before:
                    yield before
                held, thinking = behind, not thinking
                continue
            kept = _tail_that_begins(held, mark)
            if not thinking and len(held) > kept:
                yield held[: len(held) - kept]
            held = held[len(held) - kept :]
            break
    if held and not thinking:
        yield held


def sentences_of(pieces: Iterable[str]) -> Iterator[str]:
    r"""The sentences, each as soon as it is complete, with the markers behind it; a line end ends one and is kept.

    >>> list(sentences_of(["甲。[1", "]乙；[2]\n", "丙"]))
    ['甲。[1]', '乙；[2]\n', '丙']
    """
    held = ""
    for piece in pieces:
        held += piece
        while match := _END.search(held):
            said, held = held[: match.end()], held[match.end() :]
            if said.strip():
                yield said.strip() + ("\n" if said.endswith("\n") else "")
    if held.strip():
        yield held.strip()


def _tail_that_begins(text: str, mark: str) -> int:
    """How many of the last characters of `text` may be the beginning of `mark`."""
    return next((size for size in range(min(len(mark) - 1, len(text)), 0, -1) if mark.startswith(text[-size:])), 0)
