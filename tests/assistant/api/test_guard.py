"""Who may speak to the server; all of it, Gradio's part too."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.assistant.api.conftest import ALLOWED

PATHS = ["/", "/gradio_api/info", "/api/documents", "/v1/models"]
STRANGE = ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "", "127.0.0.1:x"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", STRANGE)
def test_a_strange_host_is_turned_away(http: httpx.Client, path: str, host: str) -> None:
    response = http.get(path, headers={"host": host})
    assert response.status_code == 421
    assert "--allow-host" in response.json()["error"]["message"]


@pytest.mark.parametrize("host", ["localhost:1", "LOCALHOST", "[::1]:7860", "10.1.2.3", ALLOWED, socket.gethostname()])
def test_our_own_names_are_good(http: httpx.Client, host: str) -> None:
    assert http.get("/v1/models", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", "https://127.0.0.1", "x"])
def test_a_page_from_elsewhere_is_turned_away(http: httpx.Client, path: str, origin: str) -> None:
    response = http.get(path, headers={"origin": origin})
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "origin_not_allowed"


def test_posts_from_elsewhere_reach_nothing(http: httpx.Client) -> None:
    headers = {"origin": "http://evil.example", "content-type": "text/plain"}
    for path in ("/api/ask", "/v1/chat/completions", "/mcp", "/gradio_api/queue/join", "/gradio_api/upload"):
        assert http.post(path, headers=headers, content=b"{}").status_code == 403


def test_our_own_pages_are_let_in(http: httpx.Client, site: str) -> None:
    assert http.get("/v1/models", headers={"origin": site}).status_code == 200
    port = urlsplit(site).port
    named = {"host": f"localhost:{port}", "origin": f"http://localhost:{port}"}
    assert http.get("/v1/models", headers=named).status_code == 200
    assert http.get("/v1/models", headers={"host": ALLOWED, "origin": f"https://{ALLOWED}"}).status_code == 200


def test_headers_keep_answers_what_they_are(http: httpx.Client) -> None:
    headers = http.get("/api/documents").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers
