"""The list of documents, and one document with its outline and text, as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.web.correction_view import document_correction
from assistant.web.rendering import (
    badge,
    cut,
    demonstration_badge,
    empty,
    escape,
    flow,
    notice,
    source_link,
    status_badge,
)
from kb.catalog import Entry
from kb.document import Clause, Document, Status
from kb.snapshot import Snapshot

_FORMATS = {"image": "图片", "html": "网页", "txt": "文本"}
_MAX_OUTLINE_DEPTH = 3
_MAX_OUTLINE = 400
_MAX_CHARS = 60_000  # shown at once; of a longer document the part that is chosen in the outline


def list_view(snapshot: Snapshot, chosen: str = "") -> str:
    """All documents as a table, `chosen` marked."""
    if not snapshot.entries:
        return empty("文件库还是空的", "把政策文件拖到上方，导入后即可提问。")
    rows = (_row(snapshot, entry, entry.doc_id == chosen) for entry in snapshot.entries.values())
    head = "".join(f'<th scope="col">{name}</th>' for name in ("文件", "状态", "格式", "条款", "任务", "操作"))
    return (
        f'<div class="mc-list"><table class="mc-table mc-table--docs"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def nothing_chosen() -> str:
    """What stands where a document will be shown."""
    return _panel(empty("选择一份文件", "点击左侧文件名，查看条款结构和全文。"))


def document_view(snapshot: Snapshot, doc_id: str, clause: int = 0, said: str = "") -> str:
    """One document: what it is, its outline, its text; of a long one the part below `clause`. `said` (HTML) comes first."""
    if doc_id not in snapshot.entries:
        return nothing_chosen()
    document = snapshot.entries[doc_id].document
    part = document.clauses[clause] if 0 <= clause < len(document.clauses) else document.clauses[0]
    long = len(document.text) > _MAX_CHARS
    end = min(part.end, part.start + _MAX_CHARS) if long else len(document.text)
    start = part.start if long else 0
    more = notice("文件较长，这里只显示一部分，请在目录中选择要看的章节。", "warn") if long else ""
    return _panel(
        f'{said}<div class="mc-doc"><h3>{escape(document.title)}</h3>{_facts(snapshot, doc_id)}'
        f"<p>{source_link(f'/source/{doc_id}', '打开原文')}</p>"
        f"{''.join(notice(each, 'plain') for each in document.notes[:5])}{document_correction(snapshot, doc_id)}"
        f"{_outline(document, long)}{more}"
        f'<div class="mc-doc__text" tabindex="0" role="group" aria-label="全文">'
        f"{_text(document, start, end)}</div></div>"
    )


def _row(snapshot: Snapshot, entry: Entry, chosen: bool) -> str:
    document = entry.document
    about = "　".join(escape(each) for each in (document.doc_number, document.issuer) if each)
    name = cut(document.title, 80)
    state = ' class="is-chosen" aria-current="true"' if chosen else ""
    pages = f" · {document.page_count} 页" if document.page_count else ""
    return (
        f'<tr{state}><td data-label="文件">'
        f'<button type="button" class="mc-rowlink" data-event="view" data-doc="{escape(entry.doc_id)}" '
        f'data-reveal="#document">{escape(name)}</button>'
        f'<div class="mc-sub">{about}</div><div class="mc-sub mc-file">{escape(entry.source)}</div></td>'
        f'<td data-label="状态"><span class="mc-badges">{status_badge(snapshot.status_on(entry.doc_id))}{_copy_badge(snapshot, entry.doc_id)}'
        f"{demonstration_badge(document.demonstration)}{_corrected_badge(snapshot, entry.doc_id)}</span></td>"
        f'<td data-label="格式">{escape(_FORMATS.get(document.format, document.format.upper()))}{pages}</td>'
        f'<td data-label="条款" class="mc-number">{len(document.clauses) - 1}</td>'
        f'<td data-label="任务" class="mc-number">{len(snapshot.records[entry.doc_id].tasks)}</td>'
        f'<td class="mc-actions"><button type="button" class="mc-link mc-link--danger" data-event="remove" '
        f'data-doc="{escape(entry.doc_id)}" data-confirm-title="移除文件" data-confirm-action="移除" '
        f'data-confirm="确定从文件库移除《{escape(name)}》（{escape(document.doc_number or entry.source)}）吗？之后提问不再引用它；移除后可以撤销。" '
        f'aria-label="移除《{escape(name)}》">移除</button></td></tr>'
    )


def _corrected_badge(snapshot: Snapshot, doc_id: str) -> str:
    return badge("已更正", "plain") if any(each.doc_id == doc_id for each in snapshot.corrections.items) else ""


def _copy_badge(snapshot: Snapshot, doc_id: str) -> str:
    return badge("副本", "plain") if snapshot.standing(doc_id).copy_of else ""


def _kin(snapshot: Snapshot, doc_id: str) -> Iterator[tuple[str, str]]:
    """What other documents have to do with this one: what changed it, what it is a copy of."""
    told = {Status.REPEALED: "被其废止", Status.SUPERSEDED: "新版", Status.AMENDED: "被其修改"}
    for change in snapshot.standing(doc_id).changes:
        by = snapshot.entries[change.by].document
        about = "，".join(filter(None, (by.doc_number, change.on)))
        if snapshot.standing(change.by).copy_of is None:
            yield told.get(change.status, "变更"), f"《{by.title}》" + (f"（{about}）" if about else "")
    if lead := snapshot.standing(doc_id).copy_of:
        yield "副本", f"内容与 {snapshot.entries[lead].source} 相同，提问时只引用其中一份"


def _facts(snapshot: Snapshot, doc_id: str) -> str:
    entry, records = snapshot.entries[doc_id], snapshot.records[doc_id]
    document = entry.document
    values = (
        ("文号", document.doc_number), ("发文机关", document.issuer), ("主送", "、".join(document.addressees)),
        ("成文日期", document.signed_on), ("施行日期", document.effective_on), ("有效期至", document.expires_on),
        *_kin(snapshot, doc_id), ("文件名", entry.source),
        ("内容", f"{len(document.clauses) - 1} 个条款，{len(records.tasks)} 项任务，{len(records.targets)} 个目标"),
    )  # fmt: skip
    facts = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in values if value)
    badges = status_badge(snapshot.status_on(doc_id)) + demonstration_badge(document.demonstration)
    return f'<div class="mc-card__meta">{badges}</div><dl class="mc-facts">{facts}</dl>'


def _outline(document: Document, long: bool) -> str:
    clauses = [each for each in document.clauses[1:] if each.depth <= _MAX_OUTLINE_DEPTH and each.heading.strip()]
    if not clauses:
        return ""
    items = "".join(_outline_item(each, long) for each in clauses[:_MAX_OUTLINE])
    return (
        f'<details class="mc-outline"{" open" if long else ""}><summary>目录（{len(clauses)}）</summary>'
        f"<ol>{items}</ol></details>"
    )


def _outline_item(clause: Clause, long: bool) -> str:
    action = f'data-event="clause" data-clause="{clause.index}"' if long else f'data-scroll="clause-{clause.index}"'
    return (
        f'<li style="--depth:{clause.depth - 1}"><button type="button" class="mc-link" {action}>'
        f"{escape(cut(clause.heading, 36))}</button></li>"
    )


def _text(document: Document, start: int, end: int) -> str:
    parts = []
    for clause in _between(document.clauses, start, end):
        left, right = max(start, clause.start), min(end, clause.own_end)
        heading = " mc-clause--heading" if clause.index and clause.end > clause.own_end else ""
        body = flow(document, left, right)
        parts.append(f'<div class="mc-clause{heading}" id="clause-{clause.index}">{body}</div>')
    return "".join(parts)


def _between(clauses: Sequence[Clause], start: int, end: int) -> list[Clause]:
    return [each for each in clauses if each.start < end and each.own_end > start and each.own_end > each.start]


def _panel(body: str) -> str:
    return f'<div class="mc-panel"><div class="mc-panel__head"><h2>文件内容</h2></div>{body}</div>'
