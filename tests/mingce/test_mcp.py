"""`mingce mcp`, started by the SDK's client as other programs start it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import anyio
from mcp import Client, StdioServerParameters

from tests.mingce.conftest import REPO, run_in


def test_tools_over_stdio(prepared: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MINGCE_")}
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "mingce", "mcp"], cwd=REPO,
        env={**kept, "MINGCE_HOME": str(prepared), "PYTHONPATH": str(REPO)},
    )  # fmt: skip

    async def use() -> None:
        async with Client(server) as client:
            assert client.instructions
            assert [tool.name for tool in (await client.list_tools()).tools] == [
                "ask",
                "search",
                "tasks",
                "read_clause",
            ]
            answered = await client.call_tool("ask", {"question": "森林防火科有哪些任务"})
            assert answered.structured_content["coverage"]["complete"] is True
            found = await client.call_tool("search", {"query": "松材线虫", "k": 1})
            [hit] = found.structured_content["hits"]
            assert hit["why"]["reranked"] is not None
            clause = await client.call_tool("read_clause", {"doc": hit["doc_id"], "at": hit["start"]})
            assert clause.structured_content["title"] == hit["title"]
            wrong = await client.call_tool("tasks", {"doc": "nope"})
            assert wrong.is_error

    anyio.run(use)


def test_it_says_what_is_missing_before_it_serves(tmp_path: Path) -> None:
    done = run_in(tmp_path, "mcp")
    assert done.status == 1
    assert done.out == ""
    assert "mingce setup" in done.err
