"""How far somebody has come: clauses read and questions answered, in `onboarding.sqlite` of the data folder.

A person is whoever the caller says it is; the web page tells browsers apart by a cookie. Nothing leaves the machine.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.errors import MingceError

FILE_NAME = "onboarding.sqlite"
_PATIENCE_S = 2.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS read (person TEXT NOT NULL, step TEXT NOT NULL, PRIMARY KEY (person, step)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answered (person TEXT NOT NULL, question TEXT NOT NULL, chosen TEXT NOT NULL,
  PRIMARY KEY (person, question)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS followed (person TEXT PRIMARY KEY, subject TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a person: the keys of the steps read, the options chosen by question id, the last subject."""

    read: frozenset[str] = frozenset()
    answered: tuple[tuple[str, tuple[int, ...]], ...] = ()
    subject: str = ""

    def chosen(self, question: str) -> tuple[int, ...] | None:
        """The options last chosen for a question, None where it was not answered."""
        return dict(self.answered).get(question)


class Progress:
    """The file in `home`; it is made when something is first kept. Safe to use from several threads and processes."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE_NAME

    def of(self, person: str) -> Kept:
        """What is kept of `person`. Raises MingceError where the file cannot be read."""
        if not person or not self._path.exists():
            return Kept()
        with self._transaction() as connection:
            steps = connection.execute("SELECT step FROM read WHERE person = ?", (person,))
            read = frozenset(str(step) for (step,) in steps)
            rows = connection.execute("SELECT question, chosen FROM answered WHERE person = ?", (person,))
            answered = tuple((str(question), _numbers(str(chosen))) for question, chosen in rows)
            followed = connection.execute("SELECT subject FROM followed WHERE person = ?", (person,)).fetchone()
        return Kept(read, answered, str(followed[0]) if followed else "")

    def mark_read(self, person: str, step: str, read: bool = True) -> None:
        """Keeps that a step was read, or that it was not. Raises MingceError."""
        with self._transaction() as connection:
            if read:
                connection.execute("INSERT OR IGNORE INTO read VALUES (?, ?)", (person, step))
            else:
                connection.execute("DELETE FROM read WHERE person = ? AND step = ?", (person, step))

    def answer(self, person: str, question: str, chosen: Sequence[int]) -> None:
        """Keeps what was chosen for a question, in place of what was chosen before. Raises MingceError."""
        with self._transaction() as connection:
            row = (person, question, ",".join(map(str, chosen)))
            connection.execute("INSERT OR REPLACE INTO answered VALUES (?, ?, ?)", row)

    def follow(self, person: str, subject: str) -> None:
        """Keeps whose guide somebody reads. Raises MingceError."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO followed VALUES (?, ?)", (person, subject))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            if not self._path.exists():
                self._path.touch(mode=0o600)  # what somebody got wrong is nobody else's business
            with closing(sqlite3.connect(self._path, timeout=_PATIENCE_S)) as connection:
                connection.executescript(_SCHEMA)
                with connection:
                    yield connection
        except (sqlite3.Error, OSError) as exc:
            remedy = f"不影响阅读和答题。请检查 {self._path.parent} 的权限；文件损坏时删去它即可"
            raise MingceError(f"学习进度存取不了（{FILE_NAME}：{exc}）", remedy) from exc


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part.lstrip("-").isdecimal())
