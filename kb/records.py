"""What a document says in rows: tasks, measures, targets, terms. Spans are over `Document.text`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal["own", "inherited"]
Means = Literal[
    "subsidy",  # 补助、补贴、资助
    "award",  # 奖励、奖补、以奖代补
    "interest_subsidy",  # 贴息
    "credit",  # 贷款、信贷、担保
    "insurance",  # 保险、保费
    "tax_relief",  # 税费减免、加计扣除
    "land",  # 用地、用林、用能指标
    "project",  # 项目安排
    "talent",  # 人才、编制、职称
    "technology",  # 技术指导、培训
    "other",
]
Comparison = Literal["at_least", "at_most", "about", "exact"]  # 以上、不低于; 以内、控制在; 左右、力争; none of them
Binding = Literal["binding", "expected"]  # 约束性, 预期性
TermKind = Literal["defined", "short_form", "slogan", "quoted"]
DueKind = Literal["absolute", "relative", "periodic", "ongoing"]


@dataclass(frozen=True, slots=True)
class Task:
    """A task and who answers for it.

    `sections` are what the document calls 责任科室 (also 牵头科室, 配合科室), `units` what it calls 责任单位;
    `lead` and `support` repeat those names that have that role. `text` is the task's own wording without the
    responsibility note. `scope` is "own" when the note stands in the task's own clause, "inherited" when it
    stands behind the last of its siblings and governs this one too; `responsibility_start:responsibility_end`
    is where it stands.

    `deadline` is as written; `due_on` the ISO date of its last day where that can be told, `due_kind` what sort of
    deadline it is: "absolute" (2024年6月底前), "relative" (印发之日起30日内), "periodic" (每月25日前), "ongoing" (长期坚持).
    `cell_range` is where the row of a workbook stands (`任务表!A3:F3`).
    """

    clause: int
    path: tuple[str, ...]
    title: str
    text: str
    sections: tuple[str, ...]
    units: tuple[str, ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    deadline: str | None
    scope: Scope
    start: int
    end: int
    responsibility_start: int
    responsibility_end: int
    due_on: str | None = None
    due_kind: DueKind | None = None
    cell_range: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A safeguard or a support measure: `kind` is "safeguard" (保障措施) or "support" (资金、政策支持).

    The rest is of support measures only: one record a grant, so that several may share one sentence. `text` is the
    sentence (`start:end`), `part` the span of what says this grant. `beneficiary` (who gets it), `condition` (when),
    `amount` (每亩补助500元, 实际投资额的30%) and `cap` (a limit beside the amount: 最高不超过50万元) are substrings
    of `text`, None where it does not say.
    """

    clause: int
    path: tuple[str, ...]
    kind: Literal["safeguard", "support"]
    title: str
    text: str
    start: int
    end: int
    means: Means | None = None
    beneficiary: str | None = None
    condition: str | None = None
    amount: str | None = None
    cap: str | None = None
    part: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached by `year`; one record an indicator and year, so that several may share one sentence.

    `text` is the sentence or table row (`start:end`), `part` the span of what states this figure. `indicator` is what
    is measured (森林覆盖率); of an enumeration (城镇、农村居民收入分别增长) each name with what they share. `value` and
    `unit` are as written, None where the sentence gives no figure. `from_year` is the first year of a range.
    `year_inferred`: the year stands in the heading, the title or the sentence before, not in the sentence or the
    table's header. `deadline` is as written (2025年底前).
    """

    clause: int
    path: tuple[str, ...]
    year: int
    text: str
    value: str | None
    unit: str | None
    start: int
    end: int
    indicator: str | None = None
    comparison: Comparison | None = None
    binding: Binding | None = None
    from_year: int | None = None
    year_inferred: bool = False
    deadline: str | None = None
    part: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A quoted or defined term; `definition` is its verbatim explanation, None where the text has none.

    `kind` is "defined" (所称…是指, 名词解释), "short_form" (以下简称; `full_form` is what it stands for), "slogan"
    (a quoted formula with a number, 两不愁三保障) or "quoted".
    """

    clause: int
    path: tuple[str, ...]
    term: str
    definition: str | None
    start: int
    end: int
    kind: TermKind = "quoted"
    full_form: str | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """All records of one document, each kind in text order."""

    tasks: tuple[Task, ...] = ()
    measures: tuple[Measure, ...] = ()
    targets: tuple[Target, ...] = ()
    terms: tuple[Term, ...] = ()
