"""What the catalog stores of a document gives the document again."""

from __future__ import annotations

import pytest

from ingest.extraction import extract
from ingest.readers import read
from ingest.structure import parse
from kb.payload import header_of, pack_body, pack_header, pack_records, unpack, unpack_header, unpack_records
from tests.conftest import DOCUMENTS


@pytest.mark.parametrize("path", sorted(DOCUMENTS.iterdir()), ids=lambda path: path.suffix + path.stem[:6])
def test_there_and_back(path) -> None:  # type: ignore[no-untyped-def]
    document = parse(read(path.read_bytes(), path.name))
    header = unpack_header(pack_header(header_of(document)))
    assert header == header_of(document)
    assert header.title == document.title
    assert not header.text
    assert unpack(header, pack_body(document)) == document
    records = extract(document)
    assert unpack_records(pack_records(records)) == records


def test_what_is_packed_is_small() -> None:
    path = max(DOCUMENTS.glob("*.docx"), key=lambda each: each.stat().st_size)
    document = parse(read(path.read_bytes(), path.name))
    assert len(pack_body(document)) < len(document.text.encode())
