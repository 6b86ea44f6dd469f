"""Each sentence of a model against the passages that it cites: kept, given the passages that do say it, or dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.llm.binding import wrongly_bound
from assistant.llm.facts import dates_in, missing_facts, names_in
from assistant.llm.material import Line, Material, Passage, folded_lines
from assistant.llm.sentence_stream import MARKERS
from assistant.llm.support import content_words, denies_otherwise, share_in
from kb.normal_form import fold
from kb.words import Words

# Which share of a sentence's words for things must stand in what it cites, with titles and headings.
MIN_SHARE = 0.65
MIN_SHARE_NEAR = 0.85  # of a refusal's nearest passages, which were not found to answer
_MARKER = re.compile(MARKERS)
_BULLET = re.compile(r"^(?:(\d{1,3})[.、．)）]\s*(?!\d)|[-*•·]\s+|#+\s*|>\s*)")
_EMPHASIS = re.compile(r"\*\*|__|`")
_STOP = re.compile(r"^[。！？!?；;，,、.\s”’」』）)]+")
_PARTS = re.compile(r"[，、；,;]")
# What is said of a thing: whose it is, when it is due, how much it gets.
_ATTRIBUTES = frozenset(
    [
        "完成",
        "时限",
        "期限",
        "截止",
        "时间",
        "日期",
        "牵头",
        "配合",
        "补助",
        "金额",
        "资金",
        "办理",
        "组织",
        "实施",
        "日前",
        "之前",
        "年内",
        "月底",
        "底前",
    ]
)
_A_THING = 3  # characters
_LEADS_IN = re.compile(r"[：:]$")


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of a sentence up to its markers, and the numbers of the passages that these name."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence whose every claim is supported by the passages that it now names. `ordinal`: it was a list's item."""

    claims: tuple[Claim, ...]
    mended: bool
    ordinal: bool = False

    @property
    def body(self) -> str:
        """The sentence without markers."""
        return "".join(claim.text for claim in self.claims)

    @property
    def numbers(self) -> frozenset[int]:
        """All passages that it names."""
        return frozenset(number for claim in self.claims for number in claim.numbers)


def claims_of(sentence: str) -> tuple[tuple[Claim, ...], bool]:
    """The claims of a sentence, and whether it is a numbered item. Its last stop goes before the last markers.

    >>> claims_of("1. **甲**[1]、乙[2][7]。")[0]
    (Claim(text='甲', numbers=(1,)), Claim(text='、乙。', numbers=(2, 7)))
    """
    bullet = _BULLET.match(sentence)
    text = _EMPHASIS.sub("", sentence[bullet.end() :] if bullet else sentence).strip()
    found: list[Claim] = []
    at = 0
    for match in _MARKER.finditer(text):
        body = text[at : match.start()].rstrip()
        numbers = tuple(_numbers(match[0]))
        if found and not _STOP.sub("", body):
            found[-1] = Claim(found[-1].text + body, tuple(dict.fromkeys((*found[-1].numbers, *numbers))))
        else:
            found.append(Claim(body, numbers))
        at = match.end()
    rest = text[at:].strip()
    if found and (not rest or _STOP.sub("", rest) == ""):
        found[-1] = Claim(found[-1].text + rest, found[-1].numbers)
    elif rest:
        found.append(Claim(rest, ()))
    return tuple(found), bullet is not None and bullet[1] is not None


def leads_in(claims: Sequence[Claim]) -> bool:
    """Whether a sentence only announces what follows: it ends with a colon and cites nothing."""
    return bool(claims) and bool(_LEADS_IN.search(claims[-1].text)) and not any(claim.numbers for claim in claims)


