"""Filtering and exporting tasks, over the demonstration corpus."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from openpyxl import load_workbook

from assistant.official_document import Table
from assistant.official_docx import to_docx
from assistant.spreadsheet import COLUMNS, TaskLine, export_tasks, task_lines
from assistant.task_document import as_document
from assistant.web import matrix_view as matrix_module
from assistant.web.matrix_view import matrix_view, names_of
from assistant.web.rendering import escape
from assistant.web.suggestions import suggestions
from assistant.web.task_list import (
    DUE_CHOICES,
    ROLES,
    TaskFilter,
    document_choices,
    due_of,
    kept,
    role_of,
    section_choices,
    unit_choices,
)
from assistant.web.task_view import key_of, list_view, note_address, task_view
from assistant.web.timeline_view import dues_of, timeline_view
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


def test_roles_and_deadlines_part_the_tasks(lines: tuple[TaskLine, ...]) -> None:
    assert sum(len(kept(lines, TaskFilter(due=due))) for _, due in DUE_CHOICES[1:]) == len(lines)
    assert {due_of(line) for line in lines} == {due for _, due in DUE_CHOICES[1:]}
    led = kept(lines, TaskFilter(role="lead"))
    assert led
    assert all(line.task.lead for line in led)
    name = led[0].task.lead[0]
    field = "section" if name in led[0].task.sections else "unit"
    of_name = kept(lines, TaskFilter(**{field: canonical(name)}))
    by_role = [kept(lines, TaskFilter(**{field: canonical(name), "role": role})) for role in ROLES]
    assert sum(map(len, by_role)) == len(of_name)
    ended = kept(lines, TaskFilter(status="ended"))
    assert ended
    assert not any(line.status.holds for line in ended)
    assert len(ended) + len(kept(lines, TaskFilter(status="holding"))) == len(lines)


@pytest.mark.parametrize("by", ["sections", "units"])
def test_the_matrix_has_a_mark_for_every_body_of_every_task(
    lines: tuple[TaskLine, ...], by: Literal["sections", "units"]
) -> None:
    view = matrix_view(lines, by)
    marks = sum(len({canonical(name) for name in names_of(line, by)}) for line in lines)
    assert view.count("mc-mark--") == marks
    for line in lines:
        for name in names_of(line, by):
            assert escape(note_address(line)) in view
            assert f"{name} {ROLES[role_of(line, name)]}：" in view


def test_the_matrix_says_what_it_leaves_out(lines: tuple[TaskLine, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix_module, "MAX_COLUMNS", 1)
    assert "只列出前 1 个科室" in matrix_view(lines, "sections")
    hostile = replace(lines[0], task=replace(lines[0].task, title="<img src=x>", sections=("<b>科</b>",)))
    assert "<img" not in matrix_view([hostile], "sections")
    assert "<b>" not in matrix_view([hostile], "sections")
    assert "没有写明责任科室" in matrix_view([replace(hostile, task=replace(hostile.task, sections=()))], "sections")


def test_the_timeline_has_every_deadline_and_target_in_order(
    demo_library: Library, lines: tuple[TaskLine, ...]
) -> None:
    snapshot = demo_library.snapshot
    dues = dues_of(snapshot, lines, everything=True)
    days = [due.day for due in dues if due.day]
    assert days == sorted(days)
    assert all(not due.day for due in dues[len(days) :])
    assert sum(not due.target for due in dues) == sum(bool(line.task.deadline) for line in lines)
    with_tasks = {line.entry.doc_id for line in lines}
    figures = {(doc_id, each.start) for doc_id in with_tasks for each in snapshot.records[doc_id].targets if each.value}
    assert {due.address for due in dues if due.target} >= {
        f"/source/{doc_id}?start={start}&end={each.end}#quote"
        for doc_id, start in figures
        for each in snapshot.records[doc_id].targets
        if each.start == start and each.value
    }
    some = dues_of(snapshot, lines[:5], everything=False)
    assert len(some) < len(dues)
    view = timeline_view(dues, snapshot.today())
    assert "已过" in view
    assert "没有具体日期" in view
    assert "没有时限和目标" in timeline_view((), snapshot.today())


def test_the_word_file_has_every_row(lines: tuple[TaskLine, ...]) -> None:
    document = as_document(lines, "共若干项", "2025-06-01")
    table = document.pieces[1]
    assert isinstance(table, Table)
    assert [row[1] for row in table.rows[1:]] == [line.task.title for line in lines]
    assert any("（牵头）" in row[2] + row[3] for row in table.rows)
    assert document.date == "2025年6月1日"
    assert to_docx(document)


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
