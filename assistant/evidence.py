"""Sentences that may answer a question: found by search, weighed by words, then read by the reranker.

search             the best passages, in the order in which the reranker and the first stage put them
_weigh             their sentences: how much of the question each covers, whether it names what was asked for
_read              the most promising of them with the reranker, one by one in their context
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.agreement import agrees_with_slots, years_in
from assistant.answerability import Signs, answers, worth_reading
from assistant.beside_the_point import is_preamble, to_the_point
from assistant.content_words import NOUN
from assistant.coverage import context_of, cover, missing_share, stands, token_weights
from assistant.expectation import REDACTED, names_expected, redacts_expected
from assistant.naming import known_by
from assistant.query import Expected, Query
from kb.document import Document
from kb.expansion import headers_over
from kb.library import Library
from kb.normal_form import fold
from kb.passage import Passage
from kb.reranking import Reranker
from kb.search import first_stage
from kb.sentences import sentence_spans

_A_DOCUMENT = 5  # ... and how many of one document, where the year asked for leads to several
_PASSAGES = 40
_MISSES_TELLING = 0.75
ASKS = re.compile(r"[?？]$")  # such a sentence is no answer; as a heading it stands before one
_OPENED = 14  # how many of the best passages are taken apart into sentences
READ = 16  # how many sentences the reranker reads
_AHEAD, _NEAR_CHARS = 2, 220  # how far behind a sentence what it is asked for may stand
_LONGEST_READ = 220  # characters of a sentence that it reads
# Below the first cosine nothing is related, above the second it says the same: of our encoder, by its name up to the
# colon, and of others, set as e5's lie (both measured on the development half of the gold set).
_COSINE_RANGES = {"mingce-e5-small-int8": (0.10, 0.60)}
_OTHER_COSINES = (0.80, 0.90)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence and what speaks for it. All shares are 0-1; `fits` is false where a rule forbids it.

    `passage` is the score of the passage around as a share of the best one's, `read` how probable the reranker finds it
    that the sentence answers; None where it did not look. `also` is the span of the sentence close behind that names what was asked for, where this one
    says what it is about and does not name it.
    """

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
    passage: float = 0.0
    read: float | None = None
    also: tuple[int, int] | None = None

    @property
    def relevance(self) -> float:
        """How likely the sentence answers the question, 0-1."""
        return answers(self.signs)

    @property
    def signs(self) -> Signs:
        """What its relevance is reckoned from."""
        return Signs(self.coverage, self.direct, self.dense, self.missing, self.passage, self.read)


@dataclass(frozen=True, slots=True)
class _Found:
    """A clause to take apart: how near its nearest piece is, and its passage's score as a share of the best, 0-1."""

    doc_id: str
    clause: int
    dense: float
    passage: float


def gather(library: Library, query: Query, doc_ids: Sequence[str] | None) -> tuple[Evidence, ...]:
    """The sentences of the best clauses for `query`, most relevant first."""
    reranker = library.reranker
    clauses = _clauses(library, first_stage(library, query.text, _OPENED, doc_ids))
    if dated := _dated(library, query, doc_ids):
        clauses += _spread_over_documents(_clauses(library, first_stage(library, query.text, _PASSAGES, dated)))
    if query.elsewhere:
        there = [
            doc_id
            for doc_id in (library.snapshot.entries if doc_ids is None else doc_ids)
            if doc_id not in query.elsewhere
        ]
        clauses += _clauses(library, first_stage(library, query.text, _OPENED, there))
    clauses += _redacting(library, query, doc_ids)
    found = _weigh(library, query, clauses)
    return _by_relevance(_read(reranker, library, query, found) if reranker is not None else found)


def _by_relevance(found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(found, key=lambda each: (-each.relevance, each.doc_id, each.start)))


def _weigh(library: Library, query: Query, clauses: Sequence[_Found]) -> list[Evidence]:
    """The sentences of `clauses`."""
    weights, telling = token_weights(library, query)
    found: dict[tuple[str, int], Evidence] = {}
    entries = library.snapshot.entries
    for each in clauses:
        for evidence in _of_clause(entries[each.doc_id].document, each, query, weights, telling):
            found.setdefault((each.doc_id, evidence.start), evidence)
    return list(found.values())


def _read(reranker: Reranker, library: Library, query: Query, found: Sequence[Evidence]) -> list[Evidence]:
    """`found` with what the reranker says of the most promising; the others count as if it had said the least."""
    fitting = [each for each in found if each.fits or each.redacted]
    chosen = sorted(fitting, key=lambda each: (-worth_reading(each.signs), each.doc_id, each.start))[:READ]
    said = reranker.relevance(query.text, [_shown(library, each) for each in chosen])
    by_place = {(each.doc_id, each.start): float(read) for each, read in zip(chosen, said, strict=True)}
    least = min(by_place.values(), default=0.0)
    return [replace(each, read=by_place.get((each.doc_id, each.start), least)) for each in found]


def _shown(library: Library, evidence: Evidence) -> str:
    """A sentence as the reranker reads it: behind the document's title and the headings above."""
    document = library.snapshot.entries[evidence.doc_id].document
    above = [known_by(document), *document.path_of(evidence.clause)]
    end = evidence.end if evidence.also is None else evidence.also[1]
    return "\n".join([" ".join(above)[:160], document.text[evidence.start : end][:_LONGEST_READ]])


