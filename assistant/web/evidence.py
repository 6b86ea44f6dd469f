"""The evidence panel: what an answer cites, each quote highlighted inside its clause."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Answer, Citation
from assistant.viewer.trail import address_of, stop_of
from assistant.web.rendering import (
    badge,
    demonstration_badge,
    empty,
    escape,
    flow,
    notice,
    path_line,
    source_link,
    status_badge,
)
from assistant.web.thread import cites_attribute, coverage_line
from kb.document import Document
from kb.snapshot import Snapshot

_SURE = 0.85  # a line that was recognised with less confidence is to be compared with the original
_MAX_CHARS = 4000  # of one clause; a longer one is shown around its quote


def evidence_view(answer: Answer | None, snapshot: Snapshot, turn: int = 0, focus: int = 0) -> str:
    """The panel for one answer; the card of marker `focus` is brought into view."""
    if answer is None:
        return _panel(
            "", _section("依据", "", empty("还没有依据", "提问后，这里列出回答所依据的原文，引用的文字会标亮。"))
        )
    sections = []
    if answer.citations:
        cards = "".join(_card(each, snapshot, turn, each.marker == focus) for each in answer.citations)
        title = "可向谁核实" if answer.nearest else f"依据 {len(answer.citations)} 条"
        sections.append(_section(title, coverage_line(answer), cards))
    if answer.nearest:
        cards = "".join(_card(each, snapshot, turn, False, nearest=True) for each in answer.nearest)
        line = "库内没有找到可以回答的原文，以下只是内容相近的段落。"
        sections.append(_section("相近内容（不构成回答）", line, cards))
    return _panel(
        cites_attribute(answer),
        *sections or [_section("依据", "", empty("没有可列的依据", "这次没有引用文件。可以换个说法再问。"))],
    )


def clause_range(document: Document, start: int, end: int) -> tuple[int, int]:
    """The own text of the clauses that `start:end` touches, without white space around it."""
    first, last = document.clause_at(start), document.clause_at(max(start, end - 1))
    left, right = first.start, max(last.own_end, end)
    text = document.text
    while left < start and text[left].isspace():
        left += 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return left, right


def clip(left: int, right: int, start: int, end: int, max_chars: int = _MAX_CHARS) -> tuple[int, int]:
    """`left:right` cut to about `max_chars` around `start:end`."""
    if right - left <= max_chars:
        return left, right
    room = max(0, max_chars - (end - start)) // 2
    return max(left, start - room), min(right, end + room)


def clause_with_mark(document: Document, start: int, end: int, more: Sequence[tuple[int, int]] = ()) -> str:
    """The clause around `start:end` as HTML, with that span and `more` highlighted."""
    whole = clause_range(document, start, end)
    left, right = clip(*whole, start, end)
    before = '<p class="mc-gap">…</p>' if left > whole[0] else ""
    after = '<p class="mc-gap">…</p>' if right < whole[1] else ""
    return before + flow(document, left, right, [(start, end), *more]) + after


def _card(citation: Citation, snapshot: Snapshot, turn: int, focused: bool, nearest: bool = False) -> str:
    marker = "" if nearest else f'<span class="mc-card__marker">{citation.marker}</span>'
    meta = [escape(citation.doc_number)] if citation.doc_number else []
    meta += [f"第 {citation.page} 页"] if citation.page else []
    meta += [escape(citation.cell_range)] if citation.cell_range else []
    if citation.confidence is not None:
        sure = citation.confidence >= _SURE
        meta.append("扫描识别" if sure else '<b class="mc-unsure">扫描识别，把握低，请核对原件</b>')
    badges = status_badge(citation.status) + demonstration_badge(citation.demonstration)
    classes = "mc-card" + (" is-focused" if focused else "") + (" mc-card--nearest" if nearest else "")
    return (
        f'<article class="{classes}" data-turn="{turn}" data-marker="{citation.marker}" tabindex="-1">'
        f'<header class="mc-card__head">{marker}<h3>{escape(citation.title)}</h3></header>'
        f'<div class="mc-card__meta">{badges}<span>{"　".join(meta)}</span></div>'
        f"{path_line(citation.path)}"
        '<div class="mc-card__text" tabindex="0" role="group" aria-label="原文">'
        f"{_source(citation, snapshot, nearest)}</div>{_open_link(citation, snapshot, nearest)}</article>"
    )


def _open_link(citation: Citation, snapshot: Snapshot, nearest: bool) -> str:
    """The link to the viewer; what is merely near is shown there without a highlight too."""
    if citation.doc_id not in snapshot.entries:
        return ""
    near = f"/source/{citation.doc_id}?at={citation.start}"
    return source_link(near if nearest else address_of(stop_of(citation)), "打开原文", citation.marker)


def _source(citation: Citation, snapshot: Snapshot, nearest: bool) -> str:
    """The clause from the library; the bare quote with a remark when the library has changed since.

    What is merely near is not highlighted.
    """
    entry = snapshot.entries.get(citation.doc_id)
    quote = f"<p>{escape(citation.quote)}</p>" if nearest else f"<p><mark>{escape(citation.quote)}</mark></p>"
    if entry is None:
        return notice("该文件已移出文件库，以下为回答时的引文。", "warn") + quote
    if entry.document.text[citation.start : citation.end] != citation.quote:
        return notice("该文件已更新，以下为回答时的引文，请与现行文本核对。", "warn") + quote
    if not citation.quote:
        return badge("引文为空", "warn")
    if nearest:
        return flow(entry.document, *clip(citation.start, citation.end, citation.start, citation.start))
    return clause_with_mark(entry.document, citation.start, citation.end)


def _panel(attributes: str, *sections: str) -> str:
    return f'<div class="mc-panel"{attributes}>{"".join(sections)}</div>'


def _section(title: str, line: str, body: str) -> str:
    note = f'<p class="mc-panel__line">{escape(line)}</p>' if line else ""
    return f'<div class="mc-panel__head"><h2>{escape(title)}</h2>{note}</div>{body}'
