"""Which lists a document has, whatever they are written as."""

from __future__ import annotations

import pytest

from assistant.lists import items_of
from ingest.structure import parse
from kb.document import Block, Document, Pages


def document_of(*lines: str) -> Document:
    return parse(Pages("试.txt", "txt", tuple(Block(line) for line in ("桥梁养护方案", *lines))))


def items(document: Document, label: str) -> list[str]:
    clause = next(clause for clause in document.clauses if clause.label == label)
    return [document.text[start:end] for start, end in items_of(document, clause)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("一、任务", "（一）除锈。", "（二）刷漆。", "二、其他"), ["（一）除锈。", "（二）刷漆。"]),
        (("一、任务：一是除锈。二是刷漆。", "二、其他"), ["一是除锈。", "二是刷漆。"]),
        (("一、任务", "——除锈到底。要见底。", "——刷漆到边。", "二、其他"), ["——除锈到底。", "——刷漆到边。"]),
        (
            ("一、原则", "坚持先急后缓。险桥先修。", "坚持不断交通。", "坚持夜间施工。", "二、其他"),
            ["坚持先急后缓。", "坚持不断交通。", "坚持夜间施工。"],
        ),
        (
            ("一、任务", "今年抓好以下几处，务必在汛期之前全部完成，不留尾巴，不留隐患。", "除锈。先除栏杆的锈，再除桥墩的锈。", "刷漆。刷两遍，等干透。", "换灯。", "二、其他"),
            ["除锈。", "刷漆。", "换灯。"],
        ),
        (
            ("第一章 养护程序", "第一条 巡检。每月巡检一次。", "第二条 报修。三日内报修。", "第二章 附则", "第三条 本办法自发布之日起施行。"),
            ["第一条 巡检。", "第二条 报修。"],
        ),
    ],
)  # fmt: skip
def test_items(lines: tuple[str, ...], expected: list[str]) -> None:
    document = document_of(*lines)
    assert items(document, document.clauses[1].label) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ("一、任务", "桥面每周清扫。", "二、其他"),
        ("第一条 养护由各区负责。", "各区应当建立台账。", "各区应当每月报送。", "第二条 附则。"),
        ("第一章 养护", "第一条 巡检。每月巡检一次。", "第二条 各区在三日内报修，逾期通报。", "第二章 附则"),
        (
            "一、任务",
            "桥面每周清扫，雨后加扫一次，冬天还要撒盐防滑。",
            "栏杆每月擦洗，遇到大型活动之前再擦一次。",
            "二、其他",
        ),
        (
            "一、释义",
            "本方案所称桥梁，是指跨河的桥。",
            "本方案所称养护，是指日常的修补。",
            "本方案所称险桥，是指裂缝多的桥。",
            "二、其他",
        ),
    ],
)
def test_paragraphs_that_are_no_items(lines: tuple[str, ...]) -> None:
    document = document_of(*lines)
    assert items(document, document.clauses[1].label) == []


def test_an_item_is_not_cut_within_its_sentence() -> None:
    long = "（一）施工单位进场之前应当把围挡、标志、照明、防撞桶和交通疏导的人员全部安排到位，经养护站逐项验收并且签字之后方可动工，验收表留存三年备查。其余另行通知。"
    found = items(document_of("一、要求", long, "（二）完工清场。", "二、其他"), "一、")
    assert found[0].endswith("留存三年备查。")


def test_an_item_cut_by_the_width_of_the_page_is_told_whole() -> None:
    filler = "养护单位对桥面和桥墩每年各检查一遍并记入桥梁档案，"  # a page of lines as long as each other
    lines = ["一、任务", *[filler[:24]] * 12, "二、条件", "（一）具备桥梁养护所需的专用设备、检测仪器和技术人",
             "员；", "（二）没有不良记录。", "三、其他"]  # fmt: skip
    document = document_of("\n".join(lines))
    told = ["".join(each.split()) for each in items(document, "二、")]
    assert told == ["（一）具备桥梁养护所需的专用设备、检测仪器和技术人员；", "（二）没有不良记录。"]


def test_a_heading_is_not_run_on_into_its_text() -> None:
    document = document_of("一、任务", "（一）除锈", "桥面、桥墩都要除锈。", "（二）刷漆", "刷两遍。", "二、其他")
    assert items(document, "一、") == ["（一）除锈", "（二）刷漆"]
