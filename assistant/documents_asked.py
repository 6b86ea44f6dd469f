"""Questions about a document itself: whether it holds, its number, issuer and date."""

from __future__ import annotations

import re

from assistant.answer import Answer
from assistant.citing import Citer
from assistant.composing import Context
from kb.catalog import Entry
from kb.document import Status
from kb.normal_form import fold, fold_with_offsets
from kb.validity import title_key

_ASKS_WHICH = re.compile(r"号(?:文)?(?:是|指|对应)(?:的)?(?:什么|哪(?:份|个|一份)?)(?:文件|文|通知|方案|办法)?[?。]?$")
_ASKS_NUMBER = re.compile(r"文号|发文字号|(?:是|什么|多少)号文|几号文|文件编号|发文号")
_ASKS_ISSUER = re.compile(
    r"(?:谁|哪个(?:单位|部门|局)|哪家)(?:印发|发布|下发|制定|出台|发)|发文(?:机关|单位)|印发(?:机关|单位)|发布(?:机关|单位)"
)
_ASKS_DATE = re.compile(
    r"(?:什么时候|啥时候|哪天|何时|哪年|几时|哪一天)(?:印发|发布|下发|出台|发文|成文|发的|印的|签发)|(?:印发|发布|成文|发文)(?:日期|时间)"
)


_STATE = {
    Status.IN_FORCE: "库内没有文件将其废止，按现行文件对待",
    Status.AMENDED: "现行有效，部分内容已经修改",
    Status.SUPERSEDED: "已有新的版本，这一版不再作为现行文件对待",
    Status.EXPIRED: "有效期已过，已经失效",
    Status.DRAFT: "是征求意见稿，尚未正式施行",
}


def answer_in_force(context: Context) -> Answer | None:
    """Whether the document that the question names still holds, with the sentence that repeals it."""
    named = context.query.doc_ids
    if not named:
        return None
    entry = context.snapshot.entries[_most_likely(context, named)]
    title = entry.document.title
    citer = context.citer()
    status = context.snapshot.status_on(entry.doc_id, context.as_of)
    changed_by = context.snapshot.changed_by(entry.doc_id, context.as_of)
    if status is Status.REPEALED and changed_by is not None:
        by = context.snapshot.entries[changed_by]
        span = _repealing_sentence(by, entry)
        if span is not None:
            body = by.document.text[span[0] : span[1]].strip()
            text = f"《{title}》{citer.cite_title(entry.doc_id)}已经废止：{body}{citer.cite(by.doc_id, *span)}"
            return Answer("answered", text, citations=citer.citations)
    text = f"《{title}》{_STATE.get(status, '已不再有效')}。{citer.cite_title(entry.doc_id)}"
    if status in (Status.SUPERSEDED, Status.AMENDED) and changed_by is not None:
        by = context.snapshot.entries[changed_by]
        told = "库内的新版是" if status is Status.SUPERSEDED else "修改它的是"
        text += f"\n{told}《{by.document.title}》。{citer.cite_title(changed_by)}"
    if status.holds:
        text += _older_versions(context, entry.doc_id, citer)
    return Answer("answered", text, citations=citer.citations)


def _most_likely(context: Context, named: tuple[str, ...]) -> str:
    """Asked whether it still holds, a document that does not is the likelier one of several."""
    ended = [doc_id for doc_id in named if not context.snapshot.status_on(doc_id, context.as_of).holds]
    versions = {title_key(context.snapshot.entries[doc_id].document.title) for doc_id in ended}
    for doc_id in named:  # of two versions the one in force; the other is told behind it
        if doc_id not in ended and title_key(context.snapshot.entries[doc_id].document.title) in versions:
            return doc_id
    return (ended or list(named))[0]


def _older_versions(context: Context, chosen: str, citer: Citer) -> str:
    """A line for each other document of the chosen one's title that does not hold."""
    key = title_key(context.snapshot.entries[chosen].document.title)
    lines = []
    for doc_id, entry in context.snapshot.entries.items():
        status = context.snapshot.status_on(doc_id, context.as_of)
        if doc_id != chosen and not status.holds and title_key(entry.document.title) == key:
            told = f"（{entry.document.doc_number}）" if entry.document.doc_number else ""
            state = _STATE.get(status, "已经废止").split("，")[0]
            lines.append(f"\n另一版《{entry.document.title}》{told}{state}。{citer.cite_title(doc_id)}")
    return "".join(lines)


def _repealing_sentence(by: Entry, entry: Entry) -> tuple[int, int] | None:
    for name in filter(None, (entry.document.title, entry.document.doc_number)):
        for match in re.finditer(re.escape(name), by.document.text):
            start = max(by.document.text.rfind(mark, 0, match.start()) + 1 for mark in "。\n")
            stop = min(
                (at for mark in "。\n" if (at := by.document.text.find(mark, match.end())) >= 0),
                default=len(by.document.text),
            )
            if re.search(r"废止|停止执行|代替|取代", by.document.text[start:stop]):
                return start, stop + 1
    return None


def answer_metadata(context: Context) -> Answer | None:
    """Number, issuer or date of the one document that the question names; None for other questions."""
    if not context.scope or (len(context.scope) != 1 and not context.query.doc_ids):
        return None
    folded = fold(context.query.text)
    entry = context.snapshot.entries[context.scope[0]]
    asked = (
        (_ASKS_NUMBER, "文号", entry.document.doc_number),
        (_ASKS_ISSUER, "发文机关", entry.document.issuer),
        (_ASKS_DATE, "成文日期", entry.document.signed_on),
    )
    citer = context.citer()
    if context.query.doc_ids and _ASKS_WHICH.search(folded):
        text = f"是《{entry.document.title}》。{citer.cite_title(entry.doc_id)}"
        return Answer("answered", text, citations=citer.citations)
    for pattern, label, value in asked:
        if pattern.search(folded) and not value:
            told = f"《{entry.document.title}》没有标明{label}。"
            return Answer("refused", told, reason="no_evidence")
        if pattern.search(folded) and value:
            titled = f"《{entry.document.title}》{citer.cite_title(entry.doc_id)}"
            mark = cite_value(citer, entry, label, value)
            if mark:
                shown = written_date(value) if label == "成文日期" else value
                text = f"{titled}的{label}是{shown}。{mark}"
                return Answer("answered", text, citations=citer.citations)
    return None


def cite_value(citer: Citer, entry: Entry, label: str, value: str) -> str:
    """The marker of the last place where the value stands in the text, empty if it stands nowhere as such."""
    folded = fold_with_offsets(entry.document.text)
    needle = fold(written_date(value)) if label == "成文日期" else fold(value)
    at = folded.text.rfind(needle) if label != "文号" else folded.text.find(needle)
    return citer.cite(entry.doc_id, *folded.source_span(at, at + len(needle))) if at >= 0 else ""


def written_date(iso: str) -> str:
    """An ISO date as documents write it.

    >>> written_date("2024-03-01")
    '2024年3月1日'
    """
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日"
