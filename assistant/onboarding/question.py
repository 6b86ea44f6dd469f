"""Quiz questions: what is asked, what may be chosen, which is right, and the words of the document that say so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from assistant.answer import Citation

T = TypeVar("T")
Kind = Literal["single", "multiple", "matching"]
Topic = Literal[
    "lead",
    "support",
    "responsible",
    "unit",
    "tasks_of",
    "who_does_what",
    "deadline",
    "figure",
    "grant",
    "term",
    "definition",
]
KINDS: dict[Kind, str] = {"single": "单选", "multiple": "多选", "matching": "连线"}
BLANK = "____"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `why` says why it is right or wrong."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question. `key` are the indexes of the right options; of a matching one the right option of each of `rows`.

    `doc_id` and `start` say what it was made from; `evidence` is verbatim and proves the key.
    """

    id: str
    kind: Kind
    topic: Topic
    stem: str
    rows: tuple[str, ...]
    options: tuple[Option, ...]
    key: tuple[int, ...]
    doc_id: str
    start: int
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a person's choice stands to the key; `told` explains each choice that is wrong or was missed."""

    right: bool
    told: tuple[str, ...]


def mark(question: Question, chosen: Sequence[int]) -> Mark:
    """The mark for the options chosen (of a matching question one for each row); order counts only there."""
    options, key = question.options, question.key
    if question.kind == "matching":
        told = []
        for at, row in enumerate(question.rows):
            picked = chosen[at] if at < len(chosen) else -1
            if picked != key[at]:
                said = f"“{options[picked].text}”不对" if 0 <= picked < len(options) else "没有选"
                told.append(f"{row}：{said}，应是“{options[key[at]].text}”。{options[key[at]].why}")
        return Mark(not told, tuple(told))
    wrong = [at for at in dict.fromkeys(chosen) if at not in key and 0 <= at < len(options)]
    missed = [at for at in key if at not in chosen]
    told = [f"“{options[at].text}”不对：{options[at].why}" for at in wrong]
    told += [f"应选“{options[at].text}”：{options[at].why}" for at in missed]
    return Mark(not told, tuple(told))


def question_id(topic: Topic, *about: object) -> str:
    """The same for the same question in every run."""
    return hashlib.sha256("\x00".join([topic, *map(str, about)]).encode()).hexdigest()[:12]


def shuffled(items: Iterable[T], *seed: object) -> list[T]:
    """The items in an order that depends on `seed` only, the same everywhere.

    >>> shuffled("abcd", 1) == shuffled("abcd", 1), sorted(shuffled("abcd", 1))
    (True, ['a', 'b', 'c', 'd'])
    """
    numbered = enumerate(items)
    keyed = [(hashlib.sha256(repr((seed, at)).encode()).digest(), item) for at, item in numbered]
    return [item for _, item in sorted(keyed, key=lambda pair: pair[0])]


def laid_out(
    right: Sequence[Option], wrong: Sequence[Option], *seed: object
) -> tuple[tuple[Option, ...], tuple[int, ...]]:
    """The options in mixed order, and where the right ones came to stand."""
    mixed = shuffled([*((each, True) for each in right), *((each, False) for each in wrong)], *seed)
    return tuple(each for each, _ in mixed), tuple(at for at, (_, is_right) in enumerate(mixed) if is_right)
