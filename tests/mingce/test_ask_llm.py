"""`mingce ask` with a language model, as processes of their own against an endpoint on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.assistant.llm.endpoint import Endpoint, fails, says, serving
from tests.mingce.conftest import Run

Mingce = Callable[..., Run]
TREE = "一级古树每株每年补助多少钱"
GOOD = "一级古树和名木每株每年补助1200元。[1]"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    yield from serving(Endpoint(says(GOOD)))


@pytest.fixture
def named(endpoint: Endpoint) -> dict[str, str]:
    """The variables that name the endpoint."""
    return {"MINGCE_LLM_BASE_URL": endpoint.base_url, "MINGCE_LLM_MODEL": "qwen3", "MINGCE_LLM_API_KEY": "sk-1"}


def test_one_answer(mingce: Mingce, named: dict[str, str], endpoint: Endpoint) -> None:
    done = mingce("ask", TREE, "--json", **named)
    assert (done.status, done.err) == (0, "")
    value = done.value
    assert (value["mode"], value["answer"]) == ("llm", GOOD)
    assert value["llm"] == {"model": "qwen3", "outcome": "worded", "told": "", "dropped": 0}
    assert endpoint.headers[0]["authorization"] == "Bearer sk-1"
    told = mingce("ask", TREE, **named)
    assert GOOD in told.out
    assert "文字由模型 qwen3 组织" in told.out


def test_batch(mingce: Mingce, named: dict[str, str], endpoint: Endpoint, tmp_path: Path) -> None:
    batch = tmp_path / "q.jsonl"
    rows = [{"id": "a", "question": TREE}, {"id": "b", "question": "你好"}]
    batch.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    done = mingce("ask", "--batch", batch, "--json", **named)
    assert (done.status, done.err) == (0, "")
    assert [(each["id"], each["mode"]) for each in done.values] == [("a", "llm"), ("b", "extractive")]
    assert len(endpoint.requests) == 1


def test_a_model_that_fails_is_no_failed_command(mingce: Mingce, named: dict[str, str], endpoint: Endpoint) -> None:
    endpoint.reply = fails(401)
    done = mingce("ask", TREE, "--json", **named)
    assert (done.status, done.err) == (0, "")
    assert (done.value["mode"], done.value["llm"]["outcome"]) == ("extractive", "unauthorised")
    told = mingce("ask", TREE, **named)
    assert "1200元" in told.out
    assert "密钥" in told.out


def test_without_settings_no_model_is_asked(mingce: Mingce) -> None:
    value = mingce("ask", TREE, "--json").value
    assert (value["mode"], value["llm"]) == ("extractive", None)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"MINGCE_LLM_MODEL": ""}, "MINGCE_LLM_MODEL"),
        ({"MINGCE_LLM_API_KEY": "sk-密钥"}, "MINGCE_LLM_API_KEY"),
        ({"MINGCE_LLM_API_KEY": "sk-1\nX: y"}, "MINGCE_LLM_API_KEY"),
        ({"MINGCE_LLM_BASE_URL": "localhost:11434"}, "MINGCE_LLM_BASE_URL"),
        ({"MINGCE_LLM_TIMEOUT_S": "0"}, "MINGCE_LLM_TIMEOUT_S"),
    ],
)
def test_wrong_settings_are_wrong_use(mingce: Mingce, named: dict[str, str], more: dict[str, str], said: str) -> None:
    done = mingce("ask", TREE, **{**named, **more})
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert "sk-1" not in done.err
