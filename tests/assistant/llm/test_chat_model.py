"""The client against a real server: what it sends, what it gives back, and every way to fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.llm.chat_model import ChatModel
from kb.errors import LanguageModelFailed
from tests.assistant.llm.endpoint import (
    Endpoint,
    Reply,
    cuts,
    drips,
    fails,
    keeps_alive,
    says,
    sends,
    serving,
    stalls,
)

REPO = Path(__file__).resolve().parents[3]
MESSAGES = [("system", "规则"), ("user", "问题")]


def test_a_reply_comes_in_pieces(endpoint: Endpoint, chat: ChatModel) -> None:
    endpoint.reply = says(["甲", "乙。", "[1]"])
    assert list(chat.stream(MESSAGES)) == ["甲", "乙。", "[1]"]
    [request] = endpoint.requests
    assert request["path"] == "/v1/chat/completions"
    assert (request["model"], request["stream"], request["temperature"]) == ("试验模型", True, 0)
    assert request["messages"] == [{"role": "system", "content": "规则"}, {"role": "user", "content": "问题"}]
    assert endpoint.headers[0]["authorization"] == "Bearer sk-secret"


def test_pieces_come_before_the_reply_is_over(endpoint: Endpoint, chat: ChatModel) -> None:
    endpoint.reply = says(["甲", "乙", "丙"], pause_s=0.1)
    begun = time.perf_counter()
    pieces = chat.stream(MESSAGES)
    assert next(pieces) == "甲"
    first = time.perf_counter() - begun
    assert list(pieces) == ["乙", "丙"]
    assert time.perf_counter() - begun - first > 0.15


FAILURES: list[tuple[str, Reply]] = [
    ("unauthorised", fails(401)),
    ("unauthorised", fails(403)),
    ("not_found", fails(404)),
    ("bad_request", fails(400)),
    ("bad_request", fails(422)),
    ("rate_limited", fails(429)),
    ("server_error", fails(500)),
    ("server_error", fails(503)),
    ("bad_reply", sends("<html>网关</html>", "text/html")),
    ("bad_reply", sends("data: {no json\n\n")),
    ("bad_reply", sends('data: {"choices": 5}\n\n')),
    ("bad_reply", sends('data: {"choices": [{}]}\n\n')),
    ("bad_reply", sends("data: [1, 2]\n\n")),
    ("bad_reply", sends('data: {"error": {"message": "out of memory"}}\n\n')),
    ("bad_reply", sends("\x00\x01\x02 nonsense", "application/octet-stream")),
    ("bad_reply", sends("")),
    ("unreachable", cuts("甲")),
    ("cut_off", says("甲", finish=None)),
    ("cut_off", says("甲", finish="length")),
    ("content_filter", says("甲", finish="content_filter")),
    ("timeout", stalls()),
    ("timeout", stalls("甲")),
    ("timeout", keeps_alive),
    ("timeout", drips),
]


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")  # garbage, which the client passes on
@pytest.mark.parametrize(("reason", "reply"), FAILURES)
def test_every_failure_has_its_reason(endpoint: Endpoint, chat: ChatModel, reason: str, reply: Reply) -> None:
    endpoint.reply = reply
    begun = time.perf_counter()
    with pytest.raises(LanguageModelFailed) as caught:
        list(chat.stream(MESSAGES))
    assert caught.value.reason == reason
    assert not any(
        char.isascii() and char.isalpha() for char in caught.value.message.replace("HTTP", "").replace("OpenAI", "")
    )
    assert len(endpoint.requests) == 1, "nobody waits for a second try"
    assert time.perf_counter() - begun < 2 * chat.timeout_s + 1


def test_nobody_at_the_address() -> None:
    with pytest.raises(LanguageModelFailed, match="MINGCE_LLM_BASE_URL") as caught:
        list(ChatModel("http://127.0.0.1:9/v1", "m").stream(MESSAGES))
    assert caught.value.reason == "unreachable"


def test_who_stops_reading_hangs_up(endpoint: Endpoint, chat: ChatModel) -> None:
    endpoint.reply = drips
    pieces = chat.stream(MESSAGES)
    next(pieces)
    pieces.close()
    assert endpoint.hung_up.wait(5)


def test_the_key_does_not_show(chat: ChatModel) -> None:
    assert "secret" not in repr(chat)


@pytest.fixture
def bystander() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody should talk to: its address, and the paths it was asked for."""
    paths: list[str] = []

    class Bystander(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            paths.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_PATCH = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bystander)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()
    thread.join()


TRACED = """
import sys
from assistant.llm.chat_model import ChatModel
chat = ChatModel(sys.argv[1], "m", "k", 20)
print("".join(chat.stream([("user", "问")])))
if sys.argv[2] == "plain":
    chat._client.invoke([("user", "问")])
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
"""


@pytest.mark.parametrize("how", ["ours", "plain"])
def test_the_environment_cannot_switch_tracing_on(bystander: tuple[str, list[str]], how: str) -> None:
    """The plain client of langchain does send traces in this environment, so the test can fail."""
    address, paths = bystander
    tracing = {
        "LANGSMITH_TRACING": "true", "LANGSMITH_TRACING_V2": "true", "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_ENDPOINT": address, "LANGCHAIN_ENDPOINT": address, "LANGSMITH_API_KEY": "k", "LANGCHAIN_API_KEY": "k",
    }  # fmt: skip
    for endpoint in serving(Endpoint(says("甲。"))):
        done = subprocess.run(
            [sys.executable, "-c", TRACED, endpoint.base_url, how], cwd=REPO, env={**os.environ, **tracing},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert "甲。" in done.stdout, done.stderr
    assert bool(paths) == (how == "plain")


def test_tracing_of_the_first_generation_is_no_crash(
    endpoint: Endpoint, chat: ChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGCHAIN_TRACING", "true")
    endpoint.reply = says("甲。")
    with pytest.raises(LanguageModelFailed, match="LANGCHAIN_TRACING"):
        list(chat.stream(MESSAGES))


def test_an_endpoint_of_this_machine_is_not_reached_through_a_proxy(
    bystander: tuple[str, list[str]], endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, paths = bystander
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY"):
        monkeypatch.setenv(name, address)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    endpoint.reply = says("甲。")
    assert "".join(ChatModel(endpoint.base_url, "m").stream(MESSAGES)) == "甲。"
    assert paths == []


def test_other_settings_of_the_client_do_not_reach_it(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-product")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:9/v1")
    endpoint.reply = says("甲。")
    assert "".join(ChatModel(endpoint.base_url, "m").stream(MESSAGES)) == "甲。"
    assert "another" not in json.dumps(endpoint.headers)
