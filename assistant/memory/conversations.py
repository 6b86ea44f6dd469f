"""The conversations of the web page: each belongs to the browser that had it, told by a cookie."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.memory.sqlite_file import SqliteFile, log
from assistant.web.conversation import Exchange
from kb.errors import MemoryUnusable

MAX_OF_OWNER = 100
MAX_OF_ALL = 3000
_MAX_TITLE = 60
_UNREADABLE = "这一条回答是由另一版本的程序保存的，显示不了。请重新提问。"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS talks (id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, touched REAL NOT NULL);
CREATE INDEX IF NOT EXISTS talks_of_owner ON talks (owner, touched);
CREATE TABLE IF NOT EXISTS turns (talk TEXT NOT NULL, ordinal INTEGER NOT NULL, question TEXT NOT NULL, packed BLOB NOT NULL,
  PRIMARY KEY (talk, ordinal))
"""

_DELETE_STRAYS = "DELETE FROM turns WHERE talk NOT IN (SELECT id FROM talks)"


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept conversation. `touched` is the Unix time of its last question."""

    id: str
    title: str
    touched: float
    turns: int


class Conversations:
    """Kept conversations; of one owner the last `MAX_OF_OWNER`, of all the last `MAX_OF_ALL`."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._file = SqliteFile(path, _SCHEMA)
        self._now = now

    def save(self, owner: str, talk: str, ordinal: int, exchange: Exchange) -> bool:
        """Keeps a turn in place of the one with this `ordinal` and those behind it; whether that was possible.

        Another owner's conversation stays as it is.
        """
        if not owner or not talk:
            return False
        packed = zlib.compress(_adapter().dump_json(exchange))
        question = exchange.question.encode("utf-8", "replace").decode("utf-8")
        try:
            with self._file.transaction() as connection:
                connection.execute(
                    "INSERT INTO talks VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET touched = excluded.touched "
                    "WHERE owner = excluded.owner",
                    (talk, owner, question[:_MAX_TITLE], self._now()),
                )
                if connection.execute("SELECT owner FROM talks WHERE id = ?", (talk,)).fetchone() != (owner,):
                    return False
                connection.execute("DELETE FROM turns WHERE talk = ? AND ordinal >= ?", (talk, ordinal))
                connection.execute("INSERT INTO turns VALUES (?, ?, ?, ?)", (talk, ordinal, question, packed))
                old = connection.execute(
                    "DELETE FROM talks WHERE id IN (SELECT id FROM talks WHERE owner = ? ORDER BY touched DESC "
                    "LIMIT -1 OFFSET ?) OR id IN (SELECT id FROM talks ORDER BY touched DESC LIMIT -1 OFFSET ?)",
                    (owner, MAX_OF_OWNER, MAX_OF_ALL),
                )
                if old.rowcount:
                    connection.execute(_DELETE_STRAYS)
        except MemoryUnusable as exc:
            log.warning("%s", exc)
            return False
        return True

    def change(self, owner: str, talk: str, ordinal: int, exchange: Exchange) -> None:
        """Keeps what has changed in a turn, and leaves those behind it."""
        packed = zlib.compress(_adapter().dump_json(exchange))
        try:
            with self._file.transaction() as connection:
                connection.execute(
                    "UPDATE turns SET packed = ? WHERE talk = (SELECT id FROM talks WHERE id = ? AND owner = ?) "
                    "AND ordinal = ?",
                    (packed, talk, owner, ordinal),
                )
        except MemoryUnusable as exc:
            log.warning("%s", exc)

    def all_of(self, owner: str) -> tuple[Kept, ...]:
        """An owner's conversations, the latest first. Raises MemoryUnusable."""
        if not owner or not self._file.path.exists():
            return ()
        with self._file.transaction(reads=True) as connection:
            rows = connection.execute(
                "SELECT id, title, touched, (SELECT count(*) FROM turns WHERE talk = id) FROM talks WHERE owner = ? "
                "ORDER BY touched DESC",
                (owner,),
            )
            return tuple(Kept(*row) for row in rows)

    def exchanges(self, owner: str, talk: str) -> tuple[Exchange, ...]:
        """A conversation's turns; none where it is not there, or another's. Raises MemoryUnusable."""
        if not self._file.path.exists():
            return ()
        with self._file.transaction(reads=True) as connection:
            rows = connection.execute(
                "SELECT question, packed FROM turns JOIN talks ON talk = id WHERE id = ? AND owner = ? ORDER BY ordinal",
                (talk, owner),
            ).fetchall()
        return tuple(_unpacked(question, packed) for question, packed in rows)

    def forget(self, owner: str, talk: str) -> None:
        """Deletes a conversation of this owner's. Raises MemoryUnusable."""
        with self._file.transaction() as connection:
            connection.execute("DELETE FROM talks WHERE id = ? AND owner = ?", (talk, owner))
            connection.execute(_DELETE_STRAYS)


def _unpacked(question: str, packed: bytes) -> Exchange:
    try:
        return _adapter().validate_json(zlib.decompress(packed))
    except (ValidationError, zlib.error) as exc:
        log.warning("a kept answer cannot be read: %s", exc)
        return Exchange(question, failure=_UNREADABLE)


@cache
def _adapter() -> TypeAdapter[Exchange]:
    return TypeAdapter(Exchange)
