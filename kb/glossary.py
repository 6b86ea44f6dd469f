"""What a term means anywhere in the library: a document may use what another one explains."""

from __future__ import annotations

from collections.abc import Iterable

from kb.normal_form import letters
from kb.records import Records, Term


def definition_of(term: str, records: Iterable[tuple[str, Records]]) -> tuple[str, Term] | None:
    """The first explanation of `term` in `records` ((doc_id, records) in the order in which they count), None without.

    Compared by letters and digits only, so that “四旁” and 四 旁 are one. A short form counts as its full form does.
    """
    wanted = letters(term)
    for doc_id, held in records:
        for each in held.terms:
            same = letters(each.term) == wanted or (each.full_form and letters(each.full_form) == wanted)
            if same and each.definition is not None:
                return doc_id, each
    return None
