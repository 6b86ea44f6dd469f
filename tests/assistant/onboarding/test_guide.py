"""What a guide says of a subject: complete, cited, and in force."""

from __future__ import annotations

import pytest

from assistant.onboarding.collective import includes
from assistant.onboarding.guide import Guide, make_guide
from assistant.onboarding.guide_docx import guide_docx
from assistant.onboarding.guide_form import guide_form
from assistant.onboarding.guide_text import as_markdown, as_text
from assistant.onboarding.partner_graph import partner_graph
from assistant.onboarding.partners import Partner
from assistant.onboarding.quiz import subject_quiz
from assistant.onboarding.subject import names_of, subjects
from kb.errors import NameNotFound
from kb.library import Library
from kb.names import canonical
from kb.snapshot import Snapshot


def titles(guide: Guide, role: str) -> list[str]:
    return [each.title for each in guide.charges if each.role == role]


def test_every_subject_has_all_its_tasks_and_no_other(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    for subject in subjects(snapshot):
        guide = make_guide(snapshot, subject.name)
        wanted = {
            (doc_id, task.start, task.clause)
            for doc_id in snapshot.in_force()
            for task in snapshot.records[doc_id].tasks
            if canonical(subject.name) in map(canonical, names_of(task))
        }
        own = {each.key for each in guide.charges if each.role != "included"}
        assert own == wanted, subject.name
        assert guide.coverage.found == len(guide.charges)
        assert guide.coverage.documents == len({each.doc_id for each in guide.charges})


def test_roles_deadlines_first_and_names_for_many_last(demo_library: Library) -> None:
    guide = make_guide(demo_library.snapshot, "森林防火科")
    assert "开展防火宣传" in titles(guide, "lead")
    assert "落实资金物资" in titles(guide, "support")
    assert "关于森林防火物资采购" in titles(guide, "responsible")
    assert [each.named for each in guide.charges if each.role == "included"] == ["局机关各科室"]
    own = [each.task.due_on or "9999" for each in guide.charges if each.role != "included"]
    assert own == sorted(own)
    assert guide.charges[-1].role == "included"


def test_citations_are_verbatim_and_marks_lead_to_them(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    guide = make_guide(snapshot, "局规划财务科")
    for each in guide.citations:
        assert snapshot.entries[each.doc_id].document.text[each.start : each.end] == each.quote
    marked = [each.marks for each in guide.charges] + [each.marks for each in guide.mentions]
    marked += [each.marks for each in guide.glossary] + [each.marks for each in guide.timeline]
    marked += [each.marks for each in guide.steps]
    known = {f"[{each.marker}]" for each in guide.citations}
    for told in marked:
        marks = told.replace("][", "] [").split()
        assert marks
        assert set(marks) <= known


def test_first_documents_are_those_with_most_to_do(demo_library: Library) -> None:
    guide = make_guide(demo_library.snapshot, "局森林防火科")
    assert guide.readings[0].title == "栖云市林业局2024—2025年度森林防火工作方案"
    assert guide.readings[0].why == "牵头 4 项任务，配合 4 项任务，其中 2 项写明时限"
    assert len(guide.readings) <= 5
    assert [each.weight for each in guide.readings] == sorted((each.weight for each in guide.readings), reverse=True)
    assert len({step.key for step in guide.steps}) == len(guide.steps)


def test_glossary_tells_what_is_explained_and_what_is_not(demo_library: Library) -> None:
    entries = {each.term: each for each in make_guide(demo_library.snapshot, "规划财务科").glossary}
    assert (
        entries["疫木"].definition == "本方案所称疫木，是指经检验确认感染松材线虫的松树，以及疫区内枯死、濒死的松树。"
    )
    assert entries["疫木"].explained_in == "栖云市松材线虫病防控方案(2024—2026年)"
    assert entries["108+N"].definition is None
    told = as_text(make_guide(demo_library.snapshot, "规划财务科"))
    assert "108+N：文件库未解释（见于《" in told


def test_other_sentences_that_name_it_but_no_rosters(demo_library: Library) -> None:
    told = [each.text for each in make_guide(demo_library.snapshot, "规划财务科").mentions]
    assert told == ["第二十一条 本办法由栖云市林业局规划财务科负责解释。"]


def test_a_post_is_guided_by_the_clauses_that_name_it(demo_library: Library) -> None:
    guide = make_guide(demo_library.snapshot, "林长")
    assert (guide.subject.kind, guide.charges) == ("post", ())
    assert any("县级林长每季度不少于1次" in each.text for each in guide.mentions)
    assert all("林长" in each.text for each in guide.mentions)
    assert guide.readings[0].title == "栖云市林长制工作考核办法"
    assert "没有责任记录点名" in as_text(guide)


def test_what_changed_since_the_version_before(office: Library) -> None:
    snapshot = office.snapshot
    [changed] = make_guide(snapshot, "产业发展科").changes
    assert changed.before == "《清河市林业局古树保护三年行动方案》清林发〔2021〕3号"
    [kept] = changed.kept
    assert kept.differences == ("由配合改为牵头", "完成时限由“2021年9月30日前”改为“2024年6月30日前”")
    [changed] = make_guide(snapshot, "局办公室").changes
    assert [each.title for each in changed.gained] == ["建立古树档案", "组织宣传教育"]
    assert [each.title for each in changed.gone] == ["组建护树队伍"]


def test_as_of_a_day_before(office: Library) -> None:
    before = make_guide(office.snapshot, "办公室", "2023-01-01")
    assert [each.title for each in before.charges] == ["组建护树队伍"]
    assert before.day == "2023-01-01"


def test_aliases_and_names_for_many(office: Library) -> None:
    snapshot = office.snapshot
    assert titles(make_guide(snapshot, "计财科"), "responsible") == ["储备防火物资", "完善补偿机制"]
    south = make_guide(snapshot, "南山县林业局")
    assert titles(south, "included") == ["开展抢救复壮"]  # 有关单位 may be anybody: that is no task of its own
    assert "完善补偿机制" not in {each.title for each in south.charges}


@pytest.mark.parametrize(
    ("many", "one", "said"),
    [
        ("各县区林业局", "砚溪县林业局", "yes"),
        ("各县（市、区）林业局", "云川区林业局", "yes"),
        ("各县区林业局", "县区林业局", "no"),
        ("各县区", "砚溪县人民政府", "yes"),
        ("各科室", "局办公室", "yes"),
        ("各科室", "市林业工作总站", "no"),
        ("各有关单位", "市林业工作总站", "perhaps"),
        ("各国有林场", "云岭国有林场", "yes"),
        ("局办公室", "局办公室", "no"),
    ],
)
def test_whom_a_name_for_many_includes(many: str, one: str, said: str) -> None:
    assert includes(many, one) == said


def test_an_unknown_name_tells_near_ones(demo_library: Library) -> None:
    with pytest.raises(NameNotFound) as caught:
        make_guide(demo_library.snapshot, "规划财物科")
    assert caught.value.nearest[0] == "局规划财务科"
    for nobody in ("", "长", "科", "火星移民处长"):
        with pytest.raises(NameNotFound):
            make_guide(demo_library.snapshot, nobody)
    with pytest.raises(NameNotFound):
        make_guide(Snapshot(0, {}, {}), "局办公室")


def test_every_guide_can_be_told_in_every_form(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    guide = make_guide(snapshot, "局办公室")
    quiz = subject_quiz(snapshot, guide)
    form = guide_form(guide, quiz)
    assert len(form["quiz"]) == len(quiz)
    assert {"lead", "support", "responsibility_start"} <= form["charges"][0]["task"].keys()
    text, markdown = as_text(guide, quiz), as_markdown(guide, quiz)
    for title in ("一、承担的任务", "四、先读哪几份文件", "七、与上一版相比", "自测题答案"):
        assert title in text
        assert f"## {title}" in markdown
    assert "[1]" in text
    assert guide_docx(guide, quiz).startswith(b"PK")


def test_text_of_documents_is_no_markup(office: Library) -> None:
    hostile = Partner("<script>alert(1)</script>", 1, 0, 0, ("x",))
    drawn = partner_graph("<b>", [hostile])
    assert "<script>" not in drawn
    assert "<b>" not in drawn
    guide = make_guide(office.snapshot, "生态修复科")
    assert "“一树一策”" in as_markdown(guide)


def test_a_guide_of_any_form_of_the_name_is_the_same(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    one, other = make_guide(snapshot, "规划财务科"), make_guide(snapshot, "栖云市林业局规划财务科")
    assert one == other
