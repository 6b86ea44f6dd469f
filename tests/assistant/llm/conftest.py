"""A scripted endpoint, the real client in front of it, and answers of the demonstration library worded by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.llm.chat_model import ChatModel
from assistant.llm.streaming import Event, answers
from kb.library import Library
from tests.assistant.llm.endpoint import Endpoint, Reply, says, serving

Events = Callable[..., list[Event]]
TIMEOUT_S = 1.0


@pytest.fixture(scope="module")
def served() -> Iterator[Endpoint]:
    yield from serving(Endpoint(says("")))


@pytest.fixture
def endpoint(served: Endpoint) -> Endpoint:
    """The endpoint, as if nobody had asked it yet."""
    for kept in (served.requests, served.headers, served.asked_at, served.said_at):
        kept.clear()
    served.hung_up.clear()
    return served


@pytest.fixture(scope="module")
def chat(served: Endpoint) -> ChatModel:
    """The real client."""
    model = ChatModel(served.base_url, "试验模型", "sk-secret", TIMEOUT_S)
    model.warm()
    return model


@pytest.fixture
def worded(demo_library: Library, endpoint: Endpoint, chat: ChatModel) -> Events:
    """The events for a question where the endpoint replies so."""

    def events(question: str, reply: str | Reply, **options: Any) -> list[Event]:
        endpoint.reply = says(reply) if isinstance(reply, str) else reply
        return list(answers(options.pop("library", demo_library), question, chat=chat, **options))

    return events


@pytest.fixture
def final(worded: Events) -> Callable[..., Answer]:
    """The answer at the end of the events."""

    def answer(question: str, reply: str | Reply, **options: Any) -> Answer:
        last = worded(question, reply, **options)[-1]
        assert isinstance(last, Answer)
        return last

    return answer
