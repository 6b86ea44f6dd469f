"""`python -m evals.answerability_fit`: the weights of `assistant.answerability`, fitted and cross-validated.

Every question of the sets is asked; each sentence that was read and that no rule forbids is one row: its signs, and whether
it holds what the question's `cite` names. Questions, not rows, are split for the cross-validation.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answerability import Weights, logit
from assistant.answerers import scope_of
from assistant.evidence import Evidence, gather
from assistant.understanding import understand
from evals.answer_library import opened
from evals.answer_sets import Row, answer_set
from evals.logistic import fit_logistic
from kb.embedding import load_encoder
from kb.library import Library
from kb.settings import load_settings

SETS = ("dev", "test", "real_dev", "library")  # neither held, nor real_test, nor policy_qa
KINDS_APART = ("who", "list", "redacted")  # answered from records, mostly
_FOLDS = 5
_KEPT = 24  # sentences of a question
_SHARED = Path(__file__).resolve().parents[2] / "shared"


@dataclass(frozen=True, slots=True)
class Candidates:
    """The sentences found for one question: `(n, 5)` signs, and which of them answer; none where it is to be refused."""

    kind: str
    signs: NDArray[np.float64]
    answers: NDArray[np.bool_]


def candidates(library: Library, row: Row) -> Candidates:
    """What is found for one gold question."""
    query = understand(row["question"], row.get("history") or (), library)
    found = [each for each in gather(library, query, scope_of(library, query, None)) if each.fits][:_KEPT]
    answers = [any(_letters(cite) in _letters(each.text) for cite in row.get("cite", ())) for each in found]
    signs = np.array([_signs(each) for each in found], np.float64).reshape(-1, 5)
    return Candidates(row["kind"], signs, np.array(answers, np.bool_))


def _signs(evidence: Evidence) -> list[float]:
    return [evidence.direct, evidence.dense, evidence.missing, evidence.passage, logit(evidence.read)]


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def fit(asked: Sequence[Candidates]) -> Weights:
    """The weights over all rows of `asked`."""
    bias, (direct, dense, missing, passage, read) = fit_logistic(
        np.vstack([each.signs for each in asked]), np.concatenate([each.answers for each in asked])
    )
    return Weights(bias, 0.0, direct, dense, missing, passage, read)


def cross_validated(asked: Sequence[Candidates]) -> dict[str, Any]:
    """How often the first sentence answers, and refusals against false refusals by threshold, each fold by the others."""
    best: list[tuple[float, bool, str]] = []
    for fold in range(_FOLDS):
        weights = fit([each for number, each in enumerate(asked) if number % _FOLDS != fold and len(each.answers)])
        best += [_best(weights, each) for number, each in enumerate(asked) if number % _FOLDS == fold]
    answerable = [(p, right) for p, right, kind in best if kind != "refuse"]
    absent = [p for p, _, kind in best if kind == "refuse"]
    curve = [
        {
            "threshold": at,
            "false_refusals": sum(p < at for p, _ in answerable) / max(1, len(answerable)),
            "refused": sum(p < at for p in absent) / max(1, len(absent)),
            "right_and_told": sum(p >= at and right for p, right in answerable) / max(1, len(answerable)),
        }
        for at in (0.05, 0.08, 0.11, 0.15, 0.2, 0.3, 0.4, 0.5)
    ]
    return {
        "answerable": len(answerable),
        "absent": len(absent),
        "first_is_right": sum(right for _, right in answerable),
        "curve": curve,
    }


def _best(weights: Weights, each: Candidates) -> tuple[float, bool, str]:
    if not len(each.answers):
        return 0.0, False, each.kind
    by_sign = np.array([weights.direct, weights.dense, weights.missing, weights.passage, weights.read])
    z = weights.bias + each.signs @ by_sign
    first = int(np.argmax(z))
    return float(1 / (1 + np.exp(-z[first]))), bool(each.answers[first]), each.kind


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the weights and the curve as JSON; 0."""
    parser = argparse.ArgumentParser(prog="python -m evals.answerability_fit")
    parser.add_argument("--shared", type=Path, default=_SHARED)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--set", action="append", choices=SETS)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args(arguments)
    settings = load_settings()
    encoder = load_encoder("bundled", settings.models_dir, settings.threads)
    asked: list[Candidates] = []
    for name in options.set or SETS:
        read = answer_set(name, options.shared, options.limit)
        with opened(read, options.cache, encoder, settings) as library:
            asked += [candidates(library, row) for row in read.rows if row["kind"] not in KINDS_APART]
    weights = fit([each for each in asked if len(each.answers)])
    told = {"weights": {name: round(getattr(weights, name), 2) for name in Weights.__slots__}, **cross_validated(asked)}
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
