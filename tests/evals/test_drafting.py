"""The floors of drafting, without a model and with one that lies on loopback; and that the measure can fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.llm.chat_model import ChatModel
from evals.draft_run import BARS, measure, sets
from evals.lying_model import lies_about
from kb.library import Library
from tests.assistant.llm.endpoint import Endpoint, Handler, Request, says, serving


def lying(handler: Handler, request: Request) -> None:
    says(lies_about(str(request["messages"][-1]["content"])))(handler, request)


@pytest.fixture(scope="module")
def liar() -> Iterator[ChatModel]:
    for endpoint in serving(Endpoint(lying)):
        yield ChatModel(endpoint.base_url, "说谎的模型", timeout_s=30)


def test_the_sets_are_what_they_claim() -> None:
    rows = sets()
    assert len(rows) >= 20
    assert len({row["id"] for row in rows}) == len(rows)
    assert sum(len(row["facts"]) for row in rows) >= 200
    assert {row["kind"] for row in rows} == {"典型案例", "经验交流材料", "先进事迹", "工作信息", "新闻通稿"}
    assert sum(bool(row.get("files")) for row in rows) == 3


def test_the_floors_hold(demo_library: Library) -> None:
    result = measure(demo_library)
    assert [name for name in result["missed"] if name != "max_ms"] == [], result["wrong"]
    assert result["extra_placeholders"] <= 1


def test_the_floors_hold_with_a_lying_model(demo_library: Library, liar: ChatModel) -> None:
    result = measure(demo_library, liar)
    assert [name for name in result["missed"] if name != "max_ms"] == [], result["wrong"]
    assert result["unsupported"] == BARS["unsupported"]


def test_the_measure_can_fail(demo_library: Library) -> None:
    row = {
        "id": "x", "kind": "典型案例", "notes": [{"name": "a.txt", "text": "种植油茶30亩。"}],
        "facts": [{"kind": "figure", "text": "31亩"}], "missing": ["主要做法"], "conflicts": [["30亩", "31亩"]], "forbidden": ["油茶"],
        "basis": {"titles": ["没有这份文件"], "words": ["无"]},
    }  # fmt: skip
    result = measure(demo_library, rows=[row])
    assert {"facts", "unsupported", "placeholders", "conflicts", "basis"} <= set(result["missed"])
