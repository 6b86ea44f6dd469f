"""How much of a question's wording a text covers, by the weights of its words and where they stand."""

from __future__ import annotations

import re
from functools import lru_cache
from math import log

from assistant.content_words import NOUN
from assistant.naming import known_by
from assistant.parts import MEASURES
from assistant.query import Query
from assistant.synonyms import synonyms
from assistant.typos import library_text
from kb.document import Document
from kb.library import Library
from kb.normal_form import fold

# A token in at most this many chunks, or this share of them, is telling; a sentence without it counts for less.
_UNKNOWN_SPREAD = 2  # a word that the library does not have may be a paraphrase: no heavier than a rare one
_FEW, _FEW_SHARE = 2, 0.01
_NUMBERING = re.compile(r"^第[一二三四五六七八九十百\d]+[编章节条][\s　]*")
# How much a match says, by where the word stands.
_SHORTENED = 0.7  # 社团 for 社会团体
_MOST = 0.5  # of its character pairs, for a text to speak of a noun
_DIRECT, _SYNONYM, _IN_CONTEXT, _SYNONYM_IN_CONTEXT, _NEARBY, _PARTIAL = 1.0, 0.85, 0.8, 0.65, 0.6, 0.6


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


def missing_share(nouns: dict[str, float], sentence: str, around: str) -> float:
    """The share of the nouns' weight that stands neither in the sentence nor around it."""
    total = sum(nouns.values())
    gone = sum(weight for noun, weight in nouns.items() if not stands(noun, sentence) and not stands(noun, around))
    return gone / total if total else 0.0


def context_of(document: Document, clause: int) -> str:
    """What the document is known by, the heading path and the lead sentence above a clause, folded."""
    parent = document.clauses[clause].parent
    lead = ""
    if parent:
        own = document.clauses[parent]
        lead = document.text[own.start : min(own.own_end, own.start + 160)]
    path = (_NUMBERING.sub("", heading) for heading in document.path_of(clause))
    return fold("|".join((known_by(document), *path, lead)))


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
    if _written_out(token, text):
        return _SHORTENED
    return _PARTIAL * _partial(token, text)


def stands(token: str, text: str) -> bool:
    """Whether a folded text has `token` or a synonym of it; one of a single character stands inside of other words.

    >>> stands("补助", "补贴标准"), stands("补助", "填补空白")
    (True, False)
    """
    return token in text or any(len(word) > 1 and word in text for word in synonyms(token))


def speaks_of(text: str, noun: str) -> bool:
    """Whether a folded text has a noun, a synonym, its long form (社会团体 for 社团) or most of it (护林员 for 生态护林员)."""
    return stands(noun, text) or _written_out(noun, text) or (len(noun) > 2 and _partial(noun, text) >= _MOST)


def subject_nouns(library: Library, query: Query) -> tuple[str, ...]:
    """The nouns of a question that say what it is about and that the library knows; without one its other words."""
    letters = library_text(library.snapshot)
    telling = [
        (token, share)
        for token, share in query.tokens
        if len(token) > 1 and not MEASURES.search(token) and not token.isascii() and token in letters
    ]
    nouns = tuple(token for token, share in telling if share >= NOUN)
    return nouns or tuple(token for token, _ in telling)


def _written_out(token: str, text: str) -> bool:
    if len(token) != 2:
        return False
    return bool(re.search(rf"{re.escape(token[0])}[\u4e00-\u9fff]{re.escape(token[1])}[\u4e00-\u9fff]", text))


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
