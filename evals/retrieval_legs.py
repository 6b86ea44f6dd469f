"""The two legs of the retrieval evaluation, each exact: BM25 in numpy with every knob, and vectors kept on disk.

The product's own legs are measured by `mingce eval beir`; here settings are compared without building a library each.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.retrieval_sets import Unit
from kb.embedding import Encoder, PassageProgress, Vectors
from kb.words import Words

_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"\w+")
PAIR = "#"  # before a pair of characters
_ABOVE = 1.0  # added where a unit was found: a cosine may be below 0
Tokenize = Callable[[str], list[str]]
Scores = NDArray[np.float32]


def indexing(kind: str, words: Words) -> Tokenize:
    """How texts are indexed: `unsegmented` (what stands between marks), `words`, or words and pairs of characters."""
    if kind == "unsegmented":
        return lambda text: _WORD.findall(text.lower())
    return words.index_tokens if kind == "words" else words.lexical_tokens


def asking(kind: str, words: Words) -> Tokenize:
    """What is looked for: as in `indexing`; `pairs` leaves out the words of Chinese characters, as the product does."""
    if kind == "pairs":
        return lambda text: [
            token for token in words.lexical_tokens(text) if token[0] == PAIR or not _HAN.search(token)
        ]
    return indexing(kind, words)


@dataclass(frozen=True)
class LexicalIndex:
    """Occurrences of every token in the fields title, path and body of `n` units; `lengths` (n,) counts all tokens.

    `postings` gives for a token the units (m,) and its occurrences in each field (3, m).
    """

    postings: dict[str, tuple[NDArray[np.int64], Scores]]
    lengths: Scores
    seconds: float

    @property
    def bytes(self) -> int:
        """How much memory the arrays take."""
        return self.lengths.nbytes + sum(units.nbytes + counts.nbytes for units, counts in self.postings.values())

    def scores(self, tokens: Sequence[str], weights: tuple[float, float, float], k1: float, b: float) -> Scores:
        """BM25 of every unit (n,) as a share of what it can be for `tokens`, 0-1; the order is that of BM25.

        A token's occurrences are weighted by field, lengths are not.
        """
        n = self.lengths.size
        norm = self._norms(k1, b)
        found = np.zeros(n, np.float32)
        most = 0.0
        for token in dict.fromkeys(tokens):
            units, counts = self.postings.get(token, _NOWHERE)
            rarity = float(np.log(1 + (n - units.size + 0.5) / (units.size + 0.5)))
            most += rarity * (k1 + 1)
            if units.size:
                weighted = np.asarray(weights, np.float32) @ counts
                found[units] += rarity * weighted * (k1 + 1) / (weighted + norm[units])
        return found / max(most, 1e-9)

    @lru_cache(maxsize=32)  # noqa: B019 (an index lives as long as its run)
    def _norms(self, k1: float, b: float) -> Scores:
        return (k1 * (1 - b + b * self.lengths / max(float(self.lengths.mean()), 1e-9))).astype(np.float32)

    def __hash__(self) -> int:
        return id(self)


_NOWHERE = (np.zeros(0, np.int64), np.zeros((3, 0), np.float32))


def lexical_index(units: Sequence[Unit], tokenize: Tokenize) -> LexicalIndex:
    """The index of `units`; units of one title share the work on it."""
    begun = time.perf_counter()
    again = lru_cache(maxsize=65536)(lambda text: tuple(tokenize(text)))
    ids: dict[str, int] = {}
    occurrences: list[NDArray[np.int64]] = []
    lengths = np.zeros(len(units), np.float32)
    for at, unit in enumerate(units):
        for field, tokens in enumerate((again(unit.title), again(unit.path), tokenize(unit.text))):
            lengths[at] += len(tokens)
            known = np.fromiter((ids.setdefault(token, len(ids)) for token in tokens), np.int64, len(tokens))
            occurrences.append((known * len(units) + at) * 3 + field)
    keys, counts = np.unique(np.concatenate(occurrences), return_counts=True)
    pairs, where = np.unique(keys // 3, return_inverse=True)
    table = np.zeros((3, pairs.size), np.float32)
    table[keys % 3, where] = counts
    bounds = np.searchsorted(pairs // len(units), np.arange(len(ids) + 1))
    holders = pairs % len(units)
    postings = {
        token: (holders[first:last], table[:, first:last])
        for token, (first, last) in zip(ids, pairwise(bounds.tolist()), strict=True)
    }
    return LexicalIndex(postings, lengths, time.perf_counter() - begun)


def vectors_of(
    encoder: Encoder, texts: Sequence[str], cache: Path, queries: bool = False, progress: PassageProgress | None = None
) -> tuple[Vectors, float]:
    """The vectors of `texts` (n, d), from `cache` if they were made before, and the seconds that making them took.

    They are kept under a hash of the model's identity and the texts.
    """
    digest = hashlib.sha256(f"{encoder.identity}\0{queries}\0".encode())
    for text in texts:
        digest.update(text.encode() + b"\0")
    path = cache / f"{digest.hexdigest()[:24]}.npz"
    if path.is_file():
        with np.load(path) as kept:
            return kept["vectors"], float(kept["seconds"])
    begun = time.perf_counter()
    made = encoder.encode_queries(texts) if queries else encoder.encode_passages(texts, progress)
    seconds = time.perf_counter() - begun
    cache.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part.npz")
    np.savez(partial, vectors=made, seconds=seconds)
    partial.replace(path)
    return made, seconds


def best(scores: Scores, depth: int) -> NDArray[np.int64]:
    """The first `depth` units by score, best first; those without any score are left out."""
    depth = min(depth, scores.size)
    top = np.argpartition(-scores, depth - 1)[:depth] if depth < scores.size else np.arange(scores.size)
    ordered = top[np.lexsort((top, -scores[top]))]
    found: NDArray[np.int64] = ordered[scores[ordered] != 0]
    return found


def fused(lexical: Scores, dense: Scores, how: str, depth: int) -> Scores:
    """The units' scores by both legs, of `depth` each; 0 for the others, above 0 for these.

    `lexical`, `dense`: one leg alone. `rrf-60`, `rrf-60-0.7`: reciprocal ranks with the constant 60 (Cormack et al. 2009),
    the dense leg weighted 0.7 and the lexical 0.3. `convex-0.7`: scores brought to 0-1 between the least and the greatest
    of the leg's units, the dense ones weighted 0.7 (Bruch et al. 2023). `plain-0.6`: the cosine and the share of BM25 as
    they are, so that words count the less the fewer of them the best unit has.
    """
    kind, *numbers = how.split("-")
    sums = np.zeros(lexical.size, np.float32)
    of_words, of_meaning = best(lexical, depth), best(dense, depth)
    if kind in ("lexical", "dense"):
        scores, leg = (lexical, of_words) if kind == "lexical" else (dense, of_meaning)
        sums[leg] = scores[leg] + _ABOVE
        return sums
    if kind == "rrf":
        constant, weight = float(numbers[0]), float(numbers[1]) if len(numbers) > 1 else 0.5
        for leg, share in ((of_words, 1 - weight), (of_meaning, weight)):
            sums[leg] += share / (constant + 1 + np.arange(leg.size))
        return sums
    weight, seen = float(numbers[0]), np.union1d(of_words, of_meaning)
    if kind not in ("convex", "plain"):
        raise ValueError(how)
    if kind == "convex":
        lexical, dense = _stretched(lexical, of_words), _stretched(dense, of_meaning)
    sums[seen] = weight * dense[seen] + (1 - weight) * lexical[seen] + _ABOVE
    return sums


def _stretched(scores: Scores, leg: NDArray[np.int64]) -> Scores:
    """`scores` with 0 for the least of `leg` and 1 for the greatest."""
    if not leg.size:
        return scores
    low, high = float(scores[leg].min()), float(scores[leg].max())
    stretched: Scores = np.clip((scores - low) / max(high - low, 1e-9), 0, None).astype(np.float32)
    return stretched
