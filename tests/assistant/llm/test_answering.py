"""The seam that the interfaces are given, with a language model behind it."""

from __future__ import annotations

from assistant.answer import Answer
from assistant.answering import worded
from assistant.llm.chat_model import ChatModel
from kb.library import Library
from tests.assistant.llm.endpoint import Endpoint, says

QUESTION = "一级古树每株每年补助多少钱"
GOOD = "一级古树和名木每株每年补助1200元。[1]"
LIE = "一级古树和名木每株每年补助9999元。[1]"


def test_the_pieces_are_those_that_were_checked(demo_library: Library, endpoint: Endpoint, chat: ChatModel) -> None:
    answering = worded(demo_library, chat)
    endpoint.reply = says(GOOD)
    *pieces, answer = answering.pieces(QUESTION)
    assert isinstance(answer, Answer)
    assert answer.mode == "llm"
    assert "".join(map(str, pieces)) == answer.answer
    assert answering.whole(QUESTION).answer == answer.answer


def test_a_lie_is_never_a_piece(demo_library: Library, endpoint: Endpoint, chat: ChatModel) -> None:
    endpoint.reply = says(LIE)
    *pieces, answer = worded(demo_library, chat).pieces(QUESTION)
    assert isinstance(answer, Answer)
    assert answer.mode == "extractive"
    assert "9999" not in "".join(map(str, pieces)) + answer.answer
    assert "1200元" in answer.answer


def test_without_a_model_the_documents_own_words(demo_library: Library) -> None:
    *pieces, answer = worded(demo_library, None).pieces(QUESTION)
    assert isinstance(answer, Answer)
    assert (answer.mode, answer.llm) == ("extractive", None)
    assert "".join(map(str, pieces)) == answer.answer
