"""The bundled reranker: order, probabilities, long and odd texts, and what it says of answers."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from kb.embedding.bundle import RERANKER_FILE, bundle_folder
from kb.embedding.onnx_reranker import MAX_TOKENS, OnnxReranker, load_bundled
from kb.errors import ModelNotReady
from kb.reranking import load_reranker

QUESTION = "高龄津贴每人每月多少钱"
ANSWER = "对具有本市户籍、年满八十周岁的老年人，每人每月发放高龄津贴一百元。"
OTHERS = (
    "本办法由市水务局负责解释。",
    "各区县应当于每年十一月底前报送松材线虫病除治情况。",
    "农村公路由县级交通部门养护。",
)


@pytest.fixture(scope="module")
def reranker(models_dir: Path) -> OnnxReranker:
    return load_bundled(models_dir, threads=2)


def test_the_answer_is_the_most_relevant(reranker: OnnxReranker) -> None:
    said = reranker.relevance(QUESTION, [*OTHERS, ANSWER])
    assert said.dtype == np.float32
    assert said.shape == (4,)
    assert int(said.argmax()) == 3
    assert said[3] > 0.5
    assert said[:3].max() < 0.2


def test_company_and_order_change_nothing(reranker: OnnxReranker) -> None:
    together = reranker.relevance(QUESTION, [ANSWER, *OTHERS])
    alone = [float(reranker.relevance(QUESTION, [text])[0]) for text in (ANSWER, *OTHERS)]
    np.testing.assert_array_equal(together, np.array(alone, np.float32))


def test_empty_long_and_odd_texts(reranker: OnnxReranker) -> None:
    assert reranker.relevance(QUESTION, []).shape == (0,)
    said = reranker.relevance(QUESTION * 50, ["", " ", ANSWER * 100, "\ud800", "😀" * 300])
    assert said.shape == (5,)
    assert np.isfinite(said).all()
    assert ((said >= 0) & (said <= 1)).all()
    assert len(ANSWER) * 100 > MAX_TOKENS


def test_a_damaged_file_is_told(models_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(bundle_folder(models_dir), bundle_folder(tmp_path))
    path = bundle_folder(tmp_path) / RERANKER_FILE
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)
    with pytest.raises(ModelNotReady, match="校验和"):
        load_reranker("bundled", tmp_path)


def test_none_is_no_reranker(tmp_path: Path) -> None:
    assert load_reranker("none", tmp_path) is None
