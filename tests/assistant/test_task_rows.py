from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.task_rows import as_json, belongs_to, row_at, rows, told_roles, told_title
from kb.library import Library
from kb.records import Task

TASK = Task(
    1,
    ("一、任务",),
    "种树",
    "种树。",
    ("局造林科", "办公室"),
    ("甲县林业局",),
    ("局造林科",),
    ("甲县林业局",),
    "6月底",
    "own",
    0,
    3,
    3,
    9,
)


@pytest.mark.parametrize(
    ("name", "role", "belongs"),
    [
        ("造林科", None, True),
        ("办公室", None, True),
        ("甲县林业局", None, True),
        ("乙县林业局", None, False),
        ("造林科", "lead", True),
        ("造林科", "support", False),
        ("甲县林业局", "support", True),
        ("办公室", "lead", False),
    ],
)
def test_whose_task_it_is(name: str, role: str | None, belongs: bool) -> None:
    assert belongs_to(TASK, name, role) is belongs


def test_roles_in_words() -> None:
    assert told_roles(TASK) == "牵头：局造林科；配合：甲县林业局；责任科室：办公室"
    assert told_roles(replace(TASK, lead=(), support=())) == "责任科室：局造林科、办公室；责任单位：甲县林业局"


def test_the_record_has_the_fields_of_the_contract() -> None:
    record = as_json(("a", TASK))
    wanted = {
        "doc_id", "path", "title", "text", "sections", "units", "lead", "support", "deadline", "scope", "start", "end",
        "responsibility_start", "responsibility_end",
    }  # fmt: skip
    assert wanted <= record.keys()
    assert record["sections"] == ["局造林科", "办公室"]


def test_every_task_is_found_from_its_own_wording(demo_library: Library) -> None:
    for doc_id, task in rows(demo_library.snapshot, demo_library.snapshot.entries):
        found = row_at(demo_library.snapshot, doc_id, task.start)
        assert found is not None
        assert found.title == task.title
        assert row_at(demo_library.snapshot, doc_id, 0) is None  # the title is nobody's task


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        ("整合资料", "3．整合资料，建成共享平台。每年更新。", "整合资料，建成共享平台"),
        ("建成共享平台", "（一）建成共享平台。整合资料，每年更新。", "建成共享平台"),  # a heading says enough
        ("北坡苗圃项目", "占地五百亩，年产苗木", "北坡苗圃项目"),  # named by a column of its own
        ("整合资料", "整合资料，" + "建成共享平台，" * 30 + "每年更新。", "整合资料"),
    ],
)
def test_a_task_without_a_heading_is_told_by_its_first_sentence(title: str, text: str, told: str) -> None:
    assert told_title(Task(0, (), title, text, (), (), (), (), None, "own", 0, 0, 0, 0)) == told
