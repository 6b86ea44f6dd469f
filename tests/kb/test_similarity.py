"""Sketches: how near the estimate is to the true share of common shingles."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from kb.similarity import SHINGLE_CHARS, SKETCH_SIZE, resemblance, sketch


def text_of(seed: int, chars: int) -> str:
    chosen = random.Random(seed)
    return "".join(chr(chosen.randrange(0x4E00, 0x4E00 + 3000)) for _ in range(chars))


def true_resemblance(one: str, other: str) -> float:
    sets = [{each[at : at + SHINGLE_CHARS] for at in range(len(each) - SHINGLE_CHARS + 1)} for each in (one, other)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_the_estimate_is_near_the_truth() -> None:
    whole = text_of(1, 6000)
    errors = []
    for number, kept in enumerate((0, 1000, 3000, 4500, 5500, 6000)):
        other = whole[:kept] + text_of(number + 2, 6000 - kept)
        errors.append(abs(resemblance(sketch(whole), sketch(other)) - true_resemblance(whole, other)))
    assert max(errors) < 0.15  # more than three standard errors
    assert sum(errors) / len(errors) < 0.05


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_is_symmetric_bounded_and_one_for_the_same(one: str, other: str) -> None:
    a, b = sketch(one), sketch(other)
    assert len(a) <= SKETCH_SIZE
    assert 0.0 <= resemblance(a, b) == resemblance(b, a) <= 1.0
    assert resemblance(a, a) == 1.0


def test_nothing_resembles_an_empty_sketch() -> None:
    assert resemblance((), ()) == resemblance((), sketch("护林工作方案的全文内容")) == 0.0
