"""Names of sections and units: which written forms mean the same body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from kb.normal_form import fold

# 局规划财务科, 市林业局规划财务科, 本局规划财务科 and 规划财务科 are one section.
_OWN_PREFIX = re.compile(r"^(?:[\u4e00-\u9fff]{0,8}?(?:局|厅|委))?(?:机关)?(?=[\u4e00-\u9fff]{2,14}(?:科|处|室|股)$)")
_COLLECTIVE = re.compile(r"^(?:各|局机关各|机关各|有关|相关|直属)")  # no body of its own
_MIN_SIMILARITY = 0.05


def canonical(name: str) -> str:
    """The form under which names are compared: folded, and a section without the body before it.

    >>> canonical("局规划财务科") == canonical("规划财务科")
    True
    >>> canonical("市林检中心")
    '市林检中心'
    """
    folded = fold(name)
    return _OWN_PREFIX.sub("", folded) or folded


def same_names(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """Those of `others` that mean the same body as `name`."""
    key = canonical(name)
    return tuple(other for other in others if canonical(other) == key)


def nearest_names(name: str, others: Iterable[str], n: int = 5) -> tuple[str, ...]:
    """Those of `others` that look most like `name`, best first; only such as share something with it."""
    key = canonical(name)
    bodies = {canonical(other): other for other in reversed(list(others)) if not _COLLECTIVE.match(fold(other))}
    rated = {other: SequenceMatcher(None, key, canonical(other)).ratio() for other in bodies.values()}
    close = [other for other in rated if rated[other] >= _MIN_SIMILARITY]
    return tuple(sorted(close, key=lambda other: (-rated[other], other))[:n])
