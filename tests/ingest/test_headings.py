"""Which lines are numbered headings, and how far the title goes."""

from __future__ import annotations

import pytest

from ingest.headings import candidate_of, heading_of, heading_text, number_value

# line, style, value, title with its label
HEADINGS = [
    ("第一编 总 则", "part", 1, "第一编 总 则"),
    ("第二章　运行管理", "chapter", 2, "第二章　运行管理"),
    ("第十二章 附则", "chapter", 12, "第十二章 附则"),
    ("第三节 监督", "section", 3, "第三节 监督"),
    ("第一百零三条 违反本办法的，处以罚款。", "article", 103, "第一百零三条"),
    ("第12条 本办法自印发之日起施行。", "article", 12, "第12条"),
    ("一、总体要求", "cn", 1, "一、总体要求"),
    ("十二、其他", "cn", 12, "十二、其他"),
    ("三．工作安排", "cn", 3, "三．工作安排"),
    ("（一）加强领导。各县区要落实责任。", "cn_paren", 1, "（一）加强领导"),
    ("(二十五)健全机制", "cn_paren", 25, "(二十五)健全机制"),
    ("（ 三 ）营造氛围", "cn_paren", 3, "（ 三 ）营造氛围"),
    ("1.推动油茶提质。支持基地建设。", "num", 1, "1.推动油茶提质"),
    ("1. 抓好竹产业。", "num", 1, "1. 抓好竹产业"),
    ("2．推广良种。", "num", 2, "2．推广良种"),
    ("３．培育主体。", "num", 3, "３．培育主体"),
    ("4、宣传引导", "num", 4, "4、宣传引导"),
    ("2.2024年8月底前完成。", "num", 2, "2.2024年8月底前完成"),
    ("1. 2024年4月20日前，完成资料收集。", "num", 1, "1. 2024年4月20日前，完成资料收集"),
    ("3.1 监测网络", "decimal2", None, "3.1 监测网络"),
    ("4.3.1　信息报送", "decimal3", None, "4.3.1　信息报送"),
    ("（3）补助标准：每亩300元。", "num_paren", 3, "（3）补助标准"),
    ("(12)其他", "num_paren", 12, "(12)其他"),
    ("2）现场核查。", "num_half", 2, "2）现场核查"),
    ("③公示结果", "circled", 3, "③公示结果"),
    ("一、2023年工作回顾", "cn", 1, "一、2023年工作回顾"),
    ("第 一 章 总 则", "chapter", 1, "第 一 章 总 则"),
    ("第二篇 管护", "part", 2, "第二篇 管护"),
    ("第三部分 名词解释", "part", 3, "第三部分 名词解释"),
    ("第一千零四条 护林员巡山。", "article", 1004, "第一千零四条"),
    ("㈠造林", "cn_paren", 1, "㈠造林"),
    ("⑵管护", "num_paren", 2, "⑵管护"),
    ("３．２０２３年建成。", "num", 3, "３．２０２３年建成"),
    ("1．36家林场", "num", 1, "1．36家林场"),
    ("1.5G监测网络", "num", 1, "1.5G监测网络"),
    ("2. 1.2亿元投资", "num", 2, "2. 1.2亿元投资"),
    ("(一)指导思想.以护林为主。", "cn_paren", 1, "(一)指导思想"),
    ("6.1.2.1  租赁", "decimal4", None, "6.1.2.1  租赁"),
    ("九、有关要求：加强调度。", "cn", 9, "九、有关要求"),
]
NOT_HEADINGS = [
    "1.5亿元用于造林",
    "6.5%的林地",
    "12.5万亩",
    "3．5亿元",
    "3.5 万亩",
    "12.75 GHz",
    "1、2、3号线",
    "1.1编制目的",
    "1　总则",
    "2.0 时代",
    "2024年工作安排",
    "第三条的规定不适用",
    "第三条第二款",
    "第二章、第三章的规定",
    "一是抓好造林",
    "——坚持保护优先",
    "附件1",
    "一、二、三级林长",
    "（略）",
    "",
]


@pytest.mark.parametrize(("line", "style", "value", "title"), HEADINGS, ids=[line[:12] for line, *_ in HEADINGS])
def test_heading_lines(line: str, style: str, value: int | None, title: str) -> None:
    heading = heading_of(line)
    assert heading is not None
    assert (heading.style.name, heading.value) == (style, value)
    assert line.startswith(heading.label)
    assert heading_text(line, heading) == title


@pytest.mark.parametrize("line", NOT_HEADINGS)
def test_other_lines(line: str) -> None:
    assert heading_of(line) is None


@pytest.mark.parametrize(
    ("line", "parts"), [("1.1编制目的", (1, 1)), ("2.2.1职责", (2, 2, 1)), ("3　附则", ()), ("1.1 目的", (1, 1))]
)
def test_lines_that_are_headings_if_others_agree(line: str, parts: tuple[int, ...]) -> None:
    heading = candidate_of(line)
    assert heading is not None
    assert heading.parts == parts


@pytest.mark.parametrize("line", ["1.5亿元", "3.2倍", "5 个县", "2 万亩", "2.0时代", "6.5%"])
def test_lines_that_are_headings_in_no_place(line: str) -> None:
    assert candidate_of(line) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10),
        ("二十", 20),
        ("一百", 100),
        ("一百零三", 103),
        ("三百二十一", 321),
        ("０７", 7),
        ("⑳", 20),
        ("一千零四十", 1040),
        ("一〇三", 103),
        ("⑵", 2),
        ("㈢", 3),
        ("⒋", 4),
        ("1.2", None),
    ],
)
def test_number_values(written: str, value: int | None) -> None:
    assert number_value(written) == value


def test_a_lead_sentence_that_is_too_long_ends_at_its_first_comma() -> None:
    line = "（一）加大扶持力度，" + "对集中连片的高效竹林和配套设施按照规定的条件和程序" * 3 + "给予补助。"
    assert heading_text(line, heading_of(line)) == "（一）加大扶持力度"
