"""Low-rank updates of the bundled model's matrices, kept in int8: what our own training adds to the base weights.

A delta file is an .npz with, for each updated matrix `name` of `(out, in)`: `name.up` int8 `(out, rank)`,
`name.down` int8 `(rank, in)`, and float32 scales `name.up_scale` and `name.down_scale` `(rank,)`. Other arrays
belong to the model that is built on top (the scoring head of the reranker).
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelNotReady

_REMEDY = "请重新安装本程序"


@dataclass(frozen=True, slots=True)
class Factors:
    """One update: `up @ down` is added to the matrix. float32, `up` `(out, rank)`, `down` `(rank, in)`."""

    up: NDArray[np.float32]
    down: NDArray[np.float32]

    def product(self) -> NDArray[np.float32]:
        """The update itself, `(out, in)` float32."""
        made: NDArray[np.float32] = self.up @ self.down
        return made


@dataclass(frozen=True, slots=True)
class Delta:
    """The updates by matrix name, and what else the file holds by name."""

    factors: Mapping[str, Factors]
    extras: Mapping[str, NDArray[np.float32]]


def save_delta(delta: Delta, path: Path) -> None:
    """Writes `delta` to `path`, the factors in int8."""
    arrays: dict[str, NDArray[np.generic]] = dict(delta.extras)
    for name, each in delta.factors.items():
        arrays[name + ".up"], arrays[name + ".up_scale"] = _in_int8(each.up, axis=0)
        arrays[name + ".down"], arrays[name + ".down_scale"] = _in_int8(each.down, axis=1)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def load_delta(path: Path) -> Delta:
    """The delta in `path`. Raises ModelNotReady when it is missing or damaged."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        names = [name.removesuffix(".up") for name in arrays if name.endswith(".up")]
        factors = {
            name: Factors(
                arrays.pop(name + ".up") * arrays.pop(name + ".up_scale")[None, :],
                arrays.pop(name + ".down") * arrays.pop(name + ".down_scale")[:, None],
            )
            for name in names
        }
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as exc:
        raise ModelNotReady(f"读不了随附的模型增量 {path.name}：{exc}", _REMEDY) from exc
    return Delta(factors, arrays)


def _in_int8(values: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scale = np.maximum(np.abs(values).max(axis=axis, keepdims=True) / 127, 1e-12)
    return np.round(values / scale).astype(np.int8), scale.astype(np.float32).reshape(-1)
