"""The parts of a text between punctuation marks, with the figures and dates in each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from assistant.summaries import content_words
from kb.normal_form import Folded, fold_with_offsets
from kb.numerals import value_of
from kb.words import Words

_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_BREAK = re.compile(r"[;:。!?\n\t]|,(?!\d{3})")
_SENTENCE_BREAK = re.compile(r"[。!?\n]")
# What looks like a figure and is none: numbers of documents, articles and years, titles, numbers of items.
_NO_FIGURE = re.compile(
    r"[\u4e00-\u9fff]*\[\d{4}\]第?\d+[号次]|《[^《》]*》|第\d+[条款项章节届次期批号部]|(?:19|20)\d{2}(?:[-~至到](?:19|20)\d{2})?年度?|"
    r"(?:^|(?<=\n))\(?\d{1,2}[.)](?!\d)|\d{1,2}:\d{2}|24小时(?=值)|\d{4}国家"
)
_DATE = re.compile(r"(?:(?:19|20)\d{2}年)?(\d{1,2})月(?:(\d{1,2})日|(底|末|上旬|中旬|下旬))?")
_FIGURE = re.compile(
    r"(?<![\da-z.])(\d+(?:,\d{3})*(?:\.\d+)?)(万亿|千万|百万|万|亿|千|百)?[余多]?"
    r"(%|‰|个百分点|个?(?:工作日|公[里顷斤分]|平方[米公千]|立方米|小时|分钟|厘米|毫米|人次|[\u4e00-\u9fff]|km|kg|m2))"
)
_CHINESE = re.compile(
    r"(?<![第一二三四五六七八九十百千万])([二三四五六七八九十百]{1,4}|两)(个?(?:工作日|个?月|日|天|年|倍|次|小时))(?![月号线])"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or date at `start:end` of the text; `value` in the plain unit, `unit` folded ("日期" of dates)."""

    start: int
    end: int
    value: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two marks: its words without figures, its figures; `sentence` numbers its sentence."""

    start: int
    end: int
    words: frozenset[str]
    figures: tuple[Figure, ...]
    sentence: int


def parts_of(text: str, words: Words, start: int = 0, end: int | None = None) -> tuple[Part, ...]:
    """The parts of `text[start:end]`, in order."""
    folded = _fold_lines(text[start:end])
    found, at, sentence = [], 0, 0
    stops = [match.start() for match in _BREAK.finditer(folded.text)] + [len(folded.text)]
    masked = _NO_FIGURE.sub(lambda match: "□" * len(match[0]), folded.text)
    for stop in stops:
        if stop > at:
            figures = tuple(_figures(masked[at:stop]))
            spans = [(start + folded.offsets[at + a], start + folded.offsets[at + b - 1] + 1) for a, b, _, _ in figures]
            plain = list(folded.text[at:stop])
            for a, b, _, _ in figures:
                plain[a:b] = "," * (b - a)
            found.append(
                Part(
                    start + folded.offsets[at], start + folded.offsets[stop - 1] + 1,
                    content_words(re.sub(r"\d+", ",", "".join(plain)), words),
                    tuple(Figure(*span, value, unit) for span, (_, _, value, unit) in zip(spans, figures, strict=True)),
                    sentence,
                )
            )  # fmt: skip
        if stop < len(folded.text) and _SENTENCE_BREAK.match(folded.text, stop):
            sentence += 1
        at = stop + 1
    return tuple(found)


def _fold_lines(text: str) -> Folded:
    """`text` folded with its line breaks kept."""
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for line in text.split("\n"):
        folded = fold_with_offsets(line)
        pieces.append(folded.text)
        offsets += [at + offset for offset in folded.offsets[:-1]] + [at + len(line)]
        at += len(line) + 1
    return Folded("\n".join(pieces), tuple(offsets))


def _figures(masked: str) -> list[tuple[int, int, Fraction, str]]:
    found = [
        (match.start(), match.end(), Fraction(int(match[1]) * 100 + _day(match)), "日期")
        for match in _DATE.finditer(masked)
    ]
    plain = _DATE.sub(lambda match: "□" * len(match[0]), masked)
    for match in _FIGURE.finditer(plain):
        value = Fraction(match[1].replace(",", "")) * _SCALES[match[2] or ""]
        found.append((match.start(), match.end(), value, _unit(match[3])))
    for match in _CHINESE.finditer(plain):
        number = value_of(match[1])
        if number is not None:
            found.append((match.start(), match.end(), number, _unit(match[2])))
    return sorted(found)


def _day(match: re.Match[str]) -> int:
    return (
        int(match[2]) if match[2] else {"底": 40, "末": 40, "上旬": 41, "中旬": 42, "下旬": 43}.get(match[3] or "", 0)
    )


def _unit(written: str) -> str:
    unit = written.removeprefix("个") if written not in ("个", "个百分点") else written
    return {"天": "日", "名": "人", "位": "人", "公分": "厘米"}.get(unit, unit)
