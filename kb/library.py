"""The library: catalog, lexical index, vectors and originals kept as one.

All or nothing, also when the process is killed: a change is noted in `pending` first, then vectors and the
original are written under the new revision, then one SQLite transaction makes the revision current. What a
killed change leaves behind belongs to no current revision: searches pass over it and the next opening clears it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Literal

from kb.aliases import Aliases
from kb.catalog import Catalog, Entry, Pending
from kb.document import Document
from kb.embedding import Encoder
from kb.errors import LibraryError, MingceError, ModelMismatch
from kb.normal_form import fold
from kb.passage import Chunk
from kb.records import Records
from kb.similarity import sketch
from kb.snapshot import Snapshot, local_date
from kb.vectors import VectorIndex
from kb.words import Words

Outcome = Literal["added", "updated", "unchanged"]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class NewDocument:
    """What is needed to add a document; `make_chunks` runs when its names have become words."""

    document: Document
    records: Records
    make_chunks: Callable[[Callable[[str], list[str]]], tuple[Chunk, ...]]
    data: bytes
    origin: str | None = None


@dataclass
class Library:
    """The library in `home`. Safe to use from several threads and, for writing, from several processes.

    `today` gives the ISO date on which is judged what holds.
    """

    home: Path
    load_encoder: Callable[[], Encoder]
    today: Callable[[], str] = local_date
    _encoder: Encoder | None = field(default=None, init=False)
    _vectors: VectorIndex | None = field(default=None, init=False)
    _snapshot: Snapshot | None = field(default=None, init=False)
    _words: Words | None = field(default=None, init=False)
    _worded: Snapshot | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._guard = threading.RLock()  # the caches below; held for moments
        self._writer = threading.RLock()  # one change at a time; reading goes on meanwhile
        self.catalog = Catalog(self.home / "catalog.sqlite")
        self._held = False
        with self.catalog.transaction() as connection:
            unfinished = self.catalog.pending(connection)
        if unfinished:
            self._recover()

    def close(self) -> None:
        """Closes the catalog's connections."""
        self.catalog.close()

    # --- reading ------------------------------------------------------------------------------------------

    @property
    def snapshot(self) -> Snapshot:
        """The present documents and records; read again only after a change."""
        with self._guard, self.catalog.transaction() as connection:
            generation = self.catalog.generation(connection)
            aliases = self._aliases()
            if (
                self._snapshot is None
                or self._snapshot.generation != generation
                or self._snapshot.aliases is not aliases
            ):
                old = self._snapshot or Snapshot(-1, {}, {})
                entries = {entry.doc_id: entry for entry in self.catalog.entries(connection, old.entries)}
                kept = {
                    doc_id: old.records[doc_id]
                    for doc_id, entry in entries.items()
                    if doc_id in old.entries and old.entries[doc_id].document is entry.document
                }
                read = self.catalog.records(connection, entries.keys() - kept.keys() if kept else None)
                records = {doc_id: kept.get(doc_id) or read.get(doc_id, Records()) for doc_id in entries}
                self._snapshot = Snapshot(generation, entries, records, self.today, aliases)
            return self._snapshot

    def _aliases(self) -> Aliases:
        """The office's table of names; while it has a line that is wrong, the one before (`mingce doctor` tells)."""
        known = self._snapshot.aliases if self._snapshot else None
        try:
            return Aliases.load(self.home, known)
        except MingceError:
            return known or Aliases()

    @property
    def words(self) -> Words:
        """The tokenizer, with the names and terms of all documents as words."""
        snapshot = self.snapshot
        with self._guard:
            if self._words is None:
                self._words = Words(self.home / "cache")
            if self._worded is not snapshot:
                known = self._worded.records if self._worded else {}
                for doc_id, records in snapshot.records.items():
                    if records is not known.get(doc_id):
                        self._words.add(_names_in(records))
                self._worded = snapshot
            return self._words

    @property
    def encoder(self) -> Encoder:
        """The embedding model. Raises ModelNotReady, ModelUnusable, or ModelMismatch if another made the index."""
        with self._guard:
            encoder = self._encoder or self.load_encoder()
            self._check_model(encoder.identity)  # every time: another process may have made the index anew
            self._encoder = encoder
            return encoder

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
                self._vectors = VectorIndex(self.home / "chroma", name)
            return self._vectors

    def original(self, doc_id: str) -> Path:
        """The kept original of a document. Raises DocumentNotFound."""
        entry = self.snapshot.entry(doc_id)
        return self.home / "originals" / _original_name(doc_id, entry.revision, entry.source)

    def _check_model(self, identity: str) -> None:
        with self.catalog.transaction() as connection:
            made_by = self.catalog.meta(connection, "encoder")
        if made_by is not None and made_by != identity and self.snapshot.entries:
            raise ModelMismatch(
                f"索引由模型 {made_by} 建立，现在设置的是 {identity}",
                "请运行 mingce reindex 用现在的模型重建索引，或把 MINGCE_MODEL 改回原来的模型",
            )

    # --- writing ------------------------------------------------------------------------------------------

    def add(self, new: NewDocument, progress: Progress | None = None) -> tuple[Outcome, str]:
        """Adds or replaces a document, all or nothing. Returns what happened and the document's id.

        The same bytes are unchanged. A file of the same origin, or of the same name and title, is replaced.
        """
        digest = hashlib.sha256(new.data).hexdigest()
        with self.writing():
            snapshot = self.snapshot
            same = next((entry for entry in snapshot.entries.values() if entry.sha256 == digest), None)
            if same is not None:
                return "unchanged", same.doc_id
            old = _replaced(snapshot, new)
            doc_id = old.doc_id if old else _fresh_id(snapshot, digest)
            revision = old.revision + 1 if old else 1
            entry = Entry(
                doc_id, revision, new.document.source, new.origin, digest,
                old.added_at if old else datetime.now(UTC).isoformat(timespec="microseconds"),
                sketch(new.document.text), new.document,
            )  # fmt: skip
            self._write(entry, new, progress)
            return ("updated" if old else "added"), doc_id

    def _write(self, entry: Entry, new: NewDocument, progress: Progress | None) -> None:
        words = self.words
        words.add(_names_in(new.records))
        chunks = new.make_chunks(words.cut)
        texts = [f"{chunk.context}\n{chunk.text}" for chunk in chunks]
        report = (lambda done, total: progress("embedding", done, total)) if progress else None
        embedded = self.encoder.encode_passages(texts, progress=report)
        original = self.home / "originals" / _original_name(entry.doc_id, entry.revision, entry.source)
        change = Pending(entry.doc_id, entry.revision, original.name)
        identity = self.encoder.identity
        with self.catalog.transaction(writes=True) as connection:
            if self.catalog.meta(connection, "encoder") != identity:  # only while the library is empty
                self.catalog.set_meta(connection, "encoder", identity)
                self.catalog.set_meta(connection, "collection", collection_of(identity))
            self.catalog.begin_change(connection, change)
        try:
            _store(original, new.data)
            self.vectors.add([_key(entry, chunk.ordinal) for chunk in chunks], embedded, entry.doc_id)
            again = cache(partial(_tokens, words))  # titles and paths stand in many chunks
            tokens = (
                (
                    again(entry.document.title),
                    again("　".join(chunk.path)),
                    _tokens(words, chunk.text),
                )
                for chunk in chunks
            )
            with self.catalog.transaction(writes=True) as connection:
                self.catalog.put(connection, entry, new.records, chunks, tokens)
        finally:
            self._clear_unfinished()

    def remove(self, doc_id: str) -> Entry:
        """Removes a document, all or nothing. Returns what it was. Raises DocumentNotFound."""
        with self.writing():
            entry = self.snapshot.entry(doc_id)
            change = Pending(doc_id, entry.revision, _original_name(doc_id, entry.revision, entry.source))
            with self.catalog.transaction(writes=True) as connection:
                self.catalog.begin_change(connection, change)
                self.catalog.delete(connection, doc_id)
            self._clear_unfinished()
            return entry

    def reindex(self, progress: Progress | None = None) -> int:
        """Embeds every chunk anew with the present model and makes that the index. Returns how many chunks.

        The index at hand serves until the new one is complete, also when this is killed in between.
        """
        with self.writing():
            encoder = self._encoder or self.load_encoder()
            index = VectorIndex(self.home / "chroma", f"{collection_of(encoder.identity)}-{uuid.uuid4().hex[:8]}")
            total = 0
            for number, entry in enumerate(self.snapshot.entries.values(), 1):
                with self.catalog.transaction() as connection:
                    chunks = self.catalog.chunks_of(connection, entry.doc_id)
                embedded = encoder.encode_passages([f"{chunk.context}\n{chunk.text}" for chunk in chunks])
                index.add([_key(entry, chunk.ordinal) for chunk in chunks], embedded, entry.doc_id)
                total += len(chunks)
                if progress:
                    progress("reindex", number, len(self.snapshot.entries))
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
            known = self._snapshot.entries if self._snapshot else None
            current = {entry.doc_id: entry for entry in self.catalog.entries(connection, known)}
            for change in unfinished:
                entry = current.get(change.doc_id)
                keep = f"{change.doc_id}:{entry.revision}:" if entry else None
                stale = [key for key in self.vectors.ids_of(change.doc_id) if keep is None or not key.startswith(keep)]
                if stale:
                    self.vectors.delete(stale)
                kept = _original_name(entry.doc_id, entry.revision, entry.source) if entry else None
                for path in (self.home / "originals").glob(f"{change.doc_id}-*"):
                    if path.name != kept:
                        path.unlink(missing_ok=True)
                self.catalog.end_change(connection, change)


