from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl

from assistant.spreadsheet import COLUMNS, export_tasks, task_lines
from kb.library import Library


def test_all_tasks_of_the_library_are_written(demo_library: Library, tmp_path: Path) -> None:
    lines = task_lines(demo_library.snapshot)
    expected = sum(len(records.tasks) for records in demo_library.snapshot.records.values())
    assert len(lines) == expected > 0
    assert export_tasks(lines, tmp_path / "a.xlsx") == expected
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    written = list(book.worksheets[0].iter_rows(values_only=True))
    assert written[0] == tuple(heading for heading, _ in COLUMNS)
    assert [row[0] for row in written[1:]] == [line.task.title for line in lines]
    for line, row in zip(lines, written[1:], strict=True):
        assert (row[1] or "") == "、".join(line.task.sections)
        assert (row[5] or "", row[6] or "") == (line.task.deadline or "", line.task.due_on or "")
        assert str(row[7]).startswith(line.entry.document.title)
        assert ("演示" in str(row[7])) == line.entry.document.demonstration
        assert line.note in line.entry.document.text


def test_formulas_are_text_and_illegal_characters_go(demo_library: Library, tmp_path: Path) -> None:
    line = task_lines(demo_library.snapshot)[0]
    titles = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil")', "好\x00\x0b的\ufffe", "长" * 40_000]
    made = [replace(line, task=replace(line.task, title=title)) for title in titles]
    export_tasks(made, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(titles)
    assert [cell.value for cell in cells] == [*titles[:5], "好的", "长" * 32_767]


def test_no_task_is_a_sheet_with_its_headings(tmp_path: Path) -> None:
    assert export_tasks([], tmp_path / "a.xlsx") == 0
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].max_row == 1
