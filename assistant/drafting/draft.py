"""A draft and its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Citation, ModelUse
from assistant.drafting.genres import Element, Genre
from assistant.drafting.ledger import Ledger
from assistant.drafting.particulars import Particular

Made = Literal["own", "form", "citation", "missing", "model"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft with what it rests on: statements of the ledger and markers of citations.

    `made`: of the writer's `own` words, of a `form` with the notes' facts filled in, a `citation`, a `missing` element
    that is asked for, or worded by a `model`.
    """

    text: str
    statements: tuple[int, ...] = ()
    markers: tuple[int, ...] = ()
    made: Made = "own"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that follow each other; `heading` is a small one in front (（一）…), with the statement that it is of."""

    sentences: tuple[Sentence, ...]
    heading: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a draft; an empty heading is not shown."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What the writer is asked: an element that is missing, or which of two figures holds (`element` is None)."""

    text: str
    element: Element | None = None
    statements: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """A sentence of the library that may be the policy basis, 0-1 relevant; `record` is the task or measure that it states."""

    id: str
    citation: Citation
    relevance: float
    record: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A particular of the finished draft with its sources, told for people; none: nothing says it."""

    particular: Particular
    sentence: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed draft. `offered` are all policy bases found, `citations` those cited, numbered by their markers."""

    genre: Genre
    title: Sentence
    sections: tuple[Section, ...]
    ledger: Ledger
    questions: tuple[Question, ...]
    offered: tuple[Basis, ...] = ()
    citations: tuple[Citation, ...] = ()
    model: ModelUse | None = None

    def sentences(self) -> Iterator[Sentence]:
        """All sentences in order, the title and small headings among them."""
        yield self.title
        for section in self.sections:
            for paragraph in section.paragraphs:
                if paragraph.heading is not None:
                    yield paragraph.heading
                yield from paragraph.sentences

    @property
    def text(self) -> str:
        """The draft as plain text, a paragraph a line, with the markers of its citations."""
        lines = [self.title.text]
        for section in self.sections:
            lines += [section.heading] if section.heading else []
            lines += [told_paragraph(paragraph) for paragraph in section.paragraphs]
        return "\n".join(lines)


def told_paragraph(paragraph: Paragraph) -> str:
    """A paragraph as plain text."""
    heading = paragraph.heading.text if paragraph.heading else ""
    return heading + "".join(
        sentence.text + "".join(f"[{marker}]" for marker in sentence.markers) for sentence in paragraph.sentences
    )
