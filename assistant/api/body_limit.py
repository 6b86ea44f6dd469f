"""The size of a request, limited before anything reads it."""

from __future__ import annotations

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.refusals import refusal


class BodyLimit:
    """ASGI middleware that answers 413 to a body of more than `max_bytes`, also one that does not tell its length."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads the whole body first: it is small, or it is refused."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        parts: list[Message] = []
        size, told_size = 0, int(told) if told.isascii() and told.isdecimal() else 0
        while max(size, told_size) <= self._max_bytes and (not parts or parts[-1].get("more_body", False)):
            parts.append(await receive())
            size += len(parts[-1].get("body", b""))
        if max(size, told_size) > self._max_bytes:
            message = f"请求过大，上限 {self._max_bytes // 2**20} MB。请缩短问题和历史"
            await JSONResponse(refusal(413, message, "content_too_large"), 413)(scope, receive, send)
            return

        async def replay() -> Message:
            return parts.pop(0) if parts else await receive()

        await self._app(scope, replay, send)
