"""A cross-encoder that somebody set up, through sentence-transformers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import CrossEncoder

from kb.errors import ModelUnusable

_REMEDY = "请把 MINGCE_RERANKER 设为 bundled、none，或本机上完整的精排模型文件夹"
_BATCH_PAIRS = 16


@dataclass(frozen=True)
class SentenceReranker:
    """A CrossEncoder with one label; its logit through a sigmoid is the relevance."""

    identity: str
    model: CrossEncoder

    def relevance(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """`(n,)` float32 in 0-1."""
        if not texts:
            return np.zeros(0, np.float32)
        made = self.model.predict(
            [(query, text) for text in texts],
            batch_size=_BATCH_PAIRS,
            activation_fn=torch.nn.Sigmoid(),
            show_progress_bar=False,
        )
        return np.asarray(made, np.float32).reshape(len(texts))


def load_cross_encoder(spec: str, models_dir: Path, threads: int) -> SentenceReranker:
    """The model in folder `spec`, in `models_dir/spec`, or of that name in the local hub cache.

    Raises ModelUnusable when it is not there, cannot be loaded, or has more than one label.
    """
    place = next((str(path) for path in (Path(spec), models_dir / spec) if path.is_dir()), spec)
    torch.set_num_threads(threads)
    try:
        model = CrossEncoder(place, device="cpu", local_files_only=True)
    except Exception as exc:  # transformers, safetensors, torch: each raises its own kinds for a broken folder
        raise ModelUnusable(f"精排模型 {spec} 无法加载:{exc}", _REMEDY) from exc
    if model.num_labels != 1:
        raise ModelUnusable(f"精排模型 {spec} 有 {model.num_labels} 个输出,应当只有 1 个", _REMEDY)
    return SentenceReranker(f"{Path(place).name}:{_checksum(model)}", model)


def _checksum(model: CrossEncoder) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy())
    return digest.hexdigest()[:12]
