"""The fit of relevance: it finds what made its data, and its quality is measured as it should be."""

from __future__ import annotations

import numpy as np
import pytest

from evals.relevance_fit import Asked, Sample, auc, collect, fit, quality
from kb.library import Library
from kb.passage import Signs
from kb.relevance import Calibration
from tests.kb.documents import add, plan

TRUE = Calibration(-12.0, 10.0, 2.0, 1.0, 0.5, 3.0)


def drawn(n: int) -> Sample:
    """Signs with answers that `TRUE` gives at random."""
    random = np.random.default_rng(3)
    signs = np.column_stack([random.uniform(0.78, 0.94, n), *(random.uniform(0, 1, n) for _ in range(4))])
    p = np.array([TRUE.probability(Signs(*map(float, row))) for row in signs])
    return Sample(signs, random.uniform(0, 1, n) < p)


def test_finds_the_calibration_that_made_the_data() -> None:
    fitted = fit(drawn(20_000))
    assert fitted.covered == pytest.approx(TRUE.covered, abs=0.4)
    assert fitted.agreement == pytest.approx(TRUE.agreement, abs=0.4)
    assert fitted.cosine == pytest.approx(TRUE.cosine, abs=3)


def test_quality_tells_a_good_calibration_from_a_bad_one() -> None:
    sample = drawn(5_000)
    good, bad = quality(TRUE, sample), quality(Calibration(3.0, 0.0, 0.0, 0.0, 0.0, 0.0), sample)
    assert good["ece"] < 0.02 < bad["ece"]
    assert good["auc"] > 0.7
    assert bad["auc"] == 0.5
    assert sum(row["n"] for row in good["bins"]) == good["n"] == 5_000
    assert [row["from"] for row in bad["bins"]] == [0.9]


def test_area_under_the_curve() -> None:
    p = np.array([0.1, 0.4, 0.4, 0.8])
    assert auc(p, np.array([False, False, True, True])) == 0.875
    assert auc(p, np.array([True] * 4)) is None


def test_hits_are_marked(library: Library) -> None:
    _, doc_id = add(library, plan("护林"), "甲.txt")
    text = library.snapshot.entry(doc_id).document.text
    asked = [
        Asked("护林面积达到多少", ("护林面积达到30万亩",), (doc_id,), whole=True),
        Asked("护林面积达到几万亩", (text,), (), whole=False),
    ]
    sample = collect(library, asked[1:])
    assert len(sample.signs) == len(sample.answers) > 0
    assert sample.answers.all()
    assert sample.signs.shape[1] == 5
    assert collect(library, asked[:1]).answers.sum() in (0, 1)  # every second question is asked without its document
