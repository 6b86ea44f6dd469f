"""What a language model may use for one answer: numbered passages, and the lines that say which belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answer import Answer, Citation
from assistant.citing import Citer
from assistant.llm.orders import MASK, without_orders
from assistant.markers import MARKER
from kb.normal_form import fold
from kb.sentences import sentence_spans
from kb.snapshot import Snapshot

_HEADER = re.compile(r"共[^。\n]{0,12}?\d+[项份][^\n]*：$")
_APART = re.compile(r"[\t\n]+|(?<=\d[.、．])\s+")
_NEAR_SENTENCES = 24  # of the nearest passages of a refusal, so that a small model still reads them all


@dataclass(frozen=True, slots=True)
class Passage:
    """One verbatim span under its number. `said` is its folded text; `around` the folded title and headings over it."""

    number: int
    citation: Citation
    said: str
    around: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the extractive answer: what it says, without markers, and the numbers of the passages it cites."""

    body: str
    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Material:
    """`passages` are numbered 1..n and shown to the model; `titles` behind them are only for names of documents.

    `head` is what stands over the answer in any case (how many items there are; that a document has ended), `lines`
    what an answer has to tell, empty where there is only what is near.
    """

    passages: tuple[Passage, ...]
    titles: tuple[Passage, ...]
    head: str
    lines: tuple[Line, ...]

    @property
    def by_number(self) -> dict[int, Passage]:
        """All passages by their numbers, those of titles too."""
        return {each.number: each for each in (*self.passages, *self.titles)}


def material_of(answer: Answer, snapshot: Snapshot, as_of: str | None) -> Material:
    """The passages that `answer` cites; for a refusal, the sentences of the passages nearest to the question."""
    citer = Citer(snapshot, as_of)
    answered = answer.status == "answered"
    cited = answer.citations if answered else tuple(_sentences(answer.nearest, citer))
    passages = tuple(_passage(number, citation) for number, citation in enumerate(cited, 1))
    titles = _titles(passages, snapshot, citer)
    head, lines = _lines(answer) if answered else ("", ())
    return Material(passages, titles, head, lines)


def _sentences(nearest: Iterable[Citation], citer: Citer) -> list[Citation]:
    found: dict[tuple[str, int, int], Citation] = {}
    for each in nearest:
        for start, end in sentence_spans(each.quote):
            key = (each.doc_id, each.start + start, each.start + end)
            citation = citer.show(*key)
            if len(found) < _NEAR_SENTENCES and citation.quote not in (citation.title, *citation.path):  # no headings
                found.setdefault(key, citation)
    return list(found.values())


def _passage(number: int, citation: Citation) -> Passage:
    said = folded_lines(without_orders(citation.quote).replace(MASK, ""))
    return Passage(number, citation, said, fold("|".join((citation.title, *citation.path))))


def folded_lines(text: str) -> str:
    r"""`text` folded with its lines, cells and labels kept apart: folding closes up `2. 2024年`, no 2.2024.

    >>> folded_lines("2. 2024年\t15")
    '2.|2024年|15'
    """
    return "|".join(filter(None, (fold(part) for part in _APART.split(text))))


def _titles(passages: tuple[Passage, ...], snapshot: Snapshot, citer: Citer) -> tuple[Passage, ...]:
    """Where the titles and numbers of the passages' documents stand, as passages of their own behind the others."""
    found: list[Passage] = []
    for doc_id in dict.fromkeys(each.citation.doc_id for each in passages):
        document = snapshot.entry(doc_id).document
        for name in filter(None, (document.title, document.doc_number)):
            at = document.text.find(name)
            if at >= 0:
                citation = citer.show(doc_id, at, at + len(name))
                found.append(_passage(len(passages) + len(found) + 1, citation))
    return tuple(found)


def _lines(answer: Answer) -> tuple[str, tuple[Line, ...]]:
    """The head of an extractive answer, with its markers, and its other lines."""
    head: list[str] = []
    lines: list[Line] = []
    for written in answer.answer.split("\n"):
        body = without_orders(MARKER.sub("", written)).replace(MASK, "").strip()
        numbers = frozenset(int(number) for number in MARKER.findall(written))
        if not lines and (not numbers or _HEADER.search(body)):
            head.append(written)
        elif body:
            lines.append(Line(body, numbers))
    return "\n".join(head), tuple(lines)
