"""A conversation's stages, history and HTML."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, Coverage, ModelUse
from assistant.llm.streaming import Event, Sentence
from assistant.memory.transcript import copyable
from assistant.web.conversation import Exchange, Stage, converse, history_of, reveal
from assistant.web.failures import UNEXPECTED
from assistant.web.thread import answer_text, coverage_line, thread_view
from kb.errors import ModelNotReady

CITATION = Citation(1, "d1", "甲办法<i>", "甲〔2024〕1号", ("第一条",), "引文", 0, 2, None, "in_force")
ANSWER = Answer("answered", "补助3万元[1]。另见[7]。", citations=(CITATION,))


def answering(question: str, history: Sequence[Mapping[str, str]]) -> Iterator[Event]:
    yield Answer("answered", f"{question}/{len(history)}")


def test_history_holds_the_answered_turns_oldest_first() -> None:
    exchanges = (Exchange("甲？", Answer("answered", "甲。")), Exchange("乙？", failure="出错"), Exchange("丙？"))
    assert history_of(exchanges) == [{"role": "user", "content": "甲？"}, {"role": "assistant", "content": "甲。"}]


def test_stages_go_from_asked_over_growing_to_whole() -> None:
    stages = list(converse(answering, " 第二问题？ ", (Exchange("甲？", Answer("answered", "甲。")),)))
    assert stages[0].exchanges[-1] == Exchange("第二问题？")
    assert stages[-1] == Stage((*stages[0].exchanges[:1], Exchange("第二问题？", Answer("answered", "第二问题？/2"))))
    shown = [stage.shown for stage in stages[1:-1]]
    assert shown == sorted(shown, key=lambda each: each or 0)


WRITTEN = (Sentence("补助3万元。[1]", (CITATION,)), Sentence("另补2万元。[1]", (CITATION,)))


def writing(final: str) -> Iterator[Event]:
    yield from WRITTEN
    yield Answer(
        "answered", final, citations=(CITATION,), mode="llm", llm=ModelUse("模型<甲>", "worded", "略去1句。", 1)
    )


def test_checked_sentences_show_one_by_one_and_are_not_shown_again() -> None:
    stages = list(converse(lambda *_: writing("补助3万元。[1]另补2万元。[1]"), "问", ()))
    assert [stage.exchanges[-1].draft for stage in stages] == ["", "补助3万元。[1]", "补助3万元。[1]另补2万元。[1]", ""]
    views = [thread_view(stage) for stage in stages]
    assert "正在查阅文件" in views[0]
    assert "补助3万元" in views[1]
    assert "另补" not in views[1]
    assert all("正在逐句核对" in view for view in views[1:3])
    assert "正在" not in views[3]
    assert "文字由模型 模型&lt;甲&gt; 组织，逐句与原文核对。略去1句。" in views[3]


def test_another_answer_than_was_written_grows_from_its_beginning() -> None:
    stages = list(converse(lambda *_: writing("原文：补助3万元，另补2万元，共5万元。[1]"), "问", ()))
    shown = [stage.shown for stage in stages if stage.exchanges[-1].answer]
    assert len(shown) == 3
    assert stages[-1].exchanges[-1].written == ()


def test_a_failure_after_sentences_is_a_failure() -> None:
    def failing(_question: str, _history: Sequence[Mapping[str, str]]) -> Iterator[Event]:
        yield WRITTEN[0]
        raise ModelNotReady("模型还没有准备好")

    last = list(converse(failing, "问", ()))[-1]
    assert (last.exchanges[-1].failure, last.exchanges[-1].draft) == ("模型还没有准备好", "")


def test_a_known_failure_is_said_in_its_own_words() -> None:
    def failing(_question: str, _history: Sequence[Mapping[str, str]]) -> Iterator[Event]:
        raise ModelNotReady("模型还没有准备好", "请运行 mingce setup")

    last = list(converse(failing, "问", ()))[-1]
    assert last.exchanges[-1].failure == "模型还没有准备好。请运行 mingce setup"
    assert "模型还没有准备好" in thread_view(last)


def test_an_unknown_failure_goes_to_the_log_not_to_the_page(caplog: pytest.LogCaptureFixture) -> None:
    def failing(_question: str, _history: Sequence[Mapping[str, str]]) -> Iterator[Event]:
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
    assert copyable(ANSWER).splitlines() == [
        ANSWER.answer,
        "",
        "依据：",
        "[1] 《甲办法<i>》（甲〔2024〕1号）第一条：引文",
    ]


def test_coverage_in_words() -> None:
    assert coverage_line(Answer("answered", "", coverage=Coverage(5, 2, True))) == "共5项，来自2份文件，已列全"
    assert "未列全" in coverage_line(Answer("answered", "", coverage=Coverage(5, 2, False)))
    assert coverage_line(ANSWER) == ""


def test_choices_are_offered_as_questions() -> None:
    asked = Answer("clarify", "请问是哪一个？", choices=("甲科？", '乙"科？'))
    made = thread_view(Stage((Exchange("科？", asked),)))
    assert 'data-question="乙&quot;科？"' in made
    assert made.count('data-event="ask"') == 2
