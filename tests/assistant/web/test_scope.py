"""What questions are narrowed to, and that answers keep to it."""

from __future__ import annotations

import pytest

from assistant.asking import ask
from assistant.query import Within
from assistant.web.scope import ALL_STATES, Scope, document_choices, section_menu
from assistant.web.scope_view import scope_told
from kb.errors import SettingsError
from kb.library import Library


def of_title(library: Library, part: str) -> str:
    """The document with `part` in its title."""
    [doc_id] = [each for each, entry in library.snapshot.entries.items() if part in entry.header.title]
    return doc_id


@pytest.mark.parametrize("written", ["2024-05-01", "2024年5月1日", "2024/5/1", " 2024.05.01 "])
def test_days_as_people_write_them(written: str) -> None:
    assert Scope(day=written).as_of() == "2024-05-01"


@pytest.mark.parametrize("written", ["明天", "2024-13-01", "2024-02-30", "<b>", "2024年5月"])
def test_what_is_no_day_is_said(written: str) -> None:
    with pytest.raises(SettingsError, match="看不懂"):
        Scope(day=written).as_of()


def test_nothing_narrowed_changes_nothing(demo_library: Library) -> None:
    scope = Scope()
    assert (scope.as_of(), scope.doc(demo_library.snapshot), scope.within(demo_library.snapshot)) == (None, None, None)
    assert scope.told(demo_library.snapshot) == ""


def test_a_document_that_has_gone_narrows_nothing(demo_library: Library) -> None:
    assert Scope("gone").doc(demo_library.snapshot) is None
    assert Scope("gone").told(demo_library.snapshot) == ""


def test_all_is_told_in_words(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    doc = of_title(demo_library, "古树名木")
    assert "《" in Scope(doc).told(snapshot)
    told = Scope(section="规划财务科", day="2024-5-1", states=ALL_STATES).told(snapshot)
    assert told == "规划财务科 · 2024-05-01 当日有效 · 包括已失效的"
    assert "&lt;b&gt;" in scope_told("<b>")
    assert 'role="alert"' in scope_told("", "看不懂")


def test_menus_come_from_the_library(demo_library: Library) -> None:
    documents, sections = document_choices(demo_library.snapshot), section_menu(demo_library.snapshot)
    assert len(documents) == len(demo_library.snapshot.entries) + 1
    assert any("规划财务科" in label for label, _value in sections)


def test_tasks_of_nobody_are_those_of_the_section(demo_library: Library) -> None:
    within = Scope(section="规划财务科").within(demo_library.snapshot)
    assert within is not None
    narrowed = ask(demo_library, "有哪些任务？", within=within)
    assert narrowed.answer == ask(demo_library, "规划财务科有哪些任务？").answer
    other = ask(demo_library, "森林防火科有哪些任务？", within=within)
    assert "森林防火科" in other.answer.split("\n")[0]


def test_a_section_leaves_its_documents_only(demo_library: Library) -> None:
    within = Scope(section="规划财务科").within(demo_library.snapshot)
    assert within is not None
    assert 0 < len(within.doc_ids) < len(demo_library.snapshot.entries)
    answer = ask(demo_library, "一级古树每株每年补助多少钱？", within=within)
    assert {each.doc_id for each in answer.citations} <= set(within.doc_ids)


def test_documents_that_have_ceased_answer_when_they_are_let_in(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    gone = [doc_id for doc_id in snapshot.entries if not snapshot.status_on(doc_id).holds]
    within = Scope(states=ALL_STATES).within(snapshot)
    assert within is not None
    assert set(gone) <= set(within.doc_ids)
    assert set(within.doc_ids) > set(snapshot.in_force())


def test_what_a_question_names_outside_is_not_answered(demo_library: Library) -> None:
    question = "《栖云市古树名木保护管理办法》里一级古树每株每年补助多少钱？"
    others = tuple(each for each in demo_library.snapshot.entries if each != of_title(demo_library, "古树名木"))
    assert ask(demo_library, question).status == "answered"
    assert ask(demo_library, question, within=Within(others)).citations == ()
    assert ask(demo_library, question, within=Within(())).status == "refused"
