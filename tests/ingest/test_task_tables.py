"""Tasks from tables: headers in any place, over two rows or repeated, merged cells, and label-value tables."""

from __future__ import annotations

from ingest.structure import parse
from ingest.task_tables import table_tasks
from ingest.tasks import find_tasks
from kb.document import Block, Document, Pages

Row = list[str]


def document_of(*tables: list[Row], head: str = "栖云市护林任务分工表", ranges: bool = False) -> Document:
    blocks = [Block(head)]
    for number, rows in enumerate(tables):
        for at, cells in enumerate(rows):
            place = f"任务表!A{at + 1}:{'ABCDEFGH'[len(cells) - 1]}{at + 1}" if ranges else None
            blocks.append(Block("\t".join(cells), table=number, cells=tuple(cells), cell_range=place))
    return parse(Pages("表.xlsx", "xlsx", tuple(blocks)))


def told(document: Document) -> list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], str | None]]:
    return [
        (task.title, (*task.sections, *task.units), task.lead, task.support, task.deadline)
        for task in find_tasks(document)
    ]


HEADER = ["序号", "工作任务", "具体举措", "牵头单位", "配合单位", "责任人", "完成时限"]
FIRST = ["1", "护林", "建岗亭", "市苗圃局", "市水网局、路桥局", "某某", "2024年6月底"]
SECOND = ["2", "造林", "种油茶", "市水网局", "", "某某", "长期坚持"]
TOLD = [
    ("建岗亭", ("市苗圃局", "市水网局", "路桥局"), ("市苗圃局",), ("市水网局", "路桥局"), "2024年6月底"),
    ("种油茶", ("市水网局",), ("市水网局",), (), "长期坚持"),
]


def test_the_most_specific_column_is_the_task() -> None:
    assert told(document_of([HEADER, FIRST, SECOND])) == TOLD


def test_a_column_of_names_gives_the_title_and_the_wording_stays_the_tasks() -> None:
    rows = [
        ["序号", "项目名称", "建设内容和规模", "负责单位"],
        ["1", "北坡苗圃项目", "占地五百亩，年产苗木", "市苗圃局"],
    ]
    (task,) = find_tasks(document_of(rows))
    assert (task.title, task.text, task.units) == ("北坡苗圃项目", "占地五百亩，年产苗木", ("市苗圃局",))


def test_a_title_row_before_the_header_and_group_rows_between() -> None:
    title = ["栖云市重点任务分工表", "", "", "", "", "", ""]
    group = ["一、护林工程", "", "", "", "", "", ""]
    filled = ["二、造林工程"] * 7  # a merged row that the reader fills
    assert told(document_of([title, HEADER, group, FIRST, filled, SECOND])) == TOLD


def test_a_header_is_repeated_on_the_next_page() -> None:
    assert told(document_of([HEADER, FIRST, HEADER, SECOND])) == TOLD


def test_a_table_goes_on_without_its_header() -> None:
    assert told(document_of([HEADER, FIRST], [SECOND])) == TOLD


def test_another_table_of_other_columns_does_not() -> None:
    assert told(document_of([HEADER, FIRST], [["油茶", "300", "市苗圃局"]])) == TOLD[:1]


def test_a_header_over_two_rows() -> None:
    rows = [
        ["序号", "工作任务", "责任分工", "", "完成时限"],
        ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"],
        ["1", "建岗亭", "市苗圃局", "市水网局", "2024年6月底"],
    ]
    expected = [("建岗亭", ("市苗圃局", "市水网局"), ("市苗圃局",), ("市水网局",), "2024年6月底")]
    assert told(document_of(rows)) == expected
    rows[1] = ["", "", "牵头单位", "配合单位", ""]
    assert told(document_of(rows)) == expected


def test_merged_cells_filled_downwards_are_each_rows_own() -> None:
    rows = [HEADER, FIRST, ["1", "护林", "修路", "市苗圃局", "", "", ""]]
    assert [(title, lead) for title, _, lead, _, _ in told(document_of(rows))] == [
        ("建岗亭", ("市苗圃局",)),
        ("修路", ("市苗圃局",)),
    ]


def test_merged_cells_left_empty_go_on_from_the_row_above() -> None:
    rows = [HEADER, FIRST, ["", "", "修路", "", "", "", ""], ["2", "其他", "巡山", "", "", "", ""]]
    tasks = find_tasks(document_of(rows))
    assert [(task.title, task.lead, task.scope) for task in tasks] == [
        ("建岗亭", ("市苗圃局",), "own"),
        ("修路", ("市苗圃局",), "inherited"),
    ]
    assert len({(task.responsibility_start, task.responsibility_end) for task in tasks}) == 1


def test_cells_that_are_notes_themselves() -> None:
    rows = [["工作任务", "责任单位"], ["建岗亭", "市苗圃局牵头，市水网局配合"], ["修路", "市路桥局（牵头）、市苗圃局"]]
    assert [(lead, support) for _, _, lead, support, _ in told(document_of(rows))] == [
        (("市苗圃局",), ("市水网局",)),
        (("市路桥局",), ()),
    ]


def test_the_first_name_leads_where_the_header_says_so() -> None:
    rows = [["工作任务", "责任单位（列首位的为牵头单位）"], ["建岗亭", "市苗圃局、市水网局"]]
    assert [lead for _, _, lead, _, _ in told(document_of(rows))] == [("市苗圃局",)]
    plain = [["工作任务", "责任单位"], ["建岗亭", "市苗圃局、市水网局"]]
    assert [lead for _, _, lead, _, _ in told(document_of(rows, plain))] == [("市苗圃局",), ()]


def test_persons_in_a_column_of_units_are_left_out() -> None:
    rows = [["工作任务", "责任单位及责任人"], ["建岗亭", "市苗圃局、某某"]]
    assert [names for _, names, _, _, _ in told(document_of(rows))] == [("市苗圃局",)]


def test_one_task_in_labels_and_values() -> None:
    pairs = [
        ["重点工作", "全面护林", "牵头单位", "市苗圃局"],
        ["配合单位", "市水网局", "完成时限", "2024年底"],
        ["重点工作", "修路", "责任单位", "市路桥局"],
    ]
    expected = [
        ("全面护林", ("市苗圃局", "市水网局"), ("市苗圃局",), ("市水网局",), "2024年底"),
        ("修路", ("市路桥局",), (), (), None),
    ]
    assert told(document_of(pairs)) == expected
    columns = [[row[at], row[at + 1]] for row in pairs for at in (0, 2)]
    assert told(document_of(columns)) == expected


def test_tables_of_other_things() -> None:
    units = [["序号", "单位", "项目名称", "金额"], ["1", "市苗圃局", "岗亭", "3"]]
    form = [["项目名称", "", "牵头单位", "（盖章）"]]
    trees = [["树种", "株数"], ["油茶", "300"]]
    assert told(document_of(units, form, trees)) == []


def test_spans_ranges_and_last_days() -> None:
    document = document_of([HEADER, FIRST, SECOND], ranges=True)
    tasks = find_tasks(document)
    assert [task.cell_range for task in tasks] == ["任务表!A2:G2", "任务表!A3:G3"]
    assert [(task.due_kind, task.due_on) for task in tasks] == [("absolute", "2024-06-30"), ("ongoing", None)]
    for task, row in zip(tasks, table_tasks(document), strict=True):
        assert document.text[task.start : task.end] == task.text
        assert (task.start, task.end) == row.span
        named = document.text[task.responsibility_start : task.responsibility_end]
        assert all(name in named for name in (*task.lead, *task.support))
