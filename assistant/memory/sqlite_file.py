"""A small SQLite file that may be away, locked or damaged."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kb.errors import MemoryUnusable

log = logging.getLogger("mingce.memory")
_PATIENCE_S = 1.0  # for another that writes, behind whom an answer waits
_READING_PATIENCE_S = 5.0
_VERSION = 1


class SqliteFile:
    """Opens `path` anew for every transaction, so that threads share nothing. `schema` makes the tables."""

    def __init__(self, path: Path, schema: str) -> None:
        self.path = path
        self._schema = schema

    @contextmanager
    def transaction(self, reads: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction, committed at the end; one that `reads` only is more patient. Raises MemoryUnusable."""
        try:
            if not self.path.exists():
                self.path.touch(mode=0o600)  # questions are nobody else's business on a shared machine
            with closing(
                sqlite3.connect(self.path, timeout=_READING_PATIENCE_S if reads else _PATIENCE_S)
            ) as connection:
                self._prepare(connection)
                with connection:
                    yield connection
        except (sqlite3.Error, OSError) as exc:
            found = f"{self.path.name} 读写不了（{exc}）"
            raise MemoryUnusable(found, f"不影响提问。请检查 {self.path.parent} 的权限；文件损坏时删去它即可") from exc

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError(f"版本 {version}，应为 {_VERSION}")
        if version == 0:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(f"BEGIN IMMEDIATE; {self._schema}; PRAGMA user_version={_VERSION}; COMMIT")
        connection.execute("PRAGMA synchronous=NORMAL")
