"""The library as an MCP server: the tools ask, search, tasks and read_clause. The one home of the mcp SDK.

    tools_server(desk)      the server; `HttpTransport` serves it at /mcp, `serve_stdio` over stdin and stdout

The SDK's low-level server, because its high-level one words what goes wrong in English.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import anyio
import anyio.to_thread
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import BaseModel, ValidationError
from starlette.types import Receive, Scope, Send

from assistant.api.chat_replies import tail_of
from assistant.api.desk import Desk
from assistant.api.field_errors import field_errors
from assistant.api.forms import MAX_BODY_BYTES, AskForm, ClauseForm, SearchForm, TasksForm
from assistant.web.failures import readable

_NAME, _TITLE = "mingce", "明策 · 政策助手"
_INSTRUCTIONS = (
    "单位自己的政策文件库。回答每句都带出处，引文与原文逐字一致。提问用 ask；要原文片段用 search；"
    "要某科室或单位的全部任务用 tasks；要一条的完整原文用 read_clause。文件库没有写的，会明说没有写，不要自行补充。"
)

Result = tuple[str, dict[str, Any]]  # what a model reads, and the same as data


@dataclass(frozen=True, slots=True)
class _Offer:
    """A tool: its form, and what gives its result."""

    form: type[BaseModel]
    title: str
    told: str
    give: Callable[[Any], Result]


def tools_server(desk: Desk) -> Server[Any]:
    """The MCP server over a desk."""
    offers = {
        "ask": _Offer(AskForm, "提问", "用文件库回答一个问题，每句带引文；没有写的明说没有写。", lambda form: _answered(desk, form)),
        "search": _Offer(SearchForm, "检索", "检索原文片段，按相关度排列。", lambda form: _as_json(desk.search(form))),
        "tasks": _Offer(TasksForm, "任务清单", "列出任务及责任科室、责任单位、时限，完整不遗漏。", lambda form: _as_json(desk.tasks(form))),
        "read_clause": _Offer(ClauseForm, "读条款", "读一份文件中一条的完整原文和下级条款。", lambda form: _as_json(desk.clause(form))),
    }  # fmt: skip

    async def list_tools(_: ServerRequestContext[Any], __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_tool(name, offer) for name, offer in offers.items()])

    async def call_tool(_: ServerRequestContext[Any], call: CallToolRequestParams) -> CallToolResult:
        offer = offers.get(call.name)
        if offer is None:
            return _failed(f"没有工具“{call.name}”，可用：{'、'.join(offers)}")
        return await anyio.to_thread.run_sync(_called, offer, call.arguments or {})

    return Server(
        _NAME, version=version(_NAME), title=_TITLE, instructions=_INSTRUCTIONS,
        on_list_tools=list_tools, on_call_tool=call_tool,
    )  # fmt: skip


def _tool(name: str, offer: _Offer) -> Tool:
    reads = ToolAnnotations(title=offer.title, read_only_hint=True, open_world_hint=False)
    schema = _untitled(offer.form.model_json_schema())
    return Tool(name=name, title=offer.title, description=offer.told, input_schema=schema, annotations=reads)


def _untitled(schema: Any) -> Any:
    """A JSON schema without pydantic's titles and our docstrings, which are English."""
    if isinstance(schema, list):
        return [_untitled(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    of_object = schema.get("type") == "object"
    return {
        key: {name: _untitled(each) for name, each in value.items()}
        if key in ("properties", "$defs")
        else _untitled(value)
        for key, value in schema.items()
        if not (key == "title" or (key == "description" and of_object))
    }


def _called(offer: _Offer, arguments: Mapping[str, Any]) -> CallToolResult:
    try:
        text, data = offer.give(offer.form.model_validate(arguments))
    except ValidationError as exc:
        return _failed(f"参数不正确：{field_errors(exc.errors())}")
    except Exception as exc:  # noqa: BLE001 - a failed tool is a result that the model reads
        return _failed(readable(exc))
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=data)


def _failed(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=message)], is_error=True)


def _answered(desk: Desk, form: AskForm) -> Result:
    answer = desk.ask(form)
    return answer.answer + tail_of(answer), _as_json(answer.as_json())[1]


def _as_json(value: dict[str, Any]) -> Result:
    text = json.dumps(value, ensure_ascii=False)
    return text, json.loads(text)


class HttpTransport:
    """The server at an HTTP address, one request at a time and without sessions. `run` it while it serves."""

    def __init__(self, server: Server[Any]) -> None:
        self._manager = StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=MAX_BODY_BYTES
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        await self._manager.handle_request(scope, receive, send)

    @asynccontextmanager
    async def run(self, _: object) -> AsyncIterator[None]:
        """Ready to serve; a second time is an error of the SDK's."""
        async with self._manager.run():
            yield


def serve_stdio(desk: Desk) -> None:
    """Serves the tools over stdin and stdout until stdin ends."""
    logging.getLogger("mcp").setLevel(logging.WARNING)
    server = tools_server(desk)

    async def serve() -> None:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(serve)
