"""Any other model: the sentence-transformers adapter, offline. Loads torch; the bundled encoder never does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from kb.errors import ModelUnusable

_BATCH_TEXTS = 32
_SLAB_TEXTS = 256
_REMEDY = "请检查设置中的模型名或文件夹;随附模型请写 bundled。模型不会自动下载,请先放到本机"


@dataclass(frozen=True)
class SentenceEncoder:
    """A sentence-transformers model with what it wants put before queries and passages."""

    identity: str
    dim: int
    model: SentenceTransformer
    query_prompt: str
    passage_prompt: str

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """`(n, dim)` float32, rows L2-normalised."""
        return self._encode(texts, self.query_prompt, None)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """`(n, dim)` float32, rows L2-normalised."""
        return self._encode(texts, self.passage_prompt, progress)

    def _encode(
        self, texts: Sequence[str], prompt: str, progress: Callable[[int, int], None] | None
    ) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for start in range(0, len(texts), _SLAB_TEXTS):
            slab = list(texts[start : start + _SLAB_TEXTS])
            vectors[start : start + len(slab)] = self._encode_slab(slab, prompt)
            if progress is not None:
                progress(start + len(slab), len(texts))
        return vectors

    def _encode_slab(self, texts: list[str], prompt: str) -> NDArray[np.float32]:
        made = self.model.encode(
            texts,
            prompt=prompt,
            batch_size=_BATCH_TEXTS,
            show_progress_bar=False,
            normalize_embeddings=True,
            convert_to_numpy=True,
        )
        return np.asarray(made, np.float32)


def load_sentence_model(spec: str, models_dir: Path, threads: int) -> SentenceEncoder:
    """The model in folder `spec`, in `models_dir/spec`, or of that name in the local hub cache.

    Raises ModelUnusable when it is not there or cannot be loaded.
    """
    place = next((str(path) for path in (Path(spec), models_dir / spec) if path.is_dir()), spec)
    torch.set_num_threads(threads)
    try:
        model = SentenceTransformer(place, device="cpu", local_files_only=True)
        dim = model.get_embedding_dimension()
        if dim is None:
            raise ValueError("the model does not say how long its vectors are")
    except Exception as exc:  # transformers, safetensors, torch: each raises its own kinds for a broken folder
        raise ModelUnusable(f"向量模型 {spec} 无法加载:{exc}", _REMEDY) from exc
    query, passage = _prompts(spec, model.prompts)
    name = Path(place).name
    return SentenceEncoder(f"{name}:{_checksum(model, query, passage)}", dim, model, query, passage)


def _prompts(spec: str, configured: Mapping[str, str | None]) -> tuple[str, str]:
    """What to put before a query and a passage: the model's own prompts, else e5's for e5 models, else nothing.

    >>> _prompts("intfloat/multilingual-e5-base", {"query": "", "document": ""})
    ('query: ', 'passage: ')
    >>> _prompts("Qwen3-Embedding-0.6B", {"query": "Instruct: ", "document": ""})
    ('Instruct: ', '')
    """
    query = configured.get("query") or ""
    passage = configured.get("passage") or configured.get("document") or ""
    if not query and not passage and "e5" in Path(spec).name.lower().split("-"):
        return "query: ", "passage: "
    return query, passage


def _checksum(model: SentenceTransformer, *prompts: str) -> str:
    """Twelve hexadecimal digits over the weights and the prompts."""
    digest = hashlib.sha256("\0".join(prompts).encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy())
    return digest.hexdigest()[:12]
