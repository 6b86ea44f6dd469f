"""Over the development half of the gold set: honest wording passes, and no changed figure or name is ever shown."""

from __future__ import annotations

import random
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import pytest

from assistant.answer import Answer
from assistant.llm.chat_model import Message
from assistant.llm.material import material_of
from assistant.llm.streaming import Sentence, reworded
from kb.library import Library
from tests.assistant import invariants

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_NO_FIGURE = re.compile(r"\[\d+\]|^\d+\. ", re.MULTILINE)
MOST_CITATIONS = 20  # of the answers used here: long lists take long and are like short ones


@dataclass(frozen=True)
class Saying:
    """A model that says one thing. The way over HTTP is tested elsewhere; here it would be all that takes time."""

    text: str
    model: str = "m"

    def stream(self, _: Sequence[Message]) -> Generator[str]:
        yield self.text


def worded(library: Library, extractive: Answer, text: str) -> Answer:
    """The answer at the end where the model says `text`."""
    ended: list[Answer] = []

    def events() -> Iterator[Sentence]:
        ended.append((yield from reworded(library, library.snapshot, extractive, None, None, Saying(text))))

    assert all(isinstance(each, Sentence) for each in events())
    return ended[0]


@pytest.fixture(scope="module")
def spoken(demo_library: Library, dev_answers: dict[str, Answer]) -> list[tuple[Answer, str]]:
    """Every answered question's answer, and what an honest model could say: its lines, without the head."""
    found = []
    for answer in dev_answers.values():
        if answer.status == "answered" and 0 < len(answer.citations) <= MOST_CITATIONS:
            lines = material_of(answer, demo_library.snapshot, None).lines
            marked = (line.body + "".join(f"[{number}]" for number in sorted(line.numbers)) for line in lines)
            found.append((answer, "\n".join(marked)))
    assert len(found) > 50
    return found


def test_honest_wording_passes(demo_library: Library, spoken: list[tuple[Answer, str]]) -> None:
    answers = [worded(demo_library, answer, text) for answer, text in spoken]
    refused = [answer.standalone for answer in answers if answer.mode != "llm" or (answer.llm and answer.llm.dropped)]
    assert len(refused) <= 0.02 * len(answers), refused
    for answer in answers:
        assert invariants.unverbatim(answer, demo_library.snapshot) == invariants.wrong_markers(answer) == []


def test_a_changed_figure_is_never_shown(demo_library: Library, spoken: list[tuple[Answer, str]]) -> None:
    drawn = random.Random(5)
    tried, shown = 0, []
    for answer, text in spoken:
        bare = _NO_FIGURE.sub(lambda match: "#" * len(match[0]), text)
        for figure in list(_FIGURE.finditer(bare))[:2]:
            other = str(int(float(figure[0])) + drawn.randint(1, 9))
            lie = worded(demo_library, answer, text[: figure.start()] + other + text[figure.end() :])
            before = invariants.unsupported_figures(answer)
            shown += [each for each in invariants.unsupported_figures(lie) if each not in before]
            tried += 1
    assert tried > 60
    assert shown == []


def test_a_changed_name_is_never_shown(demo_library: Library, spoken: list[tuple[Answer, str]]) -> None:
    names = invariants.names_of(demo_library.snapshot)
    drawn = random.Random(5)
    tried, shown = 0, []
    for answer, text in spoken:
        for name in [name for name in names if name in text][:1]:
            other = drawn.choice([each for each in names if each not in text and name not in each and each not in name])
            lie = worded(demo_library, answer, text.replace(name, other, 1))
            shown += [answer.standalone] if other in lie.answer else []
            tried += 1
    assert tried > 20
    assert shown == []
