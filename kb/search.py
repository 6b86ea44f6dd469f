"""Hybrid search: jieba BM25 and Chroma, fused by reciprocal rank (Cormack et al., SIGIR 2009)."""

from __future__ import annotations

from collections.abc import Sequence

from kb.library import Library
from kb.passage import Passage

RRF_K = 60  # the constant of the paper
_DEPTH = 50  # how far down each leg is read


def search(
    library: Library,
    query: str,
    k: int = 10,
    doc_ids: Sequence[str] | None = None,
    words: Sequence[str] | None = None,
) -> tuple[Passage, ...]:
    """The best `k` passages for `query`, best first, from all documents or from `doc_ids` only.

    The lexical leg looks for `words` (folded) instead of those of `query` where they are given.
    """
    entries = library.snapshot.entries
    if not entries:
        return ()
    depth = max(_DEPTH, k)
    tokenizer = library.words
    tokens = [token for text in (words or (query,)) for token in tokenizer.index_tokens(text)]
    dense = library.vectors.query(library.encoder.encode_queries([query])[0], depth, doc_ids)
    with library.catalog.transaction() as connection:
        lexical = library.catalog.lexical_search(connection, tokens, depth, doc_ids)
        lexical_ranks = {(doc_id, ordinal): rank for rank, (doc_id, ordinal, _) in enumerate(lexical, 1)}
        dense_ranks: dict[tuple[str, int], int] = {}
        cosines: dict[tuple[str, int], float] = {}
        for key, cosine in dense:
            doc_id, revision, ordinal = key.rsplit(":", 2)
            if doc_id in entries and entries[doc_id].revision == int(revision):  # others are of a killed change
                dense_ranks[doc_id, int(ordinal)] = len(dense_ranks) + 1
                cosines[doc_id, int(ordinal)] = cosine
        fused = {
            key: sum(1 / (RRF_K + ranks[key]) for ranks in (lexical_ranks, dense_ranks) if key in ranks)
            for key in {**lexical_ranks, **dense_ranks}
        }
        best = sorted(fused, key=lambda key: (-fused[key], key))[:k]
        chunks = library.catalog.chunks(connection, best)
    return tuple(
        Passage(
            key[0], key[1], chunk.clause, chunk.path, chunk.text, chunk.start, chunk.end, fused[key],
            lexical_ranks.get(key), dense_ranks.get(key), cosines.get(key),
        )
        for key in best
        if (chunk := chunks.get(key)) is not None
    )  # fmt: skip
