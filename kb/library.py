"""The library: catalog, lexical index, vectors and originals kept as one.

All or nothing, also when the process is killed: a change is noted in `pending` first, then vectors and the
original are written under the new revision, then one SQLite transaction makes the revision current. What a
killed change leaves behind belongs to no current revision: searches pass over it and the next opening clears it.
"""

from __future__ import annotations

import fcntl
import hashlib
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb import originals
from kb.aliases import Aliases
from kb.catalog import Catalog, Entry, Filed, Pending
from kb.corrections import Corrections
from kb.embedding import Encoder
from kb.errors import LibraryError, MingceError, ModelMismatch
from kb.filing import (
    NewDocument,
    Outcome,
    Plan,
    batches,
    embedded,
    key_of,
    names_in,
    plan,
    tokens_of,
    vector_keys,
)  # fmt: skip
from kb.records import Records
from kb.reranking import Reranker
from kb.snapshot import Snapshot, local_date
from kb.words import Words

if TYPE_CHECKING:
    from kb.vectors import VectorIndex

__all__ = ["Library", "NewDocument", "Outcome", "Progress", "collection_of", "vector_keys"]

_FEW_DOCUMENTS, _FEW_PIECES = 50, 2000  # so many are searched one by one

Progress = Callable[[str, int, int], None]


