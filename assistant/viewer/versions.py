"""Which documents stand in for a document, and which are its versions."""

from __future__ import annotations

from kb.document import Status
from kb.snapshot import Snapshot
from kb.validity import title_key

_REPLACED = frozenset({Status.REPEALED, Status.SUPERSEDED})


def in_force_instead(snapshot: Snapshot, doc_id: str) -> str | None:
    """The document in force that has come in place of this one, over several steps where there are; None for none."""
    at, seen = doc_id, {doc_id}
    while snapshot.status_on(at) in _REPLACED:
        following = snapshot.changed_by(at)
        if following is None or following in seen:
            return None
        seen.add(following)
        at = following
    return at if at != doc_id and snapshot.status_on(at).holds else None


def earlier_version(snapshot: Snapshot, doc_id: str) -> str | None:
    """The version before this one: of those that it replaces the last; None where the library has none."""
    found = []
    for other, entry in snapshot.entries.items():
        by_this = [each for each in snapshot.standing(other).changes if each.by == doc_id and each.status in _REPLACED]
        if any(each.status is Status.SUPERSEDED for each in by_this) or (by_this and _kin(snapshot, doc_id, other)):
            found.append((entry.header.effective_on or entry.header.signed_on or "", entry.added_at, other))
    return max(found)[2] if found else None


def later_version(snapshot: Snapshot, doc_id: str) -> str | None:
    """The version that replaced this one; None where none did, or where what did is another document (a repeal)."""
    for change in snapshot.standing(doc_id).changes:
        superseded = change.status is Status.SUPERSEDED
        if superseded or (change.status is Status.REPEALED and _kin(snapshot, doc_id, change.by)):
            return change.by
    return None


def _kin(snapshot: Snapshot, one: str, other: str) -> bool:
    """Whether two documents have a title in common, those inside of notices among them."""
    headers = [snapshot.entries[each].header for each in (one, other)]
    keys = [{title_key(title) for title in (header.title, *header.inner_titles)} for header in headers]
    return bool(keys[0] & keys[1])
