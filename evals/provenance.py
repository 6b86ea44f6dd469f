"""Where a result comes from: commit, corpus, models, machine, libraries."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

_GIT = shutil.which("git") or "git"
_LIBRARIES = (
    "chromadb", "jieba", "langchain-text-splitters", "onnxruntime", "pypdfium2", "rapidocr", "tokenizers",
)  # fmt: skip


def provenance(files: Iterable[Path], model: str) -> dict[str, Any]:
    """Commit (with `+` where the tree differs from it), hash of `files`, model, machine and versions."""
    return {
        "commit": _commit(),
        "date": datetime.now(UTC).date().isoformat(),
        "files_sha256": _hash(files),
        "model": model,
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def _commit() -> str:
    root = Path(__file__).parent
    try:
        commit = subprocess.run(  # noqa: S603 (fixed arguments)
            [_GIT, "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True, check=True
        ).stdout.strip()  # fmt: skip
        dirty = subprocess.run(  # noqa: S603 (fixed arguments)
            [_GIT, "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit + ("+" if dirty.strip() else "")


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
