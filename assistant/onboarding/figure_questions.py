"""Figures, grants and deadlines: a sentence of the document with one value left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.citing import Citer
from assistant.onboarding.document_name import document_name
from assistant.onboarding.question import BLANK, Option, Question, Topic, laid_out, question_id, shuffled
from kb.document import Document
from kb.normal_form import fold
from kb.sentences import sentence_spans
from kb.snapshot import Snapshot

_WRONG = 3
_LONGEST, _AROUND = 90, 70
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(?:%|‰|[万亿]?[\u4e00-\u9fff])")
_FACTORS = (0.5, 0.8, 1.5, 2.0, 1.2, 0.6)
_BREAKS = "，；。\n\t"
_NEAR = 5  # times; farther numbers of one unit are told apart without reading
_DAY_MARKS = "年月日"


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a sentence states: `value` as written; `start:end` is the sentence, `said_of` what it is about."""

    topic: Topic
    doc_id: str
    value: str
    said_of: str
    start: int
    end: int


def value_questions(snapshot: Snapshot, scope: tuple[str, ...], seed: int) -> Iterator[Question]:
    """A question for each value that stands once in its sentence."""
    values = [*_figures(snapshot, scope), *_grants(snapshot, scope), *_deadlines(snapshot, scope)]
    asked: set[tuple[str, int, str]] = set()
    for each in values:
        place = (each.doc_id, each.start, each.value)
        if place in asked:
            continue
        asked.add(place)
        if (question := _cloze(snapshot, each, values, seed)) is not None:
            yield question


def _figures(snapshot: Snapshot, scope: Sequence[str]) -> Iterator[Value]:
    for doc_id in scope:
        document = snapshot.entries[doc_id].document
        for target in snapshot.records[doc_id].targets:
            if target.value and target.unit and target.indicator:
                start, end = _around(document, target.start, target.end)
                yield Value("figure", doc_id, target.value + target.unit, target.indicator, start, end)


def _grants(snapshot: Snapshot, scope: Sequence[str]) -> Iterator[Value]:
    for doc_id in scope:
        document = snapshot.entries[doc_id].document
        for measure in snapshot.records[doc_id].measures:
            for stated in (measure.amount, measure.cap):
                match = _AMOUNT.search(stated or "")
                if match:
                    start, end = _around(document, measure.start, measure.end)
                    yield Value("grant", doc_id, match[0], measure.beneficiary or measure.title, start, end)


def _deadlines(snapshot: Snapshot, scope: Sequence[str]) -> Iterator[Value]:
    for doc_id in scope:
        document = snapshot.entries[doc_id].document
        for task in snapshot.records[doc_id].tasks:
            if task.deadline and task.due_on:
                row = next((each for each in document.rows if each.start <= task.start < each.end), None)
                left, right = (row.start, row.end) if row else (task.start, max(task.end, task.responsibility_end))
                at = document.text.find(task.deadline, left, right)
                if at >= 0:
                    start, end = (left, right) if row else _around(document, at, at + len(task.deadline))
                    yield Value("deadline", doc_id, task.deadline, task.title, start, end)


