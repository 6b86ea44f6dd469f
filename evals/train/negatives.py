"""Passages that look like an answer to a question and are none: found by words and by meaning, near copies left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import bm25s
import numpy as np
from numpy.typing import NDArray

from evals.train.examples import Example, Text
from kb.embedding import Encoder
from kb.words import Words

_ALIKE = 0.6  # a passage that holds this share of the answer's character pairs, or the other way round, may answer too
_DEPTH = 40


def with_negatives(
    examples: Sequence[Example],
    pool: Sequence[Text],
    words: Words,
    encoder: Encoder,
    vectors: NDArray[np.float32],
    count: int,
) -> list[Example]:
    """`examples` with up to `count` of the passages of `pool` that BM25 and as many that `encoder` ranks highest.

    `vectors` are those of `pool`, `(len(pool), dim)` float32.
    """
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index([words.index_tokens(f"{text.context}\n{text.text}") for text in pool], show_progress=False)
    pairs = [_pairs(text.text) for text in pool]
    asked = encoder.encode_queries([example.question for example in examples])
    found = []
    for example, query in zip(examples, asked, strict=True):
        by_words = np.argsort(-index.get_scores(words.index_tokens(example.question)))[:_DEPTH]
        by_meaning = np.argsort(-(vectors @ query))[:_DEPTH]
        answers = [_pairs(text.text) for text in example.positives]
        kept: dict[int, None] = {}
        for order in (by_words, by_meaning):
            wrong = [int(at) for at in order if not any(_alike(pairs[at], answer) for answer in answers)]
            kept |= dict.fromkeys(wrong[:count])
        found.append(replace(example, negatives=tuple(pool[at] for at in kept)))
    return found


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) >= _ALIKE * min(len(one), len(other)) if one and other else False
