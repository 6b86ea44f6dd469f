"""Filtering and exporting tasks, over the demonstration corpus."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.spreadsheet import COLUMNS, TaskLine, export_tasks, task_lines
from assistant.web.suggestions import suggestions
from assistant.web.task_list import TaskFilter, document_choices, kept, section_choices, unit_choices
from assistant.web.task_view import key_of, list_view, task_view
from kb.library import Library
from kb.names import canonical


@pytest.fixture
def lines(demo_library: Library) -> tuple[TaskLine, ...]:
    return task_lines(demo_library.snapshot)


def test_every_choice_leaves_as_many_as_it_says(lines: tuple[TaskLine, ...]) -> None:
    menus = (("section", section_choices(lines)), ("unit", unit_choices(lines)), ("doc_id", document_choices(lines)))
    for field, menu in menus:
        assert menu[0][1] == ""
        for label, key in menu[1:]:
            assert label.endswith(f"（{len(kept(lines, TaskFilter(**{field: key})))}）")


def test_a_section_is_one_with_and_without_its_bureau(lines: tuple[TaskLine, ...]) -> None:
    keys = [key for _label, key in section_choices(lines)]
    assert Counter(keys).most_common(1)[0][1] == 1
    assert canonical("局规划财务科") in keys
    assert canonical("规划财务科") in keys


def test_words_must_all_occur(lines: tuple[TaskLine, ...]) -> None:
    found = kept(lines, TaskFilter(words="风险 隐患"))
    assert found
    assert all("风险" in line.task.text + line.task.title for line in found)
    assert kept(lines, TaskFilter(words="风险 没有这个词")) == ()


def test_keys_are_unique_and_every_detail_marks_its_note(lines: tuple[TaskLine, ...]) -> None:
    assert len({key_of(line) for line in lines}) == len(lines)
    for line in lines:
        assert "<mark>" in task_view(line)


def test_an_empty_library_says_what_to_do() -> None:
    assert "还没有任务" in list_view((), 0)
    assert "没有符合条件" in list_view((), 3)


def test_the_workbook_holds_every_row_as_text(lines: tuple[TaskLine, ...], tmp_path: Path) -> None:
    formula = replace(lines[0], task=replace(lines[0].task, title='=HYPERLINK("http://x")', deadline="-1+1"))
    bad = replace(lines[1], task=replace(lines[1].task, title="@cmd\x0b控制", sections=("+甲",)))
    path = tmp_path / "out.xlsx"
    assert export_tasks([formula, bad, *lines], path) == len(lines) + 2
    sheet = load_workbook(path).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == [heading for heading, _width in COLUMNS]
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:K{len(lines) + 3}"
    assert [cell.data_type for cell in sheet[2] if cell.value] == ["s"] * len([c for c in sheet[2] if c.value])
    assert sheet["A2"].value == '=HYPERLINK("http://x")'
    assert sheet["A2"].quotePrefix
    assert sheet["A3"].value == "@cmd控制"
    assert sheet["A4"].value == lines[0].task.title
    assert sheet["K4"].value == lines[0].note
    assert sheet.column_dimensions["A"].width == COLUMNS[0][1]


def test_suggestions_come_from_the_library(demo_library: Library, library: Library) -> None:
    asked = suggestions(demo_library.snapshot)
    assert 3 <= len(asked) <= 5
    assert any("有哪些任务" in question for question in asked)
    assert any(question.startswith("什么是“") for question in asked)
    assert suggestions(library.snapshot) == ()
