"""Documents in force that contradict each other are shown both; what only looks like it is not called so."""

from __future__ import annotations

import pytest

from assistant.answer import Answer
from assistant.asking import ask
from assistant.conflicts import rank_of
from kb.library import Library
from tests.assistant import invariants
from tests.kb.documents import add

QUESTION = "护林员意外险保额多少"


def text(title: str, *body: str, issuer: str = "栖云市林业局", number: str = "栖林发〔2024〕30号") -> str:
    return "\n".join([title, number, *body, issuer, "2024年6月3日"])


NORM = text(
    "栖云市护林员管理办法",
    "第一条 为规范护林员管理，制定本办法。",
    "第二条 护林员每月巡护不少于20天。",
    "第三条 护林员意外保险每人保额不低于30万元。",
    "第四条 本办法自2024年7月1日起施行。",
    number="栖林规〔2024〕2号",
)


def plan(sentence: str, title: str = "栖云市山林管护工作方案", issuer: str = "栖云市林业局") -> str:
    return text(
        title, "一、工作目标", "管好全市山林。", "二、重点任务", f"（一）落实保险。{sentence}", "（二）加强巡护。每周巡护。",
        issuer=issuer,
    )  # fmt: skip


def answered(library: Library, question: str, *texts: str) -> Answer:
    for number, each in enumerate(texts):
        add(library, each, f"{number}.txt")
    return ask(library, question)


def test_both_are_shown_with_document_date_and_rank(library: Library) -> None:
    answer = answered(library, QUESTION, NORM, plan("护林员意外保险每人保额不低于20万元。"))
    assert answer.status == "answered"
    assert len(answer.sides) == 2
    head, one, other = answer.answer.split("\n")
    assert "不一致" in head
    assert "《栖云市护林员管理办法》（栖林规〔2024〕2号，2024年6月3日）" in one
    assert "30万元" in one
    assert "《栖云市山林管护工作方案》" in other
    assert "20万元" in other
    assert one.count("（市级）") == other.count("（市级）") == 1
    for check in (invariants.wrong_markers, invariants.unmarked, invariants.unsupported_figures):
        assert check(answer) == []
    assert invariants.unverbatim(answer, library.snapshot) == []


def test_a_higher_issuer_is_told_as_such(library: Library) -> None:
    national = plan("护林员意外保险每人保额不低于20万元。", "山林管护工作方案", "国家林业和草原局")
    answer = answered(library, QUESTION, NORM, national)
    assert "（国家级）" in answer.answer
    assert "（市级）" in answer.answer


@pytest.mark.parametrize(
    "other",
    [
        plan("护林员意外保险每人保额不低于30万元。"),  # the same
        plan("对兼职的，护林员意外保险每人保额不低于20万元。"),  # under a condition
        plan("护林员意外保险每人保额40万元。"),  # what is no less than 30 may be 40
        plan("护林员意外保险每户保额不低于20万元。"),  # of a household
        plan("砚溪县护林员意外保险每人保额不低于20万元。"),  # of one county
        plan("2026年护林员意外保险每人保额不低于20万元。"),  # of one year
        plan("扑火队员意外保险每人保额不低于20万元。"),  # of others
        plan("护林员意外保险每人保额不低于20万元。", "临江市山林管护工作方案", "临江市林业局"),  # of another city
        plan("护林员意外保险每人保额不低于20万元。", "栖云市2023年山林管护工作总结"),  # a report
    ],
)
def test_what_only_looks_like_a_contradiction(library: Library, other: str) -> None:
    answer = answered(library, QUESTION, NORM, other)
    assert answer.status == "answered"
    assert "30万元" in answer.answer
    assert answer.sides == ()
    assert "不一致" not in answer.answer


def test_a_superseded_version_is_no_contradiction(library: Library) -> None:
    old = NORM.replace("2024", "2020").replace("30万元", "20万元")
    answer = answered(library, QUESTION, old, NORM)
    assert answer.sides == ()
    assert "30万元" in answer.answer
    assert "20万元" not in answer.answer


def rate(title: str, year: int, value: str) -> str:
    return text(
        title, "一、工作目标", f"到{year}年，全市森林覆盖率达到{value}。", "二、重点任务", "（一）种树。每年种树。"
    )


def test_targets_of_one_indicator_and_year(library: Library) -> None:
    texts = (
        rate("栖云市森林资源保护规划", 2026, "62%"), rate("栖云市国土绿化行动计划", 2026, "63%"),
        rate("栖云市生态建设纲要", 2027, "64%"),
    )  # fmt: skip
    listed = answered(library, "2026年的目标是什么", *texts)
    assert len(listed.sides) == 2
    assert listed.answer.count("不一致") == 1
    assert invariants.unsupported_figures(listed) == []
    assert invariants.wrong_markers(listed) == []
    asked = ask(library, "2026年森林覆盖率目标是多少")
    assert set(asked.sides) == set(listed.sides)
    assert ask(library, "2027年的目标是什么").sides == ()


def test_bounds_that_can_both_hold(library: Library) -> None:
    answer = answered(
        library, "2026年的目标是什么",
        rate("栖云市森林资源保护规划", 2026, "62%以上"), rate("栖云市国土绿化行动计划", 2026, "63%"),
    )  # fmt: skip
    assert len(answer.records) == 2
    assert answer.sides == ()


def test_the_demonstration_documents_do_not_contradict_each_other(dev_answers: dict[str, Answer]) -> None:
    assert {key for key, answer in dev_answers.items() if answer.sides} == set()


@pytest.mark.parametrize(
    ("issuer", "rank"),
    [
        ("浙江省杭州市西湖区人民政府", "县级"), ("浙江省杭州市人民政府", "市级"), ("砚溪县林业局", "县级"), ("北京市朝阳区人民政府", "县级"),
        ("中共栖云市委宣传部", "市级"), ("栖云市住房和城乡建设局", "市级"), ("内蒙古自治区林业和草原局", "省级"), ("住房和城乡建设部办公厅", "国家级"),
        ("国家市场监督管理总局", "国家级"), ("国家税务总局栖云市税务局", ""), ("栖云市自然保护区管理局", ""), ("水利局", ""),
    ],
)  # fmt: skip
def test_the_rank_of_an_issuer(issuer: str, rank: str) -> None:
    assert rank_of(issuer) == rank