class Checker:
    """Checks sentences against one material. `names` are the folded names of all bodies, longest first."""

    def __init__(self, material: Material, words: Words, names: Sequence[str], min_share: float = MIN_SHARE) -> None:
        self._material = material
        self._passages = material.by_number
        self._words = words
        self._names = names
        self._min_share = min_share

    def check(self, claims: Sequence[Claim], ordinal: bool = False) -> Checked | None:
        """The sentence with the numbers that support it; None where nothing supports one of its claims."""
        kept: list[Claim] = []
        for claim in claims:
            numbers = self._support(claim)
            if numbers is None:
                return None
            kept.append(Claim(claim.text, numbers))
        given = [tuple(number for number in claim.numbers if number in self._passages) for claim in claims]
        return Checked(tuple(kept), [claim.numbers for claim in kept] != given, ordinal) if kept else None

    def _support(self, claim: Claim) -> tuple[int, ...] | None:
        cited = tuple(number for number in claim.numbers if number in self._passages)
        if cited and self._within_lines(claim.text, cited):
            return cited
        for group in self._groups(cited):
            if self._entails(claim.text, group):
                return self._pruned(claim.text, group)
        return None

    def _within_lines(self, text: str, cited: tuple[int, ...]) -> bool:
        """Whether the cited passages say `text`: together if they belong together, else each part by some of them."""
        groups = list(self._of_lines(cited))
        if len(groups) == 1:
            return self._entails(text, groups[0])
        parts = [part for part in _PARTS.split(text) if content_words(part, self._words)]
        if not parts:
            return False
        near = groups  # where the thing spoken of stands; what is said of it stands there too
        for part in parts:
            fits = [group for group in (groups if self._names_a_thing(part) else near) if self._entails(part, group)]
            if not fits:
                return False
            near = fits
        return True

    def _names_a_thing(self, part: str) -> bool:
        """Whether a part of a sentence says what it is about, and not only whose it is or when it is due."""
        return sum(map(len, self._words_of(part))) >= _A_THING

    def _words_of(self, text: str) -> tuple[str, ...]:
        """The words of `text` that name things: without bodies, which are facts, and what is said of everything."""
        bodies = names_in(fold(text), self._names)
        return tuple(
            word
            for word in content_words(text, self._words)
            if word not in _ATTRIBUTES and not any(word in body or body in word for body in bodies)
        )

    def _of_lines(self, numbers: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
        """`numbers` by the lines that they belong to; each by itself where there are no lines."""
        lines = [line.numbers for line in self._material.lines] or [frozenset({number}) for number in numbers]
        titles = tuple(each.number for each in self._material.titles if each.number in numbers)
        groups = [tuple(number for number in numbers if number in line) for line in lines]
        found = [(*group, *titles) for group in groups if group]
        return found or [numbers]

    def _groups(self, cited: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
        """What may support a claim instead, nearest to what it cited first; titles of the same documents are added."""
        lines = [tuple(sorted(line.numbers)) for line in self._material.lines]
        groups = lines or [(each.number,) for each in self._material.passages]
        near = [group for group in groups if set(group) & set(cited)]
        for group in (*near, *(group for group in groups if group not in near)):
            yield group
            yield self._with_titles(group)

    def _with_titles(self, group: tuple[int, ...]) -> tuple[int, ...]:
        documents = {self._passages[number].citation.doc_id for number in group}
        return (*group, *(each.number for each in self._material.titles if each.citation.doc_id in documents))

    def _entails(self, text: str, numbers: tuple[int, ...]) -> bool:
        said, around = self._texts(numbers)
        claim = fold(text)
        mine = self._words_of(text)
        return (
            not missing_facts(text, said, around, self._names)
            and share_in(mine, said + "|" + around) >= self._min_share
            and (not mine or share_in(mine, said) > 0)
            and not wrongly_bound(
                claim, said, lambda each: frozenset((*content_words(each, self._words), *dates_in(each)))
            )
            and not denies_otherwise(claim, said + "|" + around, self._words)
        )

    def _texts(self, numbers: tuple[int, ...]) -> tuple[str, str]:
        """What the passages say, and around them: headings, and the lines of ours that rest on these alone."""
        found: list[Passage] = [self._passages[number] for number in numbers]
        lines: list[Line] = [line for line in self._material.lines if line.numbers and line.numbers <= set(numbers)]
        around = [*dict.fromkeys(each.around for each in found), *(folded_lines(line.body) for line in lines)]
        return "|".join(each.said for each in found), "|".join(around)

    def _pruned(self, text: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """`numbers` without those that the claim does not need."""
        kept = numbers
        for number in reversed(numbers):
            fewer = tuple(each for each in kept if each != number)
            if fewer and self._entails(text, fewer):
                kept = fewer
        return kept


def _numbers(marker: str) -> Iterable[int]:
    """The numbers of a marker; `[2-4]` names three."""
    for part in re.split(r"[,，、]", marker):
        ends = [int(each) for each in re.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 20:
            yield from range(ends[0], ends[1] + 1)
        else:
            yield from ends
