"""One way to retrieve: how texts are cut, matched, embedded, fused and reranked; and what that gives on a question set."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.beir_folder import BeirText
from evals.beir_run import new_document
from evals.retrieval_legs import LexicalIndex, Scores, asking, best, fused, indexing, lexical_index, vectors_of
from evals.retrieval_metrics import means
from evals.retrieval_sets import QuestionSet, Unit, figures_of
from ingest.splitter import chunk
from kb.embedding import Encoder, PassageProgress
from kb.reranking import Reranker
from kb.search import rerank_weight
from kb.words import Words

DEPTH = 100  # of each leg
_LEGS_KEPT = 4  # a leg over 60,000 units and 1,000 questions is 240 MB
_READ_PIECES = 2  # of a unit, by the reranker: as the product
_LEAST = 0.0025
_ABOVE_OTHERS = 10.0  # what was read stands before what was not


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings of one run, those of the product unless told otherwise; each step and alternative changes one.

    `chunking`: `fixed-1000` (so many characters, nothing else), `clause-500-150` (the product's: chunks of at most 500
    characters, embedded in pieces of 150), `whole`. `tokens` and `fusion` as in `evals.retrieval_legs`; `weights`
    are those of title, path and body, `context` whether title and path are embedded too, `reranked` how many of the first
    stage the reranker reads.
    """

    chunking: str = "clause-500-150"
    tokens: str = "pairs"
    weights: tuple[float, float, float] = (1.5, 1.5, 1.0)
    k1: float = 0.9
    b: float = 0.4
    expanded: bool = False
    context: bool = True
    model: str = "bundled"
    fusion: str = "plain-0.5"
    reranked: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a recipe gave: the figures of each question, their means and the cost."""

    recipe: Recipe
    each: tuple[dict[str, float], ...]
    figures: dict[str, float]
    cost: dict[str, float]

    def column(self, name: str) -> list[float]:
        """One figure of every question."""
        return [figures[name] for figures in self.each]

    def as_json(self) -> dict[str, Any]:
        """Without the questions."""
        return {"recipe": asdict(self.recipe), **self.figures, "cost": self.cost}


@dataclass(frozen=True, slots=True)
class Leg:
    """What one leg gives: `scores` (questions, units), what making it cost, and the median milliseconds a question.

    `nearest` gives the numbers of a unit's pieces, nearest first, for a question and a unit.
    """

    scores: NDArray[np.float32]
    cost: dict[str, float]
    query_ms: float
    nearest: Callable[[int, int], Sequence[int]] = lambda _, __: (0,)


@dataclass
class Bench:
    """A question set with what was made for it: units, indexes and vectors, each once."""

    questions: QuestionSet
    words: Words
    encoders: Callable[[str], Encoder]
    cache: Path
    expand: Callable[[str], list[str]] = lambda _: []
    reranker: Reranker | None = None
    _units: dict[str, list[Unit]] = field(default_factory=dict)
    _indexes: dict[tuple[str, str], LexicalIndex] = field(default_factory=dict)
    _legs: dict[tuple[Any, ...], Leg] = field(default_factory=dict)

    def units(self, chunking: str) -> list[Unit]:
        """The units of the corpus under `chunking`."""
        if chunking not in self._units:
            self._units[chunking] = list(_cut(self.questions, chunking, self.words))
        return self._units[chunking]

    def index(self, chunking: str, tokens: str) -> LexicalIndex:
        """The lexical index of those units."""
        kind = "pairs" if tokens == "words+pairs" else tokens  # the same tokens are indexed
        if (chunking, kind) not in self._indexes:
            self._indexes[chunking, kind] = lexical_index(self.units(chunking), indexing(kind, self.words))
        return self._indexes[chunking, kind]

    def run(self, recipe: Recipe, progress: PassageProgress | None = None) -> Outcome:
        """What `recipe` gives. The cost: seconds to index, milliseconds a query without embedding it, bytes."""
        units = self.units(recipe.chunking)
        nothing = Leg(np.zeros((len(self.questions.questions), len(units)), np.float32), {}, 0.0)
        lexical = self._lexical_leg(recipe) if recipe.fusion != "dense" else nothing
        dense = self._dense_leg(recipe, progress) if recipe.fusion != "lexical" else nothing
        each: list[dict[str, float]] = []
        times: list[float] = []
        for at, question in enumerate(self.questions.questions):
            begun = time.perf_counter()
            scores = fused(lexical.scores[at], dense.scores[at], recipe.fusion, DEPTH)
            if recipe.reranked:
                self._rerank(scores, dense.scores[at], question.text, recipe, partial(dense.nearest, at))
            found = [units[number] for number in best(scores, DEPTH)]
            times.append((time.perf_counter() - begun) * 1000)
            each.append(figures_of(question, found, self.questions.spans))
        cost = lexical.cost | dense.cost | {
            "query_ms": round(lexical.query_ms + dense.query_ms + median(times), 2),
            "units": len(units),
            "mean_chars": round(float(np.mean([len(unit.text) for unit in units]))),
        }  # fmt: skip
        return Outcome(recipe, tuple(each), means(each), cost)

    def _lexical_leg(self, recipe: Recipe) -> Leg:
        index, tokenize = self.index(recipe.chunking, recipe.tokens), asking(recipe.tokens, self.words)
        texts = [question.text for question in self.questions.questions]
        asked = [tokenize(text) + (self.expand(text) if recipe.expanded else []) for text in texts]
        key = (recipe.chunking, recipe.tokens, recipe.expanded, recipe.weights, recipe.k1, recipe.b)
        cost = {"lexical_index_s": round(index.seconds, 1), "lexical_bytes": float(index.bytes)}
        return self._leg(key, cost, lambda at: index.scores(asked[at], recipe.weights, recipe.k1, recipe.b))

    def _dense_leg(self, recipe: Recipe, progress: PassageProgress | None) -> Leg:
        encoder = self.encoders(recipe.model)
        pieces = [unit.embedded(recipe.context) for unit in self.units(recipe.chunking)]
        firsts = np.cumsum([0, *map(len, pieces[:-1])])
        texts = [text for each in pieces for text in each]
        passages, seconds = vectors_of(encoder, texts, self.cache, progress=progress)
        asked, _ = vectors_of(encoder, [each.text for each in self.questions.questions], self.cache, queries=True)
        cost = {"embedding_s": round(seconds, 1), "vector_bytes": float(passages.nbytes)}
        key = (recipe.chunking, recipe.model, recipe.context)
        leg = self._leg(key, cost, lambda at: np.maximum.reduceat(passages @ asked[at], firsts))

        def nearest(question: int, unit: int) -> Sequence[int]:
            own = passages[firsts[unit] : firsts[unit] + len(pieces[unit])]
            order: list[int] = np.argsort(-(own @ asked[question]), kind="stable").tolist()
            return order

        return replace(leg, nearest=nearest)

    def _leg(self, key: tuple[Any, ...], cost: dict[str, float], scores: Callable[[int], Scores]) -> Leg:
        """The leg of `key`, made unless it is one of the last that were made: a sweep changes one of the two at a time."""
        if key not in self._legs:
            rows, times = [], []
            for at in range(len(self.questions.questions)):
                begun = time.perf_counter()
                rows.append(scores(at))
                times.append((time.perf_counter() - begun) * 1000)
            while len(self._legs) >= _LEGS_KEPT:
                del self._legs[next(iter(self._legs))]
            self._legs[key] = Leg(np.stack(rows), cost, median(times))
        self._legs[key] = self._legs.pop(key)  # the last used goes last
        return self._legs[key]

    def _rerank(
        self, scores: Scores, cosines: Scores, question: str, recipe: Recipe, nearest: Callable[[int], Sequence[int]]
    ) -> None:
        """Adds to the scores of the first units what the reranker says of the pieces of each that are nearest."""
        assert self.reranker is not None, "a recipe that reranks needs a reranker"
        units, first = self.units(recipe.chunking), best(scores, recipe.reranked)
        read = [(at, text) for at in first for text in _read_of(units[at], nearest(int(at)))]
        said = np.clip(self.reranker.relevance(question, [text for _, text in read]), _LEAST, 1 - _LEAST)
        most = dict.fromkeys(first.tolist(), _LEAST)
        for (at, _), relevance in zip(read, said.tolist(), strict=True):
            most[int(at)] = max(most[int(at)], relevance)
        for at, relevance in most.items():
            scores[at] += _ABOVE_OTHERS + rerank_weight(float(cosines[at])) * math.log(relevance / (1 - relevance))


def _read_of(unit: Unit, nearest: Sequence[int]) -> list[str]:
    pieces = unit.embedded(with_context=True)
    return [pieces[at] for at in nearest[:_READ_PIECES] if at < len(pieces)] or pieces[:1]


def _cut(questions: QuestionSet, chunking: str, words: Words) -> Sequence[Unit]:
    kind, *sizes = chunking.split("-")
    found: list[Unit] = []
    for row in questions.corpus:
        text = row.text
        if kind == "whole":
            found.append(Unit(row.key, row.title, "", text, 0, len(text), row.title))
        elif kind == "fixed":
            step = int(sizes[0])
            found += [
                Unit(row.key, "", "", text[at : at + step], at, min(at + step, len(text)))
                for at in range(0, len(text), step)
            ]
        else:
            found += _clauses(row, int(sizes[0]), int(sizes[1]), words)
    return found


def _clauses(row: BeirText, max_chars: int, max_piece: int, words: Words) -> list[Unit]:
    document = new_document(row).document
    text = document.text
    at = _places(text, row.text) if text != row.text else range(len(text))
    return [
        Unit(
            row.key, document.title, "　".join((*each.path, each.labels)), each.text, at[each.start], at[each.end - 1] + 1,
            each.context, tuple((piece.context, text[piece.start : piece.end]) for piece in each.pieces),
        )
        for each in chunk(document, words.cut, max_chars, max_piece)
    ]  # fmt: skip


def _places(inner: str, outer: str) -> list[int]:
    """Where each character of `inner` stands in `outer`: the same up to white space, which lines joined anew change."""
    places: list[int] = []
    at = 0
    for char in inner:
        while at < len(outer) and outer[at] != char and outer[at].isspace():
            at += 1
        places.append(min(at, max(len(outer) - 1, 0)))
        at += at < len(outer) and outer[at] == char
    return places
