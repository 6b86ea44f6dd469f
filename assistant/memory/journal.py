"""The journal: what was asked, how it ended, and what people thought of it. Without who asked."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.answer import Answer
from assistant.answering import Answering
from assistant.followup import Turn
from assistant.memory.sqlite_file import SqliteFile, log
from kb.errors import MemoryUnusable

Via = Literal["web", "api", "mcp"]
Verdict = Literal["", "up", "down"]
# Why an answer was of no use, as the page offers it.
FAULTS = ("答非所问", "不完整", "依据不对", "文件过时", "库里明明有", "其他")

_MAX_QUESTION, _MAX_ANSWER, _MAX_REMARK = 500, 500, 300
_MOST_DOCUMENTS = 8
_SCHEMA = """
CREATE TABLE IF NOT EXISTS asked (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE NOT NULL, at REAL NOT NULL, via TEXT NOT NULL,
  question TEXT NOT NULL, standalone TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL, answer TEXT NOT NULL,
  doc_ids TEXT NOT NULL, took_ms REAL NOT NULL,
  verdict TEXT NOT NULL DEFAULT '', fault TEXT NOT NULL DEFAULT '', remark TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS asked_at ON asked (at)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the journal. `at` is Unix time; `status` is that of the answer, or `failed`.

    `standalone` is the question with what the conversation adds to it; `doc_ids` are the documents cited.
    """

    key: str
    at: float
    via: str
    question: str
    standalone: str
    status: str
    reason: str
    answer: str
    doc_ids: tuple[str, ...]
    took_ms: float
    verdict: str = ""
    fault: str = ""
    remark: str = ""


class Journal:
    """The journal in a file, of the last `max_entries` questions; with 0 nothing is written.

    Writing never raises: what cannot be written is logged and left out.
    """

    def __init__(self, path: Path, max_entries: int, now: Callable[[], float] = time.time) -> None:
        self._file = SqliteFile(path, _SCHEMA)
        self._max_entries = max_entries
        self._now = now

    @property
    def is_kept(self) -> bool:
        """Whether questions are written down at all."""
        return self._max_entries > 0

    def note(self, question: str, answer: Answer | None, via: Via) -> str:
        """Writes a question down, with None for a failure. Returns the key to rate it by, empty where it was not written."""
        if not self.is_kept or not question.strip():
            return ""
        key = uuid.uuid4().hex
        row = (key, self._now(), via, _cut(question, _MAX_QUESTION), *_told(answer))
        try:
            with self._file.transaction() as connection:
                made = connection.execute(
                    "INSERT INTO asked (key, at, via, question, standalone, status, reason, answer, doc_ids, took_ms) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    row,
                )
                connection.execute("DELETE FROM asked WHERE id <= ?", ((made.lastrowid or 0) - self._max_entries,))
        except MemoryUnusable as exc:
            log.warning("%s", exc)
            return ""
        return key

    def rate(self, key: str, verdict: Verdict, fault: str = "", remark: str = "") -> bool:
        """Writes down what a person thought of an answer; whether that was possible."""
        try:
            with self._file.transaction() as connection:
                done = connection.execute(
                    "UPDATE asked SET verdict = ?, fault = ?, remark = ? WHERE key = ?",
                    (verdict, fault if fault in FAULTS else "", _cut(remark, _MAX_REMARK), key),
                )
        except MemoryUnusable as exc:
            log.warning("%s", exc)
            return False
        return done.rowcount == 1

    def entries(self, since: float = 0) -> tuple[Asked, ...]:
        """The questions since a Unix time, newest first. Raises MemoryUnusable."""
        if not self.is_kept or not self._file.path.exists():
            return ()
        with self._file.transaction(reads=True) as connection:
            rows = connection.execute(
                "SELECT key, at, via, question, standalone, status, reason, answer, doc_ids, took_ms, verdict, fault, "
                "remark FROM asked WHERE at >= ? ORDER BY id DESC",
                (since,),
            )
            return tuple(_asked(list(row)) for row in rows)


def noted(answering: Answering, journal: Journal, via: Via) -> Answering:
    """`answering`, each question of which is written into the journal."""

    def whole(question: str, history: Sequence[Turn] = (), as_of: str | None = None, doc: str | None = None) -> Answer:
        try:
            answer = answering.whole(question, history, as_of, doc)
        except Exception:
            journal.note(question, None, via)
            raise
        journal.note(question, answer, via)
        return answer

    def pieces(
        question: str, history: Sequence[Turn] = (), as_of: str | None = None, doc: str | None = None
    ) -> Iterator[str | Answer]:
        try:
            for piece in answering.pieces(question, history, as_of, doc):
                if isinstance(piece, Answer):
                    journal.note(question, piece, via)
                yield piece
        except Exception:
            journal.note(question, None, via)
            raise

    return Answering(whole, pieces)


def _asked(values: list[Any]) -> Asked:
    values[8] = tuple(values[8].split())
    return Asked(*values)


def _told(answer: Answer | None) -> tuple[str, str, str, str, str, float]:
    """The columns that an answer fills, from `standalone` on."""
    if answer is None:
        return "", "failed", "", "", "", 0.0
    documents = list(dict.fromkeys(each.doc_id for each in answer.citations))[:_MOST_DOCUMENTS]
    return (
        _cut(answer.standalone, _MAX_QUESTION), answer.status, answer.reason or "", _cut(answer.answer, _MAX_ANSWER),
        " ".join(documents), answer.timings_ms.get("total", 0.0),
    )  # fmt: skip


def _cut(text: str, max_chars: int) -> str:
    """The beginning of `text`, without halves of characters, which SQLite cannot hold."""
    return text[:max_chars].encode("utf-8", "replace").decode("utf-8")
