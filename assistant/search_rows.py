"""Found passages as rows, and the words for the states that a search is narrowed to."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assistant.document_rows import STATES
from kb.document import Status
from kb.expansion import expanded
from kb.passage import Passage
from kb.snapshot import Snapshot

_HOLDING = (Status.IN_FORCE, Status.AMENDED)
# A state by its Chinese word or its own name.
STATUSES = {STATES[status.value]: (status,) for status in Status} | {
    STATES[Status.IN_FORCE.value]: _HOLDING,  # what was amended holds, too
    **{status.value: (status,) for status in Status},
}


def hit_row(snapshot: Snapshot, hit: Passage, rank: int, as_of: str | None = None) -> dict[str, Any]:
    """One row of `mingce search --json`."""
    document = snapshot.entry(hit.doc_id).document
    plain = asdict(hit)
    words, record, signs = plain.pop("words"), plain.pop("record"), plain.pop("signs")
    del plain["context"]
    start, end = expanded(document, hit.start, hit.end)
    return {
        "rank": rank,
        "title": document.title,
        "doc_number": document.doc_number,
        "issuer": document.issuer,
        "status": snapshot.status_on(hit.doc_id, as_of).value,
        "page": document.page_at(hit.start),
        **plain,
        "expanded": {"start": start, "end": end, "text": document.text[start:end]},
        "why": {
            "words": words,
            "covered": signs["covered"],
            "meaning": hit.cosine,
            "record": record,
            "lexical_rank": hit.lexical_rank,
            "dense_rank": hit.dense_rank,
            "reranked": hit.reranked,
        },
    }
