"""Text to HTML. Everything that a document, a file name or a person wrote passes through `escape` here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from kb.document import Document, Status, TableRow

Span = tuple[int, int]

# Characters that reorder or hide what stands around them; shown by their code, so that they cannot deceive.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_STATUS = {
    Status.IN_FORCE: ("现行", "good"),
    Status.AMENDED: ("已修改", "warn"),
    Status.SUPERSEDED: ("已有新版", "bad"),
    Status.REPEALED: ("已废止", "bad"),
    Status.EXPIRED: ("已失效", "bad"),
    Status.DRAFT: ("征求意见稿", "warn"),
}


def escape(text: str) -> str:
    r"""`text` as HTML text, fit for an element or a quoted attribute.

    >>> escape('<img src="x">')
    '&lt;img src=&quot;x&quot;&gt;'
    >>> escape("a\u202eb")
    'a‹U+202E›b'
    """
    return html.escape(_CONTROLS.sub(lambda match: f"‹U+{ord(match[0]):04X}›", text), quote=True)


def merge(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, with overlapping and touching ones joined; empty ones are left out.

    >>> merge([(5, 9), (0, 3), (2, 5), (12, 12)])
    [(0, 9)]
    """
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def marked(text: str, start: int, end: int, spans: Iterable[Span] = ()) -> str:
    """`text[start:end]` as HTML, with what lies in `spans` (over the whole `text`) in `<mark>`.

    >>> marked("一<二>三", 0, 5, [(1, 4)])
    '一<mark>&lt;二&gt;</mark>三'
    """
    parts: list[str] = []
    at = start
    for left, right in merge((max(start, left), min(end, right)) for left, right in spans):
        parts.append(escape(text[at:left]))
        parts.append(f"<mark>{escape(text[left:right])}</mark>")
        at = right
    parts.append(escape(text[at:end]))
    return "".join(parts)


def flow(document: Document, start: int, end: int, spans: Sequence[Span] = ()) -> str:
    """`document.text[start:end]` as paragraphs and tables, with `spans` highlighted."""
    parts: list[str] = []
    rows: list[str] = []
    table = -1
    for left, right, row in pieces(document, start, end):
        if rows and (row is None or row.table != table):
            parts.append(_table(rows))
            rows = []
        if row is None:
            parts.append(f"<p>{marked(document.text, left, right, spans)}</p>")
        else:
            table = row.table
            cells = (f"<td>{marked(document.text, *cell, spans)}</td>" for cell in row.cells)
            rows.append(f"<tr>{''.join(cells)}</tr>")
    if rows:
        parts.append(_table(rows))
    return "".join(parts)


def badge(text: str, tone: str = "plain") -> str:
    """A small label; `tone` is plain, good, warn, bad or demo."""
    return f'<span class="mc-badge mc-badge--{tone}">{escape(text)}</span>'


def status_badge(status: str) -> str:
    """The badge of a document status, given as the contract writes it."""
    text, tone = _STATUS[Status(status)] if status in set(Status) else (status, "plain")
    return badge(text, tone)


def demonstration_badge(demonstration: bool) -> str:
    """The badge of a demonstration document, else nothing."""
    return badge("演示文件", "demo") if demonstration else ""


def notice(text: str, tone: str = "plain") -> str:
    """A line of information or, with `tone` bad, of an error."""
    role = "alert" if tone == "bad" else "status"
    return f'<div class="mc-notice mc-notice--{tone}" role="{role}">{escape(text)}</div>'


def empty(title: str, hint: str) -> str:
    """What a panel shows while it has nothing."""
    return f'<div class="mc-empty"><p class="mc-empty__title">{escape(title)}</p><p>{escape(hint)}</p></div>'


def source_link(address: str, label: str, marker: int = 0) -> str:
    """A link into the source viewer, which the page's script opens beside it where there is room."""
    return (
        f'<a class="mc-link mc-open" href="{escape(address)}" target="_blank" data-source data-marker="{marker}">'
        f"{escape(label)}</a>"
    )


def path_line(path: Sequence[str]) -> str:
    """The heading path as one line; each heading is cut to its first 40 characters."""
    steps = (f"<span>{escape(cut(step, 40))}</span>" for step in path)
    return f'<div class="mc-path">{"<i>›</i>".join(steps)}</div>' if path else ""


def cut(text: str, max_chars: int) -> str:
    """The first line of `text`, at most `max_chars` characters of it."""
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= max_chars else line[: max_chars - 1] + "…"


def _table(rows: Sequence[str]) -> str:
    return f'<div class="mc-scroll"><table class="mc-source">{"".join(rows)}</table></div>'


def pieces(document: Document, start: int, end: int) -> Iterator[tuple[int, int, TableRow | None]]:
    """Lines and table rows of the range; a row comes whole when any of it lies inside."""
    rows = [row for row in document.rows if row.start < end and row.end > start]
    at = start
    for row in rows:
        yield from _lines(document.text, at, max(at, row.start))
        yield row.start, row.end, row
        at = max(at, row.end)
    yield from _lines(document.text, at, end)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int, None]]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            yield at, stop, None
        at = stop + 1
