"""Targets: one record an indicator and year, from sentences and from tables."""

from __future__ import annotations

import pytest

from ingest.structure import parse
from ingest.targets import find_targets
from kb.document import Block, Document, Pages
from kb.records import Target

PLAN = "栖云市林业发展实施方案"


def document_of(*lines: str, title: str = PLAN) -> Document:
    return parse(Pages("甲.txt", "txt", (Block(title), *(Block(line) for line in lines))))


def targets_of(*lines: str, title: str = PLAN) -> list[Target]:
    return list(find_targets(document_of(*lines, title=title)))


def table_of(*rows: tuple[str, ...], title: str = PLAN) -> list[Target]:
    blocks = (Block("\t".join(row), table=0, cells=row) for row in rows)
    return list(find_targets(parse(Pages("甲.docx", "docx", (Block(title), Block("一、主要指标"), *blocks)))))


def told(targets: list[Target]) -> list[tuple[int, str | None, str | None, str | None]]:
    return [(target.year, target.indicator, target.value, target.unit) for target in targets]


def test_a_record_for_each_figure_with_its_own_part() -> None:
    document = document_of(
        "一、总体目标", "到2025年，全市森林覆盖率达到62%以上，林业总产值突破80亿元，建成20个以上示范村、3家湿地公园。"
    )
    found = list(find_targets(document))
    assert told(found) == [
        (2025, "全市森林覆盖率", "62", "%"),
        (2025, "林业总产值", "80", "亿元"),
        (2025, "示范村", "20", "个"),
        (2025, "湿地公园", "3", "家"),
    ]
    parts = [document.text[slice(*target.part)] for target in found if target.part]
    assert parts[0] == "全市森林覆盖率达到62%以上，"
    assert parts[2:] == ["建成20个以上示范村", "3家湿地公园。"]
    assert len({(target.start, target.end, target.text) for target in found}) == 1
    assert {target.deadline for target in found} == {"2025年"}


