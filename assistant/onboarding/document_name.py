"""How a document is named where its title alone may not tell which one it is."""

from __future__ import annotations

from collections import Counter

from kb.snapshot import Snapshot


def document_name(snapshot: Snapshot, doc_id: str) -> str:
    """《its title》, with its number or date behind it where another document of the library has that title."""
    titles = snapshot.derived("titles", lambda: Counter(entry.header.title for entry in snapshot.entries.values()))
    header = snapshot.entries[doc_id].header
    apart = header.doc_number or header.signed_on or doc_id
    return f"《{header.title}》{apart if titles[header.title] > 1 else ''}"
