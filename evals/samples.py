"""The real documents that gold refers to by path and hash; they are no part of the project."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.readers import read
from ingest.structure import parse
from kb.document import Document
from kb.errors import UnreadableFile


def sample_document(path: Path, sha256: str) -> Document | str:
    """The parsed document, or why it is excluded: absent, another sha256, or the reason why it cannot be read."""
    if not path.is_file():
        return "absent"
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        return "another sha256"
    try:
        return parse(read(data, path.name))
    except UnreadableFile as unreadable:
        return unreadable.reason
