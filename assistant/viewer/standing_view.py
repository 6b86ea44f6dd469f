"""What a reader must know before reading: whether the document holds, what holds instead, what it is a copy of."""

from __future__ import annotations

from assistant.viewer.versions import earlier_version, in_force_instead, later_version
from assistant.web.rendering import escape
from kb.corrections import HEADER_FIELDS
from kb.document import Status
from kb.snapshot import Snapshot


def banners(snapshot: Snapshot, doc_id: str, quote_moved: bool = False) -> str:
    """The banners of a document, the gravest first; empty for one that simply holds."""
    made = [_standing(snapshot, doc_id)]
    if quote_moved:
        made.append(_banner("warn", "文件在回答之后更新过，原来引用的文字已不在这个位置，请以下面的现行文字为准。"))
    header = snapshot.entry(doc_id).header
    begins = header.effective_on
    if begins and begins > snapshot.today() and snapshot.status_on(doc_id).holds:
        made.append(_banner("warn", f"本文件自 {escape(begins)} 起施行，目前尚未施行。"))
    if lead := snapshot.standing(doc_id).copy_of:
        made.append(_banner("plain", f"与 {_link(snapshot, lead)} 内容相同，提问时只引用其中一份。"))
    if header.partial:
        made.append(_banner("warn", f"原件没有全部读入：{escape('；'.join(header.notes[:3]) or '部分内容未读取')}"))
    if corrected := snapshot.corrections.of(doc_id):
        told = "，".join(f"{HEADER_FIELDS[each.field]}（{escape(each.at[:10])}）" for each in corrected)
        made.append(_banner("plain", f"登记信息经人工更正：{told}。下面的原文没有改动。"))
    return "".join(made)


def version_links(snapshot: Snapshot, doc_id: str) -> str:
    """Links to the comparison with the version before and the one behind; empty where there is neither."""
    links = []
    if earlier := earlier_version(snapshot, doc_id):
        links.append(f'<a href="/source/{doc_id}/compare?with={earlier}">与上一版比对</a>')
    if later := later_version(snapshot, doc_id):
        links.append(f'<a href="/source/{later}/compare?with={doc_id}">与新版比对</a>')
    return "".join(links)


def _standing(snapshot: Snapshot, doc_id: str) -> str:
    status, header = snapshot.status_on(doc_id), snapshot.entry(doc_id).header
    by = snapshot.changed_by(doc_id)
    changer = _link(snapshot, by) if by else ""
    told = {
        Status.REPEALED: "本文件已废止，不能作为现行依据。" + (f"废止它的是{changer}。" if by else ""),
        Status.SUPERSEDED: "本文件已有新版，不能作为现行依据。" + (f"新版是{changer}。" if by else ""),
        Status.EXPIRED: f"本文件有效期至 {escape(header.expires_on or '')}，已经失效。",
        Status.DRAFT: "这是征求意见稿，不是正式文件。",
        Status.AMENDED: "本文件仍然有效，但部分内容已被修改" + (f"，见{changer}。" if by else "。"),
    }
    if status not in told:
        return ""
    grave = not status.holds and status is not Status.DRAFT
    text = told[status]
    instead = in_force_instead(snapshot, doc_id)
    if instead and instead != by:
        text += f"现行的是{_link(snapshot, instead)}。"
    elif grave and not instead:
        text += "文件库里没有取代它的现行文件。"
    links = f'<a class="mv-button" href="/source/{instead}">打开现行文件</a>' if instead else ""
    if later := later_version(snapshot, doc_id):
        links = f'<a href="/source/{later}/compare?with={doc_id}">改了什么</a>{links}'
    return _banner("bad" if grave else "warn", text, links)


def _link(snapshot: Snapshot, doc_id: str) -> str:
    header = snapshot.entry(doc_id).header
    about = "，".join(filter(None, (header.doc_number, header.effective_on or header.signed_on)))
    return f'<a href="/source/{doc_id}">《{escape(header.title)}》</a>' + (f"（{escape(about)}）" if about else "")


def _banner(tone: str, told: str, links: str = "") -> str:
    """`told` and `links` are HTML."""
    return f'<div class="mv-banner mv-banner--{tone}" role="status"><p>{told}</p>{links}</div>'
