"""`mingce serve` as a process: the app and the interfaces on one port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.memory import Memory
from tests.mingce.conftest import REPO, copy_home


@pytest.fixture(scope="module")
def home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_home(prepared, tmp_path_factory.mktemp("serve") / "home")


@pytest.fixture(scope="module")
def port(home: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MINGCE_")}
    command = [sys.executable, "-m", "mingce", "serve", "--port", str(free), "--allow-host", "bureau.example"]
    served = subprocess.Popen(
        command, cwd=REPO, env={**kept, "MINGCE_HOME": str(home), "PYTHONPATH": str(REPO)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    try:
        _wait(served, free)
        yield free
    finally:
        served.terminate()
        out, _ = served.communicate(timeout=30)
    assert f"http://127.0.0.1:{free}/api/docs" in out


def _wait(served: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and served.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("the server did not start")


def test_the_app_and_the_interfaces_share_a_port(port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
        assert "明策" in client.get("/").text
        assert client.get("/api/documents").json()["total"] == 15
        answered = client.post("/api/ask", json={"question": "伐桩最高能留多高"}).json()
        assert "5厘米" in answered["answer"]
        hit = client.get("/api/search", params={"query": "松材线虫", "k": 1}).json()["hits"][0]
        assert hit["why"]["reranked"] is not None
        assert client.get("/v1/models").json()["data"][0]["id"] == "mingce"


def test_sources_are_shown_on_the_same_port_and_as_guarded(port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
        rows = client.get("/api/documents").json()["documents"]
        doc_id = next(row["doc_id"] for row in rows if row["format"] == "pdf")
        page = client.get(f"/source/{doc_id}")
        assert 'class="mv-sheet"' in page.text
        assert "script-src 'self';" in page.headers["content-security-policy"]
        assert client.get(f"/source/{doc_id}/page/2").headers["content-type"] == "image/jpeg"
        assert "--mc-primary" in client.get("/viewer/viewer.css").text
        assert client.get(f"/source/{doc_id}", headers={"host": "other.example"}).status_code == 421
        assert client.get(f"/source/{doc_id}", headers={"origin": "http://other.example"}).status_code == 403


def test_what_interfaces_are_asked_is_in_the_journal(port: int, home: Path) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
        client.post("/api/ask", json={"question": "食堂几点开饭"})
    asked = Memory.at(home).journal.entries()[0]
    assert (asked.question, asked.status, asked.via) == ("食堂几点开饭", "refused", "api")


def test_names_that_are_allowed(port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
        assert client.get("/", headers={"host": "bureau.example"}).status_code == 200
        assert client.get("/", headers={"host": "other.example"}).status_code == 421


def test_it_listens_on_loopback_only(port: int) -> None:
    ends = {
        row.split()[1].split(":")[0]
        for table in ("tcp", "tcp6")
        for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        if row.split()[3] == "0A" and int(row.split()[1].split(":")[1], 16) == port
    }
    assert ends == {"0100007F"}
