"""Questions with the passages that answer them and some that do not, for training."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HELD_PARTS = 5  # of the public statute questions one in five is held out, by the checksum of its id
_BARE = 0.25  # how often a passage is shown without its title and headings: some corpora have none
QUESTIONS = Path(__file__).parent / "questions"


@dataclass(frozen=True, slots=True)
class Text:
    """A passage for training: its text, and the title and headings that the index puts before it."""

    context: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """One question. `group` names what it is about: two examples of a group may share their answers."""

    question: str
    positives: tuple[Text, ...]
    negatives: tuple[Text, ...]
    group: str


def shown(of: Sequence[Text], choice: random.Random) -> str:
    """One of `of` as the model sees it."""
    picked = choice.choice(of)
    bare = not picked.context or choice.random() < _BARE
    return picked.text if bare else f"{picked.context}\n{picked.text}"


def is_held_out(query_id: str) -> bool:
    """Whether a public statute question is kept from training."""
    return zlib.crc32(query_id.encode()) % HELD_PARTS == 0


def own_policy_questions(passages: Mapping[tuple[str, int], Text]) -> list[Example]:
    """Our questions about passages of policy documents."""
    rows = _rows(QUESTIONS / "policy.jsonl")
    known = ((f"{row['doc']}:{row['n']}", passages[row["doc"], row["n"]], row["q"]) for row in rows)
    return [Example(question, (text,), (), group) for group, text, asked in known for question in asked]


def own_law_questions(articles: Mapping[str, Text]) -> list[Example]:
    """Our questions about articles of law."""
    rows = _rows(QUESTIONS / "law.jsonl")
    known = ((row["article"], articles[row["article"]], row["q"]) for row in rows)
    return [Example(question, (text,), (), group) for group, text, asked in known for question in asked]


def public_law_questions(queries: Path, articles: Mapping[str, Text]) -> list[Example]:
    """The public questions of laypeople that are not held out, with all their articles."""
    by_name = {text.context: (key, text) for key, text in articles.items()}
    found = []
    for row in _rows(queries):
        gold = [by_name[name] for name in row["gold_articles"] if name in by_name]
        if gold and not is_held_out(row["_id"]):
            found.append(Example(row["text"], tuple(text for _, text in gold), (), gold[0][0]))
    return found


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.open(encoding="utf-8")]
