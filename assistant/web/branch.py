"""Another app beside Gradio's on the same port: it gets the addresses that are its own."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

_PATHS = ("/api", "/v1", "/mcp")


class Branch:
    """ASGI middleware that gives requests for /api, /v1 and /mcp to `beside`."""

    def __init__(self, app: ASGIApp, beside: Starlette) -> None:
        self._app = app
        self._beside = beside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request to the app whose it is."""
        ours = scope["type"] == "http" and scope["path"].startswith(tuple(f"{path}/" for path in _PATHS))
        app = self._beside if ours or scope.get("path") in _PATHS else self._app
        await app(scope, receive, send)
