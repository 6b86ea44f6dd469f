"""A figure that stands in a table is told with what its column is called."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from assistant.asking import ask
from ingest.intake import Limits, ingest_file
from kb.library import Library

LIMITS = Limits(max_bytes=2**20, max_chars=100_000)
ROWS = (
    ("序号", "项目名称", "总投资(亿元)", "建设内容", "责任单位"),
    (1, "青苇湖湿地公园项目", 36, "修复湿地1200亩。", "云川区政府"),
    (2, "岭下村民宿集群项目", 2.5, "改造老屋40栋。", "砚溪县政府"),
    (3, "石门水厂扩建项目", 7, "日供水能力提到5万吨。", "市水务集团"),
)


def test_the_sum_of_a_project(library: Library, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    path = tmp_path / "重点项目表.xlsx"
    book.save(path)
    assert ingest_file(library, path, LIMITS).outcome == "added"
    answer = ask(library, "岭下村民宿集群项目要投多少钱")
    assert answer.status == "answered"
    assert "总投资(亿元)：2.5" in answer.answer
    assert "36" not in answer.answer
    for each in answer.citations:
        assert library.snapshot.entry(each.doc_id).document.text[each.start : each.end] == each.quote
