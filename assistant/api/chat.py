"""/v1: the library as a model of an OpenAI-compatible server."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from assistant.answer import Answer
from assistant.api.chat_forms import MODEL, ChatForm, question_of
from assistant.api.chat_replies import Reply
from assistant.api.desk import Desk
from assistant.api.events import begun, event, streamed
from assistant.api.refusals import UnknownModel, refusal_of

_DONE = b"data: [DONE]\n\n"
_ANSWERED = (
    "chat.completion；stream 为 true 时是 chat.completion.chunk 的 SSE。出处列在正文末尾，"
    "citations 字段（流中在最后一段）是引文，mingce 字段是回答的其余部分"
)


def chat_routes(desk: Desk) -> APIRouter:
    """The routes under /v1."""
    routes = APIRouter(prefix="/v1", tags=["OpenAI 兼容"])
    since = int(time.time())

    @routes.post("/chat/completions", summary="对话", response_model=None, response_description=_ANSWERED)
    def complete(chat: ChatForm) -> Response:
        _check(chat.model)
        reply = Reply(f"chatcmpl-{uuid.uuid4().hex}", int(time.time()), MODEL)
        form = question_of(chat)
        if chat.stream:
            return streamed(_events(reply, begun(desk.ask_in_pieces(form)), chat.include_usage))
        return JSONResponse(reply.completion(desk.ask(form)))

    @routes.get("/models", summary="可用的模型", response_description="只有 mingce 一个")
    def models() -> JSONResponse:
        return JSONResponse({"object": "list", "data": [_model(since)]})

    @routes.get("/models/{model}", summary="一个模型", response_description="模型")
    def model(model: str) -> JSONResponse:
        _check(model)
        return JSONResponse(_model(since))

    return routes


def _model(since: int) -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": since, "owned_by": MODEL}


def _check(model: str) -> None:
    if model != MODEL:
        raise UnknownModel(f"没有模型“{model}”", f"请把 model 写作 {MODEL}")


def _events(reply: Reply, pieces: Iterator[str | Answer], usage: bool) -> Iterator[bytes]:
    try:
        for chunk in reply.chunks(pieces, usage):
            yield event(chunk)
        yield _DONE
    except Exception as exc:  # noqa: BLE001 - the response has begun: it can only be told in the stream
        yield event(refusal_of(exc)[1])
