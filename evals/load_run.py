"""Thirty people at once: `python -m evals.load_run [--people N] [--minutes M] [--files F]`.

A server of its own on loopback, over a home with the demonstration corpus. Everyone asks, reads sources, opens the page
and lists tasks, with pauses as people make them; after a third of the time a batch of files is taken in beside them, by
another process on the same home. Told: errors, the time of an answer, the server's memory. It ends by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx

from evals.provenance import provenance

BARS = {"errors": 0.0, "answer_p95_ms": 2000.0, "grown": 1.25}
_ROOT = Path(__file__).resolve().parents[1]
_GOLD = _ROOT / "evals" / "gold" / "dev.jsonl"
_PAUSE_S = (3.0, 9.0)  # between two things that one person does
_STARTED_S, _TIMEOUT_S = 180, 30
_KEPT = httpx.Limits(keepalive_expiry=2.0)  # shorter than the server keeps an idle connection


@dataclass
class Tally:
    """What happened: milliseconds by kind of request, and what went wrong."""

    took_ms: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, took_ms: float, error: str = "") -> None:
        """Adds one request."""
        with self.guard:
            self.took_ms.setdefault(kind, []).append(took_ms)
            if error:
                self.errors.append(f"{kind}: {error}")


def run_load(people: int = 30, minutes: float = 5.0, files: int = 50) -> dict[str, Any]:
    """The figures. `answer_p95_ms` is of whole answers; `grown` the server's memory at the end over that after a fifth."""
    questions = [json.loads(line)["question"] for line in _GOLD.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory(prefix="mingce-load-") as folder:
        home = Path(folder)
        mingce(home, "setup")
        mingce(home, "demo")
        tally, memory = Tally(), []
        with served(home) as (server, port):
            until = time.monotonic() + minutes * 60
            with ThreadPoolExecutor(people + 2) as pool:
                waits = [pool.submit(_person, port, until, questions, tally, number) for number in range(people)]
                waits.append(pool.submit(_take_in, home, files, minutes * 20, tally))
                while time.monotonic() < until:
                    memory.append(_resident_mb(server.pid))
                    time.sleep(min(5.0, max(0.1, until - time.monotonic())))
            for each in waits:
                each.result()
    return _figures(tally, memory, people, minutes, files)


def _figures(tally: Tally, memory: Sequence[float], people: int, minutes: float, files: int) -> dict[str, Any]:
    asked = sorted(tally.took_ms.get("ask", [0.0]))
    settled = memory[len(memory) // 5]
    result: dict[str, Any] = {
        "eval": "load", "people": people, "minutes": minutes, "files": files,
        "requests": {kind: len(took) for kind, took in tally.took_ms.items()},
        "errors": len(tally.errors), "first_errors": tally.errors[:5],
        "answer_p50_ms": round(median(asked)), "answer_p95_ms": round(quantiles(asked, n=20)[-1]) if len(asked) > 1 else 0,
        "resident_mb": {"settled": round(settled), "end": round(memory[-1]), "most": round(max(memory))},
        "grown": round(memory[-1] / settled, 2),
    }  # fmt: skip
    missed = [name for name, bar in BARS.items() if result[name] > bar]
    return {**result, "missed": missed, "provenance": provenance([_GOLD], "bundled")}


def _person(port: int, until: float, questions: Sequence[str], tally: Tally, number: int) -> None:
    """One person: a session of its own that asks, follows a source, looks at the page and at tasks."""
    chance = random.Random(number)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=_TIMEOUT_S, trust_env=False, limits=_KEPT) as client:
        time.sleep(chance.uniform(0, _PAUSE_S[1]))
        while time.monotonic() < until:
            answer = _request(client, tally, "ask", "POST", "/api/ask", json={"question": chance.choice(questions)})
            for citation in (answer or {}).get("citations", [])[:1]:
                time.sleep(chance.uniform(*_PAUSE_S) / 2)
                place = f"?start={citation['start']}&end={citation['end']}"
                _request(client, tally, "source", "GET", f"/source/{citation['doc_id']}{place}")
            if chance.random() < 0.3:
                _request(client, tally, "page", "GET", "/")
            if chance.random() < 0.3:
                _request(client, tally, "tasks", "GET", "/api/tasks")
            time.sleep(chance.uniform(*_PAUSE_S))


def _request(client: httpx.Client, tally: Tally, kind: str, method: str, path: str, **more: Any) -> Any:
    begun = time.perf_counter()
    try:
        reply = client.request(method, path, **more)
        error = "" if reply.status_code == httpx.codes.OK else f"{reply.status_code} {reply.text[:200]}"
        value = reply.json() if not error and "json" in reply.headers.get("content-type", "") else None
    except httpx.HTTPError as exc:
        error, value = repr(exc), None
    tally.note(kind, (time.perf_counter() - begun) * 1000, error)
    return value


def _take_in(home: Path, files: int, delay_s: float, tally: Tally) -> None:
    """The batch: plans of a page each, with names of their own."""
    time.sleep(delay_s)
    folder = home / "inbox"
    folder.mkdir()
    for number in range(files):
        body = "\n".join(
            f"（{at}）加强第{at}片区管护。落实专人巡护，按月上报。（责任科室：局巡护{number}科）" for at in range(1, 13)
        )
        text = f"栖云市第{number}号片区管护方案\n一、工作任务\n{body}\n二、工作要求\n各单位要抓好落实。\n"
        (folder / f"片区{number}.txt").write_text(text, "utf-8")
    begun = time.perf_counter()
    done = mingce(home, "ingest", str(folder), check=False)
    tally.note("ingest", (time.perf_counter() - begun) * 1000, done.stderr[-300:] if done.returncode else "")


@contextmanager
def served(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`mingce serve` over `home` on a free port, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "mingce", "serve", "--port", str(port)]
    server = subprocess.Popen(  # noqa: S603 (fixed arguments)
        command, cwd=_ROOT, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        waiting_for(server, port)
        yield server, port
    finally:
        server.terminate()
        server.wait(30)


def waiting_for(server: subprocess.Popen[bytes], port: int) -> None:
    """Waits until something listens there. Raises RuntimeError if the process ends before, or takes too long."""
    until = time.monotonic() + _STARTED_S
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the server did not start")
        time.sleep(0.3)


def mingce(home: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """The command with `home` as MINGCE_HOME."""
    command = [sys.executable, "-m", "mingce", *arguments]
    return subprocess.run(  # noqa: S603 (fixed arguments)
        command, cwd=_ROOT, env=environment(home), capture_output=True, text=True, check=check
    )


def environment(home: Path) -> dict[str, str]:
    """The environment of a process of ours over `home`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MINGCE_")}
    return {**kept, "MINGCE_HOME": str(home), "PYTHONPATH": str(_ROOT)}


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures as JSON; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m evals.load_run", description=__doc__)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--files", type=int, default=50)
    options = parser.parse_args(arguments)
    result = run_load(options.people, options.minutes, options.files)
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    return 1 if result["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())
