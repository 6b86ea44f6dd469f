"""The final answer out of checked sentences: citations numbered as they are first used, only cited ones kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assistant.answer import Answer, Citation, ModelUse
from assistant.llm.checking import Checked
from assistant.llm.material import Material

_STOPS = ("。", "！", "？", "!", "?", "：", ":", "；", ";")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One more piece of an answer: the pieces joined are its text. `citations` are those that it names."""

    text: str
    citations: tuple[Citation, ...]


@dataclass
class Writer:
    """Puts checked sentences together. The markers of `material` become new ones, in the order of first use."""

    material: Material
    pieces: list[Sentence] = field(default_factory=list)
    _citations: dict[int, Citation] = field(default_factory=dict)
    _items: int = 0
    _line_over: bool = False

    def begin(self, head: str) -> Sentence:
        """The head of the extractive answer, whose markers are those of the material."""
        text, citations = self._renumbered(head)
        self._line_over = True
        return self._piece(text, citations)

    def add(self, checked: Checked, ends_line: bool) -> Sentence:
        """One sentence. A numbered item begins a line, and items count on where one was dropped."""
        text = ""
        citations: list[Citation] = []
        for claim in checked.claims:
            used = [self._cite(number) for number in claim.numbers]
            text += claim.text + "".join(f"[{each.marker}]" for each in used)
            citations += used
        text = _with_stop(checked, text)
        if checked.ordinal:
            self._items += 1
            text = f"{self._items}. {text}"
        begins_line = bool(self.pieces) and (self._line_over or checked.ordinal)
        self._line_over = ends_line
        return self._piece("\n" * begins_line + text, citations)

    def answer(self, extractive: Answer, model: str, dropped: int) -> Answer:
        """The answer, with what the extractive one knows beside its text."""
        told = f"模型另有{dropped}句话在所引原文中找不到依据，已略去。" if dropped else ""
        return replace(
            extractive,
            status="answered",
            reason=None,
            answer="".join(piece.text for piece in self.pieces),
            citations=tuple(self._citations.values()),
            records=extractive.records if extractive.status == "answered" else (),
            nearest=(),
            mode="llm",
            llm=ModelUse(model, "worded", told, dropped),
        )

    def _piece(self, text: str, citations: list[Citation]) -> Sentence:
        piece = Sentence(text, tuple(dict.fromkeys(citations)))
        self.pieces.append(piece)
        return piece

    def _cite(self, number: int) -> Citation:
        if number not in self._citations:
            citation = self.material.by_number[number].citation
            same = next((each for each in self._citations.values() if _span(each) == _span(citation)), None)
            self._citations[number] = same or replace(citation, marker=len(set(self._citations.values())) + 1)
        return self._citations[number]

    def _renumbered(self, head: str) -> tuple[str, list[Citation]]:
        from assistant.llm.checking import claims_of

        lines: list[str] = []
        citations: list[Citation] = []
        for line in head.split("\n"):
            claims, _ = claims_of(line)
            used = [self._cite(number) for claim in claims for number in claim.numbers]
            lines.append("".join(claim.text for claim in claims) + "".join(f"[{each.marker}]" for each in used))
            citations += used
        return "\n".join(lines), citations


def _span(citation: Citation) -> tuple[str, int, int]:
    return citation.doc_id, citation.start, citation.end


def _with_stop(checked: Checked, text: str) -> str:
    """`text` with a stop before its last markers where the model left it out."""
    last = checked.claims[-1]
    if last.text.endswith(_STOPS):
        return text
    at = text.rindex(last.text) + len(last.text)
    return text[:at] + "。" + text[at:]