@dataclass
class Library:
    """The library in `home`. Safe to use from several threads and, for writing, from several processes.

    `today` gives the ISO date on which is judged what holds. `load_reranker` gives None where there is to be none.
    """

    home: Path
    load_encoder: Callable[[], Encoder]
    today: Callable[[], str] = local_date
    load_reranker: Callable[[], Reranker | None] = lambda: None
    _encoder: Encoder | None = field(default=None, init=False)
    _vectors: VectorIndex | None = field(default=None, init=False)
    _read: Snapshot | None = field(default=None, init=False)  # without corrections
    _snapshot: Snapshot | None = field(default=None, init=False)
    _words: Words | None = field(default=None, init=False)
    _worded: int = field(default=-1, init=False)  # the generation whose names are words
    _named: Mapping[str, Records] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._guard = threading.RLock()  # the caches below; held for moments
        self._writer = threading.RLock()  # one change at a time; reading goes on meanwhile
        self.catalog = Catalog(self.home / "catalog.sqlite")
        self._originals = self.home / "originals"
        self._held = False
        self._pinned = threading.local()
        with self.catalog.transaction() as connection:
            unfinished = self.catalog.pending(connection)
        if unfinished:
            self._recover()

    def close(self) -> None:
        """Closes the catalog's connections."""
        self.catalog.close()

    # --- reading ------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """Keeps this thread's `snapshot` as it is until the end, whatever is written meanwhile.

        For work of several steps that take documents from one another. Within another `reading` it is that one's.
        """
        outer: Snapshot | None = getattr(self._pinned, "snapshot", None)
        self._pinned.snapshot = outer or self._present()
        try:
            yield self._pinned.snapshot
        finally:
            self._pinned.snapshot = outer

    @property
    def snapshot(self) -> Snapshot:
        """The documents and records as corrected: those of now, or within `reading` those of its beginning."""
        pinned: Snapshot | None = getattr(self._pinned, "snapshot", None)
        return pinned or self._present()

    def _present(self) -> Snapshot:
        """The present documents and records; read again only after a change."""
        with self._guard:
            with self.catalog.transaction() as connection:
                generation = self.catalog.generation(connection)
            if self._read is None or self._read.generation != generation:
                self._read = self._reread()
            read, known = self._read, self._snapshot
            aliases, corrections = self._aliases(), self._corrections()
            same = known is not None and known.aliases is aliases and known.corrections is corrections
            if known is not None and same and known.generation == read.generation:
                return known
            entries, records = corrections.applied(read.entries, read.records)
            self._snapshot = Snapshot(read.generation, entries, records, self.today, aliases, corrections)
            return self._snapshot

    def _reread(self) -> Snapshot:
        """What the catalog holds; what has not changed since is taken from before."""
        old = self._read or Snapshot(-1, {}, {})
        with self.catalog.transaction() as connection:
            generation = self.catalog.generation(connection)
            entries = {entry.doc_id: entry for entry in self.catalog.entries(connection, old.entries)}
            kept = {
                doc_id: old.records[doc_id] for doc_id, entry in entries.items() if old.entries.get(doc_id) is entry
            }
            read = self.catalog.records(connection, entries.keys() - kept.keys() if kept else None)
        return Snapshot(generation, entries, {each: kept.get(each) or read.get(each, Records()) for each in entries})

    def as_read(self, doc_id: str) -> Entry:
        """A document without corrections. Raises DocumentNotFound."""
        self._present()
        assert self._read is not None
        return self._read.entry(doc_id)

    def records_as_read(self, doc_id: str) -> Records:
        """The records of a document without corrections. Raises DocumentNotFound."""
        self.as_read(doc_id)
        assert self._read is not None
        return self._read.records[doc_id]

    def _aliases(self) -> Aliases:
        """The office's table of names; while it has a line that is wrong, the one before (`mingce doctor` tells)."""
        known = self._snapshot.aliases if self._snapshot else None
        try:
            return Aliases.load(self.home, known)
        except MingceError:
            return known or Aliases()

    def _corrections(self) -> Corrections:
        """What staff have corrected; while the log has a line that is wrong, as it was before (`mingce doctor` tells)."""
        known = self._snapshot.corrections if self._snapshot else None
        try:
            return Corrections.load(self.home, known)
        except MingceError:
            return known or Corrections()

    @property
    def words(self) -> Words:
        """The tokenizer, with the names and terms of all documents as words."""
        with self._guard:
            with self.catalog.transaction() as connection:
                generation = self.catalog.generation(connection)
            if self._words is None:
                self._words = Words(self.home / "cache")
            if self._worded != generation:
                snapshot = self._present()
                for doc_id, records in snapshot.records.items():
                    if records is not self._named.get(doc_id):
                        self._words.add(names_in(records))
                self._named, self._worded = snapshot.records, snapshot.generation
            return self._words

    @property
    def encoder(self) -> Encoder:
        """The embedding model. Raises ModelNotReady, ModelUnusable, or ModelMismatch if another made the index."""
        with self._guard:
            encoder = self._encoder or self.load_encoder()
            self._check_model(encoder.identity)  # every time: another process may have made the index anew
            self._encoder = encoder
            return encoder

    @cached_property
    def reranker(self) -> Reranker | None:
        """The cross-encoder, loaded when it is first asked for. Raises ModelNotReady or ModelUnusable."""
        return self.load_reranker()

    def check_model(self) -> None:
        """Loads the embedding model. Raises ModelNotReady, ModelUnusable, or ModelMismatch, as `encoder` does."""
        self.encoder  # noqa: B018 (loading it is the check)

    @property
    def vectors(self) -> VectorIndex:
        """The vector index of the model that made it, or of the present one while there is none."""
        with self._guard:
            with self.catalog.transaction() as connection:
                name = self.catalog.meta(connection, "collection")
            name = name or collection_of(self.encoder.identity)
            if self._vectors is None or self._vectors.collection != name:
                self._vectors = self._open_index(name)
            return self._vectors

    def _open_index(self, collection: str) -> VectorIndex:
        from kb.vectors import VectorIndex  # chromadb takes half a second, and a list of documents needs none of it

        return VectorIndex(self.home / "chroma", collection)

    def nearest(
        self, vector: NDArray[np.float32], k: int, doc_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The `k` pieces nearest to `vector` (d,), from all documents or from `doc_ids`: their ids with their cosine."""
        if doc_ids is not None and len(doc_ids) <= _FEW_DOCUMENTS:
            with self.catalog.transaction() as connection:
                keys = [key_of(*place) for place in self.catalog.pieces(connection, doc_ids)]
            if len(keys) <= _FEW_PIECES:
                return self.vectors.among(vector, k, keys)
        return self.vectors.query(vector, k, doc_ids)

    def original(self, doc_id: str) -> Path:
        """The kept original of a document. Raises DocumentNotFound."""
        entry = self.snapshot.entry(doc_id)
        return self._originals / _original(entry)

    def _check_model(self, identity: str) -> None:
        with self.catalog.transaction() as connection:
            made_by = self.catalog.meta(connection, "encoder")
        if made_by is not None and made_by != identity and self._present().entries:
            raise ModelMismatch(
                f"索引由模型 {made_by} 建立，现在设置的是 {identity}",
                "请运行 mingce reindex 用现在的模型重建索引，或把 MINGCE_MODEL 改回原来的模型",
            )

    # --- writing ------------------------------------------------------------------------------------------

    def add(self, new: NewDocument, progress: Progress | None = None) -> tuple[Outcome, str]:
        """Adds or replaces a document, all or nothing. Returns what happened and the document's id.

        The same bytes are unchanged. A file of the same origin, or of the same name and title, is replaced.
        """
        return self._add([new], progress)[0]

    def add_many(self, news: Iterable[NewDocument], progress: Progress | None = None) -> Iterator[tuple[Outcome, str]]:
        """As `add` for each of `news`, some hundred small ones at a time, each such batch all or nothing.

        Yields what became of each, in their order, when its batch is complete. What a killed run has completed is
        unchanged in the next.
        """
        for batch in batches(news):
            yield from self._add(batch, progress)

    def _add(self, news: Sequence[NewDocument], progress: Progress | None) -> list[tuple[Outcome, str]]:
        outcomes: list[tuple[Outcome, str]] = []
        with self.writing():
            while len(outcomes) < len(news):
                plans = plan(self.catalog, news[len(outcomes) :])
                writing = [each for each in plans if each.entry is not None]
                if writing:
                    self._write(writing, progress)
                outcomes += [(each.outcome, each.doc_id) for each in plans]
        return outcomes

    def _write(self, plans: Sequence[Plan], progress: Progress | None) -> None:
        words = self.words
        for each in plans:
            words.add(names_in(each.new.records))
        entries = [each.entry for each in plans if each.entry is not None]
        chunked = [each.new.make_chunks(words.cut) for each in plans]
        pieces = [embedded(entry, chunks) for entry, chunks in zip(entries, chunked, strict=True)]
        report = (lambda done, total: progress("embedding", done, total)) if progress else None
        vectors = self.encoder.encode_passages([text for _, texts in pieces for text in texts], progress=report)
        changes = [_change(entry) for entry in entries]
        filed = [
            Filed(entry, each.new.records, chunks, tokens_of(words, entry.header.title, chunks))
            for entry, each, chunks in zip(entries, plans, chunked, strict=True)
        ]
        self._begin(changes)
        try:
            contents = {_original(entry): each.new.data for entry, each in zip(entries, plans, strict=True)}
            originals.store(self._originals, contents)
            keys = [key for keys, _ in pieces for key in keys]
            self.vectors.add(keys, vectors, [key.split(":", 1)[0] for key in keys])
            with self.catalog.transaction(writes=True) as connection:
                self.catalog.put(connection, filed)
                fresh = [change for change in changes if change.revision == 1]  # replaces nothing: all is in its place
                self.catalog.end_change(connection, fresh)
                generation = self.catalog.generation(connection)
            with self._guard:
                if self._worded == generation - 1:
                    self._worded = generation
        finally:
            self._clear_unfinished()

    def _begin(self, changes: Sequence[Pending]) -> None:
        """Notes what is about to be written, and the model that made it if it is the first."""
        identity = self.encoder.identity
        with self.catalog.transaction(writes=True) as connection:
            if self.catalog.meta(connection, "encoder") != identity:  # only while the library is empty
                self.catalog.set_meta(connection, "encoder", identity)
                self.catalog.set_meta(connection, "collection", collection_of(identity))
            self.catalog.begin_change(connection, changes)

    def remove(self, doc_id: str) -> Entry:
        """Removes a document, all or nothing. Returns what it was. Raises DocumentNotFound."""
        with self.writing():
            entry = self._present().entry(doc_id)
            with self.catalog.transaction(writes=True) as connection:
                self.catalog.begin_change(connection, [_change(entry)])
                self.catalog.delete(connection, doc_id)
            self._clear_unfinished()
            return entry

    def reindex(self, progress: Progress | None = None) -> int:
        """Embeds every chunk anew with the present model and makes that the index. Returns how many chunks.

        The index at hand serves until the new one is complete, also when this is killed in between.
        """
        with self.writing():
            encoder = self._encoder or self.load_encoder()
            index = self._open_index(f"{collection_of(encoder.identity)}-{uuid.uuid4().hex[:8]}")
            total = 0
            for number, entry in enumerate(self._present().entries.values(), 1):
                with self.catalog.transaction() as connection:
                    chunks = self.catalog.chunks_of(connection, entry.doc_id)
                keys, texts = embedded(entry, chunks)
                index.add(keys, encoder.encode_passages(texts), [entry.doc_id] * len(keys))
                total += len(chunks)
                if progress:
                    progress("reindex", number, len(self._present().entries))
            with self.catalog.transaction(writes=True) as connection:
                self.catalog.set_meta(connection, "encoder", encoder.identity)
                self.catalog.set_meta(connection, "collection", index.collection)
            self._encoder, self._vectors = encoder, index
            index.drop_others()
            return total

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the library's write lock, across threads and processes; may be nested in one thread.

        What a killed change left behind is cleared first.
        """
        with self._writer:
            if self._held:
                yield
                return
            with self._locked(fcntl.LOCK_EX):
                self._held = True
                try:
                    self._clear_unfinished()
                    yield
                finally:
                    self._held = False

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        try:
            handle = (self.home / "lock").open("w")
        except OSError as exc:
            raise LibraryError(f"数据目录不能写入：{exc.strerror}", "请检查 MINGCE_HOME 的权限和磁盘空间") from exc
        with handle:
            fcntl.flock(handle, how)
            yield

    def _recover(self) -> None:
        """Clears what a killed change left behind, unless another process is writing just now."""
        try:
            with self._locked(fcntl.LOCK_EX | fcntl.LOCK_NB):
                pass
        except BlockingIOError:
            return
        with self.writing():
            pass

    def _clear_unfinished(self) -> None:
        """Removes vectors and originals that belong to no current revision, then forgets the changes."""
        with self.catalog.transaction() as connection:
            if not self.catalog.pending(connection):
                return
        with self.catalog.transaction(writes=True) as connection:
            unfinished = self.catalog.pending(connection)
            changed = sorted({change.doc_id for change in unfinished})
            current = self.catalog.current(connection, changed)
            keep = {f"{doc_id}:{revision}" for doc_id, (revision, _) in current.items()}
            stale = [key for key in self.vectors.ids_of(changed) if key.rsplit(":", 1)[0] not in keep]
            if stale:
                self.vectors.delete(stale)
            kept = {originals.name_of(doc_id, *told) for doc_id, told in current.items()}
            originals.clear(self._originals, changed, kept)
            self.catalog.end_change(connection, unfinished)


def collection_of(identity: str) -> str:
    """The Chroma collection of the index that model `identity` makes."""
    return "chunks-" + hashlib.sha256(identity.encode()).hexdigest()[:16]


def _original(entry: Entry) -> str:
    return originals.name_of(entry.doc_id, entry.revision, entry.source)


def _change(entry: Entry) -> Pending:
    return Pending(entry.doc_id, entry.revision, _original(entry))