def collection_of(identity: str) -> str:
    """The Chroma collection of the index that model `identity` makes."""
    return "chunks-" + hashlib.sha256(identity.encode()).hexdigest()[:16]


def _key(entry: Entry, ordinal: int) -> str:
    return f"{entry.doc_id}:{entry.revision}:{ordinal}"


def _tokens(words: Words, text: str) -> str:
    return " ".join(words.index_tokens(text))


def _names_in(records: Records) -> list[str]:
    names = [name for task in records.tasks for name in (*task.sections, *task.units)]
    return names + [term.term for term in records.terms]


def _fresh_id(snapshot: Snapshot, digest: str) -> str:
    return next(digest[:n] for n in range(8, 65) if digest[:n] not in snapshot.entries)


def _replaced(snapshot: Snapshot, new: NewDocument) -> Entry | None:
    """The document that `new` is a newer copy of: same origin, or same file name and title."""
    for entry in snapshot.entries.values():
        same_origin = new.origin is not None and entry.origin == new.origin
        same_name = entry.source == new.document.source and fold(entry.document.title) == fold(new.document.title)
        if same_origin or same_name:
            return entry
    return None


def _original_name(doc_id: str, revision: int, source: str) -> str:
    suffix = Path(source).suffix.lower()
    return f"{doc_id}-{revision}{suffix if suffix.isascii() and len(suffix) <= 10 else ''}"


def _store(path: Path, data: bytes) -> None:
    """Writes `data` to `path`, whole or not at all. Raises LibraryError."""
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        partial.replace(path)
    except OSError as exc:
        raise LibraryError(f"原件无法保存：{exc.strerror}", "请检查 MINGCE_HOME 的权限和磁盘空间") from exc


def vector_keys(entries: Sequence[Entry], counts: dict[str, int]) -> set[str]:
    """The ids that the vector index should hold, given the number of chunks of each document."""
    return {_key(entry, ordinal) for entry in entries for ordinal in range(counts.get(entry.doc_id, 0))}
