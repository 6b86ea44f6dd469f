"""Which browser it is: a random cookie, so that each finds its own conversations again. No account, no name."""

from __future__ import annotations

import re
import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "mingce_visitor"
_YEAR_S = 31_536_000
_ID = re.compile(r"[0-9a-f]{32}")


def visitor_of(cookies: str) -> str:
    """The id in a Cookie header; empty where there is none.

    >>> visitor_of("a=1; mingce_visitor=" + "0" * 32)
    '00000000000000000000000000000000'
    """
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found and _ID.fullmatch(found.value) else ""


class Visitor:
    """ASGI middleware that gives a browser its cookie with the start page. Scripts cannot read it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on."""
        if scope["type"] != "http" or scope["path"] != "/" or visitor_of(Headers(scope=scope).get("cookie", "")):
            await self._app(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = f"{COOKIE}={secrets.token_hex(16)}; Path=/; Max-Age={_YEAR_S}; HttpOnly; SameSite=Strict"
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self._app(scope, receive, with_cookie)
