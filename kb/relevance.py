"""How probable it is that a passage answers: what the words and the meaning say, calibrated.

The coefficients are fitted by `evals/relevance_fit.py` on the development gold and on questions of our own over public
documents, every second one with the documents that answer left out: 3,440 hits, 170 of which answer. On 2,340 hits for
questions of others, none of them learned from, the expected calibration error is 0.014 and the area under the curve 0.97.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp

from kb.normal_form import fold, fold_with_offsets
from kb.numerals import number_tokens, numbers_in
from kb.passage import Signs
from kb.query_form import QueryForm
from kb.words import Words

RRF_K = 60  # the constant of reciprocal rank fusion (Cormack et al., SIGIR 2009)
_DIGIT = re.compile(r"\d")
FLOOR = 0.03  # below this a hit is not shown unless all are asked for: four hits in five, one in twenty that answer


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over `Signs`."""

    bias: float
    cosine: float
    lexical: float
    covered: float
    within: float
    agreement: float

    def probability(self, signs: Signs) -> float:
        """How probable it is that the passage answers, 0-1."""
        z = (
            self.bias
            + self.cosine * signs.cosine
            + self.lexical * signs.lexical
            + self.covered * signs.covered
            + self.within * signs.within
            + self.agreement * signs.agreement
        )
        return 1 / (1 + exp(-z))


# By the name of the encoder, up to its first colon; cosines of different models mean different things.
CALIBRATIONS: Mapping[str, Calibration] = {
    "mingce-e5-small-int8": Calibration(-27.44, 3.204, 5.736, 0.800, 2.027, 20.64),
}
OTHERS = Calibration(-5.0, 0.0, 4.0, 1.0, 1.0, 1.0)  # models that were not measured: by words and ranks alone


def calibration_of(identity: str) -> Calibration:
    """The calibration for an encoder."""
    return CALIBRATIONS.get(identity.partition(":")[0], OTHERS)


def agreement_of(rrf: float) -> float:
    """Fused ranks as a share of those of a passage that both legs put first."""
    return rrf * (RRF_K + 1) / 2


def token_weights(form: QueryForm, words: Words) -> dict[str, float]:
    """How much each token of the user's own words says; they sum to 1, or there are none."""
    rarities = {token: words.rarity(token) for token in form.tokens}
    total = sum(rarities.values())
    return {token: rarity / total for token, rarity in rarities.items()} if total else {}


def shares(weights: Mapping[str, float], added: Sequence[str], context: str, text: str) -> tuple[float, float]:
    """The shares of `weights` that stand in `text` or its `context`, and in `text` alone.

    A word that stands in neither is made up for by one of `added` that does, once each: 发改委 is written out.
    """
    inside, around = _Held(fold(text)), _Held(fold(context))
    own = sum(weight for token, weight in weights.items() if inside.has(token))
    missing = [weight for token, weight in weights.items() if not inside.has(token) and not around.has(token)]
    made_up = sorted(missing, reverse=True)[: sum(inside.has(token) or around.has(token) for token in added)]
    return (min(1.0, max(own, 1 - sum(missing) + sum(made_up))) if weights else 0.0), own


@dataclass(frozen=True)
class _Held:
    """The words that a folded text has, its numbers in every form among them."""

    folded: str

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The tokens of its numbers; read only where a number is looked for."""
        return frozenset(number_tokens(self.folded))

    def has(self, token: str) -> bool:
        """Whether `token` stands there."""
        return token in self.folded or (_DIGIT.search(token) is not None and token in self.numbers)


def words_in(form: QueryForm, text: str) -> tuple[str, ...]:
    """The words of the query as `text` writes them, in the order in which they stand there; not those inside longer ones."""
    folded = fold_with_offsets(text)
    wanted = {*form.tokens, *form.added}
    here = [token for token in wanted if token in folded.text]
    longest = [token for token in here if not any(token != other and token in other for other in here)]
    spans = [(at, at + len(token)) for token in longest if (at := folded.text.find(token)) >= 0]
    if any(map(_DIGIT.search, wanted)):
        spans += [(each.start, each.end) for each in numbers_in(folded.text) if wanted & set(each.tokens)]
    found: list[str] = []
    end = -1
    for start, stop in sorted(spans, key=lambda span: (span[0], -span[1])):
        if stop > end:
            first, last = folded.source_span(start, stop)
            found.append(text[first:last])
            end = stop
    return tuple(dict.fromkeys(found))
