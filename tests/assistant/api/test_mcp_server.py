"""The tools through the SDK's own client, over HTTP; tests/mingce/test_mcp.py has stdio."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
import pytest
from mcp import Client
from mcp.types import CallToolResult, TextContent

from assistant.asking import ask
from kb.library import Library

T = TypeVar("T")
LIST = "森林防火科有哪些任务"
MODES = ["auto", "legacy"]  # the protocol without sessions, and the handshake of 2025


def through(site: str, use: Callable[[Client], Awaitable[T]], mode: str = "auto") -> T:
    async def connected() -> T:
        async with Client(f"{site}/mcp", mode=mode) as client:
            return await use(client)

    return anyio.run(connected)


def called(site: str, tool: str, arguments: dict[str, Any], mode: str = "auto") -> CallToolResult:
    return through(site, lambda client: client.call_tool(tool, arguments), mode)


def text_of(result: CallToolResult) -> str:
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.mark.parametrize("mode", MODES)
def test_the_tools_are_described_in_chinese(site: str, mode: str) -> None:
    tools = through(site, lambda client: client.list_tools(), mode).tools
    assert [tool.name for tool in tools] == ["ask", "search", "tasks", "read_clause"]
    for tool in tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is True
        for words in (tool.title, tool.description, *_descriptions(tool.input_schema)):
            assert words
            assert not words.isascii()
        assert len(_descriptions(tool.input_schema)) >= 3


def _descriptions(schema: dict[str, Any]) -> list[str]:
    fields = dict(schema.get("properties", {}))
    for inner in schema.get("$defs", {}).values():
        assert "description" not in inner
        fields.update(inner["properties"])
    assert "description" not in schema
    return [field["description"] for field in fields.values()]


@pytest.mark.parametrize("mode", MODES)
def test_ask(site: str, demo_library: Library, mode: str) -> None:
    answer = ask(demo_library, LIST)
    result = called(site, "ask", {"question": LIST}, mode)
    assert not result.is_error
    assert text_of(result).startswith(answer.answer)
    assert "**出处**" in text_of(result)
    sent = result.structured_content
    told = json.loads(json.dumps(answer.as_json()))
    assert {**sent, "timings_ms": None} == {**told, "timings_ms": None}


def test_ask_with_history(site: str) -> None:
    history = [{"role": "user", "content": "2024年竹产业总产值目标是多少"}]
    result = called(site, "ask", {"question": "2027年呢？", "history": history})
    assert "竹产业" in result.structured_content["standalone"]


def test_search_then_read_the_clause(site: str, demo_library: Library) -> None:
    found = called(site, "search", {"query": "古树名木 保护", "k": 2})
    assert json.loads(text_of(found)) == found.structured_content
    hit = found.structured_content["hits"][0]
    clause = called(site, "read_clause", {"doc": hit["doc_id"], "clause": hit["clause"]}).structured_content
    text = demo_library.snapshot.entry(hit["doc_id"]).document.text
    assert text[clause["start"] : clause["end"]] == clause["text"]
    assert clause["start"] <= hit["start"] + 2 < clause["end"]


def test_tasks(site: str) -> None:
    result = called(site, "tasks", {"section": "规划财务科"})
    assert result.structured_content["total"] == len(result.structured_content["tasks"]) > 0


WRONG = [
    ("ask", {}, "question：缺少这一项"),
    ("ask", {"question": "x", "doc": "nope"}, "没有编号为“nope”"),
    ("search", {"query": "x", "k": 0}, "k：应不小于 1"),
    ("tasks", {"section": "规划财会科"}, "规划财务科"),
    ("read_clause", {"doc": "nope"}, "没有编号为“nope”"),
    ("read_clause", {}, "doc：缺少这一项"),
    ("write", {}, "没有工具“write”"),
]


@pytest.mark.parametrize(("tool", "arguments", "told"), WRONG)
def test_what_is_wrong_is_told_in_chinese(site: str, tool: str, arguments: dict[str, Any], told: str) -> None:
    result = called(site, tool, arguments)
    assert result.is_error
    assert told in text_of(result)
    assert "Error" not in text_of(result)
