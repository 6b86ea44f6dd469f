"""An OpenAI-compatible endpoint on loopback whose replies a test scripts: real HTTP, real server-sent events."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = dict[str, Any]
Reply = Callable[["Handler", Request], None]


@dataclass
class Endpoint:
    """Answers POST /v1/chat/completions with `reply`; keeps what it was sent."""

    reply: Reply
    requests: list[Request] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    asked_at: list[float] = field(default_factory=list)
    said_at: list[float] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    base_url: str = ""

    @property
    def prompt(self) -> str:
        """All that the last request said to the model."""
        return "\n".join(message["content"] for message in self.requests[-1]["messages"])


class Handler(BaseHTTPRequestHandler):
    """One request."""

    endpoint: Endpoint
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.endpoint.asked_at.append(time.perf_counter())
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.endpoint.requests.append({"path": self.path, **body})
        self.endpoint.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.close_connection = True
        try:
            self.endpoint.reply(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.endpoint.hung_up.set()

    def send(self, status: int, kind: str, *, length: int | None = None) -> None:
        """Status line and headers; without a length the body ends with the connection."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def write(self, data: str) -> None:
        """Text of the body, at once."""
        self.wfile.write(data.encode())
        self.wfile.flush()

    def event(self, content: str | None = None, finish: str | None = None, **delta: Any) -> None:
        """One chunk of a chat completion."""
        inner = {**({"content": content} if content is not None else {}), **delta}
        chunk = {
            "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{"index": 0, "delta": inner, "finish_reason": finish}],
        }  # fmt: skip
        self.endpoint.said_at.append(time.perf_counter())
        self.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n")

    def log_message(self, *_: Any) -> None:
        """Nothing on stderr."""


def serving(endpoint: Endpoint) -> Iterator[Endpoint]:
    """Runs the endpoint on a free port until it is closed."""

    class Bound(Handler):
        pass

    Bound.endpoint = endpoint
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
    server.daemon_threads = True
    endpoint.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield endpoint
    endpoint.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def says(text: str | Sequence[str], finish: str | None = "stop", pause_s: float = 0) -> Reply:
    """A reply that streams `text`, four characters a chunk, or the given chunks."""
    pieces = [text[at : at + 4] for at in range(0, len(text), 4)] if isinstance(text, str) else list(text)

    def reply(handler: Handler, _: Request) -> None:
        handler.send(200, "text/event-stream")
        handler.event("", role="assistant")
        for piece in pieces:
            handler.event(piece)
            if pause_s:
                time.sleep(pause_s)
        if finish:
            handler.event(finish=finish)
            handler.write("data: [DONE]\n\n")

    return reply


def fails(status: int, message: str = "no") -> Reply:
    """An error of the API."""

    def reply(handler: Handler, _: Request) -> None:
        body = json.dumps({"error": {"message": message, "type": "error", "code": status}})
        handler.send(status, "application/json", length=len(body))
        handler.write(body)

    return reply


def sends(body: str, kind: str = "text/event-stream") -> Reply:
    """Status 200 with anything in it."""

    def reply(handler: Handler, _: Request) -> None:
        handler.send(200, kind)
        handler.write(body)

    return reply


def stalls(after: str = "") -> Reply:
    """Says the beginning, then nothing more, with the connection open."""

    def reply(handler: Handler, _: Request) -> None:
        handler.send(200, "text/event-stream")
        if after:
            handler.event(after)
        handler.endpoint.over.wait(30)

    return reply


def keeps_alive(handler: Handler, _: Request) -> None:
    """Sends comments for ever, as gateways do while a model is loading."""
    handler.send(200, "text/event-stream")
    while not handler.endpoint.over.wait(0.05):
        handler.write(": keepalive\n\n")


def drips(handler: Handler, _: Request) -> None:
    """Says one character after another, without an end."""
    handler.send(200, "text/event-stream")
    while not handler.endpoint.over.wait(0.05):
        handler.event("甲")


def cuts(text: str) -> Reply:
    """Announces more than it sends and closes the connection."""

    def reply(handler: Handler, _: Request) -> None:
        handler.send(200, "text/event-stream", length=100_000)
        handler.event(text)

    return reply
