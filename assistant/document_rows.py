"""Documents of the library as rows: one line of a list, and one document whole."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kb.document import Status
from kb.snapshot import Snapshot

STATES = {
    "in_force": "现行", "amended": "已修改", "repealed": "已废止", "superseded": "已有新版", "expired": "已失效",
    "draft": "征求意见稿",
}  # fmt: skip
DEMONSTRATION = "（演示）"


def document_row(snapshot: Snapshot, doc_id: str) -> dict[str, Any]:
    """One row of `mingce docs --json`. Raises DocumentNotFound."""
    entry, records = snapshot.entry(doc_id), snapshot.records[doc_id]
    document, status = entry.document, snapshot.status_on(doc_id)
    changed_by = snapshot.changed_by(doc_id)
    return {
        "doc_id": entry.doc_id,
        "title": document.title,
        "doc_number": document.doc_number,
        "issuer": document.issuer,
        "status": status.value,
        "source": entry.source,
        "format": document.format,
        "pages": document.page_count,
        "clauses": len(document.clauses) - 1,
        "tasks": len(records.tasks),
        "signed_on": document.signed_on,
        "effective_on": document.effective_on,
        "expires_on": document.expires_on,
        "repealed_by": changed_by if status is Status.REPEALED else None,
        "superseded_by": changed_by if status is Status.SUPERSEDED else None,
        "amended_by": changed_by if status is Status.AMENDED else None,
        "copy_of": snapshot.standing(doc_id).copy_of,
        "demonstration": document.demonstration,
        "notes": list(document.notes),
    }


def whole_row(snapshot: Snapshot, doc_id: str) -> dict[str, Any]:
    """Everything about one document, as `mingce show --json` gives it. Raises DocumentNotFound."""
    document = snapshot.entry(doc_id).document
    parsed = asdict(document)
    return {
        **{key: value for key, value in parsed.items() if key not in ("text", "clauses")},
        **document_row(snapshot, doc_id),
        "text": document.text,
        "clauses_tree": parsed["clauses"],
        **asdict(snapshot.records[doc_id]),
    }
