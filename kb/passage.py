"""Chunks, as they are indexed, and passages, as a search returns them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a chunk with a vector of its own: `Document.text[start:end]`, of clause `clause` or what is below it.

    `context` is what the embedding sees with it: title, headings above it, and the labels of a table's columns.
    """

    clause: int
    context: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """What a search returns: `Document.text[start:end]`, a clause, several small ones of one parent, or part of one.

    `clause` is the lowest that covers it, `path` the headings down to there. `context` is the document's title, the
    headings above the text, and `labels`: those of the columns where the chunk is rows without their header. Its
    `pieces` are the small parts by which its meaning is found; they cover it.
    """

    ordinal: int
    clause: int
    path: tuple[str, ...]
    context: str
    text: str
    start: int
    end: int
    labels: str = ""
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """Where another document has the text of a passage, or nearly: `Document.text[start:end]` of `doc_id`."""

    doc_id: str
    title: str
    path: tuple[str, ...]
    start: int
    end: int
    status: str


@dataclass(frozen=True, slots=True)
class RecordFound:
    """The record that a passage holds: `kind` is task, measure, target or term; bodies are of tasks only."""

    kind: str
    title: str
    sections: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a passage, each 0-1.

    `cosine` is that of the dense leg, `lexical` the share of the most that BM25 could give; `covered` the share of the
    query's weight that stands in the passage or its headings, `within` in the passage alone; `agreement` the fused ranks
    as a share of the best that they can be.
    """

    cosine: float
    lexical: float
    covered: float
    within: float
    agreement: float


NO_SIGNS = Signs(0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Passage:
    """A search hit.

    `relevance` is how probable it is that the passage answers the query, 0-1. The rest says why: `fused` the score by
    which the first stage orders; `rrf` the fused ranks, 1-based, None where a leg did not return it; `cosine` None where
    the dense leg did not; `reranked` what the reranker says, 0-1, None without one; `signs` what relevance is reckoned
    from without it; `words` the words of the query as the passage writes them. `also_in` are other documents with the
    same text. `near` are its pieces that the dense leg returned, as (start, end, cosine). `context` is that of its chunk.
    """

    doc_id: str
    ordinal: int
    clause: int
    path: tuple[str, ...]
    text: str
    start: int
    end: int
    rrf: float
    lexical_rank: int | None
    dense_rank: int | None
    cosine: float | None
    relevance: float = 0.0
    signs: Signs = NO_SIGNS
    reranked: float | None = None
    words: tuple[str, ...] = ()
    record: RecordFound | None = None
    also_in: tuple[Copy, ...] = ()
    near: tuple[tuple[int, int, float], ...] = ()
    context: str = ""
    fused: float = 0.0
