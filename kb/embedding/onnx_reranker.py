"""The bundled reranker at work: onnxruntime and tokenizers, nothing else heavy."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kb.embedding.bundle import RERANKER_FILE, bundle_folder, checked_reranker_identity
from kb.embedding.onnx_encoder import open_session
from kb.embedding.pairs import joined
from kb.embedding.vocabulary import load_vocabulary, normalise
from kb.errors import ModelNotReady

MAX_TOKENS = 176  # of a pair, as in training
MAX_QUERY_TOKENS = 56


@dataclass(frozen=True)
class OnnxReranker:
    """Our cross-encoder. Each pair is run alone, `threads` of them at a time, as the encoder runs its texts."""

    identity: str
    tokenizer: Tokenizer
    character_map: dict[int, str]
    session: onnxruntime.InferenceSession
    threads: int

    def relevance(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """`(n,)` float32 in 0-1; a passage is read as far as the pair's 176 tokens go."""
        if not texts:
            return np.zeros(0, np.float32)
        asked, *passages = self._ids([query, *texts])
        asked = asked if len(asked) <= MAX_QUERY_TOKENS else [*asked[: MAX_QUERY_TOKENS - 1], asked[-1]]
        pairs = [joined(asked, each, MAX_TOKENS) for each in passages]
        order = sorted(range(len(pairs)), key=lambda at: -len(pairs[at]))  # no long pair comes last
        with ThreadPoolExecutor(min(self.threads, len(pairs)), "reranking") as pool:
            logits = list(pool.map(self._logit, [pairs[at] for at in order]))
        found = np.zeros(len(pairs), np.float32)
        found[order] = 1 / (1 + np.exp(-np.array(logits, np.float64)))
        return found

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        written = [normalise(text, self.character_map) for text in texts]
        return [encoded.ids for encoded in self.tokenizer.encode_batch_fast(written)]

    def _logit(self, pair: Sequence[int]) -> float:
        (logits,) = self.session.run(None, {"ids": np.array([pair])})
        return float(logits[0])


def load_bundled(models_dir: Path, threads: int) -> OnnxReranker:
    """The built reranker. Raises ModelNotReady when it is not built or a file's checksum is wrong."""
    return open_folder(bundle_folder(models_dir), checked_reranker_identity(models_dir), threads)


def open_folder(folder: Path, identity: str, threads: int) -> OnnxReranker:
    """The reranker in `folder`, whose files were checked before. Raises ModelNotReady."""
    try:
        tokenizer, character_map = load_vocabulary(folder)
        session = open_session(folder / RERANKER_FILE)
    except Exception as exc:  # onnxruntime and tokenizers raise bare Exception subclasses of many kinds
        raise ModelNotReady(f"随附的精排模型加载失败({folder}):{exc}", "请重新执行 `mingce setup`") from exc
    return OnnxReranker(identity, tokenizer, character_map, session, threads)
