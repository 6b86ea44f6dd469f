"""What a refusal says beside that it is one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.asking import ask
from assistant.refusing import not_written
from ingest.intake import ingest
from kb.library import Library
from tests.conftest import LIMITS

Ask = Callable[..., Answer]


@pytest.mark.parametrize("question", ["？？？", "。。。!!", "《》"])
def test_what_has_no_word_is_not_understood(asking: Ask, question: str) -> None:
    assert asking(question).answer.startswith("没有看懂这个问题")


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("云湖湿地有多少种鸟", ["自然保护地管理科", "澄塘县林业局"]),
        ("高压水泵中标的是哪家公司", ["局森林防火科"]),
        ("2024年林业行政执法培训在哪个酒店办", ["人事法规科", "云川区林业局"]),
        ("自然保护地勘界立标由哪家测绘单位承担？", ["自然保护地管理科"]),
    ],
)
def test_who_is_responsible_for_the_matter_is_named(asking: Ask, question: str, bodies: list[str]) -> None:
    answer = asking(question)
    assert (answer.status, answer.reason) == ("refused", "no_evidence")
    assert answer.answer.startswith(not_written(question.rstrip("？")))
    assert "可向其核实。[1]" in answer.answer
    quotes = "".join(citation.quote for citation in answer.citations)
    assert [name for name in bodies if name not in answer.answer or name not in quotes] == []
    (record,) = answer.records
    assert record["title"] in answer.answer
    assert answer.nearest
    assert {citation.marker for citation in answer.nearest} == {0}


@pytest.mark.parametrize(
    "question",
    [
        "明天砚溪县会不会下雨",  # the county has tasks, none about this
        "讲个笑话",
        "护照到期了在哪里换",
        "公积金贷款现在利率几个点",
        "2021年林业总产值有多少亿",  # every task is about 林业
        "澄塘县2023年着了几次山火",
        "森林保险一亩保费多少",  # forests and insurance, not together
        "2023年科技特派员里有多少女同志",  # others answer for other tasks of the same plan
        "市长的手机号码是多少",
    ],
)
def test_nobody_is_named_where_no_task_is_about_it(asking: Ask, question: str) -> None:
    answer = asking(question)
    assert answer.status == "refused"
    assert "核实" not in answer.answer
    assert (answer.citations, answer.records) == ((), ())


def test_an_ended_plan_names_nobody(library: Library, tmp_path: Path) -> None:
    plan = (
        "云杉湿地修复方案\n一、主要任务\n（一）修复云杉湿地。责任科室：湿地保护科。\n（二）清理河道。责任科室：河道科。\n"
        "2024年1月1日\n"
    )
    (tmp_path / "a.txt").write_text(plan, encoding="utf-8")
    list(ingest(library, [tmp_path / "a.txt"], LIMITS))
    asked = "云杉湿地有多少种鸟"
    assert "责任科室：湿地保护科，可向其核实" in ask(library, asked).answer
    ended = "关于废止部分文件的决定\n自印发之日起废止《云杉湿地修复方案》。\n2024年5月1日\n"
    (tmp_path / "b.txt").write_text(ended, encoding="utf-8")
    list(ingest(library, [tmp_path / "b.txt"], LIMITS))
    assert "核实" not in ask(library, f"旧的方案里{asked}").answer
    assert "核实" not in ask(library, asked).answer


def test_a_follow_up_does_not_start_from_whom_a_refusal_names(asking: Ask) -> None:
    """It names them for the matter; their task did not answer, so its document is not where to look first."""
    alone = asking("古树保护范围划到树冠外几米")
    assert asking("古树保护范围划到树冠外几米", "高压水泵中标的是哪家公司").answer == alone.answer


@pytest.mark.parametrize("question", ["What is the deadline?", "who pays for it", "いつまで"])
def test_a_question_in_another_language_gets_a_hint(asking: Ask, question: str) -> None:
    answer = asking(question)
    assert answer.status == "refused"
    assert answer.answer.startswith("请用中文提问")


def test_a_refused_question_in_chinese_gets_no_such_hint(asking: Ask) -> None:
    assert "请用中文提问" not in asking("讲个笑话").answer
