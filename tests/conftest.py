"""What all tests share: the real bundled model, built once, and libraries that use it."""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from assistant.answer import Answer
from assistant.asking import ask
from ingest.intake import Limits, Report, ingest
from kb.embedding import Encoder, build_bundled, load_encoder
from kb.library import Library
from kb.reranking import Reranker, load_reranker

REPO = Path(__file__).resolve().parents[1]
DOCUMENTS = REPO / "corpus" / "documents"
GOLD_DEV = REPO / "evals" / "gold" / "dev.jsonl"
TODAY = "2025-06-01"  # the day of the tests: documents run out
LIMITS = Limits(max_bytes=100 * 2**20, max_chars=5_000_000)

MakeLibrary = Callable[[Path], Library]

# The same examples in every run, so that a red run can be repeated; no deadline, as the machine is shared.
settings.register_profile("mingce", derandomize=True, deadline=None, max_examples=60, database=None)
settings.load_profile("mingce")


Made = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Made:
    """Gives a folder that is filled by whichever of the test processes comes first; for reading only.

    `made_once("models", build)` calls `build(folder)` unless another process has, and waits for one that does.
    """
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder = base / f"once-{name}"
        with (base / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = base / f"once-{name}.made"
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def models_dir(made_once: Made) -> Path:
    """A folder with the bundled model, built for this run of the tests."""
    return made_once("models", lambda folder: build_bundled(folder, lambda *_: None))


@pytest.fixture(scope="session")
def encoder(models_dir: Path) -> Encoder:
    """The bundled model, loaded."""
    return load_encoder("bundled", models_dir)


@pytest.fixture(scope="session")
def reranker(models_dir: Path) -> Reranker:
    """The bundled cross-encoder, loaded."""
    loaded = load_reranker("bundled", models_dir)
    assert loaded is not None
    return loaded


@pytest.fixture(scope="session")
def words_cache(made_once: Made) -> Path:
    """Where jieba's dictionary, once read, lies ready for all libraries of the run (reading it takes 1.5 s)."""
    from kb.words import Words

    return made_once("words", lambda folder: Words(folder).cut("准备"))


@pytest.fixture(scope="session")
def _opener(encoder: Encoder, reranker: Reranker, words_cache: Path) -> Iterator[MakeLibrary]:
    yield from _opening(encoder, reranker, words_cache)


def _opening(encoder: Encoder, reranker: Reranker, words_cache: Path) -> Iterator[MakeLibrary]:
    opened: list[Library] = []

    def open_library(home: Path) -> Library:
        shutil.copytree(words_cache, home / "cache", dirs_exist_ok=True)
        library = Library(home, lambda: encoder, lambda: TODAY, lambda: reranker)
        opened.append(library)
        return library

    yield open_library
    for library in opened:
        library.close()


@pytest.fixture
def make_library(encoder: Encoder, reranker: Reranker, words_cache: Path) -> Iterator[MakeLibrary]:
    """Opens the library in a folder, with the real model; it is closed when the test ends."""
    yield from _opening(encoder, reranker, words_cache)


@pytest.fixture
def library(make_library: MakeLibrary, tmp_path: Path) -> Library:
    """An empty library."""
    return make_library(tmp_path / "home")


@pytest.fixture(scope="session")
def _demo(made_once: Made, _opener: MakeLibrary) -> Path:
    def make(folder: Path) -> None:
        library = _opener(folder / "home")
        reports = list(ingest(library, [DOCUMENTS], LIMITS))
        library.close()
        (folder / "reports.pickle").write_bytes(pickle.dumps(reports))

    return made_once("demo", make)


@pytest.fixture(scope="session")
def demo_reports(_demo: Path) -> list[Report]:
    """The report rows of `demo_library`, as they were when it was made."""
    reports: list[Report] = pickle.loads((_demo / "reports.pickle").read_bytes())
    return reports


@pytest.fixture(scope="session")
def demo_library(_opener: MakeLibrary, _demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The demonstration corpus, taken in once. For reading only."""
    return _opener(shutil.copytree(_demo / "home", tmp_path_factory.mktemp("demo"), dirs_exist_ok=True))


@pytest.fixture(scope="session")
def gold_dev() -> list[dict[str, Any]]:
    """The development half of the gold set."""
    return [json.loads(line) for line in GOLD_DEV.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def dev_answers(made_once: Made, demo_library: Library, gold_dev: list[dict[str, Any]]) -> dict[str, Answer]:
    """The answer to every question of the development half, by its id."""

    def make(folder: Path) -> None:
        answers = {row["id"]: ask(demo_library, row["question"], row.get("history") or ()) for row in gold_dev}
        (folder / "answers.pickle").write_bytes(pickle.dumps(answers))

    answers: dict[str, Answer] = pickle.loads((made_once("answers", make) / "answers.pickle").read_bytes())
    return answers


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder with real public data that is not part of the project; skips where it is absent."""
    folder = Path(os.environ.get("MINGCE_SHARED", REPO.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the shared data is not on this machine (set MINGCE_SHARED)")
    return folder


@pytest.fixture(scope="session")
def seed_document(shared_dir: Path) -> Path:
    """The plan that the project was created from; skips where it is absent."""
    found = sorted((shared_dir / "seed").glob("*.txt"))
    if not found:
        pytest.skip("the seed document is not on this machine")
    return found[0]
