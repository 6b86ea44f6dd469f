"""The tables of the catalog's SQLite file, and how it is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
)  # fmt: skip

SCHEMA_VERSION = "4"

TABLES = MetaData()
META = Table("meta", TABLES, Column("key", String, primary_key=True), Column("value", String, nullable=False))
DOCUMENTS = Table(
    "documents",
    TABLES,
    Column("doc_id", String, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("source", String, nullable=False, index=True),
    Column("origin", String, index=True),
    Column("sha256", String, nullable=False, index=True),
    Column("added_at", String, nullable=False),
    Column("sketch", LargeBinary, nullable=False),
    Column("header", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
CHUNKS = Table(
    "chunks",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("doc_id", String, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("clause", Integer, nullable=False),
    Column("path", String, nullable=False),
    Column("context", String, nullable=False),
    Column("text", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("labels", String, nullable=False),
    Column("pieces", String, nullable=False),  # JSON: [[clause, context, start, end]]
    Index("chunks_by_document", "doc_id", "ordinal", unique=True),
)
RECORDS = Table(
    "records",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("doc_id", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("payload", String, nullable=False),
)
PENDING = Table(
    "pending",
    TABLES,
    Column("doc_id", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("original", String),
)


def open_engine(path: Path) -> Engine:
    """The engine over `path`: every transaction sees one state, and is on disk when it is committed."""
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
