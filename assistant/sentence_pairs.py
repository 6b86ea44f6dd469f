"""Which sentences of two corresponding items say one thing, and which of them differ."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.matching import Unit, similarity, weights_of
from assistant.summaries import content_words
from kb.document import Document
from kb.normal_form import fold, letters
from kb.sentences import sentence_spans, without_label
from kb.words import Words

Span = tuple[int, int]

# How alike two sentences are that differ in a figure; that are one, reworded; and the parts of two that give one figure.
_SAME_MATTER, _SAME_WORDING, _SAME_FIGURE = 0.25, 0.5, 0.6
_FIGURE = re.compile(
    r"\d+(?:[.,:]\d+)*(?:%|‰)?|百分之[一二三四五六七八九十百]+|每(?:半年|年|季度?|个?月|周|日|天|旬)|"
    r"[一二三四五六七八九十两半]+(?:年|个?月|日|天|次|倍|成)"
)


@dataclass(frozen=True, slots=True)
class SentencePairs:
    """The sentences of two items; spans are over the text of each one's document.

    `differing` are pairs that say one thing otherwise, those with other figures first; `only_one` and `only_other` have
    figures and no counterpart.
    """

    differing: tuple[tuple[Span, Span], ...]
    only_one: tuple[Span, ...]
    only_other: tuple[Span, ...]


def pair_sentences(one: Document, other: Document, mine: Unit, theirs: Unit, words: Words) -> SentencePairs:
    """The sentences of two items, each with the most similar one of the other."""
    left, right = _spans(one, mine), _spans(other, theirs)
    bodies = [_body(one, span) for span in left], [_body(other, span) for span in right]
    pairs = _aligned(bodies[0], bodies[1], words)
    return SentencePairs(
        tuple((left[row], right[at]) for row, at in pairs if letters(bodies[0][row]) != letters(bodies[1][at])),
        tuple(span for row, span in enumerate(left) if _is_alone(row, bodies[0][row], [pair[0] for pair in pairs])),
        tuple(span for at, span in enumerate(right) if _is_alone(at, bodies[1][at], [pair[1] for pair in pairs])),
    )


def _is_alone(number: int, body: str, paired: Sequence[int]) -> bool:
    return number not in paired and bool(_FIGURE.search(body))


def _aligned(left: Sequence[str], right: Sequence[str], words: Words) -> list[tuple[int, int]]:
    """Which of the folded sentences say one thing, each once; those whose figures differ lead."""
    mine, theirs = ([content_words(_FIGURE.sub("", body), words) for body in side] for side in (left, right))
    weights = weights_of([*mine, *theirs])
    rated = sorted(
        (
            (max(similarity(one, other, weights), _one_figure(left[row], right[at], weights, words)), row, at)
            for row, one in enumerate(mine)
            for at, other in enumerate(theirs)
        ),
        reverse=True,
    )
    taken: list[tuple[bool, int, int]] = []
    for alike, row, at in rated:
        same = _FIGURE.findall(left[row]) == _FIGURE.findall(right[at])
        free = all(row != each[1] and at != each[2] for each in taken)
        if free and alike >= (_SAME_WORDING if same else _SAME_MATTER):
            taken.append((same, row, at))
    return [(row, at) for _, row, at in sorted(taken)]


def _one_figure(left: str, right: str, weights: Mapping[str, float], words: Words) -> float:
    """How alike the parts between commas are that have figures, the most alike two; 0 below `_SAME_FIGURE`."""
    sides = [
        [content_words(_FIGURE.sub("", part), words) for part in body.split(",") if _FIGURE.search(part)]
        for body in (left, right)
    ]
    best = max((similarity(one, other, weights) for one in sides[0] for other in sides[1]), default=0.0)
    return best if best >= _SAME_FIGURE else 0.0


def _spans(document: Document, unit: Unit) -> list[Span]:
    """The sentences of a unit, without its number alone and its responsibility note."""
    note = (unit.task.responsibility_start, unit.task.responsibility_end) if unit.task is not None else (-1, -1)
    return [
        (start, end)
        for start, end in sentence_spans(document.text, unit.start, unit.end)
        if not note[0] <= start < note[1]
        and not note[0] <= end - 2 < note[1]
        and len(_body(document, (start, end))) > 2
    ]


def _body(document: Document, span: Span) -> str:
    """A folded sentence without the number before it."""
    return without_label(fold(document.text[slice(*span)]))
