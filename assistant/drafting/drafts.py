"""The entry: notes -> ledger -> policy basis -> composed, perhaps worded by a model -> checked."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.drafting.basis import choose, find_basis
from assistant.drafting.checking import require_supported
from assistant.drafting.composing import compose
from assistant.drafting.draft import Draft, Item
from assistant.drafting.genres import Genre
from assistant.drafting.ledger import Ledger, ledger_of
from assistant.drafting.model_wording import worded
from assistant.drafting.notes import Note
from assistant.llm.chat_model import Chat
from kb.library import Library
from kb.snapshot import Snapshot


def read_ledger(library: Library, notes: Sequence[Note]) -> Ledger:
    """The ledger of notes, with the names of bodies that the library knows."""
    return ledger_of(notes, library.words, known_names(library.snapshot))


def draft_of(
    library: Library,
    genre: Genre,
    notes: Sequence[Note],
    topic: str = "",
    basis: Sequence[str] = (),
    chat: Chat | None = None,
) -> tuple[Draft, tuple[Item, ...]]:
    """A checked draft with the list of its particulars and their sources.

    `topic` says what to look for a basis by, `basis` which of the bases found to cite (ids or places; 无 for none), else
    the best. Raises SettingsError for a basis that was not found, DraftUnsupported where something has no source.
    """
    ledger = read_ledger(library, notes)
    offered = choose(find_basis(library, ledger, topic), basis)
    composed = compose(ledger, genre, offered, topic)
    if chat is not None:
        composed = worded(composed, library.words, chat)
    return composed, require_supported(composed)


def known_names(snapshot: Snapshot) -> tuple[str, ...]:
    """The names of all sections and units of the library as written, longest first."""

    def make() -> tuple[str, ...]:
        tasks = [task for records in snapshot.records.values() for task in records.tasks]
        names = {name for task in tasks for name in (*task.sections, *task.units)}
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    return snapshot.derived("names as written", make)
