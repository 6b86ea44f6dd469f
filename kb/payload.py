"""Documents and records as the catalog stores them.

Of a document a small header, which is read at once, and the rest compressed, unpacked when somebody looks at it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from operator import attrgetter
from typing import Any

from kb.document import Clause, ClauseKind, Document, PageSpan, Region, Status, TableRow
from kb.records import Measure, Records, Target, Task, Term

_PARTS: dict[str, type[Any]] = {"clauses": Clause, "page_spans": PageSpan, "regions": Region, "rows": TableRow}
_LISTS = ("addressees", "inner_titles", "supersedes", "amends", "annexes", "copy_to", "notes")  # of strings
_LEVEL = 6  # of zlib: a quarter of the JSON's size
_VALUES: dict[type[Any], Any] = {kind: attrgetter(*(field.name for field in fields(kind))) for kind in _PARTS.values()}
RECORD_TYPES: dict[str, type[Any]] = {"tasks": Task, "measures": Measure, "targets": Target, "terms": Term}


def header_of(document: Document) -> Document:
    """`document` without its text and what refers to it."""
    return replace(document, text="", clauses=(), page_spans=(), regions=(), rows=())


def pack_header(header: Document) -> str:
    """`header` as JSON."""
    values = asdict(header)
    return _json({key: value for key, value in values.items() if key != "text" and key not in _PARTS})


def unpack_header(packed: str) -> Document:
    """The header that `pack_header` packed."""
    values = json.loads(packed)
    lists = {key: tuple(values[key]) for key in _LISTS}
    return Document(**{**values, **lists, "text": "", "clauses": (), "status": Status(values["status"])})


def pack_body(document: Document) -> bytes:
    """What `header_of` leaves out, compressed."""
    parts = {key: [_VALUES[kind](each) for each in getattr(document, key)] for key, kind in _PARTS.items()}
    return zlib.compress(_json({"text": document.text, **parts}).encode(), _LEVEL)


def unpack(header: Document, body: bytes) -> Document:
    """The document of which `header_of` and `pack_body` made these."""
    values = json.loads(zlib.decompress(body))
    return replace(
        header,
        text=values["text"],
        clauses=tuple(Clause(row[0], row[1], row[2], ClauseKind(row[3]), *row[4:]) for row in values["clauses"]),
        page_spans=tuple(PageSpan(*row) for row in values["page_spans"]),
        regions=tuple(Region(row[0], row[1], row[2], tuple(row[3]), row[4]) for row in values["regions"]),
        rows=tuple(
            TableRow(row[0], row[1], row[2], tuple((at, end) for at, end in row[3]), row[4]) for row in values["rows"]
        ),
    )


def pack_records(records: Records) -> list[tuple[str, str]]:
    """Each of `records` as (kind, JSON)."""
    return [(kind, _json(asdict(record))) for kind in RECORD_TYPES for record in getattr(records, kind)]


def unpack_records(packed: Sequence[tuple[str, str]]) -> Records:
    """The records of one document that `pack_records` packed."""
    found: dict[str, list[Any]] = {}
    for kind, payload in packed:
        values = json.loads(payload)
        lists = {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
        found.setdefault(kind, []).append(RECORD_TYPES[kind](**{**values, **lists}))
    return Records(**{kind: tuple(each) for kind, each in found.items()})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
