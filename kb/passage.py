"""Chunks, as they are indexed, and passages, as a search returns them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one clause: `Document.text[start:end]`; the chunks of a clause tile its own span.

    `context` is the document title and the heading path, which the embedding and the lexical index see too.
    """

    ordinal: int
    clause: int
    path: tuple[str, ...]
    context: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A search hit. `rrf` is the fused relevance; ranks are 1-based, None where a leg did not return it."""

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
