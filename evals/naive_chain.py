"""The baseline of the answers evaluation: chunks of fixed length, the three nearest by vector, printed; never refuses.

It gets the product's own readings and encoder, so that the difference is what comes after them. Of a conversation it sees
the last question only.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Answer, Citation
from kb.embedding import Encoder
from kb.library import Library
from kb.snapshot import Snapshot
from mingce.progress import Bar

CHARS = 500
TOP = 3


class _Chunk(NamedTuple):
    doc_id: str
    start: int
    end: int


class NaiveChain:
    """The chain over all documents of a library."""

    def __init__(self, library: Library, encoder: Encoder, kept: Path | None = None) -> None:
        """Cuts and embeds; vectors are read from the file `kept` where it fits, and written there."""
        self._snapshot: Snapshot = library.snapshot
        self._encoder = encoder
        self._chunks = [
            _Chunk(doc_id, at, min(at + CHARS, len(entry.document.text)))
            for doc_id, entry in self._snapshot.entries.items()
            for at in range(0, len(entry.document.text), CHARS)
        ]
        self._vectors = self._embedded(kept)

    def _embedded(self, kept: Path | None) -> NDArray[np.float32]:
        """`(n, d)` float32, rows L2-normalised."""
        if kept is not None and kept.exists():
            vectors: NDArray[np.float32] = np.load(kept)
            if len(vectors) == len(self._chunks):
                return vectors
        bar = Bar("基线：建立向量")
        texts = [self._text(chunk) for chunk in self._chunks]
        vectors = self._encoder.encode_passages(texts, lambda done, total: bar("", done, total))
        bar.close()
        if kept is not None:
            np.save(kept, vectors)
        return vectors

    def ask(self, question: str) -> Answer:
        """The nearest chunks, one below the other, each with its marker."""
        begun = perf_counter()
        cosines = self._vectors @ self._encoder.encode_queries([question])[0]
        best = [self._chunks[at] for at in np.argsort(-cosines, kind="stable")[:TOP]]
        citations = tuple(self._citation(marker, chunk) for marker, chunk in enumerate(best, 1))
        text = "\n".join(f"{' '.join(each.quote.split())}[{each.marker}]" for each in citations)
        return Answer("answered", text, citations=citations).timed({"total": (perf_counter() - begun) * 1e3})

    def _text(self, chunk: _Chunk) -> str:
        return self._snapshot.entry(chunk.doc_id).document.text[chunk.start : chunk.end]

    def _citation(self, marker: int, chunk: _Chunk) -> Citation:
        document = self._snapshot.entry(chunk.doc_id).document
        quote, number = self._text(chunk), document.doc_number
        return Citation(
            marker, chunk.doc_id, document.title, number, (), quote, chunk.start, chunk.end, None, "in_force"
        )
