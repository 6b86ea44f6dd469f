"""How a question and a passage are put together for the reranker: `<s> question </s> </s> passage </s>`, as XLM-R does."""

from __future__ import annotations

from collections.abc import Sequence

SEPARATOR = 2  # the id of </s> in the cut vocabulary


def joined(question: Sequence[int], passage: Sequence[int], max_tokens: int) -> list[int]:
    """One list of ids from two, each with `<s>` and `</s>` around it; the passage is cut where it does not fit.

    >>> joined([0, 7, 8, 2], [0, 4, 5, 6, 2], max_tokens=8)
    [0, 7, 8, 2, 2, 4, 5, 2]
    """
    ids = [*question, SEPARATOR, *passage[1:]]
    return ids if len(ids) <= max_tokens else [*ids[: max_tokens - 1], SEPARATOR]
