"""The adapter for other models, against a small random BERT saved in the test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.embedding import load_encoder
from kb.errors import ModelUnusable

TEXTS = ["高龄津贴", "低保标准", "高龄津贴"]


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("sentence")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"高龄津贴低保标准问段:"]
    (folder / "vocab.txt").write_text("\n".join(words), "utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"))
    pooling = Pooling(32)
    model = SentenceTransformer(modules=[transformer, pooling], prompts={"query": "问:", "document": "段:"})
    model.save(str(folder / "small"))
    return folder


def test_encodes_with_the_models_own_prompts(model_folder: Path) -> None:
    encoder = load_encoder(str(model_folder / "small"), Path("nowhere"))
    passages, queries = encoder.encode_passages(TEXTS), encoder.encode_queries(TEXTS)
    assert passages.shape == (3, encoder.dim) == (3, 32)
    assert passages.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(passages[0], passages[2], atol=1e-6)
    assert np.abs(passages - queries).max() > 1e-3
    assert encoder.encode_passages([]).shape == (0, 32)


def test_identity_is_stable_and_found_under_models_dir(model_folder: Path) -> None:
    by_path = load_encoder(str(model_folder / "small"), Path("nowhere"))
    by_name = load_encoder("small", model_folder)
    assert by_path.identity == by_name.identity
    assert by_path.identity.startswith("small:")


def test_progress_ends_at_the_total(model_folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    load_encoder("small", model_folder).encode_passages(TEXTS * 200, lambda done, total: seen.append((done, total)))
    assert seen == [(256, 600), (512, 600), (600, 600)]


@pytest.mark.parametrize("spec", ["nobody/no-such-model", "empty"])
def test_what_cannot_be_loaded_is_said_in_chinese(tmp_path: Path, spec: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelUnusable, match="无法加载") as caught:
        load_encoder(spec, tmp_path)
    assert caught.value.__cause__ is not None
