"""A conversation as the page leads it, without a browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.llm.streaming import Event, Sentence
from assistant.memory import Memory
from assistant.query import Within
from assistant.web.conversation import Exchange
from assistant.web.rating_view import fault_form, thumbs
from assistant.web.scope import Scope
from assistant.web.talking import Talk, Talking, before_last, stopped
from kb.library import Library

ANSWER = Answer("answered", "好。", timings_ms={"total": 1.0})


class Scripted:
    """Answers everything alike, and remembers what it was asked with."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, str | None, str | None, Within | None]] = []

    def __call__(
        self,
        question: str,
        history: Sequence[Mapping[str, str]],
        as_of: str | None = None,
        doc: str | None = None,
        *,
        within: Within | None = None,
    ) -> Iterator[Event]:
        self.asked.append((question, len(history), as_of, doc, within))
        yield ANSWER


@pytest.fixture
def talking(tmp_path: Path) -> Talking:
    return Talking(Scripted(), Memory.at(tmp_path))


def said(talking: Talking, talk: Talk, question: str, library: Library, scope: Scope | None = None) -> Talk:
    """The conversation after one more question."""
    return list(talking.say("me", talk, question, scope or Scope(), library.snapshot))[-1][0]


def test_what_is_said_is_kept_and_noted(talking: Talking, library: Library) -> None:
    talk = said(talking, said(talking, Talk(), "甲？", library), "乙？", library)
    assert [each.question for each in talk.exchanges] == ["甲？", "乙？"]
    assert talking.memory.conversations.exchanges("me", talk.id) == talk.exchanges
    assert [each.question for each in talking.memory.journal.entries()] == ["乙？", "甲？"]
    assert all(each.key for each in talk.exchanges)


def test_the_filters_reach_the_question_and_are_told(demo_library: Library, tmp_path: Path) -> None:
    ask = Scripted()
    doc = next(iter(demo_library.snapshot.entries))
    talk = said(Talking(ask, Memory.at(tmp_path)), Talk(), "甲？", demo_library, Scope(doc, day="2024-5-1"))
    assert ask.asked == [("甲？", 0, "2024-05-01", doc, None)]
    assert "2024-05-01 当日有效" in talk.exchanges[0].scope


def test_a_wrong_date_is_said_and_nothing_asked(talking: Talking, library: Library) -> None:
    talk = said(talking, Talk(), "甲？", library, Scope(day="明天"))
    assert "看不懂" in talk.exchanges[0].failure
    assert talking.memory.journal.entries() == ()


def test_answers_are_rated_until_taken_back(talking: Talking, library: Library) -> None:
    talk = said(talking, Talk(), "甲？", library)
    for verdict, fault, remark, kept in (
        ("down", "", "", ("down", "")),
        ("down", "不完整", "少了<b>", ("down", "不完整")),
        ("up", "不完整", "", ("up", "")),
        ("up", "", "", ("", "")),
    ):
        talk = talking.rated("me", talk, 0, verdict, fault, remark)
        assert (talk.exchanges[0].verdict, talk.exchanges[0].fault) == kept
        assert talking.memory.conversations.exchanges("me", talk.id) == talk.exchanges
    assert talking.memory.journal.entries()[0].verdict == ""


@pytest.mark.parametrize(("turn", "verdict"), [(1, "up"), (-1, "up"), (0, "maybe"), (0, "")])
def test_what_cannot_be_rated_changes_nothing(talking: Talking, library: Library, turn: int, verdict: str) -> None:
    talk = said(talking, Talk(), "甲？", library)
    assert talking.rated("me", talk, turn, verdict, "", "") == talk


def test_without_files_the_answer_comes_and_no_thumbs_are_offered(tmp_path: Path, library: Library) -> None:
    for name in ("journal.sqlite", "conversations.sqlite"):
        (tmp_path / name).write_bytes(b"damaged" * 500)
    talk = said(Talking(Scripted(), Memory.at(tmp_path)), Talk(), "甲？", library)
    assert talk.exchanges == (Exchange("甲？", ANSWER),)
    assert thumbs(0, talk.exchanges[0]) == ""


def test_stopping_keeps_what_was_checked() -> None:
    waiting = Talk("t", (Exchange("甲？", ANSWER), Exchange("乙？", written=(Sentence("一句。", ()),))))
    last = stopped(waiting).exchanges[-1]
    assert (last.stopped, last.draft) == (True, "一句。")
    done = Talk("t", (Exchange("甲？", ANSWER),))
    assert stopped(done) == done
    assert stopped(Talk()) == Talk()


def test_asking_again_goes_back_by_one() -> None:
    talk = Talk("t", (Exchange("甲？", ANSWER), Exchange("乙？", stopped=True)))
    assert before_last(talk) == (Talk("t", (Exchange("甲？", ANSWER),)), "乙？")
    assert before_last(Talk()) == (Talk(), "")


def test_the_form_asks_until_a_reason_is_given() -> None:
    assert fault_form(0, Exchange("甲？", ANSWER, key="k", verdict="up")) == ""
    assert "哪里不好" in fault_form(0, Exchange("甲？", ANSWER, key="k", verdict="down"))
    assert "已记下：不完整" in fault_form(0, Exchange("甲？", ANSWER, key="k", verdict="down", fault="不完整"))
