"""The learning rate over the steps of a training."""

from __future__ import annotations

import math


def rate_at(step: int, steps: int) -> float:
    """The share of the full rate at `step` of `steps`: a linear warm-up over a tenth, then a cosine down to nothing.

    >>> [round(rate_at(step, 20), 2) for step in (0, 1, 2, 11, 20)]
    [0.5, 1.0, 1.0, 0.5, 0.0]
    """
    warm = max(1, steps // 10)
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))
