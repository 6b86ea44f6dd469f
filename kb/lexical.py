"""The lexical index: BM25 over three fields of every chunk, as postings in tables of the catalog's own SQLite file.

Chunks are numbered; 8,192 consecutive numbers are a block. A row of `postings` holds all occurrences of one token in one
block, four bytes each, so that a search reads a few hundred rows whole and scores them with numpy, and a new chunk
appends to the rows of the last block only, whatever the size of the library. All of it is part of the catalog's
transaction. Against SQLite's FTS5, tantivy and bm25s: `evals/scale_lexical.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

FIELDS = ("title", "path", "body")
BLOCK_CHUNKS = 8192
_SLOT_BITS = 16  # of a posting: number within the block | occurrences in title (4 bits), path (4), body (8)
_MOST = (15, 15, 255)  # occurrences that a posting can tell of each field
_POSTING = np.dtype("<u4")
_LENGTHS = np.dtype([("slot", "<u2"), ("tokens", "<u2")])
_MAX_LENGTH = 0xFFFF
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS postings (block INTEGER, token TEXT, data BLOB, PRIMARY KEY (block, token)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS lengths (block INTEGER PRIMARY KEY, data BLOB)",
)

FieldTokens = tuple[Sequence[str], Sequence[str], Sequence[str]]
"""The tokens of a chunk's title, heading path and body."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """BM25 (Robertson and Zaragoza 2009): occurrences count by the weight of their field, lengths without."""

    weights: tuple[float, float, float] = (1.5, 1.5, 1.0)
    k1: float = 0.9
    b: float = 0.4


@dataclass(frozen=True)
class Lengths:
    """How long chunks are: `tokens` (numbers in use and beyond,) float32, 0 for numbers not in use; `count` chunks."""

    tokens: NDArray[np.float32]
    count: int
    _norms: dict[tuple[float, float], NDArray[np.float32]] = field(default_factory=dict, compare=False, repr=False)

    def norms(self, k1: float, b: float) -> NDArray[np.float32]:
        """What BM25 adds to the occurrences in each chunk, (numbers,); kept, as it takes longer than a search."""
        if (k1, b) not in self._norms:
            mean = max(float(self.tokens.sum(dtype=np.float64)) / max(self.count, 1), 1.0)
            self._norms[k1, b] = (k1 * (1 - b + b * self.tokens / mean)).astype(np.float32)
        return self._norms[k1, b]


def create(connection: Connection) -> None:
    """Makes the tables where they are missing."""
    for statement in _SCHEMA:
        connection.exec_driver_sql(statement)


def add(connection: Connection, chunks: Iterable[tuple[int, FieldTokens]]) -> None:
    """Adds chunks under numbers that are not in use."""
    postings: dict[tuple[int, str], list[int]] = defaultdict(list)
    lengths: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, fields in chunks:
        block, slot = divmod(number, BLOCK_CHUNKS)
        lengths[block].append((slot, min(sum(map(len, fields)), _MAX_LENGTH)))
        for token, occurrences in _occurrences(fields).items():
            postings[block, token].append(slot << _SLOT_BITS | occurrences)
    rows = [(block, token, np.array(found, _POSTING).tobytes()) for (block, token), found in sorted(postings.items())]
    if rows:
        connection.exec_driver_sql(
            "INSERT INTO postings VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = CAST(data || excluded.data AS BLOB)",
            rows,
        )
    if lengths:
        connection.exec_driver_sql(
            "INSERT INTO lengths VALUES (?, ?) ON CONFLICT DO UPDATE SET data = CAST(data || excluded.data AS BLOB)",
            [(block, np.array(found, _LENGTHS).tobytes()) for block, found in lengths.items()],
        )


def _occurrences(fields: FieldTokens) -> dict[str, int]:
    """How often each token stands in each field, packed as a posting packs it."""
    packed: dict[str, int] = defaultdict(int)
    for tokens, shift, most in zip(fields, (12, 8, 0), _MOST, strict=True):
        for token in tokens:
            if (packed[token] >> shift & most) < most:
                packed[token] += 1 << shift
    return packed


