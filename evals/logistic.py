"""Logistic regression with a small ridge, by Newton's method: enough for a handful of signs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_RIDGE, _STEPS = 1.0, 30


def fit_logistic(signs: NDArray[np.float64], answers: NDArray[np.bool_]) -> tuple[float, tuple[float, ...]]:
    """Bias and one weight a column of `signs` `(n, d)`, for `answers` `(n,)`; the ridge is over standardised signs.

    >>> bias, (weight,) = fit_logistic(np.array([[0.0], [1.0], [2.0], [3.0]] * 50), np.array([False, False, True, True] * 50))
    >>> weight > 1, abs(bias + 1.5 * weight) < 0.1
    (True, True)
    """
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    x = np.column_stack([np.ones(len(signs)), (signs - mean) / spread])
    y = answers.astype(np.float64)
    ridge = np.diag([0.0] + [_RIDGE] * (x.shape[1] - 1))
    weights = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        weights += np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + ridge, x.T @ (y - p) - ridge @ weights)
    by_sign = weights[1:] / spread
    return float(weights[0] - by_sign @ mean), tuple(map(float, by_sign))
