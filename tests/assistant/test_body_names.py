"""A place that stands for one of its bodies."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.asking import ask
from assistant.body_names import place_asked
from ingest.intake import ingest
from kb.library import Library
from tests.conftest import LIMITS

PLAN = """河湾整治工作方案

一、重点任务
（一）清理河道。责任单位：云溪县水利局。
（二）修复堤岸。责任单位：云溪县水利局、石桥县水利局。
（三）补种岸树。责任单位：石桥县林业局。
"""


@pytest.fixture
def river(library: Library, tmp_path: Path) -> Library:
    """A library where one county has one body and another has two."""
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    assert [report.outcome for report in ingest(library, [tmp_path / "a.txt"], LIMITS)] == ["added"]
    return library


def test_a_place_with_one_body_stands_for_it(river: Library) -> None:
    answer = ask(river, "云溪县有哪些任务")
    whole = ask(river, "云溪县水利局有哪些任务")
    assert answer.records == whole.records
    assert len(answer.records) == 2
    assert answer.answer.startswith("云溪县水利局（“云溪县”按此理解）共有任务2项")
    assert "按此理解" not in whole.answer


def test_a_place_with_several_bodies_is_asked_back(river: Library) -> None:
    answer = ask(river, "石桥县2024年有什么任务")
    assert (answer.status, answer.reason) == ("clarify", "ambiguous")
    assert answer.choices == ("石桥县水利局", "石桥县林业局")
    assert not answer.citations


def test_a_choice_is_taken_up(river: Library) -> None:
    history = [{"role": "user", "content": "石桥县有哪些任务"}]
    answer = ask(river, "石桥县林业局", history)
    assert [record["title"] for record in answer.records] == ["补种岸树"]


@pytest.mark.parametrize(
    "question",
    ["云溪县水利局有哪些任务", "云溪县有哪些景点", "修复堤岸在云溪县由谁负责", "丰谷县有哪些任务", "云溪县的任务"],
)
def test_what_names_a_body_or_asks_for_something_else(river: Library, question: str) -> None:
    place = place_asked(question, river.snapshot)
    assert (place is None) is (question != "云溪县的任务")


def test_the_place_of_the_demonstration(demo_library: Library) -> None:
    county, body = (ask(demo_library, f"{name}有哪些任务") for name in ("砚溪县", "砚溪县林业局"))
    assert [record for record in body.records if record not in county.records] == []
