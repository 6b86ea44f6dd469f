"""Sentences that may answer a question, how much of it each covers, and whether it names what was asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

from assistant.expectation import REDACTED, agrees_with_slots, names_expected, redacts_expected, years_in
from assistant.query import Query
from assistant.synonyms import synonyms
from assistant.typos import library_text
from assistant.understanding import NOUN
from kb.document import Document
from kb.library import Library
from kb.normal_form import fold
from kb.passage import Passage
from kb.search import search
from kb.sentences import sentence_spans

_A_DOCUMENT = 5  # ... and how many of one document, where the year asked for leads to several
_PASSAGES = 40
# A token in at most this many chunks, or this share of them, is telling; a sentence without it counts for less.
_UNKNOWN_SPREAD = 2  # a word that the library does not have may be a paraphrase: no heavier than a rare one
_FEW, _FEW_SHARE, _MISSES_TELLING = 2, 0.01, 0.75
_NUMBERING = re.compile(r"^第[一二三四五六七八九十百\d]+[编章节条][\s　]*")
_READ = 14  # how many of the best passages are read sentence by sentence
# Below the first cosine nothing is related, above the second it says the same: of our encoder, by its name up to the
# colon, and of others, set as e5's lie (both measured on the development half of the gold set).
_COSINE_RANGES = {"mingce-e5-small-int8": (0.10, 0.60)}
_OTHER_COSINES = (0.80, 0.90)
# Logistic regression on 187 questions of the development gold and of a real library: whether the best fitting sentence is
# the right one. AUC 0.91 in ten-fold cross-validation.
_BIAS, _BY_COVERAGE, _BY_DIRECT, _BY_DENSE = -6.9, 1.9, 3.4, 4.9
# How much a match says, by where the word stands.
_DIRECT, _SYNONYM, _IN_CONTEXT, _SYNONYM_IN_CONTEXT, _NEARBY, _PARTIAL = 1.0, 0.85, 0.8, 0.65, 0.6, 0.6


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence and what speaks for it. All shares are 0-1; `fits` is false where a rule forbids it."""

    doc_id: str
    clause: int
    start: int
    end: int
    text: str
    coverage: float
    direct: float
    dense: float
    missing: float
    fits: bool
    redacted: bool

    @property
    def relevance(self) -> float:
        """How likely the sentence answers the question, 0-1."""
        z = _BIAS + _BY_COVERAGE * self.coverage + _BY_DIRECT * self.direct + _BY_DENSE * self.dense
        return 1 / (1 + exp(-z))


def gather(library: Library, query: Query, doc_ids: Sequence[str] | None) -> tuple[Evidence, ...]:
    """The sentences of the best clauses for `query`, most relevant first."""
    looked_for = [token for token, _ in query.tokens]
    looked_for += sorted({word for token, _ in query.tokens for word in synonyms(token) if len(word) > 1})
    clauses = _clauses(library, search(library, query.text, _PASSAGES, doc_ids, looked_for)[:_READ])
    if dated := _dated(library, query, doc_ids):
        clauses += _spread_over_documents(_clauses(library, search(library, query.text, _PASSAGES, dated, looked_for)))
    clauses += _redacting(library, query, doc_ids)
    weights, telling = token_weights(library, query)
    found: dict[tuple[str, int], Evidence] = {}
    entries = library.snapshot.entries
    for doc_id, clause, dense in clauses:
        document = entries[doc_id].document
        for evidence in _of_clause(document, doc_id, clause, dense, query, weights, telling):
            found.setdefault((doc_id, evidence.start), evidence)
    return tuple(sorted(found.values(), key=lambda evidence: (-evidence.relevance, evidence.doc_id, evidence.start)))


def _dated(library: Library, query: Query, doc_ids: Sequence[str] | None) -> list[str]:
    """The documents whose title names a year of the question, if not all do: a year's summary is about that year."""
    years = {int(slot.value) for slot in query.slots if slot.kind == "year"}
    entries = library.snapshot.entries
    scope = list(entries) if doc_ids is None else list(doc_ids)
    dated = [doc_id for doc_id in scope if years & years_in(fold(entries[doc_id].document.title))]
    return dated if len(dated) < len(scope) else []


