"""Documents to records."""

from __future__ import annotations

from ingest.measures import find_measures
from ingest.targets import find_targets
from ingest.tasks import find_tasks
from ingest.terms import find_terms
from kb.document import Document
from kb.records import Records


def extract(document: Document) -> Records:
    """All records of `document`, each kind in text order."""
    return Records(
        tasks=find_tasks(document),
        measures=find_measures(document),
        targets=find_targets(document),
        terms=find_terms(document),
    )
