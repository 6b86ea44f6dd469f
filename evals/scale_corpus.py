"""The articles of law in the shared data as a large library: documents, questions, and vectors without hours of encoding."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.reading import read_document
from ingest.splitter import chunk
from kb.embedding import Encoder, PassageProgress
from kb.library import NewDocument

LAWS = Path("data") / "laws_markdown.tar.xz"
QUESTIONS = Path("data") / "statutes" / "queries.jsonl"
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MAX_CHARS = 5_000_000
_NOISE = 0.25  # length of what is added to a unit vector: the copy's cosine to it is .97, as of like articles


def law_documents(shared: Path, every: int = 1) -> Iterator[NewDocument]:
    """Each of the laws, or every Nth, read as the product reads a Markdown file."""
    with tarfile.open(shared / LAWS) as archive:
        files = sorted(
            (each for each in archive if each.name.endswith(".md") and each.name.count("/") > 1),
            key=lambda each: each.name,
        )
        for member in files[::every]:
            held = archive.extractfile(member)
            assert held is not None
            data = held.read()
            document, records = read_document(data, Path(member.name).name, _MAX_CHARS)
            yield NewDocument(document, records, partial(chunk, document), data, member.name)


def questions(shared: Path, count: int) -> list[str]:
    """`count` of the laypeople's questions, spread over all."""
    with (shared / QUESTIONS).open(encoding="utf-8") as lines:
        asked = [str(json.loads(line)["text"]) for line in lines]
    return asked[:: max(len(asked) // count, 1)][:count]


def twenty_pages(number: int = 1) -> str:
    """A plan of our own with 12,000 characters; `number` tells it from others."""
    lines = [f"栖云市第{number}批林区设施建设方案"]
    for part, heading in enumerate(_NUMERALS, 1):
        lines.append(f"{heading}、第{part}片林区")
        lines += [
            f"（{label}）整修{part}号片区第{item}段林道。到2026年，修复路面{part * item + number}公里，设置标牌{part + item}处，"
            f"每季度巡护不少于{item}次，巡护情况按月登记造册。（责任科室：局林道{part}科；责任单位：第{item}林场）"
            for item, label in enumerate(_NUMERALS, 1)
        ]
    return "\n".join([*lines, "栖云市林业局", "2024年3月1日"])


@dataclass
class PartlyEncoding:
    """`encoder`, which encodes only the first `most` passages: the others get the vector of one of them, with noise.

    For time and memory at a size that takes an hour to encode; quality must not be measured with it.
    """

    encoder: Encoder
    most: int
    _known: list[NDArray[np.float32]] = field(default_factory=list)
    _made: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))

    @property
    def identity(self) -> str:
        """That of the encoder, so that it opens the library."""
        return self.encoder.identity

    @property
    def dim(self) -> int:
        """The encoder's."""
        return self.encoder.dim

    @property
    def encoded(self) -> int:
        """How many passages were encoded."""
        return sum(map(len, self._known))

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The encoder's."""
        return self.encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], progress: PassageProgress | None = None) -> NDArray[np.float32]:
        """As far as `most` goes the encoder's, then made ones."""
        true = self.encoder.encode_passages(texts[: max(self.most - self.encoded, 0)], progress)
        if len(true):
            self._known.append(true)
        left = len(texts) - len(true)
        if not left:
            return true
        pool = np.concatenate(self._known)
        self._known = [pool]
        noise = self._made.normal(size=(left, pool.shape[1])).astype(np.float32)
        noise *= _NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
        made = pool[self._made.integers(len(pool), size=left)] + noise
        return np.concatenate([true, made / np.linalg.norm(made, axis=1, keepdims=True)])


def resident_mb() -> float:
    """What this process holds in memory now."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def size_mb(path: Path) -> float:
    """What a file or a folder takes on disk."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(each.stat().st_size for each in files if each.is_file()) / 2**20
