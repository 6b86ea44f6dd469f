"""The whole path without a network: in a namespace without interfaces where that is permitted, and watched by an
audit hook for every address that Python code looks up or connects to.

Native code passes the hook by; in the namespace, the kernel's count of packets without a route tells of it, too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
DOCUMENTS = REPO / "corpus" / "documents"
NAMESPACE = ("unshare", "--map-root-user", "--net")
# Runs a command and adds the new namespace's counters (RFC 1213, ipOutNoRoutes) to the file named first.
COUNTED = (
    *NAMESPACE,
    "sh",
    "-c",
    'counts=$1; shift; "$@"; status=$?; grep ^Ip: /proc/net/snmp >> "$counts"; exit $status',
    "sh",
)
# Written beside the tests' data and found by every child through PYTHONPATH.
WATCH = """
import os, sys

def _watch(event, arguments, _file=os.environ["MINGCE_TEST_WATCH"]):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "unix"
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host)
    if host not in ("unix", "None", "localhost", "::1", "") and not host.startswith("127."):
        with open(_file, "a") as handle:
            handle.write(f"{event} {host}\\n")

sys.addaudithook(_watch)
"""


@dataclass(frozen=True)
class Walked:
    """What the whole path left: each command's result, and what the hook saw."""

    results: dict[str, subprocess.CompletedProcess[str]]
    seen: str
    isolated: bool
    unrouted: list[int]


def permitted() -> bool:
    """Whether this machine lets us make a namespace without interfaces."""
    if shutil.which(NAMESPACE[0]) is None:
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False, timeout=30).returncode == 0


def unrouted(counts: Path) -> list[int]:
    """For each command run through `COUNTED`, how often something wanted out of the namespace."""
    lines = counts.read_text(encoding="ascii").splitlines() if counts.exists() else []
    return [
        int(values.split()[names.split().index("OutNoRoutes")])
        for names, values in zip(lines[::2], lines[1::2], strict=True)
    ]


def watched(folder: Path) -> dict[str, str]:
    """The environment in which every Python process reports to `folder/seen`."""
    (folder / "hook").mkdir(exist_ok=True)
    (folder / "hook" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    (folder / "seen").touch()
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MINGCE_")}
    return {
        **kept, "PYTHONPATH": f"{folder / 'hook'}{os.pathsep}{REPO}", "MINGCE_TEST_WATCH": str(folder / "seen"),
        "MINGCE_HOME": str(folder / "home"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    folder = tmp_path_factory.mktemp("offline")
    environment = watched(folder)
    isolated = permitted()
    before = (*COUNTED, str(folder / "counts")) if isolated else ()
    results = {}
    for name, arguments in {
        "setup": ["setup"],
        "ingest": ["ingest", str(DOCUMENTS), "--json"],
        "ask": ["ask", "森林防火科有哪些任务", "--json"],
        "passage": ["ask", "伐桩最高能留多高", "--json"],
        "search": ["search", "松材线虫", "--json"],
        "tasks": ["tasks", "--section", "规划财务科", "--json"],
    }.items():
        results[name] = subprocess.run(
            [*before, sys.executable, "-m", "mingce", *arguments],
            cwd=REPO, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=600,
        )  # fmt: skip
    return Walked(results, (folder / "seen").read_text(encoding="utf-8"), isolated, unrouted(folder / "counts"))


def test_the_namespace_has_no_way_out_and_counts_who_looks_for_one(path: Walked, tmp_path: Path) -> None:
    if not path.isolated:
        pytest.skip("this machine does not permit `unshare --map-root-user --net`")
    script = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=2)"
    command = [*COUNTED, str(tmp_path / "counts"), sys.executable, "-c", script]
    tried = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert "Network is unreachable" in tried.stderr
    (count,) = unrouted(tmp_path / "counts")
    assert count > 0


def test_no_native_code_looks_for_a_way_out(path: Walked) -> None:
    if not path.isolated:
        pytest.skip("this machine does not permit `unshare --map-root-user --net`")
    assert dict(zip(path.results, path.unrouted, strict=True)) == dict.fromkeys(path.results, 0)


def test_the_whole_path_works_without_a_network(path: Walked) -> None:
    if not path.isolated:
        pytest.skip("this machine does not permit `unshare --map-root-user --net`")
    assert {name: done.stderr for name, done in path.results.items() if done.returncode or done.stderr} == {}
    rows = json.loads(path.results["ingest"].stdout)
    assert {row["outcome"] for row in rows} == {"added"}
    assert len(rows) == len(list(DOCUMENTS.iterdir()))
    assert json.loads(path.results["ask"].stdout)["coverage"]["complete"] is True
    assert "5厘米" in json.loads(path.results["passage"].stdout)["answer"]
    assert json.loads(path.results["search"].stdout)
    assert json.loads(path.results["tasks"].stdout)


def test_nothing_but_this_machine_is_looked_up_or_connected_to(path: Walked) -> None:
    assert path.results["ask"].returncode == 0
    assert path.seen == ""


def test_the_hook_sees_what_it_should(tmp_path: Path) -> None:
    script = (
        "import socket\n"
        "for call in (lambda: socket.getaddrinfo('mingce.invalid', 80), lambda: socket.getaddrinfo('127.0.0.1', 80),\n"
        "             lambda: socket.socket().connect(('127.0.0.1', 1)),\n"
        "             lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))):\n"
        "    try:\n"
        "        call()\n"
        "    except OSError:\n"
        "        pass\n"
    )
    subprocess.run([sys.executable, "-c", script], env=watched(tmp_path), check=True, timeout=60)
    assert (tmp_path / "seen").read_text(encoding="utf-8").split() == [
        "socket.getaddrinfo",
        "mingce.invalid",
        "socket.connect",
        "192.0.2.1",
    ]
