"""Automatic numbers stand in the text as the document's reader sees them."""

from __future__ import annotations

import pytest

from ingest.readers.docx import read_docx
from ingest.readers.docx_numerals import numeral
from tests.ingest.docx_packages import (
    cell,
    item,
    level,
    numbering,
    package,
    para,
    row,
    style,
    styles,
    table,
)

OFFICIAL = (
    level(0, "%1、", "chineseCountingThousand", '<w:suff w:val="nothing"/>')
    + level(1, "（%2）", "chineseCounting", '<w:suff w:val="nothing"/>')
    + level(2, "%3.")
    + level(3, "（%4）")
)
LISTS = numbering({7: OFFICIAL}, {1: (7, "")})


def texts(*body: str, lists: str = LISTS, **parts: str) -> list[str]:
    return [block.text for block in read_docx(package(*body, numbering=lists, **parts), "a.docx").blocks]


def test_levels_count_and_begin_again_below_a_higher_one() -> None:
    body = (
        item("总体要求"),
        item("目标", 1),
        item("原则", 1),
        item("造林", 2),
        item("任务"),
        item("护林", 1),
        item("保障", 2),
    )
    assert texts(*body) == ["一、总体要求", "（一）目标", "（二）原则", "1.造林", "二、任务", "（一）护林", "1.保障"]


def test_plain_paragraphs_do_not_count_and_zero_switches_off() -> None:
    assert texts(item("甲"), para("正文。"), item("乙", number=0), item("丙")) == ["一、甲", "正文。", "乙", "二、丙"]


def test_a_label_and_a_digit_do_not_read_as_a_decimal_number() -> None:
    assert texts(item("2030年目标", 2), item("造林", 2)) == ["1. 2030年目标", "2.造林"]


def test_a_label_without_punctuation_keeps_a_blank() -> None:
    lists = numbering({1: level(0, "第%1条", "chineseCounting")}, {1: (1, "")})
    assert texts(item("本办法适用于全市。"), item("　　市林业局负责。"), lists=lists) == [
        "第一条 本办法适用于全市。",
        "第二条 市林业局负责。",
    ]


def test_numbers_of_higher_levels_stand_in_a_label() -> None:
    lists = numbering({1: level(0, "%1") + level(1, "%1.%2") + level(2, "%1.%2.%3.")}, {1: (1, "")})
    body = (item("总则"), item("依据", 1), item("范围", 1), item("区域", 2))
    assert texts(*body, lists=lists) == ["1 总则", "1.1 依据", "1.2 范围", "1.2.1.区域"]


def test_a_level_that_is_passed_over_counts_as_begun() -> None:
    body = (item("造林", 1), item("总则"), item("步骤", 2), item("护林", 1))
    assert texts(*body) == ["（一）造林", "二、总则", "1.步骤", "（二）护林"]


def test_a_legal_level_writes_all_numbers_in_digits() -> None:
    levels = level(0, "第%1章", "chineseCounting") + level(1, "%1.%2", "chineseCounting", "<w:isLgl/>")
    assert texts(item("总则"), item("依据", 1), lists=numbering({1: levels}, {1: (1, "")})) == [
        "第一章 总则",
        "1.1 依据",
    ]


def test_restart_rules() -> None:
    levels = level(0, "%1、", "chineseCounting") + level(1, "第%2条", "decimal", '<w:lvlRestart w:val="0"/>')
    body = (item("总则"), item("甲", 1), item("分则"), item("乙", 1))
    assert texts(*body, lists=numbering({1: levels}, {1: (1, "")})) == ["一、总则", "第1条 甲", "二、分则", "第2条 乙"]


def test_lists_of_one_definition_count_on_and_an_override_begins_again() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = numbering({7: OFFICIAL}, {1: (7, ""), 2: (7, ""), 3: (7, override)})
    body = (item("甲"), item("乙", number=2), item("丙", number=3), item("丁", number=3))
    assert texts(*body, lists=lists) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_an_override_may_define_the_level_anew() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "（%1）", "upperLetter", start=3)}</w:lvlOverride>'
    assert texts(item("甲"), item("乙"), lists=numbering({7: OFFICIAL}, {1: (7, override)})) == ["（C）甲", "（D）乙"]