def _clauses(library: Library, passages: Sequence[Passage]) -> list[tuple[str, int, float]]:
    """The best clauses that are more than a heading, as (doc_id, clause, nearness of its nearest piece, 0-1)."""
    entries = library.snapshot.entries
    floor, ceiling = _COSINE_RANGES.get(library.encoder.identity.partition(":")[0], _OTHER_COSINES)
    cosines: dict[tuple[str, int], float] = {}
    for passage in passages:
        document = entries[passage.doc_id].document
        for index in document.clauses_between(passage.start, passage.end):
            own = document.clauses[index]
            if own.end == own.own_end or len(document.text[own.start : own.own_end].strip()) > len(own.heading) + 2:
                near = [cosine for start, end, cosine in passage.near if start < own.own_end and own.start < end]
                cosines[passage.doc_id, index] = max(cosines.get((passage.doc_id, index), 0.0), *near, 0.0)
    return [
        (doc_id, clause, min(1.0, max(0.0, (cosine - floor) / (ceiling - floor))))
        for (doc_id, clause), cosine in cosines.items()
    ]


def _redacting(library: Library, query: Query, doc_ids: Sequence[str] | None) -> list[tuple[str, int, float]]:
    """The clauses that black something out and have a noun of the question: few, and a search may miss them."""
    snapshot = library.snapshot
    blacked = snapshot.derived(
        "redacting clauses",
        lambda: [
            (doc_id, clause.index, fold(entry.document.text[clause.start : clause.own_end]))
            for doc_id, entry in snapshot.entries.items()
            for clause in entry.document.clauses
            if REDACTED.search(fold(entry.document.text[clause.start : clause.own_end]))
        ],
    )
    nouns = [token for token, share in query.tokens if share >= NOUN and len(token) > 1]
    return [
        (doc_id, clause, 0.5)
        for doc_id, clause, text in blacked
        if (doc_ids is None or doc_id in doc_ids) and any(noun in text for noun in nouns)
    ]


def _spread_over_documents(clauses: list[tuple[str, int, float]]) -> list[tuple[str, int, float]]:
    """At most `_A_DOCUMENT` clauses of each document, so that one document does not crowd out the others."""
    counts: Counter[str] = Counter()
    kept = []
    for clause in clauses:
        counts[clause[0]] += 1
        if counts[clause[0]] <= _A_DOCUMENT:
            kept.append(clause)
    return kept


def token_weights(library: Library, query: Query) -> tuple[dict[str, float], frozenset[str]]:
    """A weight for each token of the question, the rarer the heavier; and those that only few chunks have.

    A few chunks are about such a token: a sentence elsewhere hardly answers a question that has it.
    """
    words = library.words
    with library.catalog.transaction() as connection:
        total = library.catalog.chunk_count(connection)
        spread = {
            token: library.catalog.token_spread(connection, words.search_tokens(token)) for token, _ in query.tokens
        }
    weights = {
        token: share * log(1 + total / (1 + max(spread[token], _UNKNOWN_SPREAD))) for token, share in query.tokens
    }
    few = max(_FEW, _FEW_SHARE * total)
    telling = {token for token, share in query.tokens if len(token) > 1 and share >= NOUN and 0 < spread[token] <= few}
    return weights, frozenset(telling | _compounds(library, query))


def names_unknown(library: Library, query: Query) -> bool:
    """Whether the question speaks of a thing that the library does not know, by a noun set before a known one.

    公积金贷款 is no 贷款 that the library could know of: it never mentions 公积金, nor a synonym of it.
    """
    folded, letters = fold(query.text), library_text(library.snapshot)
    nouns = [token for token, share in query.tokens if share >= NOUN and len(token) > 1]
    unknown = [
        one
        for one in nouns
        if not any(one[at : at + 2] in letters for at in range(len(one) - 1))
        and not any(word in letters for word in synonyms(one))
    ]
    return any(one + other in folded for one in unknown for other in nouns if other not in unknown)


def _compounds(library: Library, query: Query) -> set[str]:
    """Two words that stand together in the question and in the library: 林业总产值 is not 竹产业总产值."""
    folded, letters = fold(query.text), library_text(library.snapshot)
    nouns = [token for token, share in query.tokens if share >= NOUN and len(token) > 1]
    return {
        one + other
        for one in nouns
        for other in nouns
        if one != other and one + other in folded and one + other in letters
    }


