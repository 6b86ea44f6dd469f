"""One conversation: its exchanges, the history that `ask` gets, and the steps in which an answer appears."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer
from assistant.llm.streaming import Event, Sentence
from assistant.markers import MARKER
from assistant.web.failures import readable

# Sentences of a language model as they are checked, if there is one, and the answer last.
Ask = Callable[[str, Sequence[Mapping[str, str]]], Iterator[Event]]

_REVEAL_STEPS = 3
_STEP_S = 0.005  # every step is drawn anew by the browser, and an answer has to stand within 300 ms
MAX_QUESTION_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer, or with the message of what went wrong; neither while it is being answered.

    `written` are the sentences that a language model has written so far and that were checked. `scope` tells what the
    question was narrowed to. `key` is that of the journal, by which the answer is rated, empty where it is not in it;
    `verdict` is `up` or `down`, `fault` the reason given.
    """

    question: str
    answer: Answer | None = None
    failure: str = ""
    written: tuple[Sentence, ...] = ()
    scope: str = ""
    stopped: bool = False
    key: str = ""
    verdict: str = ""
    fault: str = ""

    @property
    def draft(self) -> str:
        """The text of `written`."""
        return "".join(sentence.text for sentence in self.written)


@dataclass(frozen=True, slots=True)
class Stage:
    """A moment of the conversation; of the last answer the first `shown` characters are visible (None: all)."""

    exchanges: tuple[Exchange, ...]
    shown: int | None = None

    @property
    def is_last(self) -> bool:
        """Whether nothing more comes."""
        last = self.exchanges[-1]
        return self.shown is None and (last.answer is not None or bool(last.failure))


def history_of(exchanges: Sequence[Exchange]) -> list[dict[str, str]]:
    """The answered exchanges as turns, oldest first."""
    turns: list[dict[str, str]] = []
    for exchange in exchanges:
        if exchange.answer is not None:
            turns.append({"role": "user", "content": exchange.question})
            turns.append({"role": "assistant", "content": exchange.answer.answer})
    return turns


def converse(ask: Ask, question: str, exchanges: Sequence[Exchange], scope: str = "") -> Iterator[Stage]:
    """The stages of one more exchange: asked, then the answer growing, then whole."""
    asked = Exchange(_plain(question.strip()[:MAX_QUESTION_CHARS]), scope=scope)
    before = tuple(exchanges)
    yield Stage((*before, asked))
    answer: Answer | None = None
    try:
        for event in ask(asked.question, history_of(before)):
            if isinstance(event, Answer):
                answer = event
            else:
                asked = replace(asked, written=(*asked.written, event))
                yield Stage((*before, asked))
    except Exception as exc:  # noqa: BLE001 - the page shows whatever went wrong
        yield Stage((*before, replace(asked, written=(), failure=readable(exc))))
        return
    assert answer is not None
    done = (*before, replace(asked, answer=answer, written=()))
    for shown in [] if asked.draft and answer.answer.startswith(asked.draft) else reveal(answer.answer):
        yield Stage(done, shown)
        time.sleep(_STEP_S)
    yield Stage(done)


def _plain(text: str) -> str:
    """`text` with a sign for every half of a character, which JSON may hold and nothing can write."""
    return text.encode("utf-8", "replace").decode("utf-8")


def reveal(text: str, steps: int = _REVEAL_STEPS) -> list[int]:
    """Growing lengths at which to show `text` before all of it; never inside a `[1]` marker.

    >>> reveal("共5项[1]。", 3)
    [2, 6]
    """
    lengths: list[int] = []
    for step in range(1, steps):
        length = len(text) * step // steps
        inside = next((match for match in MARKER.finditer(text) if match.start() < length < match.end()), None)
        length = inside.end() if inside else length
        if length and (not lengths or length > lengths[-1]):
            lengths.append(length)
    return lengths
