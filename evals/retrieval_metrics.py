"""Retrieval metrics as BEIR reports them (trec_eval's definitions, as in pytrec_eval), and their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2

import numpy as np
from numpy.typing import NDArray

_SAMPLES = 2000
_SEED = 7


def recall(ranking: Sequence[str], judged: Mapping[str, int], k: int) -> float:
    """The share of the judged documents that stand among the first `k`, 0-1.

    Divided by all judged documents, so a query with three has at most 1/3 at 1. trec_eval's `recall_k`.

    >>> recall(["a", "x", "b"], {"a": 1, "b": 1}, 1), recall(["a", "x", "b"], {"a": 1, "b": 1}, 5)
    (0.5, 1.0)
    """
    return sum(document in judged for document in ranking[:k]) / len(judged)


def reciprocal_rank(ranking: Sequence[str], judged: Mapping[str, int], k: int) -> float:
    """1 / the rank of the first judged document among the first `k`, 0 without one.

    >>> reciprocal_rank(["x", "a"], {"a": 1}, 10), reciprocal_rank(["x", "a"], {"a": 1}, 1)
    (0.5, 0.0)
    """
    return next((1 / rank for rank, document in enumerate(ranking[:k], 1) if document in judged), 0.0)


def ndcg(ranking: Sequence[str], judged: Mapping[str, int], k: int) -> float:
    """Normalised discounted cumulative gain at `k`; the gain is the score itself. trec_eval's `ndcg_cut_k`.

    >>> round(ndcg(["x", "a"], {"a": 1}, 10), 4), round(ndcg(["b", "a"], {"a": 2, "b": 1}, 10), 4)
    (0.6309, 0.8597)
    """
    found = _gain([judged.get(document, 0) for document in ranking[:k]])
    return found / _gain(sorted(judged.values(), reverse=True)[:k])


def _gain(scores: Sequence[int]) -> float:
    return sum(score / log2(rank + 1) for rank, score in enumerate(scores, 1))


def means(figures: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each figure over the queries, rounded to 4 places; empty for none."""
    return {
        name: round(float(np.mean([each[name] for each in figures])), 4) for name in (figures[0] if figures else ())
    }


def interval_of_difference(after: Sequence[float], before: Sequence[float]) -> tuple[float, float, float]:
    """The mean difference with the bounds of its 95 % interval, by a paired bootstrap over the queries.

    2,000 samples with a fixed seed, percentile method (Efron and Tibshirani 1993).

    >>> interval_of_difference([1.0, 1.0, 1.0], [0.0, 0.0, 0.0])
    (1.0, 1.0, 1.0)
    """
    gains: NDArray[np.float64] = np.asarray(after, np.float64) - np.asarray(before, np.float64)
    if not gains.size:
        return 0.0, 0.0, 0.0
    drawn = np.random.default_rng(_SEED).integers(0, gains.size, (_SAMPLES, gains.size))
    low, high = np.quantile(gains[drawn].mean(axis=1), (0.025, 0.975))
    return round(float(gains.mean()), 4), round(float(low), 4), round(float(high), 4)
