"""Answers and citations, as the contract gives them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

AnswerStatus = Literal["answered", "refused", "clarify"]


@dataclass(frozen=True, slots=True)
class PageBox:
    """Where a printed line of a quote stands: (left, top, right, bottom) in 0-1 of the page, origin top left."""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim span: `text[start:end] == quote` for the document's text. `marker` is the [n] of the answer.

    `boxes` are its printed lines where the source has positions, `cell_range` its place in a workbook, `confidence`
    that of the least certain line where it was recognised (0-1).
    """

    marker: int
    doc_id: str
    title: str
    doc_number: str | None
    path: tuple[str, ...]
    quote: str
    start: int
    end: int
    page: int | None
    status: str
    demonstration: bool = False
    boxes: tuple[PageBox, ...] = ()
    cell_range: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many items a list answer found, in how many documents, and whether that is all the library has."""

    found: int
    documents: int
    complete: bool


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a language model did for an answer. `outcome` is `worded`, or the code of why its wording is not shown.

    `dropped` sentences had no support and were left out; `told` says in Chinese what people should know.
    """

    model: str
    outcome: str
    told: str = ""
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `standalone` is the question that was answered, with what the history adds to it.

    `records` are the task, measure or target rows that the answer states; `nearest` are passages offered with a
    refusal, as such; `choices` are offered with a clarifying question; `missing` are the parts of the question that the
    library does not answer, where it answers others. `confidence` is how likely the best sentence found
    answers (0-1); None where nothing was weighed, as in answers from records or metadata. `llm` is None where no model was
    asked. `sides` are the documents (doc_id) that the answer sets side by side: a comparison, or figures that differ.
    """

    status: AnswerStatus
    answer: str
    reason: str | None = None
    citations: tuple[Citation, ...] = ()
    records: tuple[dict[str, Any], ...] = ()
    coverage: Coverage | None = None
    mode: str = "extractive"
    standalone: str = ""
    nearest: tuple[Citation, ...] = ()
    choices: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    confidence: float | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    llm: ModelUse | None = None
    sides: tuple[str, ...] = ()

    def as_json(self, question_id: object = None) -> dict[str, Any]:
        """The contract's JSON value."""
        return {"id": question_id, **asdict(self)}

    def timed(self, timings_ms: dict[str, float]) -> Answer:
        """This answer with its timings."""
        return replace(self, timings_ms={name: round(value, 1) for name, value in timings_ms.items()})
