"""Deltas: what is written is read, nearly; what is damaged is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.embedding.bundle import RERANKER_DELTA, RETRIEVER_DELTA, deltas_folder
from kb.embedding.delta import Delta, Factors, load_delta, save_delta
from kb.embedding.source import installed_model, read_source
from kb.errors import ModelNotReady


def test_a_delta_comes_back_within_the_step_of_int8(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    factors = Factors(
        chance.normal(size=(24, 4)).astype(np.float32), chance.normal(size=(4, 16)).astype(np.float32) * 0.01
    )
    save_delta(Delta({"l0.q": factors}, {"head.b": np.array([0.25], np.float32)}), tmp_path / "some.npz")
    back = load_delta(tmp_path / "some.npz")
    assert list(back.factors) == ["l0.q"]
    assert back.factors["l0.q"].up.dtype == np.float32
    np.testing.assert_allclose(back.factors["l0.q"].up, factors.up, atol=np.abs(factors.up).max() / 127)
    np.testing.assert_allclose(back.factors["l0.q"].down, factors.down, atol=np.abs(factors.down).max() / 127)
    np.testing.assert_allclose(back.factors["l0.q"].product(), factors.product(), atol=0.02)
    assert back.extras["head.b"].tolist() == [0.25]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not an archive", b"text"])
def test_a_damaged_delta_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.npz").write_bytes(content)
    with pytest.raises(ModelNotReady, match=r"bad\.npz"):
        load_delta(tmp_path / "bad.npz")


def test_a_missing_delta_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelNotReady, match=r"none\.npz"):
        load_delta(tmp_path / "none.npz")


def test_what_ships_fits_the_base_model_and_is_small() -> None:
    source = read_source(installed_model())
    shape = source.shape
    wide = {"fi": (shape.feed_forward, shape.hidden), "fo": (shape.hidden, shape.feed_forward)}
    files = [deltas_folder() / name for name in (RETRIEVER_DELTA, RERANKER_DELTA)]
    for path in files:
        for name, factors in load_delta(path).factors.items():
            expected = wide.get(name.partition(".")[2], (shape.hidden, shape.hidden))
            assert factors.product().shape == expected, (path.name, name)
    assert sum(path.stat().st_size for path in files) <= 10 * 2**20
