"""The journal in figures, and its questions in groups of those that ask for one thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from assistant.memory.journal import Asked
from kb.normal_form import fold
from kb.words import Words

_ALIKE = 0.6  # Jaccard of the content words from which on two questions ask for one thing: 一级古树 and 二级古树 do not
_NAMED = re.compile(r"《([^《》\n]{2,60})》")
_MOST = 400  # questions that are grouped; the latest


@dataclass(frozen=True, slots=True)
class Day:
    """How many questions a day had, by how they ended."""

    day: date
    answered: int
    refused: int
    other: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.answered + self.refused + self.other


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask for one thing, the latest first."""

    asked: tuple[Asked, ...]

    @property
    def question(self) -> str:
        """As it was asked most often, the latest of those."""
        written = Counter(each.question for each in self.asked)
        return max(self.asked, key=lambda each: (written[each.question], each.at)).question

    @property
    def others(self) -> tuple[str, ...]:
        """Other ways in which it was asked."""
        return tuple(dict.fromkeys(each.question for each in self.asked if each.question != self.question))

    @property
    def reason(self) -> str:
        """The reason that was given most often."""
        return Counter(each.reason for each in self.asked).most_common(1)[0][0]

    @property
    def latest(self) -> float:
        """When it was asked last, Unix time."""
        return max(each.at for each in self.asked)


@dataclass(frozen=True, slots=True)
class Figures:
    """The journal of some days in figures; shares are 0-1, None where there is nothing to share."""

    total: int
    answered: int
    refused: int
    failed: int
    up: int
    down: int
    median_ms: float | None
    documents: tuple[tuple[str, int], ...]
    faults: tuple[tuple[str, int], ...]

    @property
    def answered_share(self) -> float | None:
        """Of all questions."""
        return self.answered / self.total if self.total else None


def figures(asked: Sequence[Asked]) -> Figures:
    """The figures of these questions; documents and faults with how often, most often first."""
    outcomes = Counter(each.status for each in asked)
    verdicts = Counter(each.verdict for each in asked)
    times = [each.took_ms for each in asked if each.took_ms]
    return Figures(
        len(asked), outcomes["answered"], outcomes["refused"], outcomes["failed"], verdicts["up"], verdicts["down"],
        median(times) if times else None,
        tuple(Counter(doc_id for each in asked for doc_id in each.doc_ids).most_common()),
        tuple(Counter(each.fault for each in asked if each.fault).most_common()),
    )  # fmt: skip


def days(asked: Iterable[Asked], last: date, count: int) -> tuple[Day, ...]:
    """The `count` days that end with `last`, also those without questions."""
    found: dict[date, Counter[str]] = {}
    for each in asked:
        day = datetime.fromtimestamp(each.at).date()  # noqa: DTZ006 - as the clock on the wall has it
        found.setdefault(day, Counter())[each.status] += 1
    shown = []
    for back in range(count - 1, -1, -1):
        day = last - timedelta(back)
        outcomes = found.get(day, Counter())
        rest = outcomes.total() - outcomes["answered"] - outcomes["refused"]
        shown.append(Day(day, outcomes["answered"], outcomes["refused"], rest))
    return tuple(shown)


def groups(asked: Sequence[Asked], words: Words) -> tuple[Group, ...]:
    """Questions grouped by what they ask for, the most frequent first, of these the latest.

    Two belong together if they are the same but for their writing, or share most of their content words. The first of a
    group decides: no chain of small differences joins what differs.
    """
    firsts: list[frozenset[str]] = []
    found: list[list[Asked]] = []
    for each in asked[:_MOST]:
        content = _content(each.standalone or each.question, words)
        at = next((n for n, first in enumerate(firsts) if _is_alike(first, content)), None)
        if at is None:
            firsts.append(content)
            found.append([each])
        else:
            found[at].append(each)
    made = [Group(tuple(each)) for each in found]
    return tuple(sorted(made, key=lambda group: (-len(group.asked), -group.latest)))


def titles_missing(asked: Iterable[Asked], titles: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """The documents that refused questions name in 《》 and no title has, with how often, most often first."""
    held = [fold(title) for title in titles]
    named = Counter(
        name for each in asked if each.status == "refused" for name in dict.fromkeys(_NAMED.findall(each.question))
    )
    return tuple((name, count) for name, count in named.most_common() if not any(fold(name) in title for title in held))


def _content(question: str, words: Words) -> frozenset[str]:
    folded = fold(question)
    content = frozenset(word for word in words.search_tokens(folded) if len(word) > 1)
    return content or frozenset({folded})


def _is_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) / len(one | other) >= _ALIKE
