"""Every sample file through the readers and the parser: what is read, what is not and why, how fast."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from time import perf_counter
from typing import Any

from evals.provenance import provenance
from ingest.reading import Reading
from kb.errors import UnreadableFile

_PASSED_OVER = (".jsonl", ".json", ".xz", ".gz")  # collections of texts, no documents
_MAX_CHARS = 5_000_000
_SLOW_S, _SLOW_PAGE_S = 30.0, 10.0  # a file is slow that takes longer than both, as a whole and a page


def run_formats(shared: Path) -> dict[str, Any]:
    """Files by format: read, read in part, failed with their reasons; seconds; every file that took long."""
    folder = shared / "data" / "documents"
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in _PASSED_OVER)
    formats: dict[str, dict[str, Any]] = defaultdict(lambda: {"read": 0, "partial": 0, "failed": 0, "seconds": 0.0})
    not_read: list[dict[str, str]] = []
    slow: list[str] = []
    with tempfile.TemporaryDirectory(prefix="mingce-formats-") as home, Reading(Path(home), _MAX_CHARS) as reading:
        for path in files:
            started = perf_counter()
            outcome, reason, pages = _read(reading, path)
            seconds = perf_counter() - started
            name = path.relative_to(folder).as_posix()
            figures = formats[path.suffix.lower().lstrip(".")]
            figures[outcome] += 1
            figures["seconds"] = round(figures["seconds"] + seconds, 2)
            if outcome != "read":
                not_read.append({"file": name, "outcome": outcome, "reason": reason})
            if seconds > _SLOW_S and seconds > _SLOW_PAGE_S * pages:
                slow.append(name)
    return {
        "eval": "formats",
        "n": len(files),
        "formats": dict(sorted(formats.items())),
        "not_read": not_read,
        "slow": slow,
        "missed": ["slow"] if slow else [],
        "provenance": provenance(files, "none"),
    }


def _read(reading: Reading, path: Path) -> tuple[str, str, int]:
    reading.begin(path.read_bytes(), path.name)
    try:
        document, _ = reading.next_result()
    except UnreadableFile as exc:
        return "failed", f"{exc.reason}：{exc}", 1
    return ("partial" if document.partial else "read"), "；".join(document.notes), document.page_count or 1


def told(result: dict[str, Any]) -> str:
    """The figures as lines for a person."""
    lines = [f"样本文件 {result['n']} 个（{result['provenance']['commit']}）"]
    lines += [
        f"  {name:<6}读入 {each['read']}，部分 {each['partial']}，未读 {each['failed']}，{each['seconds']:.1f} 秒"
        for name, each in result["formats"].items()
    ]
    lines += [f"  {each['outcome']}  {each['file']}：{each['reason']}" for each in result["not_read"]]
    lines += [f"  超过 {_SLOW_S:.0f} 秒：{name}" for name in result["slow"]]
    return "\n".join(lines)
