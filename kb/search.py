"""Hybrid search, in stages.

    read_query(query)     the user's words, and other ways to write the same         query_form.py
    _find(form)           BM25 and vectors, their scores added
    groups_of(...)        like texts of several documents are one hit                 duplicates.py
    _reordered(...)       the best of them by the cross-encoder, where there is one
    _explained(...)       how probable it is that a hit answers, and why              relevance.py

Each takes what the one before gives.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.duplicates import groups_of
from kb.filters import Filters, documents_in, tasks_of
from kb.library import Library
from kb.passage import Copy, Passage, RecordFound, Signs
from kb.query_form import QueryForm, read_query
from kb.records import Measure, Records, Target, Task, Term
from kb.relevance import RRF_K, Calibration, agreement_of, calibration_of, shares, token_weights, words_in
from kb.reranking import Reranker
from kb.snapshot import Snapshot

_DEPTH = 50  # how far down each leg is read
# A passage's score: its share of the most that BM25 could give, and its cosine with this weight. On questions about
# policies and on laypeople's about law; fusing by reciprocal ranks was 4-8 points worse at the first place (docs/retrieval.md).
COSINE_WEIGHT = 1.0
_PIECES = 3  # how many pieces a chunk has, about
_DEEPER = 4  # times as deep where folding or a filter leaves too few
_DEEPEST = 3200
# How many of the first stage the reranker reads: two pieces of the first few, the nearest of the others. Two pieces of all
# gave the same order on questions about policies (162, recall of the document .827) and took nearly twice as long.
RERANKED, _READ_TWICE = 20, 4
RERANK_WEIGHT = 0.07  # of the logit of what it says beside the score of the first stage; docs/retrieval.md
_FAR = 0.4  # this far below 1 or farther, a cosine leaves it all its weight: what is near already, reading changes less
_LEAST = 0.0025  # a probability below this counts as this, so that one "no" does not outweigh everything else
_BEGINNING = 260  # characters that are read of a passage of which the dense leg named no piece

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Found:
    """What the two legs found: 1-based ranks, BM25 shares and cosines by (doc_id, ordinal); `complete` if that is all.

    A chunk is as near as the nearest of its pieces; `near` are those found, by number.
    """

    lexical: Mapping[Key, int]
    dense: Mapping[Key, int]
    bm25: Mapping[Key, float]
    cosines: Mapping[Key, float]
    near: Mapping[Key, Sequence[tuple[int, float]]]
    complete: bool

    def rrf(self, key: Key) -> float:
        """The fused ranks."""
        return sum(1 / (RRF_K + ranks[key]) for ranks in (self.lexical, self.dense) if key in ranks)

    def fused(self, key: Key) -> float:
        """The fused scores; where a leg did not find the chunk, it is as good there as the last that it found."""
        lexical = self.bm25.get(key, 0.0 if self.complete else min(self.bm25.values(), default=0.0))
        return lexical + COSINE_WEIGHT * self.cosines.get(key, min(self.cosines.values(), default=0.0))


def search(
    library: Library,
    query: str,
    k: int = 10,
    filters: Filters | Sequence[str] | None = None,
    words: Sequence[str] | None = None,
    reranker: Reranker | None = None,
    fold_copies: bool = True,
) -> tuple[Passage, ...]:
    """The best `k` passages for `query`, best first, from all documents or as `filters` (or document ids) narrow it.

    The lexical leg looks for `words` (folded) instead of those of `query` where they are given. `fold_copies` makes
    like passages of several documents one hit that names the others.
    """
    snapshot = library.snapshot
    if not snapshot.entries or k < 1:
        return ()
    narrowed = filters if isinstance(filters, Filters) else Filters(None if filters is None else tuple(filters))
    form = read_query(library, snapshot, query, words)
    hits, unseen = _hits(library, snapshot, form, k, narrowed, fold_copies)
    if reranker is not None:
        hits = _reordered(hits, form, reranker)
    calibration = calibration_of(library.encoder.identity)
    weights = token_weights(form, library.words)
    return tuple(_explained(snapshot, form, hit, weights, calibration, unseen) for hit in hits[:k])


def first_stage(library: Library, query: str, k: int, doc_ids: Sequence[str] | None = None) -> tuple[Passage, ...]:
    """The best `k` passages for `query` by both legs, copies folded, without reranking, relevance and reasons.

    For those who read the passages themselves: it takes half the time of `search`.
    """
    snapshot = library.snapshot
    if not snapshot.entries or k < 1:
        return ()
    form = read_query(library, snapshot, query, None)
    hits, _ = _hits(library, snapshot, form, k, Filters(None if doc_ids is None else tuple(doc_ids)), fold_copies=True)
    return tuple(hits[:k])


def _hits(
    library: Library, snapshot: Snapshot, form: QueryForm, k: int, narrowed: Filters, fold_copies: bool
) -> tuple[list[Passage], float]:
    """The hits of both legs, at least `k` where there are so many, and the least cosine that the dense leg named."""
    scope = documents_in(narrowed, snapshot)
    depth = max(_DEPTH, k)
    while True:
        found = _find(library, snapshot, form, depth, scope)
        passages = _passages(library, snapshot, found, depth)
        if narrowed.section is not None:
            passages = _of_tasks(passages, tasks_of(narrowed.section, snapshot))
        groups = [[at] for at in range(len(passages))]
        if fold_copies:
            groups = groups_of((at, each.doc_id, each.text) for at, each in enumerate(passages))
        if len(groups) >= k or found.complete or depth >= _DEEPEST:
            break
        depth *= _DEEPER
    hits = [_folded(snapshot, [passages[at] for at in group], narrowed.as_of) for group in groups]
    return hits, min(found.cosines.values(), default=0.0)


def _find(library: Library, snapshot: Snapshot, form: QueryForm, depth: int, scope: Sequence[str] | None) -> _Found:
    """What each leg finds down to `depth`."""
    entries = snapshot.entries
    pieces = _PIECES * depth
    nearest = library.nearest(library.encoder.encode_queries([form.text])[0], pieces, scope)
    dense: dict[Key, int] = {}
    cosines: dict[Key, float] = {}
    near: dict[Key, list[tuple[int, float]]] = {}
    for name, cosine in nearest:
        doc_id, revision, place = name.rsplit(":", 2)
        ordinal, piece = map(int, place.split("."))
        if doc_id in entries and entries[doc_id].revision == int(revision):  # others are of a killed change
            dense.setdefault((doc_id, ordinal), len(dense) + 1)
            cosines.setdefault((doc_id, ordinal), cosine)
            near.setdefault((doc_id, ordinal), []).append((piece, cosine))
    with library.catalog.transaction() as connection:
        rows = library.catalog.lexical_search(connection, tuple(form.weighted.items()), depth, scope)
    lexical = {(doc_id, ordinal): rank for rank, (doc_id, ordinal, _) in enumerate(rows, 1)}
    bm25 = {(doc_id, ordinal): share for doc_id, ordinal, share in rows}
    return _Found(lexical, dense, bm25, cosines, near, len(rows) < depth and len(nearest) < pieces)


def _passages(library: Library, snapshot: Snapshot, found: _Found, depth: int) -> list[Passage]:
    """The passages of both legs, the best `depth` by fused scores; none that was written after the snapshot."""
    fused = {key: found.fused(key) for key in {**found.lexical, **found.dense}}
    keys = sorted(fused, key=lambda key: (-fused[key], key))[:depth]
    with library.catalog.transaction() as connection:
        chunks = library.catalog.chunks(connection, keys)
        there = library.catalog.current(connection, {doc_id for doc_id, _ in keys})
    known = {doc_id: entry.revision for doc_id, entry in snapshot.entries.items() if doc_id in there}
    return [
        Passage(
            key[0], key[1], chunk.clause, chunk.path, chunk.text, chunk.start, chunk.end, found.rrf(key),
            found.lexical.get(key), found.dense.get(key), found.cosines.get(key),
            near=tuple((chunk.pieces[at].start, chunk.pieces[at].end, cosine) for at, cosine in found.near.get(key, ())),
            context=chunk.context, fused=fused[key],
        )
        for key in keys
        if (chunk := chunks.get(key)) is not None and known.get(key[0]) == there[key[0]][0]
    ]  # fmt: skip


def _of_tasks(passages: Sequence[Passage], tasks: Sequence[tuple[str, Task]]) -> list[Passage]:
    """Those of `passages` that hold some of `tasks` (doc_id, task)."""
    return [
        each
        for each in passages
        if any(each.doc_id == doc_id and each.start < task.end and task.start < each.end for doc_id, task in tasks)
    ]


def _folded(snapshot: Snapshot, alike: Sequence[Passage], as_of: str | None) -> Passage:
    """The passage of `alike` whose document is in force, the best of them, with the others as its copies.

    It stands where the best of all stands.
    """
    best = alike[0]
    if len(alike) == 1:
        return best
    statuses = {each.doc_id: snapshot.status_on(each.doc_id, as_of) for each in alike}
    first, *others = sorted(
        alike, key=lambda each: (not statuses[each.doc_id].holds, snapshot.standing(each.doc_id).copy_of is not None)
    )
    copies = tuple(
        Copy(
            each.doc_id, snapshot.entries[each.doc_id].header.title, each.path, each.start, each.end,
            statuses[each.doc_id].value,
        )
        for each in others
    )  # fmt: skip
    return replace(first, also_in=copies)


def _reordered(hits: list[Passage], form: QueryForm, reranker: Reranker) -> list[Passage]:
    """`hits` with the first of them in the order that the reranker and their scores give."""
    read, rest = hits[:RERANKED], hits[RERANKED:]
    parts = [(at, part) for at, hit in enumerate(read) for part in _parts(hit, 2 if at < _READ_TWICE else 1)]
    said = reranker.relevance(form.text, [part for _, part in parts])
    best = [0.0] * len(read)
    for (at, _), relevance in zip(parts, said, strict=True):
        best[at] = max(best[at], float(relevance))
    rated = [
        (
            hit.fused + rerank_weight(hit.cosine) * _logit(relevance),
            replace(hit, relevance=relevance, reranked=relevance),
        )
        for hit, relevance in zip(read, best, strict=True)
    ]
    return [hit for _, hit in sorted(rated, key=lambda pair: -pair[0])] + rest


def rerank_weight(cosine: float | None) -> float:
    """How much the reranker's logit counts for a hit with this cosine; None: the dense leg did not find it.

    >>> round(rerank_weight(0.9), 4), rerank_weight(0.5), rerank_weight(None)
    (0.0175, 0.07, 0.07)
    """
    return RERANK_WEIGHT * (1.0 if cosine is None else min(max(1.0 - cosine, 0.0) / _FAR, 1.0))


def _parts(hit: Passage, pieces: int) -> list[str]:
    """What the reranker reads of a hit: the pieces of it that are nearest to the query, each with its context."""
    spans = [(start - hit.start, end - hit.start) for start, end, _ in hit.near[:pieces]] or [(0, _BEGINNING)]
    return [f"{hit.context}\n{hit.text[start:end]}" for start, end in spans]


def _logit(relevance: float) -> float:
    kept = min(max(relevance, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def _explained(
    snapshot: Snapshot,
    form: QueryForm,
    hit: Passage,
    weights: Mapping[str, float],
    calibration: Calibration,
    unseen: float,
) -> Passage:
    """`hit` with how relevant it is, the words of the query that it has and the record that it holds.

    `unseen` is the least cosine that the dense leg named: that of a hit of the lexical leg alone lies below.
    """
    covered, within = shares(weights, form.added, hit.context, hit.text)
    cosine = unseen if hit.cosine is None else hit.cosine
    signs = Signs(cosine, hit.fused - COSINE_WEIGHT * cosine, covered, within, agreement_of(hit.rrf))
    return replace(
        hit,
        relevance=calibration.probability(signs) if hit.reranked is None else hit.reranked,
        signs=signs,
        words=words_in(form, hit.text),
        record=_record_in(snapshot.records[hit.doc_id], hit.start, hit.end),
    )


def _record_in(records: Records, start: int, end: int) -> RecordFound | None:
    """The record with most of `start:end`, a task before other kinds; None without one."""
    kinds: tuple[tuple[str, Sequence[Task | Measure | Target | Term]], ...] = (
        ("task", records.tasks),
        ("measure", records.measures),
        ("target", records.targets),
        ("term", [term for term in records.terms if term.definition is not None]),
    )
    for kind, held in kinds:
        shared = [(min(each.end, end) - max(each.start, start), each) for each in held]
        length, best = max(shared, key=lambda one: one[0], default=(0, None))
        if best is not None and length > 0:
            return RecordFound(kind, _title_of(best), *((best.sections, best.units) if isinstance(best, Task) else ()))
    return None


def _title_of(record: Task | Measure | Target | Term) -> str:
    match record:
        case Target():
            return record.indicator or record.text
        case Term():
            return record.term
        case _:
            return record.title or record.text
