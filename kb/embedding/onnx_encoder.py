"""The bundled encoder at work: onnxruntime and tokenizers, nothing else heavy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kb.embedding.bundle import GRAPH_FILE, bundle_folder, checked_identity
from kb.embedding.vocabulary import load_vocabulary, normalise
from kb.errors import ModelNotReady

_SLAB_TEXTS = 256  # tokenised at once, so that long runs do not hold every Encoding
_PROGRESS_TEXTS = 8  # between two reports

_Ids = NDArray[np.int64]


@dataclass(frozen=True)
class OnnxEncoder:
    """multilingual-e5-small on onnxruntime; adds e5's "query: " and "passage: " itself.

    Each text is run alone, `threads` of them at a time, each on one thread: no padding, no waiting for one another,
    and a text's vector is the same in whatever company it is encoded. From 16 tokens on, texts together would be no
    faster.
    """

    identity: str
    dim: int
    tokenizer: Tokenizer
    character_map: dict[int, str]
    session: onnxruntime.InferenceSession
    threads: int

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """`(n, dim)` float32, rows L2-normalised."""
        return self._encode("query: ", texts, None)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """`(n, dim)` float32, rows L2-normalised; text after the 512th token is not seen."""
        return self._encode("passage: ", texts, progress)

    def _encode(
        self, prefix: str, texts: Sequence[str], progress: Callable[[int, int], None] | None
    ) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        tokens = self.token_ids([prefix + text for text in texts])
        # Longest first: the largest buffers are taken at once and used again, and no long text comes last.
        order = sorted(range(len(tokens)), key=lambda position: -len(tokens[position]))
        found = zip(order, self._run_all([tokens[each] for each in order]), strict=True)
        for done, (position, vector) in enumerate(found, 1):
            vectors[position] = vector
            if progress is not None and (done % _PROGRESS_TEXTS == 0 or done == len(texts)):
                progress(done, len(texts))
        return vectors

    def token_ids(self, texts: Sequence[str]) -> list[_Ids]:
        """The ids of each text, <s> and </s> among them, at most 512."""
        ids: list[_Ids] = []
        for start in range(0, len(texts), _SLAB_TEXTS):
            slab = [normalise(text, self.character_map) for text in texts[start : start + _SLAB_TEXTS]]
            ids += [np.array(encoded.ids) for encoded in self.tokenizer.encode_batch_fast(slab)]
        return ids

    def _run_all(self, tokens: Sequence[_Ids]) -> Iterator[NDArray[np.float32]]:
        """The vector `(dim,)` of each text, in order."""
        if self.threads == 1 or len(tokens) < 2:
            yield from map(self._run, tokens)
            return
        with ThreadPoolExecutor(min(self.threads, len(tokens)), "embedding") as pool:
            yield from pool.map(self._run, tokens)

    def _run(self, ids: _Ids) -> NDArray[np.float32]:
        (vectors,) = self.session.run(None, {"ids": ids[None]})
        return np.asarray(vectors[0], np.float32)


def load_bundled(models_dir: Path, threads: int) -> OnnxEncoder:
    """The built encoder. Raises ModelNotReady when it is not built or a file's checksum is wrong."""
    return open_folder(bundle_folder(models_dir), checked_identity(models_dir), threads)


def open_folder(folder: Path, identity: str, threads: int) -> OnnxEncoder:
    """The encoder in `folder`, whose files were checked before. Raises ModelNotReady."""
    try:
        tokenizer, character_map = load_vocabulary(folder)
        session = open_session(folder / GRAPH_FILE)
    except Exception as exc:  # onnxruntime and tokenizers raise bare Exception subclasses of many kinds
        raise ModelNotReady(f"随附的向量模型加载失败({folder}):{exc}", "请重新执行 `mingce setup`") from exc
    dim = int(session.get_outputs()[0].shape[1])
    return OnnxEncoder(identity, dim, tokenizer, character_map, session, threads)


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """The graph in `path`, one thread a run, without telemetry."""
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # a plan of the memory for every length of text would be kept
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
