"""Questions that ask several things: each part answered, the missing ones named, one numbering of citations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answer import Answer, Citation, Coverage
from assistant.parts_asked import join
from assistant.refusing import not_written

Ask = Callable[..., Answer]


def test_each_part_is_answered(asking: Ask) -> None:
    answer = asking("竹林道路建设的目标和补助标准分别是多少，由谁负责？")
    assert (answer.status, answer.missing) == ("answered", ())
    for told in ("170公里", "每公里补助5万元", "责任科室：局规划财务科"):
        assert told in answer.answer
    assert len(answer.answer.split("\n\n")) > 1


def test_a_part_without_an_answer_is_said_to_have_none(asking: Ask) -> None:
    answer = asking("以工代赈由谁负责，补助标准是多少")
    assert (answer.status, answer.reason, answer.missing) == ("answered", None, ("补助标准是多少",))
    assert "局林长制改革科" in answer.answer
    assert answer.answer.endswith("\n\n文件库没有写明“补助标准是多少”。")
    assert answer.as_json()["missing"] == ("补助标准是多少",)


def test_what_leans_on_the_part_before_is_answered_only_by_its_own_words(asking: Ask) -> None:
    answer = asking("古树保护范围划到树冠外几米？明天会不会下雨？")
    assert answer.missing == ("明天会不会下雨",)
    assert answer.answer.count("5米") == 1


def test_two_questions_of_their_own(asking: Ask) -> None:
    answer = asking("竹林道路补多少钱？护林员意外险保额不低于多少？")
    assert ("5万元" in answer.answer, "30万元" in answer.answer) == (True, True)


@pytest.mark.parametrize("question", ["护林员能不能领高温津贴，一个月几百", "市长是谁，手机号码是多少"])
def test_nothing_is_answered_where_no_part_is(asking: Ask, question: str) -> None:
    answer = asking(question)
    assert (answer.status, answer.missing) == ("refused", ())
    assert answer.answer.startswith(not_written(question))


def test_what_is_blacked_out_is_told_as_such(asking: Ask) -> None:
    answer = asking("送苗下乡的联系电话是多少，一株补多少钱")
    assert "原文此处已隐去" in answer.answer
    assert (answer.status, answer.reason) in {("refused", "redacted_in_source"), ("answered", None)}


def test_a_list_keeps_its_coverage(asking: Ask) -> None:
    alone, both = (asking(f"护林员的解聘情形有哪些{more}") for more in ("", "？意外险保额不低于多少？"))
    assert both.coverage == alone.coverage
    assert both.answer.startswith(alone.answer + "\n\n")


def test_a_follow_up_may_ask_several_things(asking: Ask) -> None:
    answer = asking("那二级古树呢？由谁养护？", "一级古树每株每年补助多少钱？")
    assert "800元" in answer.answer


def test_a_follow_up_that_is_made_to_stand_alone_is_not_taken_apart(asking: Ask) -> None:
    answer = asking("那维修加固的怎么补", "竹林道路新建一公里补多少钱")
    assert "2万元" in answer.answer
    assert "\n\n" not in answer.answer


def test_counties_that_are_named_as_responsible_are_not_missing(asking: Ask) -> None:
    answer = asking("竹产业行动计划里竹旅融合是哪个科负责，落到哪些县区？")
    assert answer.missing == ()
    assert "云川区林业局" in answer.answer


def _citation(start: int, marker: int = 1) -> Citation:
    return Citation(marker, "甲", "甲方案", None, (), "字", start, start + 1, None, "in_force")


def test_the_same_span_has_one_number_and_the_same_line_is_told_once() -> None:
    first = Answer("answered", "甲。[1]", citations=(_citation(0),), confidence=0.9)
    second = Answer("answered", "乙。[1]\n甲。[2]", confidence=0.4, citations=(_citation(5), _citation(0, 2)))
    refused = Answer("refused", "", reason="no_evidence")
    joined = join([("一", first), ("二", second), ("三", refused)])
    assert joined.answer == "甲。[1]\n\n乙。[2]\n\n文件库没有写明“三”。"
    assert [(each.marker, each.start) for each in joined.citations] == [(1, 0), (2, 5)]
    assert (joined.confidence, joined.missing, joined.coverage) == (0.4, ("三",), None)


def test_several_lists_have_no_single_count() -> None:
    lists = [
        Answer(
            "answered", f"共1项：[1]\n{name}。[1]", citations=(_citation(at),), coverage=Coverage(1, 1, complete=True)
        )
        for at, name in enumerate("甲乙")
    ]
    assert join([("一", lists[0])]).coverage == Coverage(1, 1, complete=True)
    assert join(list(zip("一二", lists, strict=True))).coverage is None


def test_only_blacked_out_parts_are_a_refusal() -> None:
    redacted = Answer("refused", "原文此处已隐去。[1]", reason="redacted_in_source", citations=(_citation(0),))
    joined = join([("一", redacted), ("二", Answer("refused", "", reason="no_evidence"))])
    assert (joined.status, joined.reason, joined.missing) == ("refused", "redacted_in_source", ("二",))


def test_the_same_words_of_two_documents_are_told_twice() -> None:
    elsewhere = Citation(1, "乙", "乙方案", None, (), "字", 0, 1, None, "in_force")
    answers = [Answer("answered", "甲。[1]", citations=(each,)) for each in (_citation(0), elsewhere)]
    joined = join(list(zip("一二", answers, strict=True)))
    assert joined.answer == "甲。[1]\n\n甲。[2]"
    assert [each.doc_id for each in joined.citations] == ["甲", "乙"]


def test_what_stands_side_by_side_in_a_part_is_kept() -> None:
    differ = Answer("answered", "甲。[1]", citations=(_citation(0),), sides=("甲", "乙"))
    assert join([("一", differ), ("二", Answer("refused", ""))]).sides == ("甲", "乙")


def test_what_a_document_writes_in_brackets_is_no_marker() -> None:
    quote = Citation(1, "乙", "乙方案", None, (), "见附件[1]。", 0, 7, None, "in_force")
    first = Answer("answered", "甲。[1]", citations=(_citation(0),))
    second = Answer("answered", "见附件[1]。[1]", citations=(quote,))
    assert join([("一", first), ("二", second)]).answer == "甲。[1]\n\n见附件[1]。[2]"


def test_conditions_and_cases_are_told_both(asking: Ask) -> None:
    answer = asking("护林员选聘条件和解聘情形分别是什么")
    assert (answer.status, answer.missing) == ("answered", ())
    for alone in ("护林员选聘条件是什么", "护林员解聘情形是什么"):
        assert {each.quote for each in asking(alone).citations} <= {each.quote for each in answer.citations}
