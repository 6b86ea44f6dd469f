"""Faults of punctuation: half width in Chinese text, doubled marks, pairs that are not closed (GB/T 15834-2011)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.proofreading.finding import Finding, Rule

_HAN = r"\u4e00-\u9fff"
_FULL = dict(zip(",;:?!()", "，；：？！（）", strict=True))
# Beside a Chinese character or a closing mark; 10:30, 5:3:2 and 1,200 are written so.
_HALF = re.compile(rf"(?<=[{_HAN}”’》）〕%])\s?[,;:?!](?!\d|//)|(?<=\d)[,;?!](?=[{_HAN}“《])")
_HALF_STOP = re.compile(rf"(?<=[{_HAN}”》）])\.(?=\s|$|[{_HAN}])")
_HALF_PAIR = re.compile(rf"\((?=[^()\n]*[{_HAN}])[^()（）\n]*\)")
_STRAIGHT = re.compile(rf'"(?=[^"\n]*[{_HAN}])([^"\n]*)"')
_DOUBLED = re.compile(r"([，。；：、])[，。；：、,;:]+|(?<!\.)\.\.(?!\.)|(?<!。)。。(?!。)|(?<!…)…(?!…)")
_AFTER_OPENING = re.compile(r"(?<=[《“（〔])[，。；：、]|[，；：、](?=[》”）〕])")
_LABEL = re.compile(r"\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[）)]")
_PAIRS = {"》": "《", "”": "“", "’": "‘", "）": "（", "】": "【", "〕": "〔"}
_NAMES = {"《": "书名号", "“": "双引号", "‘": "单引号", "（": "括号", "【": "方头括号", "〔": "六角括号"}
_LINES_APART = 3
_WIDTHS = {"(": "（", ")": "）"}


def check_punctuation(text: str) -> Iterable[Finding]:
    """The faults of punctuation in `text`.

    >>> [(each.start, each.end, each.mend) for each in check_punctuation("各科室要落实责任,按时上报。。")]
    [(8, 9, '，'), (13, 15, '。')]
    """
    bracketed = []
    for match in _HALF_PAIR.finditer(text):
        bracketed.append(match.span())
        inside = _HALF.sub(lambda mark: _FULL[mark[0].strip()], match[0][1:-1])
        yield _fault(match.start(), match.end(), "中文里的括号用全角", f"（{inside}）")
    for match in _STRAIGHT.finditer(text):
        yield _fault(match.start(), match.end(), "中文里的引号用“”", f"“{match[1]}”")
    for match in _HALF.finditer(text):
        if any(start < match.start() < end for start, end in bracketed):
            continue
        mark = match[0].strip()
        yield _fault(match.start(), match.end(), f"中文里的“{mark}”用全角", _FULL[mark])
    for match in _HALF_STOP.finditer(text):
        yield _fault(match.start(), match.end(), "句末用“。”", "。")
    for match in _DOUBLED.finditer(text):
        whole = "……" if match[0] == "…" else "。" if "." in match[0] or match[0] == "。。" else match[1]
        told = "省略号是六个点" if match[0] == "…" else "标点重复"
        yield _fault(match.start(), match.end(), told, whole)
    for match in _AFTER_OPENING.finditer(text):
        yield _fault(match.start(), match.end(), "标点位置不对：紧接在引号、括号、书名号内侧", "")
    yield from _unpaired(text)


def _unpaired(text: str) -> Iterable[Finding]:
    """Marks without a counterpart in their line or the next; brackets may close later (notes of responsibility)."""
    lonely: list[tuple[str, int]] = []
    at = 0
    for line in text.split("\n"):
        for mark, place in _left_over(line):
            partner = lonely[-1] if lonely else ("", 0)
            apart = text.count("\n", partner[1], at + place)
            if partner[0] == _PAIRS.get(mark) and apart <= (_LINES_APART if partner[0] == "（" else 1):
                lonely.pop()
            else:
                lonely.append((mark, at + place))
        at += len(line) + 1
    for mark, place in lonely:
        half = "后" if mark in _PAIRS else "前"
        name = _NAMES[_PAIRS.get(mark, mark)]
        yield _fault(place, place + 1, f"{name}只有{half}一半“{text[place]}”", None)


def _left_over(line: str) -> list[tuple[str, int]]:
    """The marks of `line` that have no partner in it; （ and ) are one pair, the width is another matter."""
    label = _LABEL.match(line)
    opened: list[tuple[str, int]] = []
    lonely: list[tuple[str, int]] = []
    for at in range(label.end() if label else 0, len(line)):
        mark = _WIDTHS.get(line[at], line[at])
        if mark in _PAIRS.values():
            opened.append((mark, at))
        elif mark in _PAIRS:
            if all(each != _PAIRS[mark] for each, _ in opened):
                lonely.append((mark, at))
                continue
            while opened[-1][0] != _PAIRS[mark]:
                lonely.append(opened.pop())
            opened.pop()
    return sorted(lonely + opened, key=lambda each: each[1])


def _fault(start: int, end: int, message: str, mend: str | None) -> Finding:
    return Finding(Rule.PUNCTUATION, start, end, message, mend)
