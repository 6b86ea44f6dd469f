"""Which numbered lines are headings, by the numbers around them."""

from __future__ import annotations

import pytest

from ingest.numbering import numbered_lines

# lines, those that are headings
CASES = [
    (["1.1目的", "为了。", "1.2依据", "2.3倍于去年"], ["1.1目的", "1.2依据"]),
    (["1　总则", "1.1　目的", "2　附则"], ["1　总则", "1.1　目的", "2　附则"]),
    (["3 个县", "一、目标"], ["一、目标"]),
    (["12.75 GHz 频段", "3.5 万亩", "2.6亿元"], []),
    (["1.造林", "2.管护", "110.热线"], ["1.造林", "2.管护"]),
    (["3.管护", "4.防火"], ["3.管护", "4.防火"]),
    (["（1）造林；（2）管护；（3）防火。"], []),
    (["1、造林；2、管护；3、防火。"], []),
    (["①造林；②管护。"], []),
    (["第一条 甲", "第二条 乙", "第七条规定了处罚", "第三条 丙"], ["第一条 甲", "第二条 乙", "第三条 丙"]),
    (["第一条甲地", "第九条乙地", "第二条丙地"], ["第一条甲地", "第二条丙地"]),
    (["百、千亩林地"], []),
    (["（二十五）健全机制", "（二十六）加强领导"], ["（二十五）健全机制", "（二十六）加强领导"]),
    (["4.3.1　报送", "4.3.2　响应"], ["4.3.1　报送", "4.3.2　响应"]),
    (["3.4 由林场管理。每年检查。"], []),
]


@pytest.mark.parametrize(("lines", "headings"), CASES, ids=[lines[0] for lines, _ in CASES])
def test_headings_among_lines(lines: list[str], headings: list[str]) -> None:
    assert [each.line for each in numbered_lines(lines)] == headings


def test_lines_that_are_something_else_are_left_out() -> None:
    assert [each.block for each in numbered_lines(["一、甲", "一、甲", "二、乙"], {0})] == [1, 2]


def test_chapters_and_articles_on_one_line_are_each_a_heading() -> None:
    found = numbered_lines(["第一章 总则 第一条 为了护林。", "第二章 管护 第一节 巡山 第二条 护林员巡山。"])
    assert [each.heading.label for each in found] == ["第一章", "第一条", "第二章", "第一节", "第二条"]
    assert [each.offset for each in found] == [0, 7, 0, 7, 14]


def test_a_decimal_alone_has_its_title_below() -> None:
    lines = ["1.1", "编制目的", "规范护林工作。", "1.2", "适用范围", "3.5", "12.6", "全市林场。"]
    assert [each.line for each in numbered_lines(lines)] == ["1.1 编制目的", "1.2 适用范围"]
    assert numbered_lines(["1.1", "12.5", "1.2", "13.6", "2.1", "（个）；"]) == []


def test_a_number_of_three_parts_counts_nothing() -> None:
    found = numbered_lines(["5.1 对象管理", "5.1.1 人口管理", "5.1.2 户籍管理", "5.2 政务服务"])
    assert [each.heading.label for each in found] == ["5.1", "5.1.1", "5.1.2", "5.2"]
