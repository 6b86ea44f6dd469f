"""What an official document is made of, before any file format: the input of `assistant.official_docx`.

The elements and their order are those of GB/T 9704-2012, section 7: title, addressees, body, note of the annexes,
signature, date, annexes. Numbers of headings (一、（一）1.（1）) are part of their text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a paragraph is; a heading's level decides its font."""

    HEADING_1 = "heading_1"  # 一、
    HEADING_2 = "heading_2"  # （一）
    HEADING_3 = "heading_3"  # 1.
    HEADING_4 = "heading_4"  # （1）
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph; a `footnote` is called behind it.

    `plain` text has the body's font also in a heading, for what runs on behind a heading in its paragraph.
    """

    text: str
    footnote: str | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    kind: Kind
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first of `rows` is its head and is repeated on every page. Short rows are filled up."""

    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """The list of sources at the end of a text, as they are to be read: numbers are part of the entries."""

    entries: tuple[str, ...]
    heading: str = "资料来源"


Piece = Paragraph | Table | Sources


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: it is named in the note behind the body and begins on a page of its own."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A document; line breaks in `title` are kept. `date` is as it is to be read (2024年3月5日)."""

    title: str
    pieces: tuple[Piece, ...]
    addressees: str | None = None
    annexes: tuple[Annex, ...] = ()
    signature: str | None = None
    date: str | None = None


def paragraph(text: str, kind: Kind = Kind.BODY, footnote: str | None = None) -> Paragraph:
    """A paragraph of one run."""
    return Paragraph(kind, (Run(text, footnote),))
