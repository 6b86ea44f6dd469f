"""Both training scripts in small: they learn, and what they write is what the product then computes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from evals.train import bi_encoder, cross_encoder
from evals.train.base_encoder import build_encoder
from evals.train.examples import Example, Text, is_held_out
from evals.train.torch_model import Texts, padded, pooled
from kb.embedding.bundle import RERANKER_FILE
from kb.embedding.delta import load_delta
from kb.embedding.graph import write_reranker_graph
from kb.embedding.onnx_reranker import open_folder
from kb.embedding.source import installed_model, read_source
from kb.embedding.vocabulary import kept_pieces, save_vocabulary

PLACES = ("栖云市", "青河县", "白塔区", "柳林镇", "双溪乡", "望海市", "石桥县", "南屏区")
WHAT = (("高龄津贴", "每人每月一百元"), ("公益林补偿", "每亩每年十六元"), ("造林补助", "每亩五百元"))


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    texts = {
        (place, name): Text(f"{place}办法", f"{place}的{name}标准为{sum_}。") for place in PLACES for name, sum_ in WHAT
    }
    return [
        Example(
            f"{place}{name}是多少",
            (text,),
            tuple(other for key, other in texts.items() if key != (place, name))[:6],
            f"{place}{name}",
        )
        for (place, name), text in texts.items()
    ]


@pytest.fixture(autouse=True)
def _two_threads() -> None:
    torch.set_num_threads(2)


def test_the_retriever_learns_and_ships_what_it_learned(examples: list[Example], tmp_path: Path) -> None:
    course = bi_encoder.Course(rank=4, batch=12, epochs=6, rate=2e-3, max_passage_tokens=32, max_query_tokens=24)
    told: list[str] = []
    model = bi_encoder.train(examples, course, told.append)
    losses = [float(line.split(" loss ")[1].split()[0]) for line in told]
    assert losses[-1] < losses[0]
    bi_encoder.save(model, tmp_path / "made.npz")
    encoder = build_encoder(tmp_path / "merged", [load_delta(tmp_path / "made.npz")])
    texts = [each.positives[0].text for each in examples]
    batch = padded(Texts(read_source(installed_model())).ids(["passage: " + text for text in texts], 64))
    with torch.no_grad():
        expected = pooled(model(**batch).last_hidden_state, batch["attention_mask"]).numpy()
    cosine = (encoder.encode_passages(texts) * expected).sum(axis=1)
    assert cosine.min() > 0.98  # trained in bfloat16, run in int8
    before = (build_encoder(tmp_path / "base").encode_passages(texts) * expected).sum(axis=1)
    assert (before < cosine).all()  # what was learned did ship


def test_the_reranker_learns_and_ships_what_it_learned(examples: list[Example], tmp_path: Path) -> None:
    course = cross_encoder.Course(layers=3, rank=4, questions=8, negatives=3, epochs=14, rate=2e-3, max_tokens=64)
    told: list[str] = []
    model = cross_encoder.train(examples, (), course, told.append)
    losses = [float(line.split(" loss ")[1].split()[0]) for line in told]
    assert losses[-1] < 0.7 * losses[0]
    cross_encoder.save(model, course, tmp_path / "made.npz", calibration=(0.5, -1.0))
    source = read_source(installed_model())
    kept = kept_pieces(source)
    save_vocabulary(source, kept, tmp_path)
    write_reranker_graph(source, kept, tmp_path / RERANKER_FILE, [load_delta(tmp_path / "made.npz")])
    reranker = open_folder(tmp_path, "made", threads=2)
    right = examples[0]
    passages = [right.positives[0].text, *(text.text for text in right.negatives)]
    said = reranker.relevance(right.question, passages)
    texts = Texts(source)
    ids = cross_encoder.pair_ids(texts, right.question, passages, replace(course, max_tokens=176))
    with torch.no_grad():
        logits = model(**padded(ids)).numpy() * 0.5 - 1.0
    np.testing.assert_allclose(said, 1 / (1 + np.exp(-logits)), atol=0.05)
    assert int(said.argmax()) == 0


def test_one_public_question_in_five_is_held_out() -> None:
    share = sum(is_held_out(str(number)) for number in range(5000)) / 5000
    assert 0.18 < share < 0.22