def _around(document: Document, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds `start:end`, or that span where it is a table's row."""
    if any(row.start <= start < row.end for row in document.rows):
        return start, end
    spans = sentence_spans(document.text, *_own(document, start, end))
    return next(((a, b) for a, b in spans if a <= start and end <= b), (start, end))


def _own(document: Document, start: int, end: int) -> tuple[int, int]:
    clause = document.clause_at(start)
    return clause.start, max(clause.own_end, end)


def _cloze(snapshot: Snapshot, asked: Value, values: Sequence[Value], seed: int) -> Question | None:
    document = snapshot.entries[asked.doc_id].document
    sentence = document.text[asked.start : asked.end]
    places = [match.start() for match in re.finditer(re.escape(asked.value), sentence)]
    whole = [at for at in places if not sentence[:at].endswith(tuple("0123456789."))]
    if len(whole) != 1:
        return None
    left, right = _cut(sentence, whole[0], whole[0] + len(asked.value))
    gap = f"{sentence[left : whole[0]]}{BLANK}{sentence[whole[0] + len(asked.value) : right]}"
    shown = re.sub(r"[\n\t]+", "　", gap.strip())
    own = question_id(asked.topic, asked.doc_id, asked.start, asked.value)
    wrong = _wrong_values(snapshot, asked, values, (sentence, gap), (seed, own))
    if len(wrong) < _WRONG:
        return None
    options, key = laid_out([Option(asked.value, f"原文：“{sentence.strip()}”")], wrong, seed, own)
    stem = f"按原文填空（{document_name(snapshot, asked.doc_id)}）：“{shown}”"
    citer = Citer(snapshot)
    citer.cite(asked.doc_id, asked.start, asked.end)
    return Question(own, "single", asked.topic, stem, (), options, key, asked.doc_id, asked.start, citer.citations)


def _cut(sentence: str, start: int, end: int) -> tuple[int, int]:
    """A part of a long sentence around the value, cut where it pauses."""
    if len(sentence) <= _LONGEST:
        return 0, len(sentence)
    left = max((at + 1 for at in range(start) if sentence[at] in _BREAKS and start - at <= _AROUND), default=0)
    early = [at + 1 for at in range(start) if sentence[at] in _BREAKS and start - at <= _AROUND]
    left = early[0] if early else left
    late = [at for at in range(end, len(sentence)) if sentence[at] in _BREAKS and at - end <= _AROUND // 2]
    return left, late[-1] if late else len(sentence)


def _wrong_values(
    snapshot: Snapshot, asked: Value, values: Sequence[Value], said: tuple[str, str], seed: tuple[object, ...]
) -> list[Option]:
    """Values of the same kind and form that the sentence does not state, said elsewhere or near by; with why not."""
    sentence, gap = said
    about = fold(asked.said_of)
    same = [each for each in values if about and (fold(each.said_of) in about or about in fold(each.said_of))]
    # What another document says of the same thing could be held to be right as well.
    taken = {each.value for each in same if each.doc_id != asked.doc_id}
    found: dict[str, Option] = {}

    def fits(value: str) -> bool:
        return value not in (*found, *taken) and value not in sentence and not _equal(value, asked.value)

    for each in shuffled([each for each in values if _comparable(each.value, asked.value)], *seed):
        if len(found) < _WRONG and fits(each.value):
            found[each.value] = Option(each.value, _said_elsewhere(snapshot, asked, each))
    text = fold(snapshot.entries[asked.doc_id].document.text)
    for value in shuffled(_near_by(asked), *seed):
        if len(found) < _WRONG and fits(value) and fold(gap.replace(BLANK, value).strip()) not in text:
            found[value] = Option(value, f"原文这里写的是“{asked.value}”，没有写“{value}”。")
    return list(found.values())


def _said_elsewhere(snapshot: Snapshot, asked: Value, other: Value) -> str:
    document = snapshot.entries[other.doc_id].document
    sentence = document.text[other.start : other.end]
    at = sentence.find(other.value)
    left, right = _cut(sentence, max(at, 0), max(at, 0) + len(other.value))
    said = re.sub(r"[\n\t]+", "　", sentence[left:right].strip())
    return f"原文这里写的是“{asked.value}”；“{other.value}”见{document_name(snapshot, other.doc_id)}：“{said}”"


def _comparable(one: str, other: str) -> bool:
    """Whether two values have one form, as many decimals, and numbers near enough to be taken for each other."""
    if _form(one) != _form(other):
        return False
    for first, second in zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True):
        alike = (
            ("." in first) == ("." in second) and float(second) and 1 / _NEAR <= float(first) / float(second) <= _NEAR
        )
        if not alike and not any(mark in one for mark in _DAY_MARKS):
            return False
    return True


def _form(value: str) -> str:
    """What a value looks like without its digits: 每亩500元 and 每亩80元 are of one form."""
    return _NUMBER.sub("#", value)


def _equal(one: str, other: str) -> bool:
    """Whether two values say the same: 62% and 62.0%, 2024年6月1日 and 2024年06月01日."""
    return one == other or [float(n) for n in _NUMBER.findall(one)] == [float(n) for n in _NUMBER.findall(other)]


def _near_by(asked: Value) -> list[str]:
    """Values of the same form that nobody has said: another day, or the number by some factor."""
    if asked.topic == "deadline":
        return _other_days(asked.value)
    match = _NUMBER.search(asked.value)
    if match is None:
        return []
    digits = len(match[0].partition(".")[2])
    number = float(match[0])
    made = []
    for factor in _FACTORS:
        other = round(number * factor, digits) if digits else float(round(number * factor))
        too_much = "%" in asked.value and other > 100
        if other > 0 and other != number and not too_much:
            made.append(asked.value.replace(match[0], f"{other:.{digits}f}", 1))
    return made


def _other_days(value: str) -> list[str]:
    """The same deadline in other months.

    >>> _other_days("2024年6月底前")[:2]
    ['2024年2月底前', '2024年4月底前']
    """
    match = re.search(r"(\d{1,2})月(?=(\d{1,2})?)", value)
    if match is None:
        return []
    months = [month for month in (2, 4, 6, 8, 9, 10, 11, 12, 3, 5, 7, 1) if month != int(match[1])]
    day = int(match[2] or 0)
    longest = [month for month in months if day <= 28 or (day <= 30 and month != 2) or month in (1, 3, 5, 7, 8, 10, 12)]
    return [f"{value[: match.start()]}{month}月{value[match.end() :]}" for month in longest]
