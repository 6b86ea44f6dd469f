"""/api: questions, searches, tasks, documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response

from assistant.answer import Answer
from assistant.api.answer_form import AnswerForm
from assistant.api.desk import Desk
from assistant.api.events import begun, event, streamed
from assistant.api.forms import ClauseForm, DocId, DocumentsForm, PlaceForm, SearchForm, StreamedAskForm, TasksForm
from assistant.api.refusals import refusal_of

_ASKED: dict[int | str, dict[str, Any]] = {
    200: {
        "model": AnswerForm,
        "description": "回答。stream 为 true 时是 SSE：若干 piece 事件（text），最后一个 answer 事件（完整回答）；"
        "中途出错则以 error 事件结束",
    }
}


def rest_routes(desk: Desk) -> APIRouter:
    """The routes under /api."""
    routes = APIRouter(prefix="/api", default_response_class=JSONResponse)

    @routes.post("/ask", summary="提问", response_model=None, responses=_ASKED, tags=["问答"])
    def ask(form: StreamedAskForm) -> Response:
        if form.stream:
            return streamed(_events(begun(desk.ask_in_pieces(form)), form.id))
        return JSONResponse(desk.ask(form).as_json(form.id))

    @routes.get("/search", summary="检索原文片段", response_description="hits：同 mingce search --json", tags=["检索"])
    def search(form: Annotated[SearchForm, Query()]) -> JSONResponse:
        return JSONResponse(desk.search(form))

    @routes.get("/tasks", summary="任务清单", response_description="total 和 tasks：任务记录", tags=["检索"])
    def tasks(form: Annotated[TasksForm, Query()]) -> JSONResponse:
        return JSONResponse(desk.tasks(form))

    @routes.get("/documents", summary="文件清单", response_description="total 和 documents", tags=["文件"])
    def documents(form: Annotated[DocumentsForm, Query()]) -> JSONResponse:
        return JSONResponse(desk.documents(form))

    @routes.get("/documents/{doc}", summary="一份文件", response_description="元数据、原文、条款、记录", tags=["文件"])
    def document(doc: Annotated[DocId, Path()]) -> JSONResponse:
        return JSONResponse(desk.document(doc))

    @routes.get("/documents/{doc}/clause", summary="读条款", response_description="原文及其位置", tags=["文件"])
    def clause(doc: Annotated[DocId, Path()], form: Annotated[PlaceForm, Query()]) -> JSONResponse:
        return JSONResponse(desk.clause(ClauseForm(doc=doc, **form.model_dump())))

    return routes


def _events(pieces: Iterator[str | Answer], question_id: object) -> Iterator[bytes]:
    try:
        for piece in pieces:
            if isinstance(piece, str):
                yield event({"text": piece}, "piece")
            else:
                yield event(piece.as_json(question_id), "answer")
    except Exception as exc:  # noqa: BLE001 - the response has begun: it can only be told in the stream
        yield event(refusal_of(exc)[1], "error")