def delete(connection: Connection, numbers: Sequence[int]) -> None:
    """Removes the chunks of these numbers; unknown ones do not matter."""
    by_block: dict[int, list[int]] = defaultdict(list)
    for number in numbers:
        by_block[number // BLOCK_CHUNKS].append(number % BLOCK_CHUNKS)
    for block, slots in by_block.items():
        gone = np.zeros(BLOCK_CHUNKS, np.bool_)
        gone[slots] = True
        _shrink(connection, block, gone)
        row = connection.exec_driver_sql("SELECT data FROM lengths WHERE block = ?", (block,)).first()
        if row is not None:
            lengths = np.frombuffer(row.data, _LENGTHS)
            kept = lengths[~gone[lengths["slot"]]]
            connection.exec_driver_sql("UPDATE lengths SET data = ? WHERE block = ?", (kept.tobytes(), block))
    connection.exec_driver_sql("DELETE FROM lengths WHERE length(data) = 0")


def _shrink(connection: Connection, block: int, gone: NDArray[np.bool_]) -> None:
    """Takes the slots that are `gone` out of the postings of `block`."""
    rows = connection.exec_driver_sql("SELECT token, data FROM postings WHERE block = ?", (block,)).all()
    if not rows:
        return
    postings = np.frombuffer(b"".join(row.data for row in rows), _POSTING)
    ends = np.cumsum([len(row.data) // _POSTING.itemsize for row in rows])
    keeps = ~gone[postings >> _SLOT_BITS]
    changed = ~np.logical_and.reduceat(keeps, np.concatenate(([0], ends[:-1])))
    emptied, shrunk = [], []
    for at in map(int, np.flatnonzero(changed)):
        span = slice(ends[at - 1] if at else 0, ends[at])
        kept = postings[span][keeps[span]]
        if len(kept):
            shrunk.append((kept.tobytes(), block, rows[at].token))
        else:
            emptied.append((block, rows[at].token))
    if shrunk:
        connection.exec_driver_sql("UPDATE postings SET data = ? WHERE block = ? AND token = ?", shrunk)
    if emptied:
        connection.exec_driver_sql("DELETE FROM postings WHERE block = ? AND token = ?", emptied)


def read_lengths(connection: Connection) -> Lengths:
    """The lengths of all chunks, to be kept while the index does not change."""
    rows = connection.exec_driver_sql("SELECT block, data FROM lengths ORDER BY block").all()
    tokens = np.zeros((rows[-1].block + 1) * BLOCK_CHUNKS if rows else 0, np.float32)
    count = 0
    for block, data in rows:
        lengths = np.frombuffer(data, _LENGTHS)
        tokens[block * BLOCK_CHUNKS + lengths["slot"].astype(np.int64)] = lengths["tokens"]
        count += len(lengths)
    return Lengths(tokens, count)


def search(
    connection: Connection,
    tokens: dict[str, float],
    k: int,
    lengths: Lengths,
    allowed: NDArray[np.bool_] | None = None,
    scoring: Scoring = Scoring(),
) -> list[tuple[int, float]]:
    """The best `k` chunks for any of `tokens` (with their weights) as (number, bm25), best first; all above 0.

    `bm25` is a share, 0-1, of what a chunk would have in which every token stood without end, so that it means the same
    for every query (theoretical normalisation: Bruch et al., ACM TOIS 2023). `allowed` (as long as `lengths`) says which
    chunks may be found; frequencies are those of the whole index.
    """
    found = _read(connection, tokens)
    total = lengths.count
    if not found or not total:
        return []
    tf = _weighted_occurrences(scoring.weights)
    norm = lengths.norms(scoring.k1, scoring.b)
    bm25 = np.zeros(len(norm), np.float32)
    most = 0.0
    for token, (numbers, occurrences) in found.items():
        idf = np.log1p((total - len(numbers) + 0.5) / (len(numbers) + 0.5))
        often = tf[occurrences]
        limit = tokens[token] * idf * (scoring.k1 + 1)
        bm25[numbers] += limit * often / (often + norm[numbers])
        most += limit
    bm25 /= max(most, 1e-9)
    if allowed is not None:
        bm25[~allowed] = 0.0
    return _best(bm25, k)


def token_spread(connection: Connection, tokens: Sequence[str]) -> int:
    """In how many chunks all of `tokens` stand; 0 for none."""
    wanted = dict.fromkeys(tokens, 1.0)
    found = _read(connection, wanted)
    if not wanted or len(found) < len(wanted):
        return 0
    shortest, *others = sorted((numbers for numbers, _ in found.values()), key=len)
    for numbers in others:
        shortest = shortest[np.isin(shortest, numbers, assume_unique=True)]
    return len(shortest)


def _read(connection: Connection, tokens: Iterable[str]) -> dict[str, tuple[NDArray[np.int64], NDArray[np.uint16]]]:
    """Of each token that stands anywhere the numbers of its chunks and its packed occurrences in them."""
    wanted = list(tokens)
    marks = ", ".join("?" * len(wanted))
    rows = connection.exec_driver_sql(
        # Both by IN: joined to `lengths` SQLite reads the whole table.
        f"SELECT token, block, data FROM postings WHERE block IN (SELECT block FROM lengths) AND token IN ({marks})",  # noqa: S608 (marks only)
        tuple(wanted),
    ).all()
    parts: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
    for token, block, data in rows:
        parts[token].append((block, data))
    found = {}
    for token, blocks in parts.items():
        postings = np.frombuffer(b"".join(data for _, data in blocks), _POSTING)
        begins = np.repeat(
            [block * BLOCK_CHUNKS for block, _ in blocks], [len(data) // _POSTING.itemsize for _, data in blocks]
        )
        found[token] = (begins + (postings >> _SLOT_BITS), postings.astype(np.uint16))
    return found


@lru_cache(maxsize=8)
def _weighted_occurrences(weights: tuple[float, float, float]) -> NDArray[np.float32]:
    """The weighted count for each packing of occurrences, (65536,)."""
    packed = np.arange(1 << _SLOT_BITS)
    counts = (packed >> 12, packed >> 8 & 15, packed & 255)
    weighted: NDArray[np.float32] = np.array(weights, np.float32) @ np.array(counts, np.float32)
    return weighted


def _best(bm25: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
    hits = np.flatnonzero(bm25 > 0)
    if len(hits) > k:
        least = np.partition(bm25[hits], len(hits) - k)[len(hits) - k]
        hits = hits[bm25[hits] >= least]
    ranked = hits[np.lexsort((hits, -bm25[hits]))][:k]
    return [(int(number), float(bm25[number])) for number in ranked]
