"""From a file that was read to what the library writes of it: plans, batches, vectors' ids, tokens."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Literal

from kb.catalog import Catalog, Entry, Listed
from kb.document import Document
from kb.lexical import FieldTokens
from kb.normal_form import fold
from kb.passage import Chunk
from kb.records import Records
from kb.similarity import sketch
from kb.words import Words

# What `add_many` writes at once: some hundred small documents, or about twenty of twenty pages.
BATCH, BATCH_CHARS = 400, 200_000


Outcome = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True)
class NewDocument:
    """What is needed to add a document; `make_chunks` runs when its names have become words."""

    document: Document
    records: Records
    make_chunks: Callable[[Callable[[str], list[str]]], tuple[Chunk, ...]]
    data: bytes
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of a document; `entry` is None where there is nothing to write."""

    new: NewDocument
    outcome: Outcome
    doc_id: str
    entry: Entry | None


def plan(catalog: Catalog, news: Sequence[NewDocument]) -> list[Plan]:
    """What is to be done with the first of `news`, up to one that replaces another of them."""
    plans: list[Plan] = []
    taken: dict[object, str] = {}  # content, origin, or name and title -> the document planned
    with catalog.transaction() as connection:
        for new in news:
            digest = hashlib.sha256(new.data).hexdigest()
            place = (new.document.source, fold(new.document.title))
            same = taken.get(digest) or catalog.with_content(connection, digest)
            if same is not None:
                plans.append(Plan(new, "unchanged", same, None))
                continue
            if place in taken or (new.origin is not None and new.origin in taken):
                break
            old = _replaced(catalog.from_place(connection, new.origin, new.document.source), new)
            ids = (digest[:length] for length in range(8, 65))
            doc_id = (
                old.doc_id
                if old
                else next(
                    each for each in ids if each not in taken.values() and not catalog.current(connection, [each])
                )
            )
            entry = Entry.of(
                new.document, doc_id, old.revision + 1 if old else 1, new.origin, digest,
                old.added_at if old else datetime.now(UTC).isoformat(timespec="microseconds"),
                sketch(new.document.text),
            )  # fmt: skip
            plans.append(Plan(new, "updated" if old else "added", doc_id, entry))
            taken |= {digest: doc_id, place: doc_id}
            if new.origin is not None:
                taken[new.origin] = doc_id
    return plans


def key_of(doc_id: str, revision: int, ordinal: int, piece: int) -> str:
    """The id of a piece's vector.

    >>> key_of("1a2b3c4d", 2, 17, 0)
    '1a2b3c4d:2:17.0'
    """
    return f"{doc_id}:{revision}:{ordinal}.{piece}"


def embedded(entry: Entry, chunks: Sequence[Chunk]) -> tuple[list[str], list[str]]:
    """The ids of the vectors of all pieces of `chunks`, and what of each is embedded."""
    pieces = [
        (key_of(entry.doc_id, entry.revision, chunk.ordinal, at), piece)
        for chunk in chunks
        for at, piece in enumerate(chunk.pieces)
    ]
    text = entry.document.text
    return [key for key, _ in pieces], [f"{piece.context}\n{text[piece.start : piece.end]}" for _, piece in pieces]


def tokens_of(words: Words, title: str, chunks: Sequence[Chunk]) -> list[FieldTokens]:
    """The tokens of title, heading path and body of each of `chunks`."""
    again = cache(words.lexical_tokens)  # titles and paths stand in many chunks
    return [
        (
            again(title),
            again("　".join((*chunk.path, chunk.labels))),
            words.lexical_tokens(chunk.text),
        )
        for chunk in chunks
    ]


def names_in(records: Records) -> list[str]:
    """What becomes a word: sections, units and terms."""
    names = [name for task in records.tasks for name in (*task.sections, *task.units)]
    return names + [term.term for term in records.terms]


def batches(news: Iterable[NewDocument]) -> Iterator[list[NewDocument]]:
    """`news` in lists of at most `BATCH` documents and, but for single ones, `BATCH_CHARS` characters."""
    batch: list[NewDocument] = []
    chars = 0
    for new in news:
        chars += len(new.document.text)
        if batch and (len(batch) == BATCH or chars > BATCH_CHARS):
            yield batch
            batch, chars = [], len(new.document.text)
        batch.append(new)
    if batch:
        yield batch


def _replaced(listed: Sequence[Listed], new: NewDocument) -> Listed | None:
    """The document that `new` is a newer copy of: same origin, or same file name and title."""
    for each in listed:
        same_origin = new.origin is not None and each.origin == new.origin
        same_name = each.source == new.document.source and fold(each.title) == fold(new.document.title)
        if same_origin or same_name:
            return each
    return None


def vector_keys(entries: Sequence[Entry], chunks: Mapping[str, Sequence[Chunk]]) -> set[str]:
    """The ids that the vector index should hold, given the chunks of each document."""
    return {key for entry in entries for key in embedded(entry, chunks.get(entry.doc_id, ()))[0]}
