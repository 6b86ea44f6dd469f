"""What of a document a reader should see around a hit: the whole clause, the list with its lead, the header of a row."""

from __future__ import annotations

from kb.document import Document, TableRow
from kb.table_header import header_rows

MAX_CHARS = 600  # what is read at a glance, and holds nine in ten clauses of policies whole


def expanded(document: Document, start: int, end: int, max_chars: int = MAX_CHARS) -> tuple[int, int]:
    """The span to show for the hit `text[start:end]`: the highest clause that covers it and is at most `max_chars` long.

    So an item comes with its list and lead sentence, a piece of an article with the article. Where no clause is short
    enough, the hit is drawn out to whole rows of a table and to the beginning of its clause, if that is near.
    """
    clause = document.clause_at(start)
    best = _whole_rows(document, start, end)
    while True:
        span = _trimmed(document, clause.start, clause.end)
        if span[1] - span[0] > max_chars:
            break
        if span[0] <= start and end <= span[1]:
            best = min(best[0], span[0]), max(best[1], span[1])
        if clause.parent is None:
            break
        clause = document.clauses[clause.parent]
    begin = _trimmed(document, document.clause_at(best[0]).start, best[1])[0]
    return (begin, best[1]) if best[1] - begin <= max_chars else best


def headers_over(document: Document, start: int, end: int) -> tuple[TableRow, ...]:
    """The header rows over the rows in `text[start:end]` that are not in it themselves; to be shown above them."""
    found: list[TableRow] = []
    for row, header in zip(document.rows, header_rows(document), strict=True):
        if row.start < end and start < row.end:
            found += [each for each in header if each not in found and not start <= each.start < end]
    return tuple(found)


def _whole_rows(document: Document, start: int, end: int) -> tuple[int, int]:
    touched = [row for row in document.rows if row.start < end and start < row.end]
    if not touched:
        return start, end
    return min(start, touched[0].start), max(end, touched[-1].end)


def _trimmed(document: Document, start: int, end: int) -> tuple[int, int]:
    text = document.text[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())
