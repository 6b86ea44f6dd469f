"""The measurement of targets and measures: what counts as right, and what is excluded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.figures_run import GOLD, _same_measure, _same_target, alike, matched, run_figures, told
from kb.records import Measure, Target


def target(indicator: str, value: str, unit: str = "%", year: int = 2025) -> Target:
    return Target(0, (), year, "", value, unit, 0, 1, indicator=indicator)


def measure(text: str, means: Any, amount: str | None) -> Measure:
    return Measure(0, (), "support", "", text, 0, 1, means=means, amount=amount)


def test_value_unit_year_and_indicator_must_agree() -> None:
    gold = ["森林覆盖率", "62", "%", 2025, None]
    assert _same_target(gold, target("全市森林覆盖率", "62"))
    assert not _same_target(gold, target("森林覆盖率", "63"))
    assert not _same_target(gold, target("森林覆盖率", "62", year=2026))
    assert not _same_target(gold, target("林业产值", "62"))


def test_optional_ones_count_neither_way() -> None:
    gold = [["森林覆盖率", "62", "%", 2025, None], ["造林", "5", "%", 2025, None, "optional"]]
    figures = matched(gold, [target("森林覆盖率", "62"), target("造林", "5"), target("产值", "9")], _same_target, 5)
    assert (figures["right"], figures["gold"], figures["found"]) == (1, 1, 2)
    figures = matched(gold, [target("森林覆盖率", "62")], _same_target, 5)
    assert (figures["right"], figures["gold"], figures["found"]) == (1, 1, 1)


def test_means_may_be_alternatives_and_amounts_may_be_longer() -> None:
    gold = ["示范社", "award|subsidy", "3万元"]
    assert _same_measure(gold, measure("对示范社奖励3万元", "award", "一次性奖励3万元"))
    assert not _same_measure(gold, measure("对示范社奖励3万元", "credit", "一次性奖励3万元"))
    assert not _same_measure(gold, measure("对示范社奖励", "award", None))
    assert not _same_measure(["示范社", "award", None], measure("对示范社奖励3万元", "award", "3万元"))


def test_indicators_alike() -> None:
    assert not alike("", "森林")
    assert alike("“两品一标”产品", "新增“两品一标”产品")


def test_the_gold_is_sound() -> None:
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    assert {row["split"] for row in rows} == {"dev", "test"}
    targets = [each for row in rows for each in row.get("targets", ()) if len(each) == 5]
    measures = [each for row in rows for each in row.get("measures", ()) if len(each) == 3]
    assert len(targets) >= 120
    assert len(measures) >= 60
    assert all(len(each[0]) <= 20 for each in (*targets, *measures))


def test_absent_documents_are_excluded_and_told(tmp_path: Path) -> None:
    result = run_figures(tmp_path, "dev")
    assert (result["n"], result["targets"]["right"]) == (0, 0)
    assert {each["why"] for each in result["excluded"]} == {"absent"}
    assert "未计" in told(result)


def test_real_documents(shared_dir: Path) -> None:
    result = run_figures(shared_dir, "dev")
    assert result["targets"]["f1"] >= 0.9
    assert result["measures"]["f1"] >= 0.85
