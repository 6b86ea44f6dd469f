from __future__ import annotations

import numpy as np

from assistant.answerability import Signs
from evals.answerability_fit import Candidates, candidates, cross_validated, fit
from kb.library import Library


def asked_for(right: int | None, count: int = 4) -> Candidates:
    """A question of which the sentence `right` answers and is read so; None: none does."""
    read = np.full(count, -5.0)
    answers = np.zeros(count, np.bool_)
    if right is not None:
        read[right], answers[right] = 5.0, True
    signs = np.column_stack([np.full(count, 0.3), np.full(count, 0.5), np.zeros(count), np.ones(count), read])
    return Candidates("fact" if right is not None else "refuse", signs, answers)


def test_what_is_read_as_an_answer_is_told_and_the_rest_refused() -> None:
    asked = [asked_for(number % 4) for number in range(20)] + [asked_for(None) for _ in range(10)]
    weights = fit(asked)
    assert weights.probability(Signs(0.0, 0.3, 0.5, 0.0, 1.0, 0.993)) > 0.5
    assert weights.probability(Signs(0.0, 0.3, 0.5, 0.0, 1.0, 0.007)) < 0.1
    told = cross_validated(asked)
    assert (told["answerable"], told["absent"], told["first_is_right"]) == (20, 10, 20)
    assert any(each["refused"] == 1.0 and each["false_refusals"] == 0.0 for each in told["curve"])


def test_candidates_are_the_sentences_that_the_product_finds(demo_library: Library) -> None:
    found = candidates(demo_library, {"kind": "fact", "question": "伐桩最高能留多高", "cite": ["不超过5厘米"]})
    assert found.signs.shape == (len(found.answers), 5)
    assert found.answers[0]
    refused = candidates(demo_library, {"kind": "refuse", "question": "公积金贷款利率多少"})
    assert not refused.answers.any()
