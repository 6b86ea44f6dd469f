"""All interfaces as one FastAPI app."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.routing import Route

from assistant.answering import Answering
from assistant.api.body_limit import BodyLimit
from assistant.api.chat import chat_routes
from assistant.api.desk import Desk
from assistant.api.docs_page import docs_page
from assistant.api.forms import MAX_BODY_BYTES
from assistant.api.mcp_server import HttpTransport, tools_server
from assistant.api.refusals import RefusalForm, refuse_in_chinese
from assistant.api.rest import rest_routes
from kb.library import Library

_DESCRIPTION = "单位自己的政策文件库：提问、检索、任务清单、文件。只读，不改动文件库。"


def build_api(library: Library, answering: Answering) -> FastAPI:
    """/api, /v1 and /mcp over `library`, answered by `answering`. Serves under its own lifespan."""
    desk = Desk(library, answering)
    tools = HttpTransport(tools_server(desk))
    wrong = {"model": RefusalForm, "description": "出错：error.message 是说明，error.code 是代号"}
    api = FastAPI(
        title="明策接口", version=version("mingce"), description=_DESCRIPTION, lifespan=tools.run,
        docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
        responses={404: wrong, 422: wrong, 503: wrong},
    )  # fmt: skip
    api.add_middleware(BodyLimit, max_bytes=MAX_BODY_BYTES)
    refuse_in_chinese(api)
    api.include_router(rest_routes(desk))
    api.include_router(chat_routes(desk))
    api.router.routes.append(Route("/mcp", tools, methods=["POST"]))

    @api.get("/api/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(docs_page(api.openapi()))

    return api