def _of_clause(
    document: Document,
    doc_id: str,
    clause: int,
    dense: float,
    query: Query,
    weights: dict[str, float],
    telling: frozenset[str],
) -> list[Evidence]:
    own = document.clauses[clause]
    context = _context(document, clause)
    nearby = fold(document.text[own.start : own.own_end])
    found = []
    nouns = {token: weights[token] for token, share in query.tokens if share >= NOUN and len(token) > 1}
    for start, end in sentence_spans(document.text, own.start, own.own_end):
        body = document.text[start:end]
        if clause == 0 and _is_head(document, body):
            continue
        coverage, direct = cover(fold(body), context, nearby, weights)
        if any(not _stands(token, fold(body)) and not _stands(token, context + nearby) for token in telling):
            coverage *= _MISSES_TELLING
        in_row = any(row.start <= start < row.end for row in document.rows)
        before = context if in_row else context + fold(document.text[own.start : start])
        found.append(
            Evidence(
                doc_id, clause, start, end, body, coverage, direct, dense, _missing(nouns, fold(body), context + nearby),
                names_expected(body, query) and agrees_with_slots(body, before, document, query),
                redacts_expected(body, query) and agrees_with_slots(body, before, document, query),
            )
        )  # fmt: skip
    return found


def _is_head(document: Document, body: str) -> bool:
    """Whether a line is only the title, the number or a mark of the document."""
    return (
        body in document.title
        or document.title in body
        or body == document.doc_number
        or body.startswith(("（演示", "(演示"))
    )


def _missing(nouns: dict[str, float], sentence: str, around: str) -> float:
    """The share of the nouns' weight that stands neither in the sentence nor around it."""
    total = sum(nouns.values())
    gone = sum(weight for noun, weight in nouns.items() if not _stands(noun, sentence) and not _stands(noun, around))
    return gone / total if total else 0.0


def _context(document: Document, clause: int) -> str:
    """The folded title, heading path and lead sentence above a clause."""
    parent = document.clauses[clause].parent
    lead = ""
    if parent:
        own = document.clauses[parent]
        lead = document.text[own.start : min(own.own_end, own.start + 160)]
    path = (_NUMBERING.sub("", heading) for heading in document.path_of(clause))
    return fold("|".join((document.title, *path, lead)))


def cover(sentence: str, context: str, nearby: str, weights: dict[str, float]) -> tuple[float, float]:
    """Which share of the question's weight a folded sentence covers: with context, and by its own words alone."""
    total = sum(weights.values())
    if not total:
        return 0.0, 0.0
    own = {token: _match(token, sentence) for token in weights}
    around = {token: max(own[token], _match_around(token, context, nearby)) for token in weights}
    return (
        sum(weights[token] * around[token] for token in weights) / total,
        sum(weights[token] * own[token] for token in weights) / total,
    )


def _match(token: str, text: str) -> float:
    if token in text:
        return _DIRECT
    if any(word in text for word in synonyms(token)):
        return _SYNONYM
    return _PARTIAL * _partial(token, text)


def _stands(token: str, text: str) -> bool:
    return token in text or any(word in text for word in synonyms(token))


def _match_around(token: str, context: str, nearby: str) -> float:
    if token in context:
        return _IN_CONTEXT
    if any(word in context for word in synonyms(token)):
        return _SYNONYM_IN_CONTEXT
    return _NEARBY if token in nearby else 0.0


@lru_cache(maxsize=4096)
def _pieces(token: str) -> tuple[str, ...]:
    if len(token) < 2 or not re.fullmatch(r"[\u4e00-\u9fff]+", token):
        return ()
    return tuple(token[at : at + 2] for at in range(len(token) - 1)) if len(token) > 2 else tuple(token)


def _partial(token: str, text: str) -> float:
    """The share of a token's character pairs that stand in `text`; for two characters, half if both do."""
    pieces = _pieces(token)
    if not pieces:
        return 0.0
    share = sum(piece in text for piece in pieces) / len(pieces)
    return share if len(token) > 2 else (0.5 if share == 1 else 0.0)
