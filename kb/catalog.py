"""The catalog: documents, chunks, records and the lexical index in one SQLite file. The one home of SQLAlchemy.

The lexical index is an FTS5 table of the same file, so that one transaction covers both.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    text,
    tuple_,
)  # fmt: skip
from sqlalchemy.exc import DatabaseError

from kb.document import Clause, ClauseKind, Document, PageSpan, Region, Status, TableRow
from kb.errors import LibraryError
from kb.passage import Chunk
from kb.records import Measure, Records, Target, Task, Term

SCHEMA_VERSION = "2"
# Weights of the lexical fields in BM25: a word of the title or heading path says more than one of the body.
# Set by hand; the sweep over fields and weights is still to come.
_FIELD_WEIGHTS = (1.5, 1.5, 1.0)

_tables = MetaData()
_meta = Table("meta", _tables, Column("key", String, primary_key=True), Column("value", String, nullable=False))
_documents = Table(
    "documents",
    _tables,
    Column("doc_id", String, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("source", String, nullable=False),
    Column("origin", String),
    Column("sha256", String, nullable=False, index=True),
    Column("title", String, nullable=False),
    Column("added_at", String, nullable=False),
    Column("sketch", String, nullable=False),
    Column("payload", String, nullable=False),
)
_chunks = Table(
    "chunks",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("doc_id", String, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("clause", Integer, nullable=False),
    Column("path", String, nullable=False),
    Column("context", String, nullable=False),
    Column("text", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Index("chunks_by_document", "doc_id", "ordinal", unique=True),
)
_records = Table(
    "records",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("doc_id", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("payload", String, nullable=False),
)
_pending = Table(
    "pending",
    _tables,
    Column("doc_id", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("original", String),
)
_LEXICAL = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5(title, path, body, tokenize='unicode61 remove_diacritics 0')"
)
_LISTS = ("addressees", "inner_titles", "supersedes", "amends", "annexes", "copy_to", "notes")  # of strings
_RECORD_TYPES = {"tasks": Task, "measures": Measure, "targets": Target, "terms": Term}


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as the catalog lists it; `revision` counts its replacements, `sketch` tells texts alike."""

    doc_id: str
    revision: int
    source: str
    origin: str | None
    sha256: str
    added_at: str
    sketch: tuple[int, ...]
    document: Document


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
        self._engine = _engine(path)
        with self.transaction(writes=True) as connection:
            _tables.create_all(connection)
            connection.execute(text(_LEXICAL))
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
        return connection.execute(select(_meta.c.value).where(_meta.c.key == key)).scalar()

    def set_meta(self, connection: Connection, key: str, value: str) -> None:
        """Sets `key`."""
        connection.execute(text("INSERT OR REPLACE INTO meta VALUES (:key, :value)"), {"key": key, "value": value})

    def generation(self, connection: Connection) -> int:
        """How many changes the catalog has seen."""
        return int(self.meta(connection, "generation") or 0)

    # --- pending changes ----------------------------------------------------------------------------------

    def begin_change(self, connection: Connection, change: Pending) -> None:
        """Notes that vectors or an original of this revision may exist without their document."""
        connection.execute(insert(_pending), asdict(change))

    def end_change(self, connection: Connection, change: Pending) -> None:
        """Forgets the note."""
        where = (_pending.c.doc_id == change.doc_id) & (_pending.c.revision == change.revision)
        connection.execute(delete(_pending).where(where))

    def pending(self, connection: Connection) -> list[Pending]:
        """Changes that have begun and are not known to have ended."""
        return [Pending(row.doc_id, row.revision, row.original) for row in connection.execute(select(_pending))]

    # --- documents ----------------------------------------------------------------------------------------

    def put(
        self,
        connection: Connection,
        entry: Entry,
        records: Records,
        chunks: Sequence[Chunk],
        tokens: Iterable[tuple[str, str, str]],
    ) -> None:
        """Writes a document with its records and chunks; `tokens` are (title, path, body) a chunk, space-joined."""
        self.delete(connection, entry.doc_id)
        payload = json.dumps(asdict(entry.document), ensure_ascii=False, separators=(",", ":"))
        connection.execute(
            insert(_documents),
            {
                "doc_id": entry.doc_id, "revision": entry.revision, "source": entry.source, "origin": entry.origin,
                "sha256": entry.sha256, "title": entry.document.title, "added_at": entry.added_at,
                "sketch": json.dumps(entry.sketch), "payload": payload,
            },
        )  # fmt: skip
        first = (connection.execute(select(func.max(_chunks.c.id))).scalar() or 0) + 1
        if chunks:
            connection.execute(
                insert(_chunks),
                [
                    asdict(chunk)
                    | {"id": key, "doc_id": entry.doc_id, "path": json.dumps(chunk.path, ensure_ascii=False)}
                    for key, chunk in enumerate(chunks, first)
                ],
            )
            connection.execute(
                text("INSERT INTO lexical(rowid, title, path, body) VALUES (:id, :title, :path, :body)"),
                [
                    {"id": key, "title": title, "path": path, "body": body}
                    for key, (_, (title, path, body)) in enumerate(zip(chunks, tokens, strict=True), first)
                ],
            )
        rows = [
            {"doc_id": entry.doc_id, "kind": kind, "payload": json.dumps(asdict(record), ensure_ascii=False)}
            for kind in _RECORD_TYPES
            for record in getattr(records, kind)
        ]
        if rows:
            connection.execute(insert(_records), rows)
        self._changed(connection)

    def delete(self, connection: Connection, doc_id: str) -> None:
        """Removes a document with all that belongs to it; does nothing for an unknown one."""
        mine = select(_chunks.c.id).where(_chunks.c.doc_id == doc_id)
        ids = [{"id": row.id} for row in connection.execute(mine)]
        if ids:
            connection.execute(text("DELETE FROM lexical WHERE rowid = :id"), ids)
        for table in (_chunks, _records, _documents):
            connection.execute(delete(table).where(table.c.doc_id == doc_id))
        self._changed(connection)

    def entries(self, connection: Connection, known: Mapping[str, Entry] | None = None) -> list[Entry]:
        """All documents, in the order in which they came; those of `known` are not parsed again if they still hold."""
        listed = [column for column in _documents.c if column.name != "payload"]
        rows = connection.execute(select(*listed).order_by(_documents.c.added_at, _documents.c.doc_id)).all()
        found: list[Entry] = []
        for row in rows:
            old = (known or {}).get(row.doc_id)
            if old is not None and (old.revision, old.sha256, old.added_at) == (row.revision, row.sha256, row.added_at):
                found.append(old)
                continue
            payload = connection.execute(
                select(_documents.c.payload).where(_documents.c.doc_id == row.doc_id)
            ).scalar_one()
            found.append(
                Entry(
                    row.doc_id, row.revision, row.source, row.origin, row.sha256, row.added_at,
                    tuple(json.loads(row.sketch)), _document(json.loads(payload)),
                )
            )  # fmt: skip
        return found

    def records(self, connection: Connection, doc_ids: Collection[str] | None = None) -> dict[str, Records]:
        """The records of every document, or of `doc_ids`."""
        found: dict[str, dict[str, list[Any]]] = {}
        query = select(_records).order_by(_records.c.id)
        if doc_ids is not None:
            query = query.where(_records.c.doc_id.in_(list(doc_ids)))
        for row in connection.execute(query):
            values = {
                key: tuple(value) if isinstance(value, list) else value
                for key, value in json.loads(row.payload).items()
            }
            found.setdefault(row.doc_id, {}).setdefault(row.kind, []).append(_RECORD_TYPES[row.kind](**values))
        return {
            doc_id: Records(**{kind: tuple(rows) for kind, rows in kinds.items()}) for doc_id, kinds in found.items()
        }

    def _changed(self, connection: Connection) -> None:
        self.set_meta(connection, "generation", str(self.generation(connection) + 1))

    # --- chunks -------------------------------------------------------------------------------------------

    def chunk_count(self, connection: Connection) -> int:
        """How many chunks there are."""
        return int(connection.execute(select(func.count()).select_from(_chunks)).scalar_one())

    def lexical_count(self, connection: Connection) -> int:
        """How many chunks the lexical index holds."""
        return int(connection.execute(text("SELECT count(*) FROM lexical")).scalar_one())

    def chunks(self, connection: Connection, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Chunk]:
        """The chunks with these (doc_id, ordinal); unknown keys are left out."""
        wanted = tuple_(_chunks.c.doc_id, _chunks.c.ordinal).in_(list(keys))
        return {(row.doc_id, row.ordinal): _chunk(row) for row in connection.execute(select(_chunks).where(wanted))}

    def chunks_of(self, connection: Connection, doc_id: str) -> list[Chunk]:
        """All chunks of a document, in text order."""
        rows = connection.execute(select(_chunks).where(_chunks.c.doc_id == doc_id).order_by(_chunks.c.ordinal))
        return [_chunk(row) for row in rows]

    def token_spread(self, connection: Connection, tokens: Sequence[str]) -> int:
        """In how many chunks all of `tokens` stand."""
        words = [token.replace('"', "") for token in tokens if any(char.isalnum() for char in token)]
        if not words:
            return 0
        match = " AND ".join(f'"{word}"' for word in words)
        return int(
            connection.execute(
                text("SELECT count(*) FROM lexical WHERE lexical MATCH :match"), {"match": match}
            ).scalar_one()
        )

    def lexical_search(
        self, connection: Connection, tokens: Sequence[str], k: int, doc_ids: Sequence[str] | None
    ) -> list[tuple[str, int, float]]:
        """The best `k` chunks for any of `tokens` as (doc_id, ordinal, bm25), best first; bm25 is higher for better."""
        words = [token.replace('"', "") for token in dict.fromkeys(tokens)]
        words = [word for word in words if any(char.isalnum() for char in word)]
        if not words or (doc_ids is not None and not doc_ids):
            return []
        parameters: dict[str, Any] = {"match": " OR ".join(f'"{word}"' for word in words), "k": k}
        within = ""
        if doc_ids is not None:
            names = {f"d{number}": doc_id for number, doc_id in enumerate(doc_ids)}
            within = f"AND chunks.doc_id IN ({', '.join(':' + name for name in names)})"
            parameters |= names
        weights = ", ".join(map(str, _FIELD_WEIGHTS))
        rows = connection.execute(
            text(
                f"SELECT chunks.doc_id, chunks.ordinal, bm25(lexical, {weights}) AS cost FROM lexical "  # noqa: S608 (own names)
                f"JOIN chunks ON chunks.id = lexical.rowid WHERE lexical MATCH :match {within} ORDER BY cost LIMIT :k"
            ),
            parameters,
        )
        return [(row.doc_id, row.ordinal, -row.cost) for row in rows]


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # else sqlite3 begins only at the first write, and reads see several states
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA busy_timeout=30000")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _chunk(row: Any) -> Chunk:
    return Chunk(row.ordinal, row.clause, tuple(json.loads(row.path)), row.context, row.text, row.start, row.end)


def _document(payload: dict[str, Any]) -> Document:
    clauses = tuple(Clause(**{**clause, "kind": ClauseKind(clause["kind"])}) for clause in payload["clauses"])
    rows = tuple(
        TableRow(**{**row, "cells": tuple((start, end) for start, end in row["cells"])}) for row in payload["rows"]
    )
    regions = tuple(Region(**{**region, "box": tuple(region["box"])}) for region in payload["regions"])
    pages = tuple(PageSpan(**span) for span in payload["page_spans"])
    lists = {key: tuple(payload[key]) for key in _LISTS}
    given = {
        "clauses": clauses,
        "rows": rows,
        "page_spans": pages,
        "regions": regions,
        "status": Status(payload["status"]),
    }
    return Document(**{**payload, **given, **lists})
