"""All training questions with their passages and hard negatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.train.base_encoder import build_encoder
from evals.train.examples import Example, Text, own_law_questions, own_policy_questions, public_law_questions
from evals.train.negatives import with_negatives
from evals.train.passages import law_articles, policy_passages
from kb.embedding import Encoder
from kb.words import Words

_NEGATIVES = 10  # by words, and as many by meaning


@dataclass(frozen=True, slots=True)
class TrainingExamples:
    """Ours on policy, ours on law, and the public questions of laypeople on law."""

    policy: list[Example]
    law: list[Example]
    public: list[Example]

    @property
    def all(self) -> list[Example]:
        """One list of them."""
        return [*self.policy, *self.law, *self.public]


def training_examples(shared: Path, work: Path) -> TrainingExamples:
    """The examples from the folder of shared data; vectors of the passages are kept in `work` and used again.

    Raises MingceError where that folder has no documents.
    """
    data = shared / "data"
    passages = policy_passages(data / "documents", data / "policy_qa" / "corpus.jsonl")
    articles = law_articles(data / "statutes" / "corpus.jsonl.gz")
    words, encoder = Words(work / "words"), build_encoder(work / "base")
    of_passages = _vectors(list(passages.values()), encoder, work / "policy.npy")
    of_articles = _vectors(list(articles.values()), encoder, work / "law.npy")
    law, public = own_law_questions(articles), public_law_questions(data / "statutes" / "queries.jsonl", articles)
    pool = list(passages.values())
    policy = with_negatives(own_policy_questions(passages), pool, words, encoder, of_passages, _NEGATIVES)
    both = with_negatives([*law, *public], list(articles.values()), words, encoder, of_articles, _NEGATIVES)
    return TrainingExamples(policy, both[: len(law)], both[len(law) :])


def _vectors(texts: Sequence[Text], encoder: Encoder, kept: Path) -> NDArray[np.float32]:
    if not kept.exists():
        np.save(kept, encoder.encode_passages([f"{text.context}\n{text.text}" for text in texts]))
    vectors: NDArray[np.float32] = np.load(kept)
    return vectors
