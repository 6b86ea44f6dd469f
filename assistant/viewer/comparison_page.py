"""Two versions of a document as a page: what was changed, added, removed, clause by clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.viewer.differences import Change, Kind, Unit, differences
from assistant.viewer.frame import BRAND, THEME_BUTTON, framed
from assistant.viewer.inline import Part, inline_parts
from assistant.web.rendering import badge, escape, path_line, status_badge
from kb.catalog import Entry
from kb.document import Document
from kb.snapshot import Snapshot

_NAMES = {
    Kind.CHANGED: ("修改", "warn"), Kind.ADDED: ("新增", "good"), Kind.REMOVED: ("删除", "bad"),
    Kind.RENUMBERED: ("序号变动", "plain"), Kind.MOVED: ("位置移动", "plain"), Kind.SAME: ("未变", "plain"),
}  # fmt: skip
_MAX_SHOWN = 3000  # changes on one page


def comparison_page(snapshot: Snapshot, old: Entry, new: Entry, whole: bool = False) -> str:
    """The page for `old` against `new`; what is the same is counted only, unless `whole`."""
    changes = snapshot.derived(
        f"differences {old.doc_id} {new.doc_id}", lambda: differences(old.document, new.document)
    )
    base = f"/source/{new.doc_id}/compare?with={old.doc_id}"
    switch = f'<a href="{base}">只看有变化的</a>' if whole else f'<a href="{base}&amp;all=1">也显示未变的内容</a>'
    body = (
        f'<a class="mv-skip" href="#changes">跳到变化</a><header class="mv-head"><div class="mv-bar">{BRAND}<h1>版本比对</h1>'
        f'<span class="mv-fill"></span>{THEME_BUTTON}</div></header><main class="mv-compare" id="changes" tabindex="-1">'
        f'<div class="mv-sides mv-sides--heads">{_version(snapshot, old, "旧版")}{_version(snapshot, new, "新版")}</div>'
        f'<p class="mv-count">{_count(changes)}<span class="mv-fill"></span>{switch}</p>'
        f"{''.join(_listed(old, new, changes, whole))}</main>"
    )
    return framed(f"版本比对：{new.header.title}", body)


def _version(snapshot: Snapshot, entry: Entry, name: str) -> str:
    header = entry.header
    about = "　".join(
        escape(each) for each in (header.doc_number, header.effective_on or header.signed_on, entry.source) if each
    )
    return (
        f'<div class="mv-version"><span class="mv-version__name">{name}</span>{status_badge(snapshot.status_on(entry.doc_id))}'
        f'<h2><a href="/source/{entry.doc_id}">{escape(header.title)}</a></h2><p>{about}</p></div>'
    )


def _count(changes: Sequence[Change]) -> str:
    counts = Counter(change.kind for change in changes)
    shown = [badge(f"{_NAMES[kind][0]} {counts[kind]}", _NAMES[kind][1]) for kind in _NAMES if counts[kind]]
    return "".join(shown)


def _listed(old: Entry, new: Entry, changes: Sequence[Change], whole: bool) -> Iterator[str]:
    if all(change.kind is Kind.SAME for change in changes):
        yield '<p class="mv-same">两个版本的文字没有差别。</p>'
    shown = 0
    for same, group in groupby(changes, key=lambda change: change.kind is Kind.SAME):
        run = list(group)
        if same and not whole:
            yield f'<p class="mv-same">{len(run)} 处未变</p>'
            continue
        for change in run[: max(0, _MAX_SHOWN - shown)]:
            yield _change(old, new, change)
        shown += len(run)
    if shown > _MAX_SHOWN:
        yield f'<p class="mv-same">变化很多，只列出前 {_MAX_SHOWN} 处，其余请对照原文。</p>'


def _change(old: Entry, new: Entry, change: Change) -> str:
    name, tone = _NAMES[change.kind]
    entry, unit = (new, change.new) if change.new else (old, change.old)
    assert unit is not None
    document = entry.document
    parent = document.clauses[unit.clause].parent
    path = path_line(document.path_of(parent)) if parent else ""
    before, behind = _sides(old.document, new.document, change)
    return (
        f'<section class="mv-change mv-change--{change.kind.value}"><div class="mv-change__head">{badge(name, tone)}{path}'
        f'</div><div class="mv-sides">{_side(old, change.old, before, "旧版")}{_side(new, change.new, behind, "新版")}'
        "</div></section>"
    )


def _sides(old: Document, new: Document, change: Change) -> tuple[str, str]:
    """The HTML of both texts, with what was struck out and put in."""
    before = _text(old, change.old) if change.old else ""
    behind = _text(new, change.new) if change.new else ""
    match change.kind:
        case Kind.ADDED:
            return "", f"<ins>{escape(behind)}</ins>"
        case Kind.REMOVED:
            return f"<del>{escape(before)}</del>", ""
        case Kind.SAME | Kind.MOVED:
            return escape(before), escape(behind)
    parts = inline_parts(before, behind)
    return "".join(_part(part, "del") for part in parts), "".join(_part(part, "ins") for part in parts)


def _part(part: Part, tag: str) -> str:
    text = part.old if tag == "del" else part.new
    return escape(text) if part.kept or not text else f"<{tag}>{escape(text)}</{tag}>"


def _text(document: Document, unit: Unit) -> str:
    """The unit's text on one line; the cells of a row stand apart."""
    return document.text[unit.start : unit.end].strip().replace("\t", " ｜ ")


def _side(entry: Entry, unit: Unit | None, html: str, name: str) -> str:
    if unit is None:
        return f'<div class="mv-side-text mv-side-text--none">{name}没有这一处</div>'
    link = f'<a href="/source/{entry.doc_id}?start={unit.start}&amp;end={unit.end}#quote" aria-label="在{name}全文中查看">看全文</a>'
    return f'<div class="mv-side-text" data-side="{name}"><p>{html}</p>{link}</div>'
