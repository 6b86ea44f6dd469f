"""How a question becomes an answer, as the interfaces see it: at once, or piece by piece.

This is the seam between those who answer (the extractive way below, or a language model's) and those who pass
answers on (`assistant/api`): they get an `Answering` when they are built and know nothing else of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from assistant.answer import Answer
from assistant.asking import ask
from assistant.followup import Turn
from assistant.llm.chat_model import Chat
from assistant.llm.streaming import answer_with, answers
from kb.library import Library

_PIECE = re.compile(r".*?(?:[。！？；\n]+[”’」』）]*(?:\[\d+\])*\n*|$)", re.DOTALL)


class Ask(Protocol):
    """Answers a question. Raises DocumentNotFound and what else `assistant.asking.ask` does."""

    def __call__(
        self, question: str, history: Sequence[Turn] = (), as_of: str | None = None, doc: str | None = None
    ) -> Answer:
        """The answer; `history` is the earlier turns, oldest first, `as_of` an ISO date, `doc` a document's id."""
        ...


class AskInPieces(Protocol):
    """Answers a question while it is being written. Raises as `Ask` does, before the first piece or between two."""

    def __call__(
        self, question: str, history: Sequence[Turn] = (), as_of: str | None = None, doc: str | None = None
    ) -> Iterator[str | Answer]:
        """Pieces of the text, each final once it is given, and at the end the whole answer.

        The pieces joined are the answer's text. Where they could not be kept to (a model that broke off), the
        answer counts: it is shown anew.
        """
        ...


@dataclass(frozen=True, slots=True)
class Answering:
    """One way to answer, in its two forms."""

    whole: Ask
    pieces: AskInPieces


def extractive(library: Library) -> Answering:
    """Answers out of the documents' own words."""
    whole = partial(ask, library)

    def pieces(
        question: str, history: Sequence[Turn] = (), as_of: str | None = None, doc: str | None = None
    ) -> Iterator[str | Answer]:
        answer = whole(question, history, as_of, doc)
        yield from sentences(answer.answer)
        yield answer

    return Answering(whole, pieces)


def worded(library: Library, chat: Chat | None) -> Answering:
    """Answers that a language model words and `assistant.llm` checks; the documents' own words where there is none."""
    if chat is None:
        return extractive(library)

    def whole(question: str, history: Sequence[Turn] = (), as_of: str | None = None, doc: str | None = None) -> Answer:
        return answer_with(chat, library, question, history, as_of, doc)

    def pieces(
        question: str, history: Sequence[Turn] = (), as_of: str | None = None, doc: str | None = None
    ) -> Iterator[str | Answer]:
        streamed = False
        for event in answers(library, question, history, as_of, doc, chat):
            if isinstance(event, Answer):
                if not streamed:
                    yield from sentences(event.answer)
                yield event
            else:
                streamed = True
                yield event.text

    return Answering(whole, pieces)


def sentences(text: str) -> list[str]:
    r"""An answer's text in sentences and lines, markers with what they mark; joined they are `text`.

    >>> sentences("共2项[1]。\n1. 种树。[1]\n2. 护林")
    ['共2项[1]。\n', '1. 种树。[1]\n', '2. 护林']
    """
    return [match[0] for match in _PIECE.finditer(text) if match[0]]