@pytest.mark.parametrize(
    ("said", "comparison"),
    [
        ("森林覆盖率达到62%以上", "at_least"),
        ("森林覆盖率不低于62%", "at_least"),
        ("火灾受害率控制在0.9‰以内", "at_most"),
        ("火灾受害率不超过0.9‰", "at_most"),
        ("林业产值达到80亿元左右", "about"),
        ("林业产值力争80亿元", "about"),
        ("林业产值达到80亿元", "exact"),
    ],
)
def test_how_a_figure_binds(said: str, comparison: str) -> None:
    assert [target.comparison for target in targets_of("一、目标", f"到2026年，{said}。")] == [comparison]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("到2025年，城镇、农村居民收入分别增长6%、8%。", [("城镇居民收入增长", "6"), ("农村居民收入增长", "8")]),
        ("到2025年，扶持年收入200万元以上的合作社15家。", [("扶持年收入200万元以上的合作社", "15")]),
        ("到2025年，打造3—5个特色鲜明、带动力强的林下经济集群。", [("林下经济集群", "3—5")]),
        ("到2025年，每5个村配备1名护林员。", [("护林员", "1")]),
        ("到2025年，病虫害发生率降低0.5个百分点。", [("病虫害发生率降低", "0.5")]),
        ("到2025年，科技成果转化率达到1/3。", [("科技成果转化率", "1/3")]),
        ("到2025年，宜林荒山绿化率达到百分之九十以上。", [("宜林荒山绿化率", "百分之九十")]),
    ],
)
def test_what_is_measured(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert [(target.indicator, target.value) for target in targets_of("一、目标", sentence)] == expected


def test_years_of_one_sentence() -> None:
    found = targets_of("一、目标", "2024年、2025年竹产业产值分别突破20亿元、25亿元。")
    assert [(target.year, target.value) for target in found] == [(2024, "20"), (2025, "25")]


def test_a_range_ends_in_its_last_year() -> None:
    found = targets_of("一、目标", "2024年至2027年每年新增油茶林5万亩。")
    assert [(target.from_year, target.year, target.value) for target in found] == [(2024, 2027, "5")]
    found = targets_of("一、目标", "“十四五”期间，新造林30万亩。")
    assert [(target.from_year, target.year, target.value) for target in found] == [(2021, 2025, "30")]


def test_the_year_of_the_sentence_before_the_heading_or_the_title() -> None:
    carried = targets_of("一、目标", "到2026年，建成示范林10处。培育林业企业30家。")
    assert [(target.year, target.year_inferred) for target in carried] == [(2026, False), (2026, True)]
    headed = targets_of("一、2027年目标", "建成示范林10处。")
    assert [(target.year, target.year_inferred) for target in headed] == [(2027, True)]
    titled = targets_of("一、造林绿化", "完成退化林修复6万亩。", title="栖云市林业局2024年工作要点")
    assert [(target.year, target.indicator, target.value) for target in titled] == [(2024, "退化林修复", "6")]


@pytest.mark.parametrize(
    "rule",
    ["村级林长每周巡护不少于2次。", "作业道宽度不低于3.5米。", "每亩补助500元。", "火场面积超过10公顷的，立即上报。"],
)
def test_rules_of_work_and_grants_are_no_targets(rule: str) -> None:
    assert targets_of("一、工作任务", rule, title="栖云市林业局2024年工作方案") == []


@pytest.mark.parametrize(
    "past",
    [
        "2022年，全市已完成造林12万亩，比上年增长8%。",
        "截至2022年底，森林覆盖率达到61.2%。",
        "“十三五”期间，累计完成造林60万亩。",
        "全市现有古树1300株。",
    ],
)
def test_what_has_been_reached_is_no_target(past: str) -> None:
    assert targets_of("一、基本情况", past, title="栖云市林业发展规划（2023—2027年）") == []


def test_a_goal_without_a_figure() -> None:
    (target,) = targets_of("一、目标", "到2025年，实现行政村护林员全覆盖。")
    assert (target.year, target.value, target.unit, target.indicator) == (2025, None, None, None)


def test_binding_and_expected() -> None:
    found = targets_of("一、目标", "主要预期目标是：到2025年，林业产值达到80亿元；新增湿地2万亩。")
    assert [target.binding for target in found] == ["expected", "expected"]
    found = targets_of("一、目标", "到2025年，森林覆盖率达到62%（约束性），林业产值达到80亿元（预期性）。")
    assert [target.binding for target in found] == ["binding", "expected"]


def test_tables_of_targets() -> None:
    found = table_of(
        ("序号", "指标", "单位", "2023年", "2025年", "属性"),
        ("1", "森林覆盖率", "%", "61.2", "≥62", "约束性"),
        ("2", "林业总产值", "亿元", "65", "80左右", "预期性"),
        ("3", "湿地保护率（%）", "", "—", "55", "预期性"),
    )
    assert told(found) == [
        (2025, "森林覆盖率", "62", "%"),
        (2025, "林业总产值", "80", "亿元"),
        (2025, "湿地保护率", "55", "%"),
    ]
    assert [target.binding for target in found] == ["binding", "expected", "expected"]
    assert [target.comparison for target in found] == ["at_least", "about", "exact"]


def test_baselines_of_tables_are_left_out() -> None:
    rows = (("指标", "2023年实际", "2024年目标", "2025年目标"), ("造林面积（万亩）", "5", "6", "7"))
    assert told(table_of(*rows)) == [(2024, "造林面积", "6", "万亩"), (2025, "造林面积", "7", "万亩")]
    planned = (("指标名称", "2020年", "2025年"), ("造林面积（万亩）", "5", "7"))
    assert told(table_of(*planned, title="栖云市“十四五”林业规划")) == [(2025, "造林面积", "7", "万亩")]


def test_tables_of_other_things_have_no_targets() -> None:
    assert table_of(("序号", "姓名", "职务"), ("1", "甲", "科员")) == []
    assert table_of(("项目", "内容"), ("造林", "5")) == []
