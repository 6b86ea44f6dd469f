"""The catalog: documents, chunks, records and the lexical index in one SQLite file. The one home of SQLAlchemy.

The lexical index (kb/lexical.py) is in tables of the same file, so that one transaction covers both.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, insert, select, text
from sqlalchemy.exc import DatabaseError

from kb import lexical
from kb.document import Document
from kb.errors import LibraryError
from kb.lexical import FieldTokens, Lengths, Scoring
from kb.passage import Chunk, Piece
from kb.payload import header_of, pack_body, pack_header, pack_records, unpack, unpack_header, unpack_records
from kb.records import Records
from kb.schema import CHUNKS, DOCUMENTS, META, PENDING, RECORDS, SCHEMA_VERSION, TABLES, open_engine

_SKETCH = np.dtype("<u4")
_MOST_NAMED = 5000  # documents in one query; SQLite takes 32,766 values


@dataclass(frozen=True)
class Entry:
    """One document as the catalog lists it; `revision` counts its replacements, `sketch` tells texts alike.

    `header` is the document without its text and what refers to it; `document` is unpacked when it is first asked for.
    """

    doc_id: str
    revision: int
    source: str
    origin: str | None
    sha256: str
    added_at: str
    sketch: tuple[int, ...]
    header: Document
    body: bytes

    @classmethod
    def of(
        cls,
        document: Document,
        doc_id: str,
        revision: int,
        origin: str | None,
        sha256: str,
        added_at: str,
        sketch: tuple[int, ...],
    ) -> Entry:
        """The entry of `document`."""
        return cls(
            doc_id, revision, document.source, origin, sha256, added_at, sketch, header_of(document), pack_body(document)
        )  # fmt: skip

    @cached_property
    def document(self) -> Document:
        """The whole document; kept, as it takes a millisecond a page."""
        return unpack(self.header, self.body)


@dataclass(frozen=True, slots=True)
class Filed:
    """A document as it is written: `tokens` are those of the fields of each of its chunks."""

    entry: Entry
    records: Records
    chunks: Sequence[Chunk]
    tokens: Sequence[FieldTokens]


@dataclass(frozen=True, slots=True)
class Listed:
    """What must be known of a document to tell whether a file is another copy of it."""

    doc_id: str
    revision: int
    source: str
    origin: str | None
    title: str
    added_at: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that has begun and is not known to have ended."""

    doc_id: str
    revision: int
    original: str | None


