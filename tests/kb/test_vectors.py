"""The vector index, also when several processes use it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.errors import LibraryError
from kb.vectors import VectorIndex
from tests.conftest import REPO

WIDTH = 24
OTHER = """
import sys
from pathlib import Path
from tests.kb.test_vectors import fill
fill(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
"""


def rows(n: int, seed: int) -> NDArray[np.float32]:
    found = np.random.default_rng(seed).normal(size=(n, WIDTH)).astype(np.float32)
    unit: NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


def ids(prefix: str, n: int) -> list[str]:
    return [f"{prefix}:1:{number}" for number in range(n)]


def fill(folder: Path, prefix: str, n: int, batches: int) -> None:
    index = VectorIndex(folder, "chunks-test")
    for batch in range(batches):
        index.add(ids(f"{prefix}{batch}", n), rows(n, hash_of(prefix, batch)), f"{prefix}{batch}")


def hash_of(prefix: str, batch: int) -> int:
    return ord(prefix[0]) * 1000 + batch


def other_process(folder: Path, prefix: str, n: int, batches: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", OTHER, folder, prefix, str(n), str(batches)], cwd=REPO)


def found(index: VectorIndex, prefix: str, n: int, batch: int, step: int = 1) -> float:
    """The share of the rows of a batch that come back as nearest to themselves."""
    wanted = [
        index.query(row, 1)[0][0] == f"{prefix}{batch}:1:{number}"
        for number, row in enumerate(rows(n, hash_of(prefix, batch)))
        if number % step == 0
    ]
    return sum(wanted) / len(wanted)


@pytest.fixture
def index(tmp_path: Path) -> VectorIndex:
    return VectorIndex(tmp_path / "chroma", "chunks-test")


def test_nearest_first_with_their_cosine(index: VectorIndex) -> None:
    vectors = rows(40, 1)
    index.add(ids("a", 40), vectors, "a")
    hits = index.query(vectors[7], 40)
    cosines = dict(zip(ids("a", 40), vectors @ vectors[7], strict=True))
    assert hits[0][0] == "a:1:7"
    assert [cosine for _, cosine in hits] == sorted((cosine for _, cosine in hits), reverse=True)
    for key, cosine in hits:
        assert cosine == pytest.approx(cosines[key], abs=1e-5)


@pytest.mark.parametrize("share", [1, 2, 20, 200])
def test_a_filter_gives_what_an_exact_search_of_its_documents_gives(index: VectorIndex, share: int) -> None:
    """Of all 200 documents, half, a tenth, one: over-fetched where that suffices, else by Chroma's own filter."""
    vectors = rows(600, 1)
    keys = [f"d{number // 3}:1:{number % 3}.0" for number in range(600)]
    index.add(keys, vectors, [key.split(":")[0] for key in keys])
    wanted = [f"d{number}" for number in range(0, 200, share)]
    for vector in rows(5, 2):
        order = np.argsort(-(vectors @ vector))
        exact = [keys[at] for at in order if keys[at].split(":")[0] in wanted][:10]
        assert [key for key, _ in index.query(vector, 10, wanted)] == exact
        assert [
            key for key, _ in index.among(vector, 10, [key for key in keys if key.split(":")[0] in wanted])
        ] == exact
    assert index.query(vectors[0], 10, []) == index.among(vectors[0], 10, []) == []


def test_all_rows(index: VectorIndex) -> None:
    vectors = rows(30, 1)
    index.add(ids("a", 30), vectors, "a")
    keys, held = index.all_rows()
    assert sorted(keys) == sorted(ids("a", 30))
    np.testing.assert_allclose(held[[keys.index(key) for key in ids("a", 30)]], vectors, atol=1e-6)


def test_only_from_the_documents_asked_for(index: VectorIndex) -> None:
    index.add(ids("a", 30), rows(30, 1), "a")
    index.add(ids("b", 5), rows(5, 2), "b")
    assert {key.split(":")[0] for key, _ in index.query(rows(1, 3)[0], 20, ["b"])} == {"b"}
    assert index.query(rows(1, 3)[0], 20, []) == []
    assert index.query(rows(1, 3)[0], 20, ["c"]) == []


def test_adding_again_replaces_and_deleting_forgets(index: VectorIndex) -> None:
    index.add(ids("a", 3), rows(3, 1), "a")
    index.add(ids("a", 3), rows(3, 2), "a")
    ((key, cosine),) = index.query(rows(3, 2)[1], 1)
    assert key == "a:1:1"
    assert cosine == pytest.approx(1, abs=1e-5)
    index.delete(["a:1:0", "unknown"])
    assert sorted(index.ids()) == sorted(index.ids_of(["a"])) == ["a:1:1", "a:1:2"]
    assert index.count() == 2


def test_an_empty_index(index: VectorIndex) -> None:
    assert (index.query(rows(1, 1)[0], 5), index.ids(), index.count()) == ([], [], 0)


def test_other_collections_are_dropped(tmp_path: Path) -> None:
    old, new = (VectorIndex(tmp_path, name) for name in ("chunks-old", "chunks-new"))
    old.add(ids("a", 3), rows(3, 1), "a")
    new.add(ids("b", 3), rows(3, 1), "b")
    new.drop_others()
    assert sorted(new.ids()) == ids("b", 3)
    assert VectorIndex(tmp_path, "chunks-old").count() == 0


def test_what_another_process_writes_is_seen_and_not_overwritten(tmp_path: Path) -> None:
    """More rows than Chroma keeps unwritten (1000), so that both processes persist their graph."""
    fill(tmp_path, "a", 50, 1)
    mine = VectorIndex(tmp_path, "chunks-test")
    assert found(mine, "a", 50, 0, 10) == 1
    assert other_process(tmp_path, "b", 1500, 1).wait() == 0
    assert found(mine, "b", 1500, 0, 60) == 1
    mine.add(ids("c0", 1500), rows(1500, hash_of("c", 0)), "c0")
    fresh = VectorIndex(tmp_path, "chunks-test")
    for index in (mine, fresh):
        assert index.count() == 3050
        assert [found(index, name, n, 0, n // 25) for name, n in (("a", 50), ("b", 1500), ("c", 1500))] == [1, 1, 1]


def test_two_processes_writing_while_threads_read(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path, "chunks-test")
    writers = [other_process(tmp_path, name, 60, 4) for name in "xy"]
    failures: list[LibraryError] = []

    def read() -> None:
        while any(writer.poll() is None for writer in writers):
            try:
                index.query(rows(1, 9)[0], 20)
            except LibraryError as exc:
                failures.append(exc)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert [writer.returncode for writer in writers] == [0, 0]
    assert not failures
    assert index.count() == 480
    assert [found(index, name, 60, batch, 12) for name in "xy" for batch in range(4)] == [1] * 8


def test_damaged_files_are_a_library_error(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"no database" * 500)
    with pytest.raises(LibraryError, match="reindex"):
        VectorIndex(folder, "chunks-test")


def test_a_folder_that_cannot_be_made_is_a_library_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError):
        VectorIndex(tmp_path / "file" / "chroma", "chunks-test")
