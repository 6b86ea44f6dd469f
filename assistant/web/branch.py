"""Other apps beside Gradio's on the same port: each gets the addresses that are its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

INTERFACES = ("/api", "/v1", "/mcp")


@dataclass(frozen=True, slots=True)
class Beside:
    """What is served beside Gradio: the interfaces for programs, and the viewer that shows sources."""

    interfaces: Starlette | None = None
    viewer: Starlette | None = None


class Branch:
    """ASGI middleware that gives requests for `paths`, and for what lies below them, to `beside`."""

    def __init__(self, app: ASGIApp, beside: Starlette, paths: Sequence[str] = INTERFACES) -> None:
        self._app = app
        self._beside = beside
        self._paths = tuple(paths)
        self._below = tuple(f"{path}/" for path in paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request to the app whose it is."""
        ours = scope["type"] == "http" and scope["path"].startswith(self._below)
        app = self._beside if ours or scope.get("path") in self._paths else self._app
        await app(scope, receive, send)
