"""Which rows label the columns of a table."""

from __future__ import annotations

import pytest

from ingest.structure import parse
from kb.document import Block, Document, Pages
from kb.table_header import header_rows, label_words


def document(*tables: list[list[str]], between: str = "") -> Document:
    blocks: list[Block] = []
    for number, rows in enumerate(tables):
        blocks += [Block("\t".join(row), table=number, cells=tuple(row)) for row in rows]
        blocks += [Block(between)] if between else []
    return parse(Pages("表.docx", "docx", tuple(blocks)))


def labels(made: Document) -> list[str]:
    return [label_words(made, header) for header in header_rows(made)]


ROWS = [["封山育林", "护林科"], ["补植补造", "造林科"]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["任务", "责任科室"], *ROWS], ["", "任务 责任科室", "任务 责任科室"]),
        ([["单位：亩", "单位：亩"], ["任务", "面积"], ["护林", "300"]], ["", "", "任务 面积"]),
        (
            [["任务", "分工", "分工"], ["任务", "责任科室", "责任单位"], ["护林", "护林科", "各县区"]],
            ["", "", "任务 分工 责任科室 责任单位"],
        ),
        ([["2021", "300"], ["2022", "400"]], ["", ""]),
        ([["按月巡查重点林区，发现隐患当天向市林业局报告情况", "护林科"], *ROWS], ["", "", ""]),
        ([["任务", "责任科室"]], [""]),
    ],
)
def test_labels_over_each_row(rows: list[list[str]], expected: list[str]) -> None:
    assert labels(document(rows)) == expected


def test_a_table_goes_on_behind_a_page_break() -> None:
    more = [
        ["抚育中幼林面积达到300亩以上并且通过市级验收", "造林科"],
        ["清理林下可燃物，建立台账，每季度检查一次", "防火科"],
    ]
    assert labels(document([["任务", "责任科室"], *ROWS], more))[-2:] == ["任务 责任科室"] * 2
    assert labels(document([["任务", "责任科室"], *ROWS], more, between="另有下列事项。"))[-2:] == ["", ""]
