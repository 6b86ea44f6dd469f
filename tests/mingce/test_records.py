from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.mingce.conftest import Run, run_in

Mingce = Callable[..., Run]
TASK = {
    "doc_id", "path", "title", "text", "sections", "units", "lead", "support", "deadline", "scope", "start", "end",
    "responsibility_start", "responsibility_end",
}  # fmt: skip


def test_tasks_of_a_section_with_and_without_the_bureau(mingce: Mingce, doc_of: Callable[[str], str]) -> None:
    done = mingce("tasks", "--section", "规划财务科", "--json")
    assert (done.status, done.err) == (0, "")
    rows = done.value
    assert rows == mingce("tasks", "--section", "局规划财务科", "--json").value
    everything = mingce("tasks", "--json").value
    assert rows == [
        row for row in everything if any("规划财务科" in name for name in (*row["sections"], *row["units"]))
    ]
    assert all(row.keys() >= TASK for row in rows)
    old = doc_of("巩固生态扶贫成果三年实施方案.docx")
    assert old not in {row["doc_id"] for row in everything}
    assert {row["doc_id"] for row in mingce("tasks", "--doc", old, "--json").value} == {old}
    assert old in {row["doc_id"] for row in mingce("tasks", "--all", "--json").value}


def test_tasks_of_a_unit(mingce: Mingce) -> None:
    rows = mingce("tasks", "--unit", "澄塘县林业局", "--json").value
    assert rows
    assert all("澄塘县林业局" in (*row["units"], *row["sections"]) for row in rows)


def test_tasks_for_people(mingce: Mingce) -> None:
    done = mingce("tasks", "--section", "森林防火科")
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[-1] == f"共 {len(lines) - 1} 项"
    assert "森林防火科" in lines[0]


@pytest.mark.parametrize(
    ("option", "name", "near"), [("--section", "财务规划科", "规划财务科"), ("--unit", "砚西县林业局", "砚溪县林业局")]
)
def test_an_unknown_name_gives_the_nearest(mingce: Mingce, option: str, name: str, near: str) -> None:
    done = mingce("tasks", option, name, "--json")
    assert (done.status, done.out) == (2, "")
    assert name in done.err
    assert near in done.err


def test_xlsx(empty: Path, tmp_path: Path) -> None:
    target = tmp_path / "任务.xlsx"
    plan = tmp_path / "公式.txt"
    plan.write_text(
        "云湖市林业局公式方案\n云林发〔2024〕99号\n各县区林业局：\n一、主要任务\n"
        "（一）=1+1。加强管理。（责任科室：局造林绿化科；责任单位：各县区林业局）\n"
        "（二）加强巡护。（责任科室：局森林防火科；责任单位：各县区林业局）\n云湖市林业局\n2024年5月1日\n",
        encoding="utf-8",
    )
    assert run_in(empty, "ingest", plan).status == 0
    everything = run_in(empty, "tasks", "--xlsx", target, "--json")
    assert everything.status == 0, everything.err
    assert len(everything.value) == 2
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None} == {"s"}
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [row["title"] for row in everything.value]
    assert str(sheet["A2"].value).startswith("=")
    told = run_in(empty, "tasks", "--section", "造林绿化科", "--xlsx", target)
    assert told.status == 0, told.err
    assert openpyxl.load_workbook(target).worksheets[0].max_row == 2


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("measures", {"doc_id", "path", "title", "text", "kind", "start", "end"}),
        ("targets", {"doc_id", "path", "year", "text", "value", "unit", "start", "end"}),
        ("terms", {"doc_id", "path", "term", "definition", "start", "end"}),
    ],
)
def test_other_records(mingce: Mingce, doc_of: Callable[[str], str], command: str, fields: set[str]) -> None:
    done = mingce(command, "--json")
    assert (done.status, done.err) == (0, "")
    assert done.value
    assert all(row.keys() >= fields for row in done.value)
    doc = doc_of("乡村振兴有效衔接实施方案.txt")
    only = mingce(command, "--doc", doc)
    assert only.status == 0
    expected = len([row for row in done.value if row["doc_id"] == doc])
    assert only.out.splitlines()[-1] == f"共 {expected} 条"


def test_targets_of_a_year(mingce: Mingce) -> None:
    rows = mingce("targets", "--year", "2027", "--json").value
    assert rows
    assert {row["year"] for row in rows} == {2027}
    assert mingce("targets", "--year", "1999", "--json").value == []
