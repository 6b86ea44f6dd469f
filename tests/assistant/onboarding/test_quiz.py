"""Questions: their keys are right, nothing wrong is right after all, and the same seed asks the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.onboarding.guide import make_guide
from assistant.onboarding.question import Question, mark
from assistant.onboarding.quiz import library_quiz, subject_quiz
from assistant.onboarding.subject import names_of, subjects
from assistant.onboarding.wrong_options import Bodies, Body
from evals.quiz_keys import fault
from kb.library import Library


def of_topic(questions: tuple[Question, ...], topic: str) -> list[Question]:
    return [each for each in questions if each.topic == topic]


def right(question: Question) -> set[str]:
    return {question.options[at].text for at in question.key}


def options(question: Question) -> set[str]:
    return {each.text for each in question.options}


def test_the_same_seed_gives_the_same_quiz(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    guide = make_guide(snapshot, "局办公室")
    assert subject_quiz(snapshot, guide, seed=3) == subject_quiz(snapshot, guide, seed=3)
    assert subject_quiz(snapshot, guide, seed=3) != subject_quiz(snapshot, guide, seed=4)


def test_every_subject_is_asked_enough_first_of_its_own(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    for subject in subjects(snapshot):
        guide = make_guide(snapshot, subject.name)
        quiz = subject_quiz(snapshot, guide)
        assert len(quiz) >= 10, subject.name
        assert len({each.id for each in quiz}) == len(quiz)
    own = {(each.doc_id, each.task.start) for each in guide.charges} | {
        (each.doc_id, each.start) for each in guide.mentions
    }
    assert own
    kinds = {each.kind for each in library_quiz(snapshot, 60)}
    assert kinds == {"single", "multiple", "matching"}


def test_options_are_different_and_wrong_ones_explained(demo_library: Library) -> None:
    for question in library_quiz(demo_library.snapshot, 300):
        assert len(options(question)) == len(question.options)
        assert 2 <= len(question.options) <= 5
        assert all(each.why for each in question.options)
        assert question.key
        assert len(question.key) == (len(question.rows) or len(question.key))


def test_a_key_that_is_wrong_is_found_by_the_text(demo_library: Library) -> None:
    """The check of keys is worth something only if it tells wrong ones, of every topic."""
    snapshot = demo_library.snapshot
    for question in library_quiz(snapshot, 300):
        several = question.kind != "single"
        moved = (*question.key[1:], question.key[0]) if question.rows else question.key[:-1]
        wrong = moved if several else ((question.key[0] + 1) % len(question.options),)
        assert fault(question, snapshot) == ""
        assert fault(replace(question, key=wrong), snapshot) != "", question.stem


def test_joint_leads_are_all_right(office: Library) -> None:
    [asked] = [each for each in of_topic(library_quiz(office.snapshot, 99), "lead") if "建立古树档案" in each.stem]
    assert asked.kind == "multiple"
    assert right(asked) == {"资源管理科", "产业发展科"}
    # 局办公室 supports it; 局防火科 and 局生态修复科 have a task of about this name in the notice.
    assert not {"办公室", "防火科", "生态修复科"} & options(asked)


def test_no_alias_stands_beside_the_right_name(office: Library) -> None:
    for question in library_quiz(office.snapshot, 99):
        assert len({"计划财务科", "计财科"} & options(question)) < 2, question.stem


def test_names_for_many_are_neither_asked_nor_contradicted(office: Library) -> None:
    questions = library_quiz(office.snapshot, 99)
    assert not [each for each in of_topic(questions, "support") if "开展抢救复壮" in each.stem]
    assert not [each for each in of_topic(questions, "unit") if "完善补偿机制" in each.stem]
    for question in of_topic(questions, "tasks_of"):
        if "县林业局" in question.stem:  # one of 各县区林业局, and perhaps of 有关单位
            wrong = options(question) - right(question)
            assert not [each for each in wrong if "开展抢救复壮" in each or "完善补偿机制" in each]


def test_what_may_have_a_part_is_no_wrong_option(office: Library) -> None:
    snapshot = office.snapshot
    bodies = Bodies(snapshot, snapshot.in_force())
    row = next(row for row in bodies.tasks if row[1].title == "落实防火责任")

    def body(name: str) -> Body:
        return Body(bodies.key_of(name, row[0]), name, row)

    assert bodies.has_part_in(body("清河市林业局"), row)  # the issuer stands above its sections, and the text names it
    assert bodies.has_part_in(body("防火科"), row)
    assert bodies.has_part_in(body("南山县林业局"), row)
    assert not bodies.has_part_in(body("局办公室"), row)


def test_repealed_documents_are_not_asked_about(office: Library) -> None:
    asked = "".join(each.stem + "".join(each.rows) for each in library_quiz(office.snapshot, 99))
    assert "组建护树队伍" not in asked
    assert "2021" not in asked


def test_documents_of_one_title_are_told_apart(two_plans: Library) -> None:
    questions = library_quiz(two_plans.snapshot, 99)
    asked = [each for each in of_topic(questions, "lead") if "建立古树档案" in each.stem]
    assert {each.stem.split("中，")[0][-3:] for each in asked} == {"〕5号", "〕3号"}
    for question in questions:
        assert len(options(question)) == len(question.options)
        if "计划财务科" not in question.stem:  # that 计财科 is the same section stands in the office's table only
            assert fault(question, two_plans.snapshot) == "", question.stem


def test_figures_of_the_same_thing_elsewhere_are_no_wrong_options(two_plans: Library) -> None:
    asked = [each for each in of_topic(library_quiz(two_plans.snapshot, 99), "figure") if "名木挂牌____" in each.stem]
    assert {tuple(right(each)) for each in asked} == {("320株",), ("200株",)}
    for question in asked:
        assert len({"320株", "200株"} & options(question)) == 1


def test_marks(demo_library: Library) -> None:
    questions = library_quiz(demo_library.snapshot, 60)
    for question in questions:
        assert mark(question, question.key).right
        assert mark(question, question.key).told == ()
        assert not mark(question, ()).right
    single = next(each for each in questions if each.kind == "single")
    wrong = next(at for at in range(len(single.options)) if at not in single.key)
    told = mark(single, [wrong]).told
    assert told[0] == f"“{single.options[wrong].text}”不对：{single.options[wrong].why}"
    assert told[1].startswith("应选“")
    several = next(each for each in questions if each.kind == "multiple")
    assert mark(several, tuple(reversed(several.key))).right
    assert not mark(several, several.key[:1]).right
    matching = next(each for each in questions if each.kind == "matching")
    assert len(mark(matching, (-1, 99, 2)).told) >= 3


@pytest.mark.parametrize("name", ["局办公室", "生态护林员"])
def test_sections_of_a_task_are_not_its_wrong_options(demo_library: Library, name: str) -> None:
    snapshot = demo_library.snapshot
    for question in subject_quiz(snapshot, make_guide(snapshot, name), length=40):
        if question.topic not in ("lead", "support", "responsible", "unit"):
            continue
        task = next(each for each in snapshot.records[question.doc_id].tasks if each.start == question.start)
        named = {each.removeprefix("局") for each in names_of(task)}
        assert not (options(question) - right(question)) & named
