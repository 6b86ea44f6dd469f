"""The lexical index: what BM25 gives, and that adding and deleting leave what a fresh index would hold."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from kb import lexical
from kb.catalog import Catalog
from kb.lexical import BLOCK_CHUNKS, FieldTokens, Scoring

Chunks = list[tuple[int, FieldTokens]]
ALPHABET = ("护林", "造林", "方案", "资金", "2025", "the")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


def found(
    connection: Connection, tokens: Sequence[str], k: int = 10, scoring: Scoring | None = None
) -> list[tuple[int, float]]:
    lengths = lexical.read_lengths(connection)
    return lexical.search(connection, dict.fromkeys(tokens, 1.0), k, lengths, None, scoring or Scoring())


def tables(connection: Connection) -> list[tuple[object, ...]]:
    """All that the index holds, with the order of chunks within a row set aside."""
    width = {"postings": 4, "lengths": 4}
    return [
        (table, *row[:-1], sorted(row[-1][at : at + width[table]] for at in range(0, len(row[-1]), width[table])))
        for table, order in (("postings", "block, token"), ("lengths", "block"))
        for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY {order}")
    ]


def by_hand(chunks: Chunks, tokens: Sequence[str], scoring: Scoring) -> dict[int, float]:
    """BM25 as the paper writes it, chunk by chunk, as a share of the most that the tokens found could give."""
    lengths = {number: sum(map(len, fields)) for number, fields in chunks}
    mean = max(sum(lengths.values()) / len(chunks), 1)
    rated = {}
    for number, fields in chunks:
        bm25 = 0.0
        for token in tokens:
            often = sum(
                weight * list(field).count(token) for weight, field in zip(scoring.weights, fields, strict=True)
            )
            norm = scoring.k1 * (1 - scoring.b + scoring.b * lengths[number] / mean)
            bm25 += idf_of(chunks, token) * often * (scoring.k1 + 1) / (often + norm) if often else 0.0
        if bm25:
            rated[number] = bm25
    most = sum(idf_of(chunks, token) * (scoring.k1 + 1) for token in tokens if having(chunks, token))
    return {number: bm25 / most for number, bm25 in rated.items()}


def having(chunks: Chunks, token: str) -> int:
    return sum(any(token in field for field in fields) for _, fields in chunks)


def idf_of(chunks: Chunks, token: str) -> float:
    return math.log(1 + (len(chunks) - having(chunks, token) + 0.5) / (having(chunks, token) + 0.5))


fields_strategy = st.tuples(*(st.lists(st.sampled_from(ALPHABET), max_size=12) for _ in lexical.FIELDS))


@given(
    st.dictionaries(st.integers(0, 3 * BLOCK_CHUNKS), fields_strategy, min_size=1, max_size=12),
    st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=4, unique=True),
    st.tuples(*(st.sampled_from((0.5, 1.0, 2.5)) for _ in lexical.FIELDS)),
)
def test_bm25_is_that_of_the_formula(
    chunks: dict[int, FieldTokens],
    tokens: list[str],
    weights: tuple[float, float, float],
) -> None:
    scoring = Scoring(weights, 1.5, 0.6)
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        lexical.create(connection)
        lexical.add(connection, chunks.items())
        hits = found(connection, tokens, 100, scoring)
    engine.dispose()
    expected = by_hand(list(chunks.items()), tokens, scoring)
    assert dict(hits) == pytest.approx(expected, rel=1e-4)
    assert [bm25 for _, bm25 in hits] == sorted((bm25 for _, bm25 in hits), reverse=True)


def test_deleting_undoes_adding(catalog: Catalog) -> None:
    made = random.Random(7)
    chunks: Chunks = [
        (number, ([made.choice(ALPHABET)], [], made.choices(ALPHABET, k=5))) for number in range(8150, 8250)
    ]
    with catalog.transaction(writes=True) as connection:
        lexical.add(connection, chunks[::2])
        before = tables(connection)
        lexical.add(connection, chunks[1::2])
        assert lexical.read_lengths(connection).count == 100
        lexical.delete(connection, [number for number, _ in chunks[1::2]])
        assert tables(connection) == before
        lexical.delete(connection, [number for number, _ in chunks])
        assert tables(connection) == []
        assert found(connection, ["护林"]) == []


def test_what_is_not_committed_is_not_found(catalog: Catalog) -> None:
    def fail() -> None:
        with catalog.transaction(writes=True) as connection:
            lexical.add(connection, [(1, (["护林"], [], ["方案"]))])
            assert catalog.lexical_count(connection) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with catalog.transaction() as connection:
        assert tables(connection) == []


def test_weights_of_tokens_and_chunks_allowed(catalog: Catalog) -> None:
    with catalog.transaction(writes=True) as connection:
        lexical.add(connection, [(1, ([], [], ["护林", "资金"])), (2, ([], [], ["造林", "资金"]))])
        lengths = lexical.read_lengths(connection)
        for tokens, first in (({"护林": 2.0, "造林": 1.0}, 1), ({"护林": 1.0, "造林": 2.0}, 2)):
            assert lexical.search(connection, tokens, 1, lengths)[0][0] == first
        allowed = lengths.tokens > 0
        allowed[1] = False
        assert [number for number, _ in lexical.search(connection, {"资金": 1.0}, 5, lengths, allowed)] == [2]


def test_token_spread(catalog: Catalog) -> None:
    with catalog.transaction(writes=True) as connection:
        lexical.add(
            connection, [(number, ([], ["方案"], ["护林"] if number % 2 else ["造林"])) for number in range(9000)]
        )
        assert lexical.token_spread(connection, ["方案"]) == 9000
        assert lexical.token_spread(connection, ["方案", "护林", "护林"]) == 4500
        assert lexical.token_spread(connection, ["造林", "护林"]) == 0
        assert lexical.token_spread(connection, ["没有", "护林"]) == 0
        assert lexical.token_spread(connection, []) == 0


def test_more_occurrences_than_a_posting_can_tell_count_as_its_most(catalog: Catalog) -> None:
    with catalog.transaction(writes=True) as connection:
        lexical.add(connection, [(1, (["护林"] * 40, ["护林"] * 40, ["护林"] * 999)), (2, ([], [], ["造林"]))])
        assert [number for number, _ in found(connection, ["护林"])] == [1]
        assert found(connection, ["造林"])[0][0] == 2
        assert lexical.token_spread(connection, ["护林"]) == 1
