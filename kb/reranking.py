"""The second look at what a search found: question and passage read together by a cross-encoder.

    load_reranker(spec, models_dir)       "bundled" -> the one that `mingce setup` builds, "none" -> None,
                                          anything else -> a CrossEncoder of sentence-transformers
    reranker.relevance(query, texts)      the probability that each text answers

Slower than the encoder by as much as passages are longer than questions, so it reads only the best of the first stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

BUNDLED, NONE = "bundled", "none"


class Reranker(Protocol):
    """A cross-encoder."""

    @property
    def identity(self) -> str:
        """Stable name and checksum of the model."""
        ...

    def relevance(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """`(n,)` float32 in 0-1: how probable it is that each of `texts` answers `query`; empty for none."""
        ...


def load_reranker(spec: str, models_dir: Path, threads: int = 2) -> Reranker | None:
    """The reranker that `spec` names; None for "none".

    Raises ModelNotReady (the bundled one is not built or is damaged) and ModelUnusable.
    """
    if spec == NONE:
        return None
    if spec == BUNDLED:
        from kb.embedding.onnx_reranker import load_bundled

        return load_bundled(models_dir, threads)
    from kb.embedding.sentence_reranker import load_cross_encoder

    return load_cross_encoder(spec, models_dir, threads)
