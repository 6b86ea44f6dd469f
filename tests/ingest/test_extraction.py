"""Measures, targets and terms of the demonstration documents."""

from __future__ import annotations

from functools import cache

import pytest

from ingest.extraction import extract
from ingest.readers import read
from ingest.structure import parse
from kb.document import Block, Pages
from kb.records import Records
from tests.conftest import DOCUMENTS


@cache
def records_of(name: str) -> Records:
    return extract(parse(read((DOCUMENTS / name).read_bytes(), name)))


@pytest.mark.parametrize(
    ("name", "safeguards"),
    [
        ("乡村振兴有效衔接实施方案.txt", ["压实组织责任", "强化要素投入", "营造良好氛围"]),
        ("竹产业高质量发展行动计划.pdf", ["加强统筹协调", "加强资金保障", "加强监测评估"]),
        ("2024—2025年度森林防火工作方案.pdf", ["强化值班", "严格追责", "总结评估"]),
    ],
)
def test_safeguards(name: str, safeguards: list[str]) -> None:
    found = [measure for measure in records_of(name).measures if measure.kind == "safeguard"]
    assert [measure.title for measure in found] == safeguards


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("竹产业高质量发展行动计划.pdf", "每公里补助5万元"),
        ("林业产业发展补助资金管理办法.docx", "一次性奖励3万元"),
        ("林业产业发展补助资金管理办法.docx", "给予贴息"),
        ("林业科技特派员选派方案.docx", "补助工作经费1.5万元"),
        ("松材线虫病防控方案.md", "除治一株疫木补助60元"),
    ],
)
def test_support(name: str, part: str) -> None:
    found = {m.text for m in records_of(name).measures if m.kind == "support" and part in m.text}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("name", "year", "part"),
    [
        ("乡村振兴有效衔接实施方案.txt", 2025, "62%以上"),
        ("乡村振兴有效衔接实施方案.txt", 2035, "63%以上"),
        ("竹产业高质量发展行动计划.pdf", 2026, "25亿元"),
        ("巩固生态扶贫成果三年实施方案.docx", 2023, "60.5%以上"),
        ("松材线虫病防控方案.md", 2025, "1.4万亩以内"),
        ("林业科技特派员选派方案.docx", 2025, "60名"),
    ],
)
def test_targets(name: str, year: int, part: str) -> None:
    assert {target.year for target in records_of(name).targets if part in target.text} == {year}


def test_what_was_done_is_no_target() -> None:
    assert not [target for target in records_of("2023年林业工作总结.md").targets if "13.1万亩" in target.text]


@pytest.mark.parametrize(
    ("name", "term", "definition"),
    [
        ("乡村振兴有效衔接实施方案.txt", "四旁", "“四旁”是指村旁、宅旁、路旁、水旁。"),
        (
            "乡村振兴有效衔接实施方案.txt",
            "四个不摘",
            "落实“四个不摘”，即摘帽不摘责任、不摘政策、不摘帮扶、不摘监管，驻村工作队和帮扶联系人不脱钩。",
        ),
        ("乡村振兴有效衔接实施方案.txt", "五绿兴林贷", None),
        ("古树名木保护管理办法.txt", "古树", "第二条 本办法所称古树，是指树龄在100年以上的树木。"),
        ("林业科技特派员选派方案.docx", "122", "“122”科技服务，是指1名特派员联系2个村、带动2个示范户。"),
        ("松材线虫病防控方案.md", "疫点", "本方案所称疫点，是指发生疫情的乡镇级行政区域。"),
        (
            "竹产业高质量发展行动计划.pdf",
            "以竹代塑",
            "本计划所称“以竹代塑”，是指用竹制品替代一次性塑料餐具、包装等塑料制品。",
        ),
    ],
)
def test_terms(name: str, term: str, definition: str | None) -> None:
    found = [each for each in records_of(name).terms if term in each.term]
    assert found
    if definition is None:
        assert [each.definition for each in found] == [None]
    else:
        assert definition in [each.definition for each in found]


def test_a_document_that_says_nothing_gives_nothing() -> None:
    document = parse(Pages("甲.txt", "txt", (Block("栖云市林业局简介"), Block("本局位于云湖之滨。"))))
    assert extract(document) == Records()