def _dated(library: Library, query: Query, doc_ids: Sequence[str] | None) -> list[str]:
    """The documents whose title names a year of the question, if not all do: a year's summary is about that year."""
    years = {int(slot.value) for slot in query.slots if slot.kind == "year"}
    entries = library.snapshot.entries
    scope = list(entries) if doc_ids is None else list(doc_ids)
    dated = [doc_id for doc_id in scope if years & years_in(fold(entries[doc_id].document.title))]
    return dated if len(dated) < len(scope) else []


def _clauses(library: Library, passages: Sequence[Passage]) -> list[_Found]:
    """The clauses of `passages` that are more than a heading."""
    entries = library.snapshot.entries
    cosines: dict[tuple[str, int], float] = {}
    said: dict[tuple[str, int], float] = {}
    best = max((passage.fused for passage in passages), default=0.0)
    for passage in passages:
        document = entries[passage.doc_id].document
        for index in document.clauses_between(passage.start, passage.end):
            own = document.clauses[index]
            if own.end == own.own_end or len(document.text[own.start : own.own_end].strip()) > len(own.heading) + 2:
                near = [cosine for start, end, cosine in passage.near if start < own.own_end and own.start < end]
                cosines[passage.doc_id, index] = max(cosines.get((passage.doc_id, index), 0.0), *near, 0.0)
                said.setdefault((passage.doc_id, index), passage.fused / best if best > 0 else 0.0)
    return [_Found(*key, min(1.0, max(0.0, nearness(library, cosine))), said[key]) for key, cosine in cosines.items()]


def nearness(library: Library, cosine: float) -> float:
    """How near a cosine is by the scale of the library's encoder: 0 unrelated, 1 says the same; beyond where it is."""
    floor, ceiling = _COSINE_RANGES.get(library.encoder.identity.partition(":")[0], _OTHER_COSINES)
    return (cosine - floor) / (ceiling - floor)


def _redacting(library: Library, query: Query, doc_ids: Sequence[str] | None) -> list[_Found]:
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
        _Found(doc_id, clause, 0.5, 0.0)
        for doc_id, clause, text in blacked
        if (doc_ids is None or doc_id in doc_ids) and any(noun in text for noun in nouns)
    ]


def _spread_over_documents(clauses: Sequence[_Found]) -> list[_Found]:
    """At most `_A_DOCUMENT` clauses of each document, so that one document does not crowd out the others."""
    counts: Counter[str] = Counter()
    kept = []
    for clause in clauses:
        counts[clause.doc_id] += 1
        if counts[clause.doc_id] <= _A_DOCUMENT:
            kept.append(clause)
    return kept


def _of_clause(
    document: Document, found_clause: _Found, query: Query, weights: dict[str, float], telling: frozenset[str]
) -> list[Evidence]:
    doc_id, clause = found_clause.doc_id, found_clause.clause
    own = document.clauses[clause]
    context = context_of(document, clause)
    around = context + fold(document.text[own.start : own.own_end])
    found = []
    nouns = {token: weights[token] for token, share in query.tokens if share >= NOUN and len(token) > 1}
    spans = sentence_spans(document.text, own.start, own.own_end)
    preamble = is_preamble(document, clause)
    for number, (start, end) in enumerate(spans):
        body = document.text[start:end]
        if clause == 0 and _is_head(document, body):
            continue
        folded = fold(body)
        coverage, direct = cover(folded, context, around[len(context) :], weights)
        if any(not stands(token, folded) and not stands(token, around) for token in telling):
            coverage *= _MISSES_TELLING
        counts = to_the_point(body, query, preamble)
        coverage, direct = counts * coverage, counts * direct
        in_row = any(row.start <= start < row.end for row in document.rows)
        heads = (
            fold("|".join(document.text[row.start : row.end] for row in headers_over(document, start, end)))
            if in_row
            else ""
        )
        before = context if in_row else context + fold(document.text[own.start : start])
        agrees = not query.is_elsewhere(doc_id, folded + before) and agrees_with_slots(body, before, document, query)
        also = _completing(document, query, spans[number : number + 1 + _AHEAD]) if agrees else None
        found.append(
            Evidence(
                doc_id, clause, start, end, body, coverage, direct, found_clause.dense, missing_share(nouns, folded, around),
                agrees and (also is not None or names_expected(body, query, context, heads)),
                agrees and redacts_expected(body, query), found_clause.passage, also=also,
            )
        )  # fmt: skip
    return found


def _completing(document: Document, query: Query, spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The sentence close behind the first of `spans` that names what is asked for where the first does not."""
    (start, end), *following = spans
    if query.expected is Expected.ANY or names_expected(document.text[start:end], query):
        return None
    near = (span for span in following if span[1] - start <= _NEAR_CHARS)
    return next((span for span in near if names_expected(document.text[slice(*span)], query)), None)


def _is_head(document: Document, body: str) -> bool:
    """Whether a line is only the title, the number or a mark of the document."""
    return (
        body in document.title
        or document.title in body
        or body == document.doc_number
        or body.startswith(("（演示", "(演示"))
    )
