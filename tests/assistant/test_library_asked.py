"""Questions about the library itself, and questions that several documents could answer."""

from __future__ import annotations

from assistant.asking import ask
from kb.document import Status
from kb.library import Library


def test_which_documents_there_are(demo_library: Library) -> None:
    answer = ask(demo_library, "文件库里有哪些文件")
    entries = demo_library.snapshot.entries.values()
    assert answer.coverage is not None
    assert answer.coverage.found == len(entries)
    assert all(entry.document.title in answer.answer for entry in entries)


def test_which_documents_are_repealed(demo_library: Library) -> None:
    answer = ask(demo_library, "已经废止的文件有哪些")
    snapshot = demo_library.snapshot
    old = [snapshot.entry(doc_id) for doc_id in snapshot.entries if snapshot.status_on(doc_id) is Status.REPEALED]
    assert answer.coverage is not None
    assert answer.coverage.found == len(old) == 1
    assert old[0].document.title in answer.answer


def test_which_document_a_number_names(demo_library: Library) -> None:
    assert "竹产业高质量发展行动计划" in ask(demo_library, "栖林发〔2024〕7号是什么文件").answer


def test_a_list_that_several_documents_have_is_asked_back(demo_library: Library) -> None:
    answer = ask(demo_library, "今年的重点工作有哪些")
    assert (answer.status, answer.reason) == ("clarify", "ambiguous")
    assert len(set(answer.choices)) > 1


def test_every_task(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    answer = ask(demo_library, "列出所有任务")
    assert answer.coverage is not None
    assert answer.coverage.found == sum(len(snapshot.records[doc_id].tasks) for doc_id in snapshot.in_force())


def test_two_sections_together_and_apart(demo_library: Library) -> None:
    both = ask(demo_library, "森林防火科和自然保护地管理科共同的任务")
    either = ask(demo_library, "森林防火科和自然保护地管理科的任务")
    assert both.coverage is not None
    assert either.coverage is not None
    assert 0 < both.coverage.found < either.coverage.found
    names = {"局森林防火科", "森林防火科"}, {"局自然保护地管理科", "自然保护地管理科"}
    assert all(all(group & set(record["sections"]) for group in names) for record in both.records)


def test_a_blacked_out_number_is_found_without_the_documents_name(demo_library: Library) -> None:
    answer = ask(demo_library, "有多少名生态护林员")
    assert answer.reason == "redacted_in_source"
    assert "×" in answer.citations[0].quote


def test_a_target_of_another_thing_does_not_answer(demo_library: Library) -> None:
    assert ask(demo_library, "2024年的森林覆盖率目标").status == "refused"


def test_years_in_chinese_digits(demo_library: Library) -> None:
    written = ask(demo_library, "二〇二五年目标有哪些")
    assert written.citations == ask(demo_library, "2025年目标有哪些").citations
