"""How likely a sentence answers a question: what was found by words, by meaning and by reading, calibrated.

Logistic regressions, fitted by `python -m evals.answerability_fit` on questions of our own over the demonstration corpus and
over public documents, and on development questions of a real library. With a reranker, what it says of the sentence
leads; without one, words and vectors decide alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

_LEAST = 0.001  # probabilities are read between this and 1 minus this


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a sentence, each 0-1; see `assistant.evidence.Evidence`.

    `passage` is the score of the passage around as a share of the best one's; `read` what the reranker says of it, None where
    it did not read it.
    """

    coverage: float
    direct: float
    dense: float
    missing: float
    passage: float
    read: float | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """The coefficients of one regression."""

    bias: float
    coverage: float
    direct: float
    dense: float
    missing: float = 0.0
    passage: float = 0.0
    read: float = 0.0

    def probability(self, signs: Signs) -> float:
        """0-1."""
        z = (
            self.bias
            + self.coverage * signs.coverage
            + self.direct * signs.direct
            + self.dense * signs.dense
            + self.missing * signs.missing
            + self.passage * signs.passage
            + self.read * logit(signs.read)
        )
        return 1 / (1 + exp(-z))


# AUC 0.91 in ten-fold cross-validation, 187 questions.
BY_WORDS = Weights(-6.9, 1.9, 3.4, 4.9)
# The order in which sentences are read.
BEFORE_READING = Weights(-6.9, 1.9, 2.4, 4.0, passage=3.0)
# 229 answerable questions and 107 that are not, five-fold: the first sentence is right for 192; AUC 0.945. On public questions
# over other documents, none of them learned from: 0.87.
BY_READING = Weights(-15.6, 0.0, 5.9, 0.7, 1.9, 12.5, 0.69)


def answers(signs: Signs) -> float:
    """How likely the sentence answers, 0-1, by as much as is known of it."""
    return (BY_WORDS if signs.read is None else BY_READING).probability(signs)


def worth_reading(signs: Signs) -> float:
    """How much a sentence promises before it was read, 0-1."""
    return BEFORE_READING.probability(signs)


def logit(probability: float | None) -> float:
    """The log odds of a probability, within bounds; 0 for None."""
    if probability is None:
        return 0.0
    kept = min(max(probability, _LEAST), 1 - _LEAST)
    return log(kept / (1 - kept))
