"""How alike two texts are, from sketches that are small enough to keep."""

from __future__ import annotations

import re
import zlib

from kb.normal_form import fold

SHINGLE_CHARS = 8
SKETCH_SIZE = 128  # the estimate's standard error is then below 0.045


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of the folded text's shingles, ascending: a bottom-k sketch (Broder 1997).

    At most SKETCH_SIZE 32-bit numbers; the same for texts that differ in white space and punctuation only.
    """
    letters = re.sub(r"\W+", "", fold(text))
    data = letters.encode("utf-32-le")  # four bytes a character, so that a shingle is a slice
    width = 4 * SHINGLE_CHARS
    hashes = {zlib.crc32(data[at : at + width]) for at in range(0, max(len(data) - width, 0) + 1, 4)}
    return tuple(sorted(hashes)[:SKETCH_SIZE])


def resemblance(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The estimated share of shingles that two sketched texts have in common (Jaccard), 0-1.

    >>> resemblance(sketch("全市新造林三万亩以上"), sketch("全市新造林 三万亩以上。"))
    1.0
    """
    both = set(one) & set(other)
    union = sorted({*one, *other})[:SKETCH_SIZE]
    return sum(value in both for value in union) / len(union) if union else 0.0
