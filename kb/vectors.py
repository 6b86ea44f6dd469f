"""The vector index: the one home of Chroma. It keeps vectors under string ids and nothing else.

Chroma 1.5 keeps its graph in memory and does not see what another process writes; a process that then writes
persists its old graph over the newer one, and vectors are lost from search for good (tests/kb/test_vectors.py).
So every call takes a file lock beside Chroma's files, shared for reading and exclusive for writing, and
opens Chroma anew when the stamp in that file says that somebody else has written since.
"""

from __future__ import annotations

import fcntl
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from kb.errors import LibraryError

# HNSW in cosine space, set by evals/scale_run.py: with 128 candidates ten of the nearest at 200,000 vectors are .976 of
# the exact ones; a query of 256 takes the milliseconds that one of 128 takes twice.
_CONFIGURATION = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 256, "max_neighbors": 24}}
_STAMP_FILE = "mingce.stamp"
_OVERFETCHED = (4, 16)  # how many times as many are asked for, where a filter is applied to what comes back
_PAGE = 10_000  # rows read at once
_opening = threading.Lock()  # Chroma's table of open databases belongs to the whole process


class VectorIndex:
    """A Chroma collection on disk. Rows are float32, L2-normalised, of one width.

    Safe to use from several threads and processes. Every method raises LibraryError when the files are damaged.
    """

    def __init__(self, folder: Path, collection: str) -> None:
        """Opens or makes `collection` in `folder`."""
        self.collection = collection
        self._folder = folder
        self._guard = threading.Lock()
        self._stamp: str | None = None
        self._count: tuple[str | None, int] | None = None  # with the stamp of which it is
        self._client: Any = None
        self._rows: Any = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise _damaged(exc) from exc
        with self._held(fcntl.LOCK_EX):
            pass

    def add(self, ids: Sequence[str], vectors: NDArray[np.float32], doc_ids: Sequence[str] | str) -> None:
        """Adds one row of `vectors` for each of `ids`, that of a document in `doc_ids` (or all of one document)."""
        owners = [doc_ids] * len(ids) if isinstance(doc_ids, str) else doc_ids
        with self._held(fcntl.LOCK_EX, changes=True) as rows:
            step = self._client.get_max_batch_size()
            for at in range(0, len(ids), step):
                metadatas: Any = [{"doc_id": owner} for owner in owners[at : at + step]]
                rows.upsert(list(ids[at : at + step]), embeddings=vectors[at : at + step], metadatas=metadatas)

    def delete(self, ids: Sequence[str]) -> None:
        """Removes these ids; unknown ones do not matter."""
        with self._held(fcntl.LOCK_EX, changes=True) as rows:
            step = self._client.get_max_batch_size()
            for at in range(0, len(ids), step):
                rows.delete(list(ids[at : at + step]))

    def query(
        self, vector: NDArray[np.float32], k: int, doc_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest `k` ids with their cosine to `vector` (d,), nearest first."""
        if doc_ids is not None and not doc_ids:
            return []
        with self._held(fcntl.LOCK_SH) as rows:
            count = self._counted(rows)
            if doc_ids is None or not count:
                return _nearest(rows, vector, min(k, count)) if count else []
            # Chroma looks a filter up in its table, for a second where it names thousands of documents; the nearest of
            # all, without those of other documents, are the same.
            wanted = frozenset(doc_ids)
            for more in _OVERFETCHED:
                found = _nearest(rows, vector, min(more * k, count))
                kept = [(key, cosine) for key, cosine in found if key.split(":", 1)[0] in wanted]
                if len(kept) >= k or len(found) == count:
                    return kept[:k]
            return _nearest(rows, vector, min(k, count), {"doc_id": {"$in": list(doc_ids)}})

    def among(self, vector: NDArray[np.float32], k: int, ids: Sequence[str]) -> list[tuple[str, float]]:
        """As `query`, of `ids` only, and exact; 2 ms for a document, where Chroma's own filter takes a second."""
        with self._held(fcntl.LOCK_SH) as rows:
            found = rows.get(ids=list(ids), include=["embeddings"]) if ids else {"ids": []}
        if not found["ids"]:
            return []
        cosines = np.asarray(found["embeddings"], np.float32) @ vector
        best = np.lexsort((found["ids"], -cosines))[:k]
        return [(found["ids"][at], float(cosines[at])) for at in best.tolist()]

    def ids(self) -> list[str]:
        """All ids."""
        with self._held(fcntl.LOCK_SH) as rows:
            return list(rows.get(include=[])["ids"])

    def ids_of(self, doc_ids: Sequence[str]) -> list[str]:
        """All ids that belong to `doc_ids`."""
        with self._held(fcntl.LOCK_SH) as rows:
            return list(rows.get(where={"doc_id": {"$in": list(doc_ids)}}, include=[])["ids"])

    def all_rows(self) -> tuple[list[str], NDArray[np.float32]]:
        """All ids with their vectors, `(n, d)` float32: what an exact search goes through."""
        ids: list[str] = []
        parts: list[NDArray[np.float32]] = []
        with self._held(fcntl.LOCK_SH) as rows:
            while (found := rows.get(include=["embeddings"], limit=_PAGE, offset=len(ids)))["ids"]:
                ids += found["ids"]
                parts.append(np.asarray(found["embeddings"], np.float32))
        return ids, np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)

    def count(self) -> int:
        """How many vectors there are."""
        with self._held(fcntl.LOCK_SH) as rows:
            return int(rows.count())

    def _counted(self, rows: Any) -> int:
        """How many vectors there are, asked once a stamp: it takes Chroma three times as long as a search."""
        with self._guard:
            if self._count is None or self._count[0] != self._stamp:
                self._count = self._stamp, int(rows.count())
            return self._count[1]

    def drop_others(self) -> None:
        """Removes all collections but this one: indexes of earlier models, and what a killed reindex left."""
        with self._held(fcntl.LOCK_EX, changes=True):
            for other in self._client.list_collections():
                if other.name != self.collection:
                    self._client.delete_collection(other.name)

    @contextmanager
    def _held(self, how: int, changes: bool = False) -> Iterator[Any]:
        """The collection, up to date and locked against others until the block ends."""
        try:
            with (self._folder / _STAMP_FILE).open("a+") as handle:
                fcntl.flock(handle, how)
                yield self._current(handle, changes)
        except (ChromaError, ValueError, OSError) as exc:
            raise _damaged(exc) from exc

    def _current(self, handle: Any, changes: bool) -> Any:
        handle.seek(0)
        stamp = handle.read()
        with self._guard:
            if self._rows is None or stamp != self._stamp:
                self._client, self._rows = self._opened()
                self._stamp = stamp
            if changes:  # stamped before the change, so that one that is killed shows, too
                self._stamp = uuid.uuid4().hex
                handle.seek(0)
                handle.truncate()
                handle.write(self._stamp)
                handle.flush()
            return self._rows

    def _opened(self) -> tuple[Any, Any]:
        # Chroma shares one open database among all clients of a process; a new one shows the files as they are now.
        with _opening:
            SharedSystemClient.clear_system_cache()
            client = chromadb.PersistentClient(str(self._folder), settings=Settings(anonymized_telemetry=False))
        rows = client.get_or_create_collection(self.collection, configuration=_CONFIGURATION, embedding_function=None)  # type: ignore[arg-type]
        return client, rows


def _nearest(
    rows: Any, vector: NDArray[np.float32], k: int, where: dict[str, Any] | None = None
) -> list[tuple[str, float]]:
    found = rows.query(query_embeddings=[vector], n_results=k, where=where, include=["distances"])
    distances = (found["distances"] or [[]])[0]
    return [(key, 1.0 - float(distance)) for key, distance in zip(found["ids"][0], distances, strict=True)]


def _damaged(exc: Exception) -> LibraryError:
    return LibraryError(f"向量索引读写失败：{exc}", "请运行 mingce doctor 检查，或运行 mingce reindex 重建索引")
