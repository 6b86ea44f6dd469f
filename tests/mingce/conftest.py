"""The command line over a home with the demonstration corpus, as a process of its own or in this one."""

from __future__ import annotations

import gc
import io
import json
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kb.library import Library
from mingce.cli import main

REPO = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """What one command gave back."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value of stdout; anything beside it is an error."""
        assert self.out.count("\n") == 1, self.out[:500] + self.err
        return json.loads(self.out)

    @property
    def values(self) -> list[Any]:
        """One JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def run_in(home: Path, *arguments: str | Path, **environment: str) -> Run:
    """`mingce` with these arguments and `home` as MINGCE_HOME."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MINGCE_")}
    done = subprocess.run(
        [sys.executable, "-m", "mingce", *map(str, arguments)],
        cwd=REPO, env={**kept, "MINGCE_HOME": str(home), "PYTHONPATH": str(REPO), **environment},
        capture_output=True, text=True, encoding="utf-8", timeout=300, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return Run(done.returncode, done.stdout, done.stderr)


def run_here(home: Path, *arguments: str | Path, **environment: str) -> Run:
    """As `run_in`, in this process: a third of the time, for what needs no process of its own."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # a process that ends closes its files itself
        for key in [key for key in os.environ if key.startswith("MINGCE_")]:
            patch.delenv(key)
        for key, value in {"MINGCE_HOME": str(home), **environment}.items():
            patch.setenv(key, value)
        try:
            status = main([*map(str, arguments)])
        except SystemExit as exc:
            status = exc.code if isinstance(exc.code, int) else 0
        gc.enable()  # `ask` does without
        gc.collect()
    return Run(status, out.getvalue(), err.getvalue())


def copy_home(source: Path, target: Path) -> Path:
    """A copy of a home to write into; the model's files are linked, not copied, and must not be written to."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("models"), dirs_exist_ok=True)
    shutil.copytree(source / "models", target / "models", copy_function=os.link)
    return target


@pytest.fixture(scope="session")
def prepared(demo_library: Library, models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the model and the demonstration corpus, and nothing yet of those who use it. For reading only."""
    home = tmp_path_factory.mktemp("prepared")
    theirs = shutil.ignore_patterns("journal.sqlite*", "conversations.sqlite*")
    shutil.copytree(demo_library.home, home, dirs_exist_ok=True, ignore=theirs)
    shutil.copytree(models_dir, home / "models")
    return home


@pytest.fixture(scope="session")
def mingce(prepared: Path) -> Callable[..., Run]:
    """Runs a command that only reads, in this process."""

    def run(*arguments: str | Path, **environment: str) -> Run:
        return run_here(prepared, *arguments, **environment)

    return run


@pytest.fixture
def own(prepared: Path, tmp_path: Path) -> Path:
    """A home of one's own, with the model and the demonstration corpus."""
    return copy_home(prepared, tmp_path / "own")


@pytest.fixture
def empty(prepared: Path, tmp_path: Path) -> Path:
    """A home of one's own, with the model and no document."""
    home = tmp_path / "empty"
    shutil.copytree(prepared / "cache", home / "cache")
    shutil.copytree(prepared / "models", home / "models", copy_function=os.link)
    return home


@pytest.fixture(scope="session")
def doc_of(demo_library: Library) -> Callable[[str], str]:
    """The id of the demonstration document with this file name."""
    ids = {entry.source: doc_id for doc_id, entry in demo_library.snapshot.entries.items()}
    return ids.__getitem__
