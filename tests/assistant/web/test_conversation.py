"""A conversation's stages, history and HTML."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, Coverage
from assistant.web.conversation import Exchange, Stage, converse, history_of, reveal
from assistant.web.failures import UNEXPECTED
from assistant.web.thread import answer_text, copyable, coverage_line, thread_view
from kb.errors import ModelNotReady

CITATION = Citation(1, "d1", "甲办法<i>", "甲〔2024〕1号", ("第一条",), "引文", 0, 2, None, "in_force")
ANSWER = Answer("answered", "补助3万元[1]。另见[7]。", citations=(CITATION,))


def answering(question: str, history: Sequence[Mapping[str, str]]) -> Answer:
    return Answer("answered", f"{question}/{len(history)}")


def test_history_holds_the_answered_turns_oldest_first() -> None:
    exchanges = (Exchange("甲？", Answer("answered", "甲。")), Exchange("乙？", failure="出错"), Exchange("丙？"))
    assert history_of(exchanges) == [{"role": "user", "content": "甲？"}, {"role": "assistant", "content": "甲。"}]


def test_stages_go_from_asked_over_growing_to_whole() -> None:
    stages = list(converse(answering, " 第二问题？ ", (Exchange("甲？", Answer("answered", "甲。")),)))
    assert stages[0].exchanges[-1] == Exchange("第二问题？")
    assert stages[-1] == Stage((*stages[0].exchanges[:1], Exchange("第二问题？", Answer("answered", "第二问题？/2"))))
    shown = [stage.shown for stage in stages[1:-1]]
    assert shown == sorted(shown, key=lambda each: each or 0)


def test_a_known_failure_is_said_in_its_own_words() -> None:
    def failing(_question: str, _history: Sequence[Mapping[str, str]]) -> Answer:
        raise ModelNotReady("模型还没有准备好", "请运行 mingce setup")

    last = list(converse(failing, "问", ()))[-1]
    assert last.exchanges[-1].failure == "模型还没有准备好。请运行 mingce setup"
    assert "模型还没有准备好" in thread_view(last)


def test_an_unknown_failure_goes_to_the_log_not_to_the_page(caplog: pytest.LogCaptureFixture) -> None:
    def failing(_question: str, _history: Sequence[Mapping[str, str]]) -> Answer:
        raise ZeroDivisionError("secret detail")

    with caplog.at_level(logging.ERROR, "mingce.web"):
        last = list(converse(failing, "问", ()))[-1]
    assert last.exchanges[-1].failure == UNEXPECTED
    assert "secret detail" not in thread_view(last)
    assert "secret detail" in caplog.text


@given(st.text(alphabet="甲乙丙，。[]123", max_size=80), st.integers(1, 12))
def test_reveal_grows_and_never_cuts_a_marker(text: str, steps: int) -> None:
    lengths = reveal(text, steps)
    assert lengths == sorted(set(lengths))
    for length in lengths:
        before, after = text[:length], text[length:]
        tail = before.rpartition("[")[2] if "[" in before else "x"
        assert not (tail.isdecimal() and "]" in after and after.partition("]")[0].isdecimal())
    assert all(0 < length <= len(text) for length in lengths)


def test_only_markers_with_a_source_become_buttons() -> None:
    made = answer_text(ANSWER.answer, ANSWER.citations, 4)
    assert made.count("<button") == 1
    assert 'data-turn="4" data-marker="1"' in made
    assert "[7]" in made
    assert "甲办法&lt;i&gt;" in made


def test_copying_takes_the_sources_along() -> None:
    assert copyable(ANSWER).splitlines() == [ANSWER.answer, "", "依据：", "[1] 《甲办法<i>》（甲〔2024〕1号）：引文"]


def test_coverage_in_words() -> None:
    assert coverage_line(Answer("answered", "", coverage=Coverage(5, 2, True))) == "共5项，来自2份文件，已列全"
    assert "未列全" in coverage_line(Answer("answered", "", coverage=Coverage(5, 2, False)))
    assert coverage_line(ANSWER) == ""


def test_choices_are_offered_as_questions() -> None:
    asked = Answer("clarify", "请问是哪一个？", choices=("甲科？", '乙"科？'))
    made = thread_view(Stage((Exchange("科？", asked),)))
    assert 'data-question="乙&quot;科？"' in made
    assert made.count('data-event="ask"') == 2
