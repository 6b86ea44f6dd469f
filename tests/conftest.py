"""What all tests share: the real bundled model, built once, and libraries that use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from ingest.intake import Limits, Report, ingest
from kb.embedding import Encoder, build_bundled, load_encoder
from kb.library import Library
from kb.reranking import Reranker, load_reranker

REPO = Path(__file__).resolve().parents[1]
DOCUMENTS = REPO / "corpus" / "documents"
TODAY = "2025-06-01"  # the day of the tests: documents run out
LIMITS = Limits(max_bytes=100 * 2**20, max_chars=5_000_000)

MakeLibrary = Callable[[Path], Library]

# The same examples in every run, so that a red run can be repeated; no deadline, as the machine is shared.
settings.register_profile("mingce", derandomize=True, deadline=None, max_examples=60, database=None)
settings.load_profile("mingce")


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bundled model, built in this session."""
    folder = tmp_path_factory.mktemp("models")
    build_bundled(folder, lambda *_: None)
    return folder


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
def words_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where jieba's dictionary, once read, lies ready for all libraries of the session (reading it takes 1.5 s)."""
    from kb.words import Words

    folder = tmp_path_factory.mktemp("words")
    Words(folder).cut("准备")
    return folder


@pytest.fixture(scope="session")
def _opener(encoder: Encoder, reranker: Reranker, words_cache: Path) -> Iterator[MakeLibrary]:
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
def make_library(_opener: MakeLibrary) -> MakeLibrary:
    """Opens the library in a folder, with the real model."""
    return _opener


@pytest.fixture
def library(make_library: MakeLibrary, tmp_path: Path) -> Library:
    """An empty library."""
    return make_library(tmp_path / "home")


@pytest.fixture(scope="session")
def demo_reports() -> list[Report]:
    """The report rows of `demo_library`, filled when it is made."""
    return []


@pytest.fixture(scope="session")
def demo_library(_opener: MakeLibrary, tmp_path_factory: pytest.TempPathFactory, demo_reports: list[Report]) -> Library:
    """The demonstration corpus, taken in once. For reading only."""
    library = _opener(tmp_path_factory.mktemp("demo"))
    demo_reports.extend(ingest(library, [DOCUMENTS], LIMITS))
    return library


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
