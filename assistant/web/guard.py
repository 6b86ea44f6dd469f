"""Who may speak to the server: programs on this machine, and the pages that it serves itself.

A server on a local address is within reach of every web page that the browser of this machine shows: by a request
of that page (told by its Origin), or by a name of the attacker's that comes to mean 127.0.0.1 (DNS rebinding, told
by the Host). An IP address cannot be rebound, so one is always good as a Host.
"""

from __future__ import annotations

import socket
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

Place = tuple[str, int | None]  # host name in lower case, port where it is not the scheme's own

_OWN_PORTS = {"http": 80, "https": 443, "": 80}


class Guard:
    """ASGI middleware that turns away strange Hosts (421) and Origins (403). `hosts` are further good names."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self._app = app
        self._extra = frozenset(host.lower() for host in hosts)
        self._hosts = self._extra | {"localhost", socket.gethostname().lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what may come in."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refused = self._refused(Headers(scope=scope))
        if refused is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            status, message, code = refused
            body = {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}
            await JSONResponse(body, status)(scope, receive, send)

    def _refused(self, headers: Headers) -> tuple[int, str, str] | None:
        """Status, message and code for a request that may not come in."""
        host, origin = headers.get("host", ""), headers.get("origin")
        here = place_of(f"//{host}")
        if here is None or not (here[0] in self._hosts or _is_address(here[0])):
            found = f"请求的主机名“{host}”不是本服务的"
            return 421, f"{found}。请用 IP 地址或 localhost 访问，或在启动时加 --allow-host {host}", "host_not_allowed"
        if origin is not None:
            there = place_of(origin)
            if there is None or not (there == here or there[0] in self._extra):
                return (
                    403,
                    f"不接受来自其他网页（{origin}）的请求。请从本服务的页面或本机程序访问",
                    "origin_not_allowed",
                )
        return None


def place_of(address: str) -> Place | None:
    """Host and port of an address, None where it has no host.

    >>> place_of("https://Mingce.example:443"), place_of("//127.0.0.1:7860"), place_of("null")
    (('mingce.example', None), ('127.0.0.1', 7860), None)
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname:
        return None
    return parts.hostname, None if port == _OWN_PORTS.get(parts.scheme) else port


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
