"""Kept conversations: as they were, each its owner's, and no more than there is room for."""

from __future__ import annotations

import itertools
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, Coverage, ModelUse, PageBox
from assistant.memory import conversations as module
from assistant.memory.conversations import Conversations
from assistant.web.conversation import Exchange
from kb.errors import MemoryUnusable

CITATION = Citation(
    1, "d1", "甲办法<i>", "甲〔2024〕1号", ("第一条",), "引文", 0, 2, 3, "in_force", True,
    (PageBox(3, (0.1, 0.2, 0.3, 0.4)),), "A1:B2", 0.9,
)  # fmt: skip
ANSWER = Answer(
    "answered", "补助3万元[1]。", citations=(CITATION,), records=({"title": "甲", "sections": ["乙科"]},),
    coverage=Coverage(5, 2, True), nearest=(CITATION,), choices=("甲？",), missing=("乙",), confidence=0.5,
    timings_ms={"total": 3.5}, llm=ModelUse("模型", "worded", "好", 1),
)  # fmt: skip
EXCHANGE = Exchange("补助多少？", ANSWER, scope="《甲办法》", key="k", verdict="down", fault="不完整")


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    clock = itertools.count(1.0)
    return Conversations(tmp_path / "conversations.sqlite", now=lambda: next(clock))


def test_a_conversation_comes_back_as_it_was(kept: Conversations) -> None:
    assert kept.save("me", "t", 0, EXCHANGE)
    assert kept.save("me", "t", 1, Exchange("坏了？", failure="出错"))
    assert kept.exchanges("me", "t") == (EXCHANGE, Exchange("坏了？", failure="出错"))
    [row] = kept.all_of("me")
    assert (row.id, row.title, row.turns) == ("t", "补助多少？", 2)


def test_the_latest_comes_first(kept: Conversations) -> None:
    kept.save("me", "a", 0, EXCHANGE)
    kept.save("me", "b", 0, EXCHANGE)
    kept.save("me", "a", 1, EXCHANGE)
    assert [each.id for each in kept.all_of("me")] == ["a", "b"]


def test_nobody_sees_or_changes_what_is_another_s(kept: Conversations) -> None:
    kept.save("me", "t", 0, EXCHANGE)
    assert kept.all_of("you") == kept.all_of("") == ()
    assert kept.exchanges("you", "t") == ()
    assert not kept.save("you", "t", 0, Exchange("改"))
    assert not kept.save("", "u", 0, EXCHANGE)
    kept.change("you", "t", 0, Exchange("改"))
    kept.forget("you", "t")
    assert kept.exchanges("me", "t") == (EXCHANGE,)


def test_a_question_asked_again_takes_the_place_of_the_old_one_and_of_what_followed(kept: Conversations) -> None:
    for ordinal in range(3):
        kept.save("me", "t", ordinal, EXCHANGE)
    kept.save("me", "t", 1, Exchange("重问", ANSWER))
    assert [each.question for each in kept.exchanges("me", "t")] == ["补助多少？", "重问"]


def test_a_verdict_changes_its_turn_only(kept: Conversations) -> None:
    kept.save("me", "t", 0, EXCHANGE)
    kept.save("me", "t", 1, EXCHANGE)
    kept.change("me", "t", 0, replace(EXCHANGE, verdict="up"))
    assert [each.verdict for each in kept.exchanges("me", "t")] == ["up", "down"]


def test_what_is_forgotten_is_gone_with_its_turns(kept: Conversations, tmp_path: Path) -> None:
    kept.save("me", "t", 0, EXCHANGE)
    kept.forget("me", "t")
    assert kept.all_of("me") == ()
    with closing(sqlite3.connect(tmp_path / "conversations.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM turns").fetchone() == (0,)


def test_the_oldest_give_way(kept: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_OF_OWNER", 2)
    monkeypatch.setattr(module, "MAX_OF_ALL", 3)
    for owner, talk in (("me", "a"), ("me", "b"), ("me", "c"), ("you", "d"), ("you", "e")):
        kept.save(owner, talk, 0, EXCHANGE)
    assert [each.id for each in kept.all_of("me")] == ["c"]
    assert [each.id for each in kept.all_of("you")] == ["e", "d"]


def test_an_answer_that_cannot_be_read_any_more_is_told_as_such(kept: Conversations, tmp_path: Path) -> None:
    kept.save("me", "t", 0, EXCHANGE)
    with closing(sqlite3.connect(tmp_path / "conversations.sqlite")) as connection, connection:
        connection.execute("UPDATE turns SET packed = ?", (zlib.compress(b'{"question": 1}'),))
    [read] = kept.exchanges("me", "t")
    assert (read.question, read.answer) == ("补助多少？", None)
    assert "重新提问" in read.failure


def test_a_damaged_file_stops_reading_not_answering(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    path.write_bytes(b"no database" * 100)
    kept = Conversations(path)
    assert not kept.save("me", "t", 0, EXCHANGE)
    kept.change("me", "t", 0, EXCHANGE)
    for read in (lambda: kept.all_of("me"), lambda: kept.exchanges("me", "t"), lambda: kept.forget("me", "t")):
        with pytest.raises(MemoryUnusable):
            read()


@given(st.text(max_size=80))
def test_any_text_is_kept(question: str) -> None:
    packed = module._adapter().dump_json(Exchange(question, Answer("refused", question)))
    assert module._adapter().validate_json(packed) == Exchange(question, Answer("refused", question))
