"""Whether a sentence is of the year, the place, the level and the round that a question names."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.query import Query
from assistant.wording import places_in
from kb.document import Document
from kb.normal_form import fold

_YEAR = re.compile(r"(20\d\d)(?=年|[-~至到—])|(?<=[-~至到])(20\d\d)")
_RANGE = re.compile(r"(20\d\d)年?(?:[-~至到]|—)+(20\d\d)")
_TAIL_CHARS, _SEVERAL = 80, 3
_HEAD_CHARS = 300  # where an undated document says of when it is


def agrees_with_slots(sentence: str, before: str, document: Document, query: Query) -> bool:
    """Whether years, places and levels of the question are those of the sentence.

    `before` is the folded heading path and the clause's own text up to the sentence: what it says holds for
    the sentence unless the sentence says otherwise.
    """
    folded = fold(sentence)
    years = [slot.value for slot in query.slots if slot.kind == "year"]
    if years and not any(_year_fits(int(year), folded, before, document) for year in years):
        return False
    for slot in query.slots:
        if slot.kind == "place" and not _is_of_place(slot.value, folded + before, document):
            return False
        if slot.kind == "place" and slot.value not in folded and places_in(folded):
            return False
        if slot.kind == "ordinal" and not _ordinal_fits(
            slot.value, folded + before + fold(document.text[:_HEAD_CHARS])
        ):
            return False
        if slot.kind == "level" and not _level_fits(slot.value, folded, before):
            return False
    return True


def _is_of_place(place: str, text: str, document: Document) -> bool:
    """Whether `text` names the place, with or without 市, 县, 区 at its end, or the document is that place's."""
    stem = place[:-1] if len(place) > 2 else place
    return stem in text or stem in _own_places(document.title, document.issuer or "", document.text)


@lru_cache(maxsize=512)
def _own_places(title: str, issuer: str, text: str) -> str:
    """What tells whose a document is, folded: its title and issuer, and its first lines and signature.

    First lines that name several places are addressees, and say nothing of it.
    """
    around = fold(f"{text[:_HEAD_CHARS]}|{text[-_TAIL_CHARS:]}")
    return fold(f"{title}|{issuer}") + (around if len(set(places_in(around))) < _SEVERAL else "")


def _ordinal_fits(ordinal: str, text: str) -> bool:
    """Whether `text` has the ordinal asked for (第一批), or no other of its kind."""
    others = re.findall(rf"第[一二三四五六七八九十\d]{{1,3}}{ordinal[-1]}", text)
    return ordinal in others or not others


def _level_fits(level: str, folded: str, before: str) -> bool:
    return (
        level in folded or level in before or level.removesuffix("级") + "、" in folded or f"、{level[0]}、" in folded
    )


def _year_fits(year: int, folded: str, before: str, document: Document) -> bool:
    for text in (folded, before.rpartition("|")[2][-120:], before, fold(document.title)):
        named = years_in(text)
        if named:
            return year in named
    signed = document.signed_on or document.effective_on
    if signed is not None:
        return signed.startswith(str(year))
    return year in (years_in(fold(document.text[:_HEAD_CHARS])) or _years_of(document.text))


@lru_cache(maxsize=256)
def _years_of(text: str) -> frozenset[int]:
    """The years that an undated document names anywhere: what it says without one is of some of them."""
    return frozenset(years_in(fold(text)))


def years_in(text: str) -> set[int]:
    """The years that a folded text names, with those inside of its ranges.

    >>> sorted(years_in("2024-2026年"))
    [2024, 2025, 2026]
    """
    found = {int(one or other) for one, other in _YEAR.findall(text)}
    for first, last in _RANGE.findall(text):
        found |= set(range(int(first), int(last) + 1))
    return found
