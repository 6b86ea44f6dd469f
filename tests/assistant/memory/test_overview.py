"""The journal in figures and groups."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.memory.journal import Asked
from assistant.memory.overview import days, figures, groups, titles_missing
from kb.words import Words

DAY = date(2025, 6, 1)


def asked(question: str, status: str = "refused", at: float = 0.0, **rest: object) -> Asked:
    row = {"standalone": "", "reason": "no_evidence", "answer": "", "doc_ids": (), "took_ms": 0.0, **rest}
    return Asked(key=question, at=at, via="web", question=question, status=status, **row)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def words(words_cache: Path) -> Words:
    return Words(words_cache)


def test_questions_of_one_meaning_are_one_group(words: Words) -> None:
    rows = [
        asked("市长的手机号码是多少？", at=3), asked("请问市长的手机号码？", at=2), asked("食堂几点开饭？", at=4),
        asked("市长手机号码是什么", at=1),
    ]  # fmt: skip
    first, second = groups(rows, words)
    assert (first.question, len(first.asked), first.latest) == ("市长的手机号码是多少？", 3, 3)
    assert first.others == ("请问市长的手机号码？", "市长手机号码是什么")
    assert second.question == "食堂几点开饭？"


def test_what_differs_in_a_word_that_tells_stays_apart(words: Words) -> None:
    rows = [
        asked("一级古树补助多少？"),
        asked("二级古树补助多少？"),
        asked("规划科有哪些任务？"),
        asked("防火科有哪些任务？"),
    ]
    assert len(groups(rows, words)) == 4


def test_a_follow_up_is_grouped_by_what_it_means(words: Words) -> None:
    rows = [asked("那二级呢？", standalone="二级古树每株补助多少"), asked("二级古树每株补助多少？")]
    [group] = groups(rows, words)
    assert len(group.asked) == 2


def test_questions_without_words_are_compared_as_they_are(words: Words) -> None:
    assert [
        len(group.asked) for group in groups([asked("？？？"), asked("？？？"), asked("!!"), asked("谁")], words)
    ] == [2, 1, 1]


def test_documents_named_and_not_held() -> None:
    rows = [
        asked("《安全预案》何时实施？"), asked("《安全预案》和《古树办法》有何不同？"), asked("《古树办法》讲了什么？"),
        asked("《别的》？", status="answered"),
    ]  # fmt: skip
    assert titles_missing(rows, ["栖云市古树办法"]) == (("安全预案", 2),)


def test_days_without_questions_are_days() -> None:
    at = datetime(2025, 5, 31, 12, tzinfo=UTC).timestamp()
    rows = [asked("甲", at=at), asked("乙", "answered", at), asked("丙", "clarify", at), asked("丁", "failed", at)]
    shown = days(rows, DAY, 3)
    assert [each.day.day for each in shown] == [30, 31, 1]
    assert [each.total for each in shown] == [0, 4, 0]
    assert (shown[1].answered, shown[1].refused, shown[1].other) == (1, 1, 2)


def test_figures() -> None:
    rows = [
        asked("甲", "answered", verdict="up", doc_ids=("a", "b"), took_ms=100.0),
        asked("乙", "answered", verdict="down", fault="不完整", doc_ids=("b",), took_ms=300.0),
        asked("丙"), asked("丁", "failed"),
    ]  # fmt: skip
    made = figures(rows)
    assert (made.total, made.answered, made.refused, made.failed, made.up, made.down) == (4, 2, 1, 1, 1, 1)
    assert (made.answered_share, made.median_ms) == (0.5, 200.0)
    assert (made.documents, made.faults) == ((("b", 2), ("a", 1)), (("不完整", 1),))
    assert (figures([]).answered_share, figures([]).median_ms) == (None, None)
