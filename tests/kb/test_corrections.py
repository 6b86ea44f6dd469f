"""Corrections by hand: applied at once, kept over reindex and another intake, logged, taken back; the original stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.correcting import correct_document, correct_task, split_names, withdraw
from kb.corrections import FILE_NAME, Corrections, task_keys
from kb.document import Status
from kb.errors import DocumentNotFound, MingceError
from kb.library import Library
from tests.conftest import MakeLibrary
from tests.kb.documents import add, plan

NUMBER = "栖林发〔2024〕9号"


@pytest.fixture
def doc_id(library: Library) -> str:
    return add(library, plan("护林"), "甲.txt")[1]


def log_of(library: Library) -> list[dict[str, object]]:
    return [json.loads(line) for line in (library.home / FILE_NAME).read_text("utf-8").splitlines()]


def test_metadata_are_corrected_logged_and_restored(library: Library, doc_id: str) -> None:
    before = library.snapshot.entry(doc_id).header
    text = library.snapshot.entry(doc_id).document.text
    values = {"title": "护林方案", "doc_number": NUMBER, "status": "repealed", "signed_on": before.signed_on or ""}
    assert correct_document(library, doc_id, values, "正本如此") == 3
    now = library.snapshot.entry(doc_id)
    assert (now.header.title, now.header.doc_number, now.header.status) == ("护林方案", NUMBER, Status.REPEALED)
    assert (now.document.title, now.document.text) == ("护林方案", text)
    assert library.snapshot.in_force() == ()
    assert library.as_read(doc_id).header == before
    rows = log_of(library)
    assert [(row["field"], row["was"], row["reason"]) for row in rows] == [
        ("title", before.title, "正本如此"), ("doc_number", None, "正本如此"), ("status", "in_force", "正本如此"),
    ]  # fmt: skip
    assert correct_document(library, doc_id, values) == 0
    for each in library.snapshot.corrections.of(doc_id):
        assert withdraw(library, each.id)
    assert library.snapshot.entry(doc_id).header == before
    assert not withdraw(library, "没有")
    assert len(log_of(library)) == 6


def test_they_hold_over_reindex_a_new_process_and_the_same_file_again(
    library: Library, doc_id: str, make_library: MakeLibrary
) -> None:
    correct_document(library, doc_id, {"doc_number": NUMBER})
    library.reindex()
    assert add(library, plan("护林"), "甲.txt")[0] == "unchanged"
    assert library.snapshot.entry(doc_id).header.doc_number == NUMBER
    assert make_library(library.home).snapshot.entry(doc_id).header.doc_number == NUMBER
    assert add(library, plan("护林", "巡山"), "甲.txt") == ("updated", doc_id)
    assert library.snapshot.entry(doc_id).header.doc_number == NUMBER
    other = "栖林发〔2024〕8号"  # it is no longer read as it was then: what is read now holds
    assert add(library, plan("护林", "巡山", number=other), "甲.txt") == ("updated", doc_id)
    assert library.snapshot.entry(doc_id).header.doc_number == other


def test_who_answers_for_a_task_is_corrected(library: Library, doc_id: str) -> None:
    (task,) = library.snapshot.records[doc_id].tasks
    assert (task.sections, task.units) == (("局护林科",), ("各县区林业局",))
    values = {"sections": "", "units": "各县区林业局、局护林科", "lead": "局护林科", "support": ""}
    assert correct_task(library, doc_id, task.start, values) == 3
    (now,) = library.snapshot.records[doc_id].tasks
    assert (now.sections, now.units, now.lead) == ((), ("各县区林业局", "局护林科"), ("局护林科",))
    assert library.records_as_read(doc_id).tasks == (task,)
    moved = plan("护林", number="栖林发〔2024〕8号")  # the same task behind more text
    assert add(library, moved, "甲.txt") == ("updated", doc_id)
    (after,) = library.snapshot.records[doc_id].tasks
    assert after.start != task.start
    assert after.lead == ("局护林科",)
    for each in library.snapshot.corrections.items:
        withdraw(library, each.id)
    (back,) = library.snapshot.records[doc_id].tasks
    assert (back.sections, back.units, back.lead) == (task.sections, task.units, task.lead)


def test_another_task_in_the_same_place_is_not_corrected(library: Library, doc_id: str) -> None:
    (task,) = library.snapshot.records[doc_id].tasks
    correct_task(library, doc_id, task.start, {"units": "各县区林业局、局护林科"})
    other = plan("护林").replace("按月巡查", "按周巡查")
    assert add(library, other, "甲.txt") == ("updated", doc_id)
    (now,) = library.snapshot.records[doc_id].tasks
    assert (now.start, now.sections, now.units) == (task.start, task.sections, task.units)
    assert len(set(task_keys((task, task, now)))) == 3


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"sections": "局财务科", "units": "各县区林业局"}, "找不到"),
        ({"sections": "局护林科", "lead": "各县区林业局"}, "没有写在"),
        ({"sections": "局护林科", "lead": "局护林科", "support": "局护林科"}, "不能既牵头又配合"),
    ],
)
def test_a_name_that_the_text_has_not_is_refused(
    library: Library, doc_id: str, values: dict[str, str], told: str
) -> None:
    (task,) = library.snapshot.records[doc_id].tasks
    with pytest.raises(MingceError, match=told):
        correct_task(library, doc_id, task.start, values)
    assert not (library.home / FILE_NAME).exists()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"title": " "}, "不能为空"), ({"title": "长" * 201}, "超过"), ({"signed_on": "2024年5月"}, "不是日期"),
        ({"status": "好"}, "没有“好”这种效力"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused(library: Library, doc_id: str, values: dict[str, str], told: str) -> None:
    with pytest.raises(MingceError, match=told):
        correct_document(library, doc_id, values)
    with pytest.raises(DocumentNotFound):
        correct_document(library, "没有", {"title": "甲"})
    with pytest.raises(MingceError, match="没有这项任务"):
        correct_task(library, doc_id, 10**6, {})


def test_a_damaged_log_is_told_and_changes_nothing(library: Library, doc_id: str) -> None:
    correct_document(library, doc_id, {"title": "护林方案"})
    assert library.snapshot.entry(doc_id).header.title == "护林方案"
    with (library.home / FILE_NAME).open("a", encoding="utf-8") as file:
        file.write('{"id": "x"}\n')
    assert library.snapshot.entry(doc_id).header.title == "护林方案"
    with pytest.raises(MingceError, match="第 2 行有误"):
        Corrections.load(library.home)


def test_a_line_that_was_cut_off_costs_no_other(library: Library, doc_id: str) -> None:
    correct_document(library, doc_id, {"title": "护林方案"})
    with (library.home / FILE_NAME).open("a", encoding="utf-8") as file:
        file.write('{"id": "x", "doc')
    assert len(Corrections.load(library.home).items) == 1
    correct_document(library, doc_id, {"doc_number": NUMBER})
    assert [each.field for each in Corrections.load(library.home).items] == ["title", "doc_number"]


def test_without_a_log_there_are_none(tmp_path: Path) -> None:
    assert Corrections.load(tmp_path) == Corrections()
    assert split_names(" 、，") == ()
