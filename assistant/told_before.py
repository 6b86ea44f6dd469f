"""In a conversation: a sentence that answered the turn before seldom answers the next one."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.coverage import stands
from assistant.evidence import Evidence
from assistant.query import Query
from kb.normal_form import fold

_OTHER_NEAR = 0.25  # how near another sentence must be, as a share of the relevance of the one told before


def not_told_before(query: Query, told: frozenset[tuple[str, int]], found: Sequence[Evidence]) -> Evidence | None:
    """The first of `found`; the next that did not answer the turn before where the first did, if that is near.

    A sentence that answered the turn before may answer this one too, if no other says more of what the new turn brings;
    and one that says nothing of it gives way to one that does.
    """
    if not found or not told:
        return found[0] if found else None
    before = query.text.rpartition(",")[0]
    new = [token for token, weight in query.tokens if weight > 1 and token not in before]  # the new turn's weigh more
    said = _said(new, found[0])
    was_told = (found[0].doc_id, found[0].start) in told
    if not was_told and (said or not new):
        return found[0]
    least = _OTHER_NEAR * found[0].relevance
    others = (each for each in found if (each.doc_id, each.start) not in told and each.relevance >= least)
    if said or not was_told:
        others = (each for each in others if _said(new, each) > said)
    return next(others, found[0])


def _said(tokens: Sequence[str], evidence: Evidence) -> int:
    return sum(stands(token, fold(evidence.text)) for token in tokens)
