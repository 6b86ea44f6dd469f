"""The plan that the project was created from: its five tasks, and questions of each kind on it alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.asking import ask
from ingest.intake import Limits, ingest
from kb.library import Library
from kb.normal_form import fold
from tests.assistant import invariants

SECTIONS = [
    ["局林长制改革科", "市林业工作总站"],
    ["局林长制改革科", "局生态保护修复科", "局规划财务科"],
    ["局自然保护地管理科", "局森林资源管理科", "局生态保护修复科"],
    ["市林检中心", "局森林防火科", "局规划财务科", "市林业工作总站", "局自然保护地管理科", "局生态保护修复科"],
    ["局人事法规科", "局林长制改革科", "市林业工作总站"],
]
# question, what the answer names, what it must not name
ANSWERED = [
    ("竹资源开发由哪些科室负责", ["局生态保护修复科", "局规划财务科", "局林长制改革科"], ["森林防火科"]),
    ("以工代赈归谁管", ["局林长制改革科", "市林业工作总站"], ["规划财务科"]),
    ("继续开展送苗下乡活动的责任科室是哪些", ["局森林防火科", "市林检中心"], ["林长制改革科"]),
    ("局林长制改革科有哪些任务", ["稳定就业", "特色林业", "科技和人才帮扶", "任务3项"], ["生态宜居"]),
    ("森林防火科有哪些任务", ["促进脱贫地区生态宜居", "任务1项"], ["特色林业"]),
    ("各县区林业局有哪些任务", ["任务5项"], []),
    ("方案有哪些主要任务", ["稳定就业", "特色林业", "生态优势转化", "生态宜居", "科技和人才帮扶"], ["加强组织领导"]),
    ("三条主要原则是什么", ["平稳过渡", "巩固提升", "常态长效"], []),
    ("保障措施有哪些", ["加强组织领导", "加强衔接保障", "加强宣传推广"], ["平稳过渡"]),
    ("到2035年要实现什么目标", ["2035年", "根本好转"], ["2025年"]),
    ("油茶产业怎么发展", ["油茶丰产示范基地"], []),
    ("利润分配方式是什么", ["保底收益+按股分红"], []),
    ("带动多少贫困人口脱贫", ["70多万"], []),
]  # fmt: skip
REFUSED = [
    ("毛竹每亩补多少钱", "no_evidence"),
    ("局长叫什么名字", "no_evidence"),
    ("2030年的森林覆盖率目标是多少", "no_evidence"),
    ("全市现有多少名生态护林员", "redacted_in_source"),
    ("四个不摘是什么意思", "not_explained"),
    ("财务规划科有什么任务", "unknown_name"),
]


@pytest.fixture(scope="module")
def seed_library(
    _opener: Callable[[Path], Library], seed_document: Path, tmp_path_factory: pytest.TempPathFactory
) -> Library:
    library = _opener(tmp_path_factory.mktemp("seed"))
    reports = list(ingest(library, [seed_document], Limits(10 * 2**20, 100_000)))
    assert [report.outcome for report in reports] == ["added"]
    return library


def test_five_tasks_with_the_sections_and_units_that_are_written(seed_library: Library) -> None:
    (doc_id,) = seed_library.snapshot.entries
    tasks = seed_library.snapshot.records[doc_id].tasks
    assert [sorted(task.sections) for task in tasks] == [sorted(sections) for sections in SECTIONS]
    assert [list(task.units) for task in tasks] == [["各县区林业局"]] * 5
    document = seed_library.snapshot.entries[doc_id].document
    for task, sections in zip(tasks, SECTIONS, strict=True):
        note = document.text[task.responsibility_start : task.responsibility_end]
        assert [name for name in (*sections, "各县区林业局") if name not in note] == []
        assert document.clauses[task.clause].start <= task.responsibility_start < document.clauses[task.clause].end


@pytest.mark.parametrize(("question", "named", "not_named"), ANSWERED)
def test_answered(seed_library: Library, question: str, named: list[str], not_named: list[str]) -> None:
    answer = ask(seed_library, question)
    assert answer.status == "answered"
    assert [part for part in named if fold(part) not in fold(answer.answer)] == []
    assert [part for part in not_named if fold(part) in fold(answer.answer)] == []
    names = invariants.names_of(seed_library.snapshot)
    checks: list[Callable[[Answer], list[str]]] = [
        partial(invariants.unverbatim, snapshot=seed_library.snapshot), invariants.wrong_markers, invariants.unmarked,
        invariants.unsupported_figures, invariants.wrong_counts, partial(invariants.unsupported_names, names=names),
    ]  # fmt: skip
    assert [wrong for check in checks for wrong in check(answer)] == []


@pytest.mark.parametrize(("question", "reason"), REFUSED)
def test_refused(seed_library: Library, question: str, reason: str) -> None:
    answer = ask(seed_library, question)
    assert (answer.status, answer.reason) == ("refused", reason)


def test_a_salary_that_is_not_told_is_no_blacked_out_headcount(seed_library: Library) -> None:
    assert ask(seed_library, "生态护林员一年工资多少").reason == "no_evidence"


def test_how_often_the_data_are_renewed(seed_library: Library) -> None:
    answer = ask(seed_library, "护林员信息多久更新一次")
    assert answer.status == "answered"
    assert "按季度" in answer.answer
