"""The office's own names in questions, and terms that another document explains."""

from __future__ import annotations

from dataclasses import replace

from assistant.asking import ask
from assistant.task_rows import belongs_to
from assistant.understanding import understand
from kb.aliases import FILE_NAME, Aliases, parse_aliases
from kb.library import Library
from kb.records import Records, Term


def test_a_question_may_use_another_name(demo_library: Library) -> None:
    assert "规划财务科" not in understand("计财科有哪些任务", [], demo_library).names
    table = demo_library.home / FILE_NAME
    table.write_text("规划财务科 = 计财科\n", "utf-8")
    try:
        assert understand("计财科有哪些任务", [], demo_library).names == ("规划财务科",)
        answer = ask(demo_library, "计财科有哪些任务")
    finally:
        table.unlink()
    assert answer.status == "answered"
    assert answer.records
    assert demo_library.snapshot.aliases == Aliases()


def test_tasks_are_compared_through_the_table(demo_library: Library) -> None:
    tasks = [task for records in demo_library.snapshot.records.values() for task in records.tasks]
    task = next(task for task in tasks if "市林检中心" in (*task.sections, *task.units))
    assert not belongs_to(task, "市检疫中心", None)
    assert belongs_to(task, "市检疫中心", None, parse_aliases("市检疫中心 = 市林检中心"))


def test_a_term_that_only_another_document_explains(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    here, there = snapshot.in_force()[:2]
    held = snapshot.records[there].terms
    entry = snapshot.entries[there].document
    end = entry.text.index("\n", 20)
    start = entry.text.rfind("\n", 0, end) + 1
    meant = Term(0, (), "云栖三带", entry.text[start:end], start, end, "slogan")
    used = Term(0, (), "云栖三带", None, 0, 1, "slogan")
    records = {**snapshot.records, there: Records(terms=(*held, meant)), here: Records(terms=(used,))}
    demo_library._snapshot = replace(snapshot, records=records, _derived={})
    try:
        answer = ask(demo_library, "“云栖三带”是什么意思", doc=here)
    finally:
        demo_library._snapshot = snapshot
    assert answer.status == "answered"
    assert snapshot.entries[there].document.title in answer.answer
    assert {citation.doc_id for citation in answer.citations} == {there}
