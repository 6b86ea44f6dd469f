"""What the desk remembers, in two files of the data folder. Nothing of it leaves the machine.

    journal.py        what was asked and how it ended, without who asked; for the dashboard      journal.sqlite
    conversations.py  the conversations of the web page, each for the browser that had it        conversations.sqlite
    overview.py       the journal in figures and groups
    transcript.py     a conversation as a document to take along

Answering never waits for these files and never fails because of them: what cannot be written is left out, and logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.memory.conversations import Conversations
from assistant.memory.journal import Journal

DEFAULT_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Memory:
    """The journal and the conversations of a data folder."""

    journal: Journal
    conversations: Conversations

    @classmethod
    def at(cls, home: Path, journal_entries: int = DEFAULT_ENTRIES) -> Memory:
        """Those in `home`; the journal keeps the last `journal_entries` questions, none where that is 0."""
        return cls(Journal(home / "journal.sqlite", journal_entries), Conversations(home / "conversations.sqlite"))
