"""The lexical engines that `evals/scale_lexical.py` compares, each in a folder of its own.

`fts5` is SQLite's as the product had it: all tokens joined by OR, three weighted fields. `postings` is kb/lexical.py.
tantivy and bm25s are no dependencies of the product: pip install tantivy bm25s.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine

from kb import lexical
from kb.lexical import FieldTokens

WEIGHTS = (1.5, 1.5, 1.0)
_COMMON = 0.2  # a token in more chunks than this share is left out by `fts5_pruned`
Hits = list[int]


class Engine(Protocol):
    """A lexical index in a folder."""

    def add(self, chunks: Sequence[tuple[int, FieldTokens]]) -> None:
        """Adds chunks and makes them durable."""

    def search(self, tokens: Sequence[str], k: int) -> Hits:
        """The numbers of the best `k` chunks."""

    def close(self) -> None:
        """Ends it."""


class Fts5:
    """SQLite FTS5; `options` of the table; tokens in more than `common` of the chunks are left out of queries."""

    def __init__(self, folder: Path, options: str = "", common: float = 1.0) -> None:
        self._connection = sqlite3.connect(folder / "fts.sqlite", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5(title, path, body, "
            f"tokenize='unicode61 remove_diacritics 0'{options})"
        )
        self._connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS spread USING fts5vocab(lexical, row)")
        self._common = common
        self._spread: dict[str, int] = {}

    def add(self, chunks: Sequence[tuple[int, FieldTokens]]) -> None:
        """One transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(
            "INSERT INTO lexical(rowid, title, path, body) VALUES (?, ?, ?, ?)",
            [(number, *map(" ".join, fields)) for number, fields in chunks],
        )
        self._connection.execute("COMMIT")

    def search(self, tokens: Sequence[str], k: int) -> Hits:
        """All tokens joined by OR."""
        wanted = [token.replace('"', "") for token in dict.fromkeys(tokens)]
        if self._common < 1:
            total = self._connection.execute("SELECT count(*) FROM lexical_docsize").fetchone()[0]
            wanted = [token for token in wanted if self._in(token) <= self._common * total] or wanted
        match = " OR ".join(f'"{token}"' for token in wanted)
        rows = self._connection.execute(
            "SELECT rowid FROM lexical WHERE lexical MATCH ? ORDER BY bm25(lexical, ?, ?, ?) LIMIT ?",
            (match, *WEIGHTS, k),
        )
        return [number for (number,) in rows]

    def _in(self, token: str) -> int:
        if token not in self._spread:
            row = self._connection.execute("SELECT doc FROM spread WHERE term = ?", (token,)).fetchone()
            self._spread[token] = row[0] if row else 0
        return self._spread[token]

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()


class Postings:
    """kb/lexical.py in a SQLite file of its own."""

    def __init__(self, folder: Path) -> None:
        self._engine = create_engine(f"sqlite:///{folder / 'postings.sqlite'}")
        with self._engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            lexical.create(connection)
        self._lengths: lexical.Lengths | None = None

    def add(self, chunks: Sequence[tuple[int, FieldTokens]]) -> None:
        """One transaction."""
        with self._engine.begin() as connection:
            lexical.add(connection, chunks)
        self._lengths = None

    def search(self, tokens: Sequence[str], k: int) -> Hits:
        """BM25 by numpy."""
        with self._engine.begin() as connection:
            self._lengths = self._lengths or lexical.read_lengths(connection)
            found = lexical.search(
                connection, dict.fromkeys(tokens, 1.0), k, self._lengths, None, lexical.Scoring(WEIGHTS)
            )
        return [number for number, _ in found]

    def close(self) -> None:
        """Closes the file."""
        self._engine.dispose()


class Tantivy:
    """tantivy with white space between the tokens and boosted fields."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        for field in lexical.FIELDS:
            schema.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
        schema.add_unsigned_field("number", stored=True, fast=True)
        path = folder / "tantivy"
        path.mkdir(exist_ok=True)
        self._tantivy, self._schema = tantivy, schema.build()
        self._index = tantivy.Index(self._schema, path=str(path))

    def add(self, chunks: Sequence[tuple[int, FieldTokens]]) -> None:
        """One commit."""
        writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        for number, fields in chunks:
            document = self._tantivy.Document()
            document.add_unsigned("number", number)
            for field, tokens in zip(lexical.FIELDS, fields, strict=True):
                document.add_text(field, " ".join(tokens))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, tokens: Sequence[str], k: int) -> Hits:
        """Every token in every field, should."""
        query, should = self._tantivy.Query, self._tantivy.Occur.Should
        terms = [
            (should, query.boost_query(query.term_query(self._schema, field, token, "freq"), weight))
            for token in dict.fromkeys(tokens)
            for field, weight in zip(lexical.FIELDS, WEIGHTS, strict=True)
        ]
        searcher = self._index.searcher()
        hits = searcher.search(query.boolean_query(terms), k, count=False).hits
        return [searcher.doc(address)["number"][0] for _, address in hits]

    def close(self) -> None:
        """Nothing to do."""


class Bm25s:
    """bm25s over the three fields as one text, mapped into memory. It has no way to add to an index."""

    def __init__(self, folder: Path) -> None:
        import bm25s

        self._bm25s, self._path = bm25s, folder / "bm25s"
        self._index = bm25s.BM25.load(str(self._path), mmap=True) if self._path.exists() else None

    def add(self, chunks: Sequence[tuple[int, FieldTokens]]) -> None:
        """Only the first time."""
        if self._index is not None:
            raise NotImplementedError
        self._index = self._bm25s.BM25(k1=1.2, b=0.75)
        self._index.index([[token for field in fields for token in field] for _, fields in chunks], show_progress=False)
        self._index.save(str(self._path))

    def search(self, tokens: Sequence[str], k: int) -> Hits:
        """Its own top k."""
        assert self._index is not None
        known = [token for token in dict.fromkeys(tokens) if token in self._index.vocab_dict]
        if not known:
            return []
        rows, scores = self._index.retrieve([known], k=k, show_progress=False)
        return [int(row) + 1 for row, score in zip(rows[0], scores[0], strict=True) if score > 0]

    def close(self) -> None:
        """Nothing to do."""


ENGINES: dict[str, Callable[[Path], Engine]] = {
    "fts5": Fts5,
    "fts5_pruned": lambda folder: Fts5(folder, common=_COMMON),
    "fts5_column": lambda folder: Fts5(folder, ", detail=column"),
    "fts5_none": lambda folder: Fts5(folder, ", detail=none"),
    "postings": Postings,
    "tantivy": Tantivy,
    "bm25s": Bm25s,
}
