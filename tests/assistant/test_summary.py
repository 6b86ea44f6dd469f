"""Summaries of documents and of their parts: which is meant, and that every part or item is told and cited."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from assistant.answer import Answer
from assistant.asking import ask
from kb.document import ClauseKind
from kb.library import Library
from tests.assistant import invariants
from tests.kb.documents import add

PLAN, TREES = "乡村振兴有效衔接实施方案.txt", "古树名木保护管理办法.txt"


class Ask(Protocol):
    def __call__(self, question: str, *earlier: str, **options: Any) -> Answer: ...


class DocOf(Protocol):
    def __call__(self, source: str) -> str: ...


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("衔接乡村振兴方案主要讲了什么", PLAN),
        ("概括一下古树名木保护管理办法", TREES),
        ("防火方案的主要内容是什么", "2024—2025年度森林防火工作方案.pdf"),
        ("林长制考核办法说了些什么", "林长制考核办法.pdf"),
        ("总结2023年林业工作总结", "2023年林业工作总结.md"),
        ("局长办公会议纪要主要内容", "2024年第6次局长办公会议纪要.docx"),
        ("旧的生态扶贫方案讲了什么", "巩固生态扶贫成果三年实施方案.docx"),
    ],
)
def test_a_document_is_told_with_all_its_parts(
    asking: Ask, demo_library: Library, doc_of: DocOf, question: str, source: str
) -> None:
    answer = asking(question)
    document = demo_library.snapshot.entry(doc_of(source)).document
    parts = [each for each in document.children(0) if each.kind is not ClauseKind.SIGNATURE]
    assert answer.status == "answered"
    assert {each.doc_id for each in answer.citations} == {doc_of(source)}
    assert document.title in answer.answer
    assert answer.coverage is not None
    assert (answer.coverage.found, answer.coverage.complete) == (len(parts), True)
    assert all(any(part.start <= each.start < part.end for each in answer.citations) for part in parts)
    for check in (
        invariants.wrong_markers,
        invariants.unmarked,
        invariants.unsupported_figures,
        invariants.wrong_counts,
    ):
        assert check(answer) == []
    assert invariants.unverbatim(answer, demo_library.snapshot) == []
    assert ("不再有效" in answer.answer) is (source.startswith("巩固"))


@pytest.mark.parametrize(
    ("question", "heading", "count"),
    [
        ("概括一下衔接乡村振兴方案的第三部分", "三、主要任务", 5),
        ("总结一下衔接乡村振兴方案的主要任务", "三、主要任务", 5),
        ("总结一下衔接乡村振兴方案的保障措施", "四、保障措施", 3),
        ("总结一下竹产业行动计划的保障措施", "四、组织保障", 3),  # what is called so in the main
        ("概括衔接乡村振兴方案最后一部分", "四、保障措施", 3),
        ("生态护林员管理办法第三章主要内容是什么", "第三章 职责和待遇", 5),
        ("概括一下林业产业补助资金办法的第二章", "第二章 补助对象和标准", 8),
    ],
)
def test_a_part_is_told_with_all_its_items(asking: Ask, question: str, heading: str, count: int) -> None:
    answer = asking(question)
    head, *lines = answer.answer.split("\n")
    assert f"“{heading}”（{count}" in head
    assert len(lines) == count
    assert answer.coverage is not None
    assert answer.coverage.found == count
    assert invariants.unsupported_figures(answer) == []
    assert invariants.wrong_counts(answer) == []


def test_items_within_a_paragraph_are_told_all(asking: Ask) -> None:
    answer = asking("总结一下2023年林业工作总结的存在问题")
    assert [line[:2] for line in answer.answer.split("\n")[1:]] == ["一是", "二是", "三是", "四是"]


def test_the_tasks_of_a_table_are_told(asking: Ask) -> None:
    answer = asking("2024年分工表主要讲了什么")
    assert "表中任务（13项）" in answer.answer
    assert "修复云湖湿地1600亩" in answer.answer


def test_a_part_that_the_document_does_not_have(asking: Ask) -> None:
    answer = asking("概括一下衔接乡村振兴方案的第七部分")
    assert (answer.status, answer.reason) == ("refused", "no_evidence")
    assert "没有第七部分" in answer.answer


@pytest.mark.parametrize("question", ["总结一下", "概括一下第三部分", "总结一下保障措施"])
def test_without_a_document_it_is_asked_back(asking: Ask, question: str) -> None:
    answer = asking(question)
    assert (answer.status, answer.reason, answer.confidence) == ("clarify", "ambiguous", 0.0)
    assert answer.choices


def test_in_a_conversation_the_document_before_is_meant(asking: Ask, doc_of: DocOf) -> None:
    answer = asking("概括一下第三部分", "竹产业行动计划里竹林道路2027年要修到多少公里")
    assert answer.status == "answered"
    assert {each.doc_id for each in answer.citations} == {doc_of("竹产业高质量发展行动计划.pdf")}
    assert "三、扶持措施" in answer.answer


@pytest.mark.parametrize(
    "question",
    ["概括一下护林员待遇", "衔接方案对护林员说了什么", "台商协会的倡议书主要内容是什么", "概括一下殡葬管理办法"],
)
def test_a_thing_that_is_no_part_is_answered_otherwise(asking: Ask, question: str) -> None:
    answer = asking(question)
    assert answer.status != "clarify"
    assert answer.coverage is None


@pytest.mark.parametrize("question", ["23年总结里林业总产值是多少亿", "2023年总结中提到的短板有哪些"])
def test_a_report_is_no_order_to_sum_up(asking: Ask, question: str) -> None:
    answer = asking(question)
    assert "全文（" not in answer.answer
    assert answer.status == "answered"


def test_a_document_without_parts(library: Library) -> None:
    add(
        library,
        "栖云市林业局关于调整值班安排的通知\n各科室：\n自本周起，节假日值班由两人轮流承担，每班十二小时。"
        "值班人员应当保持通讯畅通。遇有火情立即报告。\n栖云市林业局\n2024年5月6日",
    )
    answer = ask(library, "值班安排的通知讲了什么")
    assert answer.status == "answered"
    assert "两人轮流承担" in answer.answer
    assert answer.coverage is None
    assert invariants.unmarked(answer) == []
