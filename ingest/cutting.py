"""Where a Chinese text may be cut: a LangChain TextSplitter that knows words. The one home of LangChain's splitter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from langchain_text_splitters import TextSplitter

# What a cut never divides: a number with its unit, quoted terms, titles, brackets.
_NUMBER = re.compile(r"[\d０-９][\d０-９,，.．]*\s*(?:[%％‰℃㎡]|[A-Za-z]{1,3}[²³]?|[万亿千百]{0,2}[\u4e00-\u9fff]?)")
_DATE = re.compile(r"\d{4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?(?:底|末|前)*")
_PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "（": "）", "(": ")", "〔": "〕", "[": "]", "【": "】"}
_MAX_PAIR = 400  # a pair that is longer is taken for a stray mark
_STRONG, _MEDIUM, _WEAK = "\n", "。！？!?；;", "，,、：:"


class ChineseTextSplitter(TextSplitter):
    """Splits so that the pieces joined are the text, and no word, figure, quoted term or bracket is cut.

    A piece is at most `chunk_size` characters unless one indivisible run is longer. Cuts are sought at line
    ends, then sentence ends, then commas, then between words; the last best one in the window is taken.
    """

    def __init__(self, cut_words: Callable[[str], list[str]], chunk_size: int = 300, **kwargs: Any) -> None:
        super().__init__(chunk_size=chunk_size, chunk_overlap=0, strip_whitespace=False, **kwargs)
        self._cut_words = cut_words

    def split_text(self, text: str) -> list[str]:
        """The pieces of `text`; `"".join(pieces) == text`."""
        return [text[start:end] for start, end in self.split_spans(text)]

    def split_spans(self, text: str) -> list[tuple[int, int]]:
        """The pieces of `text` as spans that tile it."""
        if len(text) <= self._chunk_size:
            return [(0, len(text))] if text else []
        allowed = self._allowed_cuts(text)
        spans: list[tuple[int, int]] = []
        start = 0
        while len(text) - start > self._chunk_size:
            end = self._best_cut(text, allowed, start)
            spans.append((start, end))
            start = end
        if start < len(text):
            spans.append((start, len(text)))
        return spans

    def _best_cut(self, text: str, allowed: list[int], start: int) -> int:
        first, last = bisect_right(allowed, start), bisect_right(allowed, start + self._chunk_size)
        window = allowed[first:last]
        for marks, share in ((_STRONG, 0.4), (_MEDIUM, 0.3), (_WEAK, 0.3)):
            for cut in reversed(window):
                if cut - start < share * self._chunk_size:
                    break
                if text[cut - 1] in marks:
                    return cut
        if window:
            return window[-1]
        return allowed[last] if last < len(allowed) else len(text)

    def _allowed_cuts(self, text: str) -> list[int]:
        blocked = bytearray(len(text) + 1)
        for start, end in _indivisible(text):
            blocked[start + 1 : end] = b"\x01" * (end - start - 1)
        cuts: list[int] = []
        at = 0
        for word in self._cut_words(text):
            at += len(word)
            if not blocked[at] and not (at < len(text) and text[at] in "。，、；：！？,;:!?”’）)」』》〕】]"):
                cuts.append(at)
        return cuts


def _indivisible(text: str) -> list[tuple[int, int]]:
    spans = [match.span() for pattern in (_NUMBER, _DATE) for match in pattern.finditer(text)]
    open_at: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char in _PAIRS:
            open_at.append((_PAIRS[char], at))
        elif open_at and char == open_at[-1][0]:
            _, start = open_at.pop()
            if at - start <= _MAX_PAIR:
                spans.append((start, at + 1))
        while open_at and at - open_at[0][1] > _MAX_PAIR:
            open_at.pop(0)
    return spans