class Catalog:
    """The SQLite file. Every method either runs in a given transaction or in one of its own."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the catalog at `path`. Raises LibraryError when it is damaged or of another version."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise LibraryError(f"数据目录不能建立：{exc.strerror}", "请检查 MINGCE_HOME 的位置和权限") from exc
        self._engine = open_engine(path)
        self._lengths: tuple[int, Lengths] | None = None  # with the generation of which they are
        self._spans: tuple[int, dict[str, tuple[int, int]]] | None = None
        with self.transaction(writes=True) as connection:
            TABLES.create_all(connection)
            lexical.create(connection)
            version = self.meta(connection, "schema") or SCHEMA_VERSION
            if version != SCHEMA_VERSION:
                raise LibraryError(
                    f"文件库的版本是 {version}，本程序需要 {SCHEMA_VERSION}", "请用新的 MINGCE_HOME 重新导入文件"
                )
            self.set_meta(connection, "schema", SCHEMA_VERSION)

    @contextmanager
    def transaction(self, writes: bool = False) -> Iterator[Connection]:
        """A transaction on one state of the catalog: committed at the end of the block, rolled back on any error.

        `writes` takes the write lock at once; else a first write behind a read fails when another process wrote.
        """
        with self._translated(), self._engine.connect() as plain:
            connection = plain.execution_options(writes=writes)
            with connection.begin():
                yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, sqlite3.Error) as exc:  # SQLAlchemy passes on as they are the errors of connecting
            raise LibraryError(
                f"文件库读写失败：{getattr(exc, 'orig', exc)}", "请运行 mingce doctor 检查；磁盘已满时先清出空间"
            ) from exc

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()

    # --- meta ---------------------------------------------------------------------------------------------

    def meta(self, connection: Connection, key: str) -> str | None:
        """The value of `key`, None if it was never set."""
        return connection.execute(select(META.c.value).where(META.c.key == key)).scalar()

    def set_meta(self, connection: Connection, key: str, value: str) -> None:
        """Sets `key`."""
        connection.execute(text("INSERT OR REPLACE INTO meta VALUES (:key, :value)"), {"key": key, "value": value})

    def generation(self, connection: Connection) -> int:
        """How many changes the catalog has seen."""
        return int(self.meta(connection, "generation") or 0)

    # --- pending changes ----------------------------------------------------------------------------------

    def begin_change(self, connection: Connection, changes: Sequence[Pending]) -> None:
        """Notes that vectors or originals of these revisions may exist without their documents."""
        connection.execute(insert(PENDING), [asdict(change) for change in changes])

    def end_change(self, connection: Connection, changes: Sequence[Pending]) -> None:
        """Forgets the notes."""
        ended = text("DELETE FROM pending WHERE doc_id = :doc_id AND revision = :revision")
        if changes:
            connection.execute(ended, [{"doc_id": each.doc_id, "revision": each.revision} for each in changes])

    def pending(self, connection: Connection) -> list[Pending]:
        """Changes that have begun and are not known to have ended."""
        return [Pending(row.doc_id, row.revision, row.original) for row in connection.execute(select(PENDING))]

    # --- documents ----------------------------------------------------------------------------------------

    def put(self, connection: Connection, filed: Sequence[Filed]) -> None:
        """Writes documents, in the place of those that have their ids now."""
        for doc_id in self.current(connection, [each.entry.doc_id for each in filed]):
            self._take_out(connection, doc_id)
        first = (connection.execute(select(func.max(CHUNKS.c.id))).scalar() or 0) + 1
        rows = [(each.entry.doc_id, chunk) for each in filed for chunk in each.chunks]
        connection.execute(insert(DOCUMENTS), [_document_row(each.entry) for each in filed])
        if rows:
            connection.execute(
                insert(CHUNKS), [_chunk_row(key, doc_id, chunk) for key, (doc_id, chunk) in enumerate(rows, first)]
            )
        lexical.add(connection, enumerate((fields for each in filed for fields in each.tokens), first))
        records = [
            {"doc_id": each.entry.doc_id, "kind": kind, "payload": payload}
            for each in filed
            for kind, payload in pack_records(each.records)
        ]
        if records:
            connection.execute(insert(RECORDS), records)
        self._changed(connection)

    def delete(self, connection: Connection, doc_id: str) -> None:
        """Removes a document with all that belongs to it; does nothing for an unknown one."""
        self._take_out(connection, doc_id)
        self._changed(connection)

    def _take_out(self, connection: Connection, doc_id: str) -> None:
        mine = select(CHUNKS.c.id).where(CHUNKS.c.doc_id == doc_id)
        lexical.delete(connection, [row.id for row in connection.execute(mine)])
        for table in (CHUNKS, RECORDS, DOCUMENTS):
            connection.execute(delete(table).where(table.c.doc_id == doc_id))

    def entries(self, connection: Connection, known: Mapping[str, Entry] | None = None) -> list[Entry]:
        """All documents, in the order in which they came; those of `known` are not read again if they still hold."""
        told = select(DOCUMENTS.c.doc_id, DOCUMENTS.c.revision, DOCUMENTS.c.sha256, DOCUMENTS.c.added_at)
        rows = connection.execute(told.order_by(DOCUMENTS.c.added_at, DOCUMENTS.c.doc_id)).all()
        found = {}
        for doc_id, *told_now in rows:
            old = (known or {}).get(doc_id)
            if old is not None and [old.revision, old.sha256, old.added_at] == told_now:
                found[doc_id] = old
        missing = [row.doc_id for row in rows if row.doc_id not in found]
        for at in range(0, len(missing), _MOST_NAMED):
            wanted = select(DOCUMENTS).where(DOCUMENTS.c.doc_id.in_(missing[at : at + _MOST_NAMED]))
            found |= {row.doc_id: _entry(row) for row in connection.execute(wanted)}
        return [found[row.doc_id] for row in rows]

    def current(self, connection: Connection, doc_ids: Collection[str]) -> dict[str, tuple[int, str]]:
        """The revision and the source of each of `doc_ids` that is there."""
        columns = select(DOCUMENTS.c.doc_id, DOCUMENTS.c.revision, DOCUMENTS.c.source)
        rows = connection.execute(columns.where(DOCUMENTS.c.doc_id.in_(list(doc_ids))))
        return {row.doc_id: (row.revision, row.source) for row in rows}

    def with_content(self, connection: Connection, sha256: str) -> str | None:
        """The first document that came of a file of this content, None if there is none."""
        found = select(DOCUMENTS.c.doc_id).where(DOCUMENTS.c.sha256 == sha256)
        return connection.execute(found.order_by(DOCUMENTS.c.added_at, DOCUMENTS.c.doc_id)).scalar()

    def from_place(self, connection: Connection, origin: str | None, source: str) -> list[Listed]:
        """The documents of this origin or this file name, in the order in which they came."""
        columns = (DOCUMENTS.c.doc_id, DOCUMENTS.c.revision, DOCUMENTS.c.source, DOCUMENTS.c.origin)
        query = select(*columns, DOCUMENTS.c.header, DOCUMENTS.c.added_at)
        rows = [
            row
            for where in (DOCUMENTS.c.source == source, DOCUMENTS.c.origin == origin)
            for row in connection.execute(query.where(where))
        ]
        found = {row.doc_id: Listed(*row[:4], unpack_header(row.header).title, row.added_at) for row in rows}
        return sorted(found.values(), key=lambda each: (each.added_at, each.doc_id))

    def has(self, connection: Connection, doc_id: str) -> bool:
        """Whether there is a document of this id."""
        return connection.execute(select(DOCUMENTS.c.revision).where(DOCUMENTS.c.doc_id == doc_id)).first() is not None

    def records(self, connection: Connection, doc_ids: Collection[str] | None = None) -> dict[str, Records]:
        """The records of every document that has any, or of those among `doc_ids`."""
        query = select(RECORDS.c.doc_id, RECORDS.c.kind, RECORDS.c.payload).order_by(RECORDS.c.id)
        if doc_ids is not None and len(doc_ids) <= _MOST_NAMED:
            query = query.where(RECORDS.c.doc_id.in_(list(doc_ids)))
        packed: dict[str, list[tuple[str, str]]] = {}
        for doc_id, kind, payload in connection.execute(query):
            if doc_ids is None or doc_id in doc_ids:
                packed.setdefault(doc_id, []).append((kind, payload))
        return {doc_id: unpack_records(rows) for doc_id, rows in packed.items()}

    def _changed(self, connection: Connection) -> None:
        self.set_meta(connection, "generation", str(self.generation(connection) + 1))

    # --- chunks -------------------------------------------------------------------------------------------

    def chunk_count(self, connection: Connection) -> int:
        """How many chunks there are."""
        return int(connection.execute(select(func.count()).select_from(CHUNKS)).scalar_one())

    def piece_count(self, connection: Connection) -> int:
        """How many pieces the chunks have: as many as there should be vectors."""
        return int(
            connection.execute(text("SELECT coalesce(sum(json_array_length(pieces)), 0) FROM chunks")).scalar_one()
        )

    def pieces(self, connection: Connection, doc_ids: Collection[str]) -> list[tuple[str, int, int, int]]:
        """All pieces of `doc_ids` as (doc_id, revision, ordinal of the chunk, place in it)."""
        columns = (DOCUMENTS.c.doc_id, DOCUMENTS.c.revision, CHUNKS.c.ordinal, func.json_array_length(CHUNKS.c.pieces))
        query = select(*columns).join(CHUNKS, CHUNKS.c.doc_id == DOCUMENTS.c.doc_id)
        rows = connection.execute(query.where(DOCUMENTS.c.doc_id.in_(list(doc_ids))))
        return [(doc_id, revision, ordinal, at) for doc_id, revision, ordinal, count in rows for at in range(count)]

    def lexical_count(self, connection: Connection) -> int:
        """How many chunks the lexical index holds."""
        return lexical.read_lengths(connection).count

    def chunks(self, connection: Connection, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Chunk]:
        """The chunks with these (doc_id, ordinal); unknown keys are left out."""
        # For pairs in an IN list SQLite reads the whole table, for a join with them the rows wanted.
        wanted = func.json_each(json.dumps(list(keys))).table_valued("value")
        here = (CHUNKS.c.doc_id == func.json_extract(wanted.c.value, "$[0]")) & (
            CHUNKS.c.ordinal == func.json_extract(wanted.c.value, "$[1]")
        )
        rows = connection.execute(select(CHUNKS).select_from(wanted.join(CHUNKS, here)))
        return {(row.doc_id, row.ordinal): _chunk(row) for row in rows}

    def chunks_of(self, connection: Connection, doc_id: str) -> list[Chunk]:
        """All chunks of a document, in text order."""
        rows = connection.execute(select(CHUNKS).where(CHUNKS.c.doc_id == doc_id).order_by(CHUNKS.c.ordinal))
        return [_chunk(row) for row in rows]

    def token_spread(self, connection: Connection, tokens: Sequence[str]) -> int:
        """In how many chunks all of `tokens` stand."""
        return lexical.token_spread(connection, tokens)

    def lexical_search(
        self,
        connection: Connection,
        tokens: Sequence[str | tuple[str, float]],
        k: int,
        doc_ids: Sequence[str] | None,
        scoring: Scoring | None = None,
    ) -> list[tuple[str, int, float]]:
        """The best `k` chunks for any of `tokens` as (doc_id, ordinal, bm25), best first; bm25 is higher for better.

        A token may come with its weight, 1 without; of several weights the largest counts.
        """
        if doc_ids is not None and not doc_ids:
            return []
        weights: dict[str, float] = {}
        for each in tokens:
            token, weight = (each, 1.0) if isinstance(each, str) else each
            weights[token] = max(weight, weights.get(token, 0.0))
        lengths = self._read_lengths(connection)
        allowed = None if doc_ids is None else self._chunks_in(connection, doc_ids, len(lengths.tokens))
        hits = lexical.search(connection, weights, k, lengths, allowed, scoring or Scoring())
        places = select(CHUNKS.c.id, CHUNKS.c.doc_id, CHUNKS.c.ordinal)
        rows = connection.execute(places.where(CHUNKS.c.id.in_([number for number, _ in hits])))
        place = {row.id: (row.doc_id, row.ordinal) for row in rows}
        return [(*place[number], bm25) for number, bm25 in hits]

    def _read_lengths(self, connection: Connection) -> Lengths:
        generation = self.generation(connection)
        kept = self._lengths
        if kept is None or kept[0] != generation:
            kept = generation, lexical.read_lengths(connection)
            if not connection.get_execution_options().get("writes"):  # what is not committed may never be
                self._lengths = kept
        return kept[1]

    def _chunks_in(self, connection: Connection, doc_ids: Sequence[str], size: int) -> NDArray[np.bool_]:
        """Which of the numbers below `size` are of chunks of `doc_ids`."""
        generation = self.generation(connection)
        kept = self._spans
        if kept is None or kept[0] != generation:
            spans = select(CHUNKS.c.doc_id, func.min(CHUNKS.c.id), func.max(CHUNKS.c.id)).group_by(CHUNKS.c.doc_id)
            kept = generation, {doc_id: (first, last + 1) for doc_id, first, last in connection.execute(spans)}
            if not connection.get_execution_options().get("writes"):
                self._spans = kept
        allowed = np.zeros(size, np.bool_)
        for first, end in filter(None, map(kept[1].get, doc_ids)):  # a document's chunks come one after the other
            allowed[first:end] = True
        return allowed


def _document_row(entry: Entry) -> dict[str, Any]:
    return {
        "doc_id": entry.doc_id, "revision": entry.revision, "source": entry.source, "origin": entry.origin,
        "sha256": entry.sha256, "added_at": entry.added_at, "sketch": np.array(entry.sketch, _SKETCH).tobytes(),
        "header": pack_header(entry.header), "body": entry.body,
    }  # fmt: skip


def _chunk_row(key: int, doc_id: str, chunk: Chunk) -> dict[str, Any]:
    return {
        "id": key, "doc_id": doc_id, "ordinal": chunk.ordinal, "clause": chunk.clause, "context": chunk.context,
        "text": chunk.text, "start": chunk.start, "end": chunk.end, "labels": chunk.labels,
        "path": json.dumps(chunk.path, ensure_ascii=False),
        "pieces": json.dumps([astuple(piece) for piece in chunk.pieces], ensure_ascii=False),
    }  # fmt: skip


def _chunk(row: Any) -> Chunk:
    path, pieces = tuple(json.loads(row.path)), tuple(Piece(*values) for values in json.loads(row.pieces))
    return Chunk(row.ordinal, row.clause, path, row.context, row.text, row.start, row.end, row.labels, pieces)


def _entry(row: Any) -> Entry:
    sketch = tuple(np.frombuffer(row.sketch, _SKETCH).tolist())
    return Entry(
        row.doc_id, row.revision, row.source, row.origin, row.sha256, row.added_at, sketch,
        unpack_header(row.header), row.body,
    )  # fmt: skip
