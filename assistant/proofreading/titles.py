"""Wrong titles and numbers of documents, and documents that no longer hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.document_rows import STATES
from assistant.proofreading.finding import Finding, Rule, Source
from assistant.proofreading.mentions import Mention, core
from kb.document import Document
from kb.normal_form import fold
from kb.snapshot import Snapshot

_WELL_FORMED = re.compile(r"[\u4e00-\u9fff]*〔\d{4}〕(?:[1-9]\d*号|第[1-9]\d*次)")
_PARTS = re.compile(r"([\u4e00-\u9fff]*).(\d{4})年?.第?0*(\d+)(号|次)")
# A document that is past is spoken of as such.
_PAST = re.compile(
    r"废止|失效|停止执行|作废|被.{0,12}(?:取代|代替|替代)|不再执行|到期|修订前|原有?(?:的|《|$)|旧版|此前|(?:已|业已)(?:结束|完成)|期满"
)
_AROUND = 30


def check_titles(document: Document, mentions: Sequence[Mention], snapshot: Snapshot) -> Iterable[Finding]:
    """The faults in the names of documents, and those that do not hold on the day of the draft (else today)."""
    day = document.signed_on or snapshot.today()
    for mention in mentions:
        meant = mention.doc_id or mention.near
        if mention.near and mention.title:
            title = _in_its_form(document.text[slice(*mention.title)], snapshot.entry(mention.near).header)
            title = title.replace("(", "（").replace(")", "）")
            yield Finding(
                Rule.TITLE,
                *mention.title,
                f"文件库里没有这个名称，相近的是《{title}》",
                title,
                _head(mention.near, snapshot),
            )
        if mention.number:
            yield from _check_number(mention, meant, snapshot)
        if meant and mention.title:
            yield from _check_status(document.text, mention, meant, snapshot, day)


def _check_number(mention: Mention, meant: str | None, snapshot: Snapshot) -> Iterable[Finding]:
    number = mention.number
    assert number is not None
    known = snapshot.entry(meant).header.doc_number if meant else None
    if (
        meant
        and known
        and mention.title
        and not fold(number.written).endswith(fold(known))
        and _form(number.written) != _form(known)
    ):
        yield Finding(
            Rule.DOC_NUMBER, number.start, number.end, f"文号与文件库不一致：《{snapshot.entry(meant).header.title}》是{known}",
            known, _head(meant, snapshot),
        )  # fmt: skip
    elif not _WELL_FORMED.fullmatch(number.written):
        organ, year, serial, unit = _form(number.written)
        mend = f"{organ}〔{year}〕{'第' if unit == '次' else ''}{serial}{unit}"
        yield Finding(
            Rule.DOC_NUMBER, number.start, number.end,
            "文号的写法：年份用六角括号〔〕，序号不编虚位、不加“第”（GB/T 9704—2012，7.2.5）", mend,
        )  # fmt: skip


def _form(number: str) -> tuple[str, ...]:
    match = _PARTS.fullmatch(number)
    return match.groups() if match else (number, "", "", "")


def _check_status(text: str, mention: Mention, doc_id: str, snapshot: Snapshot, day: str) -> Iterable[Finding]:
    status = snapshot.status_on(doc_id, day)
    around = text[max(0, mention.start - _AROUND) : mention.end + _AROUND]
    if status.holds or _PAST.search(around):
        return
    by = snapshot.changed_by(doc_id, day)
    title = snapshot.entry(by).header.title if by else ""
    advice = f"，现行的是《{title}》" if by else "，请核对现行依据"
    yield Finding(
        Rule.REPEALED, mention.start, mention.end, f"《{snapshot.entry(doc_id).header.title}》{STATES[status]}{advice}",
        f"《{title}》" + (f"（{snapshot.entry(by).header.doc_number}）" if mention.number and snapshot.entry(by).header.doc_number else "")
        if by else None,
        _head(by or doc_id, snapshot),
    )  # fmt: skip


def _in_its_form(written: str, header: Document) -> str:
    """The right title, without the place or issuer in front where the draft left it out as well."""
    short = core(header.title, header.issuer)
    folded = fold(written)
    at = fold(header.title).find(short)
    if at > 0 and not folded.startswith(fold(header.title)[:2]):
        shown = header.title[at : at + len(short)]
        return shown if fold(shown) == short else header.title
    return header.title


def _head(doc_id: str, snapshot: Snapshot) -> Source:
    """The place in a document where its number stands, else its title."""
    document = snapshot.entry(doc_id).document
    for said in (document.doc_number, document.title):
        at = document.text.find(said) if said else -1
        if said and at >= 0:
            return Source(doc_id, at, at + len(said))
    return Source(doc_id, 0, 0)
