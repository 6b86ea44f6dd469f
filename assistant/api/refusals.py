"""Every error as one JSON: `{"error": {"message", "type", "param", "code"}}`, the message in Chinese.

The form is the one that OpenAI's clients read, so that it is the same under /api and /v1.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.api.field_errors import field_errors, named_field
from assistant.web.failures import UNEXPECTED, readable
from kb.errors import (
    ClauseNotFound,
    DocumentNotFound,
    LibraryError,
    MingceError,
    ModelMismatch,
    ModelNotReady,
    ModelUnusable,
    NameNotFound,
    SettingsError,
)

# Error -> (status, code); what is not here is the server's fault.
_STATUSES: dict[type[MingceError], tuple[int, str]] = {
    SettingsError: (422, "invalid_request"),
    DocumentNotFound: (404, "document_not_found"),
    ClauseNotFound: (404, "clause_not_found"),
    NameNotFound: (404, "name_not_found"),
    ModelNotReady: (503, "model_not_ready"),
    ModelUnusable: (503, "model_unusable"),
    ModelMismatch: (503, "model_mismatch"),
    LibraryError: (503, "library_unavailable"),
}
_TOLD = {
    400: "请求无法读取，应是 JSON",
    404: "没有这个地址",
    405: "这个地址不支持 {method}",
}


class UnknownModel(MingceError):
    """A chat names a model that is not served here."""


class Refusal(BaseModel):
    """What went wrong."""

    message: str = Field(description="出了什么问题、怎么办")
    type: str = Field(description="invalid_request_error 或 server_error")
    param: str | None = Field(default=None, description="有问题的字段")
    code: str = Field(description="固定的代号，供程序判断")


class RefusalForm(BaseModel):
    """The body of every error."""

    error: Refusal


def refusal(status: int, message: str, code: str, param: str | None = None) -> dict[str, Any]:
    """The JSON of an error."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return RefusalForm(error=Refusal(message=message, type=kind, param=param, code=code)).model_dump()


def refusal_of(failure: Exception) -> tuple[int, dict[str, Any]]:
    """Status and JSON for an error; one that nobody foresaw is written to the log."""
    if isinstance(failure, UnknownModel):
        return 404, refusal(404, str(failure), "model_not_found", "model")
    status, code = _STATUSES.get(type(failure), (500, "internal_error"))  # type: ignore[arg-type]
    return status, refusal(status, readable(failure), code)


def refuse_in_chinese(app: FastAPI) -> None:
    """Makes all errors of `app` such JSON."""

    @app.exception_handler(RequestValidationError)
    async def on_form(_: Request, failure: RequestValidationError) -> JSONResponse:
        errors = failure.errors()
        param = named_field(errors[0]["loc"]) if errors and errors[0]["type"] != "json_invalid" else None
        return JSONResponse(refusal(422, field_errors(errors), "invalid_request", param or None), 422)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, failure: HTTPException) -> JSONResponse:
        status = failure.status_code
        message = _TOLD.get(status, UNEXPECTED).format(method=request.method)
        code = HTTPStatus(status).phrase.lower().replace(" ", "_")
        return JSONResponse(refusal(status, message, code), status, failure.headers)

    @app.exception_handler(MingceError)
    async def on_ours(_: Request, failure: MingceError) -> JSONResponse:
        status, body = refusal_of(failure)
        return JSONResponse(body, status)

    @app.exception_handler(Exception)
    async def on_unexpected(_: Request, failure: Exception) -> JSONResponse:  # noqa: ARG001 - the server logs it
        return JSONResponse(refusal(500, UNEXPECTED, "internal_error"), 500)
