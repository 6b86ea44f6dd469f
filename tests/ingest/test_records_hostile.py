"""Extraction of targets, measures and terms ends in time on text that no office would write."""

from __future__ import annotations

import time

import pytest

from ingest.measures import find_measures
from ingest.structure import parse
from ingest.targets import find_targets
from ingest.terms import find_terms
from kb.document import Block, Pages
from kb.records import Measure, Target, Term

_LIMIT_S = 10.0  # of the processor: far above what it takes, far below what a search that runs away takes


@pytest.mark.parametrize(
    "text",
    [
        "到2025年达到5万亩" * 20000,
        "到2025年，" + "、".join(["造林5万亩"] * 400) + "。",
        "每年" * 1400 + "5万亩。",
        "到2025年" + "达到" * 1400 + "甲5万亩。",
        "“四旁”" * 700 + "。",
        "（" * 2900 + "。",
        "一个" * 1400 + "（、）。",
        "对于" * 1400 + "给予补助5万元。",
        "按照的" * 900 + "补助5。",
        "1" * 2900 + "亩。",
    ],
    ids=["line", "list", "yearly", "reach", "quotes", "brackets", "formula", "receivers", "shares", "digits"],
)
def test_no_search_runs_away(text: str) -> None:
    document = parse(Pages("甲.txt", "txt", (Block("栖云市林业实施方案（2024—2025年）"), Block(text))))
    started = time.process_time()
    found: list[Target | Measure | Term] = [*find_targets(document), *find_measures(document), *find_terms(document)]
    assert time.process_time() - started < _LIMIT_S
    assert all(0 <= record.start < record.end <= len(document.text) for record in found)