def test_bullets_have_no_label_but_pictures_and_none_likewise() -> None:
    lists = numbering({1: level(0, "\uf0b7", "bullet") + level(1, "", "none")}, {1: (1, "")})
    assert texts(item("甲"), item("乙", 1), lists=lists) == ["甲", "乙"]


def test_a_style_numbers_its_paragraphs_through_the_styles_it_is_based_on() -> None:
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    sheet = styles(style("A", "一层", numbered), style("B", "一层加粗", based_on="A"), style("C", "二层", numbered))
    levels = level(0, "%1、", "chineseCounting") + level(1, "（%2）", "chineseCounting", '<w:pStyle w:val="C"/>')
    body = (para("甲", style="B"), para("乙", style="C"), para("丙", style="A"))
    assert texts(*body, lists=numbering({1: levels}, {1: (1, "")}), styles=sheet) == ["一、甲", "（一）乙", "二、丙"]


def test_a_definition_may_stand_for_a_numbering_style() -> None:
    linked = '<w:numStyleLink w:val="S"/>'
    own = f'<w:styleLink w:val="S"/>{OFFICIAL}'
    lists = numbering({1: linked, 2: own}, {1: (1, ""), 2: (2, "")})
    sheet = styles(style("S", "公文", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>', kind="numbering"))
    assert texts(item("甲"), item("乙"), lists=lists, styles=sheet) == ["一、甲", "二、乙"]


def test_empty_numbered_paragraphs_count_and_fill_the_number_column_of_a_table() -> None:
    lists = numbering({1: level(0, "%1")}, {1: (1, "")})
    rows = (row("序号", "任务"), row(cell(item("")), "造林"), row(cell(item("")), "护林"))
    assert texts(table(*rows), item(""), item("附则"), lists=lists) == ["序号\t任务", "1\t造林", "2\t护林", "4 附则"]


@pytest.mark.parametrize(
    "lists",
    [
        numbering({}, {1: (9, "")}),
        numbering({1: ""}, {1: (1, "")}),
        numbering({1: '<w:lvl w:ilvl="x"/><w:lvl/>'}, {1: (1, "")}),
        numbering({1: '<w:numStyleLink w:val="1"/>'}, {1: (1, "")}),
        "<w:numbering",
    ],
)
def test_a_numbering_part_that_is_wrong_leaves_the_text(lists: str) -> None:
    assert texts(item("甲"), item("乙", 8, 12), lists=lists) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("number_format", "values", "written"),
    [
        ("chineseCountingThousand", (10, 11, 20, 101, 110, 115, 1001, 2024, 10010), "十 十一 二十 一百零一 一百一十 一百一十五 一千零一 二千零二十四 10010"),
        ("chineseCounting", (9, 10, 35, 100, 123), "九 十 三十五 一○○ 一二三"),
        ("japaneseCounting", (1, 12), "一 十二"),
        ("chineseLegalSimplified", (1, 10, 23, 105), "壹 壹拾 贰拾叁 壹佰零伍"),
        ("ideographTraditional", (1, 10, 11), "甲 癸 11"),
        ("ideographDigital", (1, 10, 25), "一 一〇 二五"),
        ("decimalFullWidth", (1, 12), "１ １２"),
        ("decimalEnclosedCircle", (1, 20, 21), "① ⑳ 21"),
        ("decimalEnclosedCircleChinese", (3,), "③"),
        ("decimalEnclosedParen", (2,), "⑵"),
        ("decimalZero", (3, 12), "03 12"),
        ("upperLetter", (1, 26, 28), "A Z BB"),
        ("lowerLetter", (2,), "b"),
        ("upperRoman", (4, 9, 14, 90), "IV IX XIV XC"),
        ("lowerRoman", (3,), "iii"),
        ("irohaFullWidth", (2,), "2"),
    ],
)  # fmt: skip
def test_number_formats(number_format: str, values: tuple[int, ...], written: str) -> None:
    assert " ".join(numeral(value, number_format) for value in values) == written
