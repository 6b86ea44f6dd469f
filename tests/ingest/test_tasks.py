"""Task records: which clause a note governs (the scope rule of the contract), and tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.extraction import extract
from ingest.readers import read
from ingest.structure import parse
from ingest.tasks import bare_title, find_tasks
from kb.document import Block, Document, Pages
from kb.records import Task
from tests.conftest import DOCUMENTS
from tests.ingest.writers import docx_bytes

HEAD = ("栖云市护林工作方案", "一、目标", "保护森林。")
NOTE = "（责任科室：局造林科；责任单位：各县区林业局）"


def document_of(*lines: str) -> Document:
    return parse(Pages("方案.txt", "txt", tuple(Block(line) for line in (*HEAD, *lines))))


def rows(tasks: tuple[Task, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(task.title, task.scope, (*task.sections, *task.units)) for task in tasks]


BOTH = ("局造林科", "各县区林业局")


def test_a_note_behind_the_last_item_makes_the_named_group_one_task() -> None:
    document = document_of(
        "二、主要任务",
        "（一）稳住就业岗位",
        "1.管护队伍。加强培训。",
        "2.拓宽渠道。购买服务。",
        f"3.以工代赈。优先采用。{NOTE}",
        "（二）其他",
    )
    (task,) = find_tasks(document)
    assert rows((task,)) == [("稳住就业岗位", "own", BOTH)]
    assert task.text == "（一）稳住就业岗位\n1.管护队伍。加强培训。\n2.拓宽渠道。购买服务。\n3.以工代赈。优先采用。"
    assert document.text[task.responsibility_start : task.responsibility_end] == NOTE


@pytest.mark.parametrize("parent", ["重点任务", "主要工作任务", "工作措施", "任务分工", "主要举措"])
def test_under_a_generic_heading_each_sibling_inherits(parent: str) -> None:
    document = document_of(
        f"二、{parent}", "（一）护林。加强巡护。", "（二）造林。种植油茶。", f"（三）防火。管控火源。{NOTE}", "三、要求"
    )
    tasks = find_tasks(document)
    assert rows(tasks) == [("护林", "inherited", BOTH), ("造林", "inherited", BOTH), ("防火", "own", BOTH)]
    assert len({(task.responsibility_start, task.responsibility_end) for task in tasks}) == 1
    assert [task.text for task in tasks] == [
        "（一）护林。加强巡护。",
        "（二）造林。种植油茶。",
        "（三）防火。管控火源。",
    ]


def test_each_item_keeps_its_own_note() -> None:
    document = document_of(
        "二、重点任务",
        "（一）护林。（责任科室：局资源科）",
        "（二）造林。（责任科室：局造林科）",
        "（三）防火。（责任科室：局防火科）",
    )
    expected = [("护林", "own", ("局资源科",)), ("造林", "own", ("局造林科",)), ("防火", "own", ("局防火科",))]
    assert rows(find_tasks(document)) == expected


def test_where_some_items_have_one_the_others_get_none() -> None:
    document = document_of(
        "二、重点任务", "（一）护林。（责任科室：局资源科）", "（二）造林。种树。", "（三）防火。（责任科室：局防火科）"
    )
    assert rows(find_tasks(document)) == [("护林", "own", ("局资源科",)), ("防火", "own", ("局防火科",))]


def test_a_note_behind_the_first_item_covers_that_one_only() -> None:
    document = document_of("二、重点任务", "（一）护林。（责任科室：局资源科）", "（二）造林。种树。")
    assert rows(find_tasks(document)) == [("护林", "own", ("局资源科",))]


def test_a_note_behind_a_top_level_item_covers_no_others() -> None:
    document = document_of("二、护林。", f"三、造林。{NOTE}")
    assert rows(find_tasks(document)) == [("造林", "own", BOTH)]


def test_a_note_of_a_nested_item_counts_against_the_outer_siblings() -> None:
    document = document_of(
        "二、重点任务", "（一）护林", "1.巡护。（责任科室：局资源科）", "2.管护。", "（二）造林。（责任科室：局造林科）"
    )
    assert rows(find_tasks(document)) == [("巡护", "own", ("局资源科",)), ("造林", "own", ("局造林科",))]


def test_a_note_on_its_own_lines_behind_the_items() -> None:
    document = document_of(
        "二、主要任务",
        "（一）稳住岗位",
        "1.护林。",
        "2.造林。",
        "（责任科室：局造林科；",
        "责任单位：各县区林业局）",
        "（二）防火",
    )
    (task,) = find_tasks(document)
    assert rows((task,)) == [("稳住岗位", "own", BOTH)]
    assert (
        document.text[task.responsibility_start : task.responsibility_end]
        == "（责任科室：局造林科；\n责任单位：各县区林业局）"
    )


def test_several_notes_in_one_clause_are_several_tasks() -> None:
    document = document_of("二、分工", "护林。（责任科室：局资源科）造林到2025年底前完成。（责任科室：局造林科）")
    tasks = find_tasks(document)
    assert [task.sections for task in tasks] == [("局资源科",), ("局造林科",)]
    assert tasks[1].deadline == "2025年底前"


def test_a_note_of_the_clause_itself_leaves_its_items_to_theirs() -> None:
    document = document_of(
        "二、分工",
        "（一）护林。建岗亭。（责任科室：局资源科）",
        "1.巡护。（责任科室：局造林科）",
        "2.管护。（责任科室：局防火科）",
    )
    tasks = find_tasks(document)
    assert [(task.text, task.sections) for task in tasks] == [
        ("（一）护林。建岗亭。", ("局资源科",)),
        ("1.巡护。", ("局造林科",)),
        ("2.管护。", ("局防火科",)),
    ]


def test_one_task_a_page_in_labels() -> None:
    document = document_of("重点工作: 全面护林。", "牵头单位: 市林业局", "配合单位: 市水利局", "阶段目标: 建岗亭。")
    (task,) = find_tasks(document)
    assert (task.title, task.text, task.lead, task.support) == ("全面护林", "全面护林。", ("市林业局",), ("市水利局",))


def test_the_note_of_a_list_in_labels_governs_its_item() -> None:
    document = document_of(
        "二、工作要点",
        "1.种树。",
        "牵头负责领导：某某",
        "牵头责任单位：造林科、计财科",
        "协同责任单位：机关各科室、局属各单位",
        "2.护林。",
        "牵头负责领导：某某",
        "牵头责任单位：资源科",
    )
    tasks = find_tasks(document)
    assert [(task.title, task.text, task.sections, task.units) for task in tasks] == [
        ("种树", "1.种树。", ("造林科", "计财科"), ("机关各科室", "局属各单位")),
        ("护林", "2.护林。", ("资源科",), ()),
    ]


@pytest.mark.parametrize(
    ("title", "line", "deadline", "kind", "due_on"),
    [
        ("栖云市2025年护林方案", "护林。（7月底完成，牵头单位：市林业局）", "7月底", "absolute", "2025-07-31"),
        ("栖云市护林方案", "护林。（7月底完成，牵头单位：市林业局）", "7月底", "absolute", None),
        ("栖云市2025年护林方案", "2026年3月底前建岗亭。（市林业局负责）", "2026年3月底前", "absolute", "2026-03-31"),
        ("栖云市护林方案", "每月25日前报送。（市林业局负责）", "每月25日前", "periodic", None),
        ("栖云市护林方案", "护林。（市林业局负责，长期坚持）", "长期坚持", "ongoing", None),
        ("栖云市护林方案", "护林。（市林业局负责）", None, None, None),
    ],
)
def test_deadlines_have_their_last_day(
    title: str, line: str, deadline: str | None, kind: str | None, due_on: str | None
) -> None:
    lines = (title, "一、目标", "保护森林。", "二、重点任务", f"（一）{line}")
    (task,) = find_tasks(parse(Pages("方案.txt", "txt", tuple(Block(each) for each in lines))))
    assert (task.deadline, task.due_kind, task.due_on) == (deadline, kind, due_on)


def test_no_notes_no_tasks() -> None:
    assert find_tasks(document_of("二、要求", "本办法由栖云市林业局负责解释。")) == ()


TABLE = [
    ["序号", "工作任务", "牵头科室", "配合科室", "责任单位", "完成时限"],
    ["1", "造林3万亩，抚育7万亩", "造林科", "计财科、办公室", "各县区林业局", "2024年11月底"],
    ["2", "建隔离带20公里", "防火科", "", "桂岭县林业局", ""],
    ["3", "其他", "", "", "", ""],
]
EXPECTED = [
    ("造林3万亩", ("造林科", "计财科", "办公室"), ("各县区林业局",), ("造林科",), ("计财科", "办公室"), "2024年11月底"),
    ("建隔离带20公里", ("防火科",), ("桂岭县林业局",), ("防火科",), (), None),
]


def table_rows(document: Document) -> list[tuple[object, ...]]:
    return [(t.title, t.sections, t.units, t.lead, t.support, t.deadline or None) for t in find_tasks(document)]


def test_docx_tables() -> None:
    document = parse(read(docx_bytes(["栖云市护林任务分工表"], [TABLE], ["栖云市林业局", "2024年3月1日"]), "表.docx"))
    assert table_rows(document) == EXPECTED
    assert [document.text[a:b] for a, b in document.rows[1].cells] == TABLE[1]


def test_markdown_tables() -> None:
    lines = ["# 栖云市护林任务分工表", "", *("| " + " | ".join(row) + " |" for row in TABLE)]
    lines.insert(3, "|" + " --- |" * 6)
    document = parse(read("\n".join(lines).encode(), "表.md"))
    assert table_rows(document) == EXPECTED


def test_a_table_without_responsibility_gives_no_tasks() -> None:
    rows_ = [["序号", "树种", "株数"], ["1", "油茶", "300"]]
    assert find_tasks(parse(read(docx_bytes(["苗木需求表"], [rows_]), "表.docx"))) == ()


# file, number of tasks, some of them: title, sections, units, lead, support
DEMONSTRATION: list[tuple[str, int, str, tuple[str, ...], tuple[str, ...]]] = [
    (
        "乡村振兴有效衔接实施方案.txt",
        5,
        "稳住脱贫人ロ就业岗位",
        ("市林业工作总站", "局林长制改革科"),
        ("各县区林业局",),
    ),
    ("巩固生态扶贫成果三年实施方案.docx", 4, "开展送苗进村", ("局生态保护修复科",), ("各县区林业局",)),
    ("2024—2025年度森林防火工作方案.pdf", 8, "规范信息报告", ("局办公室", "局森林防火科"), ()),
    ("2024年林业重点工作责任分工表.docx", 13, "清理松材线虫病疫木2.1万株", ("市林检中心",), ("各县区林业局",)),
    ("2024年第6次局长办公会议纪要.docx", 6, "关于信访积案化解", ("局办公室",), ()),
    ("松材线虫病防控方案.md", 5, "推进疫后修复", ("局生态保护修复科",), ("各县区林业局",)),
    ("林业科技特派员选派方案.docx", 4, "搭建平台", ("市林业工作总站", "局规划财务科"), ()),
    ("竹产业高质量发展行动计划.pdf", 5, "发展竹旅融合", ("局自然保护地管理科",), ("澄塘县林业局", "云川区林业局")),
    ("生态护林员管理办法.txt", 0, "", (), ()),
    ("自然保护地勘界立标工作通知.md", 0, "", (), ()),
    ("林业产业发展补助资金管理办法.docx", 0, "", (), ()),
]


@pytest.mark.parametrize(
    ("name", "count", "title", "sections", "units"), DEMONSTRATION, ids=[row[0] for row in DEMONSTRATION]
)
def test_demonstration_documents(
    name: str, count: int, title: str, sections: tuple[str, ...], units: tuple[str, ...]
) -> None:
    tasks = extract(parse(read((DOCUMENTS / name).read_bytes(), name))).tasks
    assert len(tasks) == count
    if count:
        (task,) = [task for task in tasks if task.title == title]
        assert (task.sections, task.units, task.scope) == (sections, units, "own")


def test_seed_document_has_its_five_tasks(seed_document: Path) -> None:
    document = parse(read(seed_document.read_bytes(), seed_document.name))
    tasks = extract(document).tasks
    lines = seed_document.read_text("utf-8").splitlines()
    groups = next(at for at, line in enumerate(lines) if line.startswith("三、"))
    ends = next(at for at, line in enumerate(lines) if line.startswith("四、"))
    body = lines[groups + 1 : ends]
    titles = [line[3:] for line in body if line.startswith("(") and "。" not in line and ":" not in line]
    sections = [line.split("责任科室:")[1].rstrip(";)").split("、") for line in body if "责任科室:" in line]
    units = [line.split("责任单位:")[1].rstrip(")").split("、") for line in body if "责任单位:" in line]
    assert len(titles) == 5
    assert [task.title for task in tasks] == titles
    assert [list(task.sections) for task in tasks] == sections
    assert [list(task.units) for task in tasks] == units
    for task, names in zip(tasks, sections, strict=True):
        assert (task.scope, task.lead, task.support) == ("own", (), ())
        assert document.text[task.start : task.end] == task.text
        note = document.text[task.responsibility_start : task.responsibility_end]
        assert (note[0], note[-1]) == ("(", ")")
        assert all(name in note for name in names)
        assert "责任科室" not in task.text


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("（一）甲乙", "甲乙"),
        ("(12) 甲", "甲"),
        ("3.1 甲", "甲"),
        ("第一章 总则", "总则"),
        ("①甲", "甲"),
        ("甲", "甲"),
        ("一是甲", "一是甲"),
    ],
)
def test_titles_without_numbers(heading: str, title: str) -> None:
    assert bare_title(heading) == title


def test_paragraphs_behind_the_note_are_no_part_of_the_task() -> None:
    lines = (
        "补助办法",
        "一、补助标准",
        "（一）补助抚育。每亩补助50元。（责任单位：市林业局）",
        "本办法自发布之日起施行。",
    )
    (task,) = find_tasks(parse(read("\n".join(lines).encode(), "办法.txt")))
    assert task.text.endswith("每亩补助50元。")
