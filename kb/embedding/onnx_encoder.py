"""The bundled encoder at work: onnxruntime and tokenizers, nothing else heavy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kb.embedding.bundle import GRAPH_FILE, bundle_folder, checked_identity
from kb.embedding.vocabulary import SPECIALS, load_vocabulary, normalise
from kb.errors import ModelNotReady

BATCH_TOKENS = 1024  # padding among them; twice as many are no faster and take 10-25 MB more
_SLAB_TEXTS = 256  # tokenised at once, so that long runs do not hold every Encoding
_PAD = SPECIALS.index("<pad>")

_Ids = NDArray[np.int64]


@dataclass(frozen=True)
class OnnxEncoder:
    """multilingual-e5-small on onnxruntime; adds e5's "query: " and "passage: " itself.

    Same texts in the same call give the same vectors. A text's vector depends a little on its companions in the
    batch, as activations are quantised with one scale for the batch (600 clauses, cosine to encoding each alone:
    mean 0.9986, worst 0.9966).
    """

    identity: str
    dim: int
    tokenizer: Tokenizer
    character_map: dict[int, str]
    session: onnxruntime.InferenceSession

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
        done = 0
        for members in _batches(tokens):
            vectors[members] = self._run([tokens[member] for member in members])
            done += len(members)
            if progress is not None:
                progress(done, len(texts))
        return vectors

    def token_ids(self, texts: Sequence[str]) -> list[_Ids]:
        """The ids of each text, <s> and </s> among them, at most 512."""
        ids: list[_Ids] = []
        for start in range(0, len(texts), _SLAB_TEXTS):
            slab = [normalise(text, self.character_map) for text in texts[start : start + _SLAB_TEXTS]]
            ids += [np.array(encoded.ids) for encoded in self.tokenizer.encode_batch_fast(slab)]
        return ids

    def _run(self, tokens: Sequence[_Ids]) -> NDArray[np.float32]:
        width = max(map(len, tokens))
        ids = np.full((len(tokens), width), _PAD, np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        (vectors,) = self.session.run(None, {"ids": ids, "mask": mask})
        return np.asarray(vectors, np.float32)


def _batches(tokens: Sequence[_Ids]) -> Iterator[list[int]]:
    """Positions of `tokens` in batches of like length, each of at most BATCH_TOKENS with its padding.

    Longest first: the largest buffers are taken at once and used again.
    """
    batch: list[int] = []
    for position in sorted(range(len(tokens)), key=lambda index: -len(tokens[index])):
        if batch and len(tokens[batch[0]]) * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


def load_bundled(models_dir: Path, threads: int) -> OnnxEncoder:
    """The built encoder. Raises ModelNotReady when it is not built or a file's checksum is wrong."""
    return open_folder(bundle_folder(models_dir), checked_identity(models_dir), threads)


def open_folder(folder: Path, identity: str, threads: int) -> OnnxEncoder:
    """The encoder in `folder`, whose files were checked before. Raises ModelNotReady."""
    try:
        tokenizer, character_map = load_vocabulary(folder)
        session = _open_session(folder / GRAPH_FILE, threads)
    except Exception as exc:  # onnxruntime and tokenizers raise bare Exception subclasses of many kinds
        raise ModelNotReady(f"随附的向量模型加载失败({folder}):{exc}", "请重新执行 `mingce setup`") from exc
    dim = int(session.get_outputs()[0].shape[1])
    return OnnxEncoder(identity, dim, tokenizer, character_map, session)


def _open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
