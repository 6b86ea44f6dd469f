"""The writer's notes, and where something stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.document import Document, TableRow

FORM = "文字"  # the name of notes that were typed, not read from a file


@dataclass(frozen=True, slots=True)
class Note:
    """One file of notes, or what was typed; `rows` are the rows of its tables, with their cells as spans of `text`."""

    name: str
    text: str
    rows: tuple[TableRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """`notes[note].text[start:end]`."""

    note: int
    start: int
    end: int


def note_of(document: Document) -> Note:
    """What a reader took out of a file, as notes."""
    return Note(document.source, document.text, document.rows)


def typed(text: str) -> Note:
    """Notes that were typed."""
    return Note(FORM, text.replace("\r\n", "\n").replace("\r", "\n"))


def written(notes: Sequence[Note], span: Span) -> str:
    """The text of a span."""
    return notes[span.note].text[span.start : span.end]


def told_place(notes: Sequence[Note], span: Span) -> str:
    r"""Where a span stands, for people: the notes' name, and the line or the cells.

    >>> told_place((Note("访谈.txt", "甲\n乙"),), Span(0, 2, 3))
    '访谈.txt 第2行'
    """
    note = notes[span.note]
    row = row_at(note, span.start)
    if row is not None and row.cell_range:
        return f"{note.name} {row.cell_range}"
    return f"{note.name} 第{note.text.count(chr(10), 0, span.start) + 1}行"


def row_at(note: Note, offset: int) -> TableRow | None:
    """The row of a table that holds `offset`."""
    return next((row for row in note.rows if row.start <= offset < max(row.end, row.start + 1)), None)
