"""A guide as a Word file laid out to GB/T 9704-2012, its quotes as footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.official_document import Annex, Kind, OfficialDocument, Paragraph, Run
from assistant.official_docx import to_docx
from assistant.onboarding.guide import Guide
from assistant.onboarding.guide_text import ANSWERS, QUIZ, SOURCES, Line, opening_of, parts_of, title_of
from assistant.onboarding.question import Question
from assistant.sources import told_source

_MARK = re.compile(r"\[(\d+)\]")


def guide_docx(guide: Guide, quiz: Sequence[Question] = ()) -> bytes:
    """The bytes of the file. Raises nothing for any text of a document: what XML cannot hold is left out."""
    notes = {
        each.marker: f"{told_source(replace(each, marker=0)).removeprefix('· ')}：“{' '.join(each.quote.split())}”"
        for each in guide.citations
    }
    pieces = [Paragraph(Kind.BODY, (Run(opening_of(guide)),))]
    annexes = []
    for part in parts_of(guide, quiz):
        lines = [Paragraph(Kind.BODY, _runs(line, notes)) for line in part.lines]
        if part.title in (QUIZ, ANSWERS):
            annexes.append(Annex(part.title, tuple(lines)))
        elif part.title != SOURCES:  # they are footnotes here
            pieces += [Paragraph(Kind.HEADING_1, (Run(part.title),)), *lines]
    return to_docx(OfficialDocument(title=title_of(guide), pieces=tuple(pieces), annexes=tuple(annexes)))


def _runs(line: Line, notes: dict[int, str]) -> tuple[Run, ...]:
    """The line's words, and a footnote for each of its marks."""
    indent = "　" * max(0, line.depth - 1)
    marks = [int(number) for number in _MARK.findall(line.marks)]
    return (Run(f"{indent}{line.text}"), *(Run("", footnote=notes[mark]) for mark in marks))
