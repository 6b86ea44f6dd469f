"""The page around the app: language, our style and script in the head, and headers that keep it on the machine.

Gradio's own template says lang="en", names pictures on the web and inserts a custom head only after its scripts
have run. This middleware puts it right in the HTML as it leaves.
"""

from __future__ import annotations

import re
from importlib.resources import files

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TITLE = "明策 · 政策助手"
# Gradio's components compile their templates in the browser: 'unsafe-eval'; its config is an inline script.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# Gradio words its own controls in the browser's language; the app is in Chinese whatever that is.
_LANGUAGE = (
    '<script>Object.defineProperty(navigator,"language",{get:()=>"zh-CN"});'
    'Object.defineProperty(navigator,"languages",{get:()=>["zh-CN","zh"]});</script>'
)
_SCRIPTS = ("behaviour.js", "talk.js")
_FOREIGN_META = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>')


def dressed(page: str, style: str) -> str:
    """Gradio's start page in Chinese, with our style and script and without addresses elsewhere."""
    script = "".join(files("assistant.web").joinpath(name).read_text("utf-8") for name in _SCRIPTS)
    page = _FOREIGN_META.sub("", page)
    page = re.sub(r'(<html[^>]*?)lang="en"', r'\1lang="zh-CN"', page, count=1)
    page = page.replace("<head>", f"<head>{_LANGUAGE}<title>{TITLE}</title>", 1)
    # Only the first: the config that follows holds texts of the app.
    head = f'<meta name="referrer" content="same-origin"><style>{style}</style><script>{script}</script></head>'
    return page.replace("</head>", head, 1)


class Shell:
    """ASGI middleware that dresses the start page and adds the headers to every response."""

    def __init__(self, app: ASGIApp, style: str) -> None:
        self._app = app
        self._style = style

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; holds back only the start page until it is whole."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def forward(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                _protect(message)
                start = message
                if not _is_page(scope, message):
                    await send(message)
            elif message["type"] == "http.response.body" and _is_page(scope, start):
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    await self._send_page(start, bytes(body), send)
            else:
                await send(message)

        await self._app(scope, receive, forward)

    async def _send_page(self, start: Message, body: bytes, send: Send) -> None:
        page = dressed(body.decode("utf-8"), self._style).encode("utf-8") if body else b""
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(page))
        headers["cache-control"] = "no-store"
        await send(start)
        await send({"type": "http.response.body", "body": page})


def _is_page(scope: Scope, start: Message) -> bool:
    plain = "content-encoding" not in Headers(raw=start["headers"])
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return scope["path"] == "/" and scope["method"] == "GET" and kind.startswith("text/html") and plain


def _protect(start: Message) -> None:
    headers = MutableHeaders(scope=start)
    headers.setdefault("content-security-policy", _POLICY)  # the viewer has a stricter one
    headers["x-content-type-options"] = "nosniff"
    headers["referrer-policy"] = "same-origin"
