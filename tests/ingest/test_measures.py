"""Support measures: by which means, to whom, when and how much."""

from __future__ import annotations

import pytest

from ingest.measures import find_measures
from ingest.structure import parse
from kb.document import Block, Document, Pages
from kb.records import Measure


def document_of(*lines: str) -> Document:
    title = "栖云市林业产业扶持办法"
    return parse(Pages("甲.txt", "txt", (Block(title), Block("一、扶持政策"), *(Block(line) for line in lines))))


def support_of(*lines: str) -> list[Measure]:
    return [measure for measure in find_measures(document_of(*lines)) if measure.kind == "support"]


@pytest.mark.parametrize(
    ("sentence", "means", "amount", "cap"),
    [
        ("新造油茶林的，每亩补助800元。", "subsidy", "每亩补助800元", None),
        ("对首次评为示范社的，给予一次性奖励3万元。", "award", "一次性奖励3万元", None),
        ("按设备投资额的10%给予补助，单个企业最高80万元。", "subsidy", "按设备投资额的10%", "单个企业最高80万元"),
        (
            "林业贷款按年利率2%给予贴息，单户每年不超过10万元。",
            "interest_subsidy",
            "按年利率2%",
            "单户每年不超过10万元",
        ),
        ("对投保森林保险的林农给予保费补贴。", "insurance", None, None),
        ("落实林业企业税收优惠政策。", "tax_relief", None, None),
        ("脱贫地区的基础设施项目优先安排林地定额。", "land", None, None),
        ("加大林业贷款投放力度，推广林权抵押贷款。", "credit", None, None),
        ("对符合条件的大户给予政策支持。", "other", None, None),
    ],
)
def test_means_and_amount(sentence: str, means: str, amount: str | None, cap: str | None) -> None:
    assert [(each.means, each.amount, each.cap) for each in support_of(sentence)] == [(means, amount, cap)]


def test_a_record_for_each_grant_of_a_sentence() -> None:
    document = document_of("对新建的加工点补助20万元，对获得认证的产品每个奖励2万元。")
    found = [measure for measure in find_measures(document) if measure.kind == "support"]
    assert [(each.means, each.amount, each.beneficiary) for each in found] == [
        ("subsidy", "补助20万元", "新建的加工点"),
        ("award", "每个奖励2万元", "获得认证的产品"),
    ]
    assert [document.text[slice(*each.part)] for each in found if each.part] == [
        "对新建的加工点补助20万元", "对获得认证的产品每个奖励2万元。"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "beneficiary", "condition"),
    [
        ("对符合条件的林业企业，给予贷款贴息。", "符合条件的林业企业", "符合条件的"),
        ("获得优秀等次的县区，每个奖励50万元。", "获得优秀等次的县区", None),
        ("薄壳山核桃林，经验收合格后每亩补助400元。", None, "经验收合格后"),
        ("改造低产林的，每亩补助400元。", None, "改造低产林的"),
        ("向脱贫户发放苗木补助。", "脱贫户", None),
    ],
)
def test_who_gets_it_and_when(sentence: str, beneficiary: str | None, condition: str | None) -> None:
    assert [(each.beneficiary, each.condition) for each in support_of(sentence)] == [(beneficiary, condition)]


def test_a_figure_that_describes_the_receiver_is_no_amount() -> None:
    (measure,) = support_of("对年销售收入超过2000万元的企业，给予最高50万元的奖励。")
    assert measure.amount == "最高50万元"


@pytest.mark.parametrize(
    "sentence",
    [
        "逾期不申报的，不再给予补贴。",
        "弄虚作假的，取消补助资格并追回已拨资金。",
        "2022年累计发放造林补助300万元，比上年增长5%。",
        "补助资金绩效评价由财政部门组织。",
        "深化科技奖励制度改革。",
        "为规范补助资金管理，制定本办法。",
        "落实职工基本养老保险统筹制度。",
    ],
)
def test_what_is_refused_was_given_or_governs_procedure_is_no_support(sentence: str) -> None:
    assert support_of(sentence) == []


def test_every_string_stands_in_the_sentence() -> None:
    lines = ("对经认定的家庭林场，按实际投资额的30%给予补助，每户最高不超过20万元，另奖励1万元。",)
    for measure in support_of(*lines):
        for said in (measure.beneficiary, measure.condition, measure.amount, measure.cap):
            assert said is None or said in measure.text


def test_safeguards_have_no_grant() -> None:
    lines = (
        "一、总体要求",
        "做好林业工作。",
        "二、保障措施",
        "（一）加强领导",
        "各科室要负责。",
        "（二）强化资金",
        "安排资金10万元。",
    )
    document = parse(Pages("甲.txt", "txt", tuple(map(Block, ("栖云市林业实施方案", *lines)))))
    found = find_measures(document)
    assert [(each.kind, each.title, each.means) for each in found] == [
        ("safeguard", "加强领导", None), ("safeguard", "强化资金", None)
    ]  # fmt: skip
