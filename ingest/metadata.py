"""What the head, the foot and the body of a document say of it, together with what its source says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dates import iso_date
from ingest.facts import merged, read_facts
from ingest.head import Head, is_marker, read_head
from ingest.layout import Layout, layout_of
from ingest.organs import is_organ_line
from ingest.repeals import amended, repealed
from ingest.signature import Foot, Signature, read_foot, signatures_of
from ingest.titles import consistent, title_of_stem
from ingest.validity import effective_on, expires_on, status_of
from kb.document import Block, SourceFacts, Status
from kb.normal_form import fold

__all__ = ["Metadata", "is_organ_line", "iso_date", "read_metadata"]

_NOTHING_GIVEN = SourceFacts()
_ISSUER_OF_TITLE = re.compile(
    r"^([\u4e00-\u9fff、 ]{3,40}?(?:局|委员会|政府|办公室|办公厅|厅|委|部|院|署))"
    r"(?=关于|印发|转发|\d{4}年|(?:局长|主任|党组|党委)[\u4e00-\u9fff]{0,8}纪要)"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document besides its text; `layout` and `signatures` say where its parts stand."""

    title: str
    doc_number: str | None
    issuer: str | None
    addressees: tuple[str, ...]
    signed_on: str | None
    published_on: str | None
    effective_on: str | None
    expires_on: str | None
    status: Status
    demonstration: bool
    supersedes: tuple[str, ...]
    amends: tuple[str, ...]
    inner_titles: tuple[str, ...]
    annexes: tuple[str, ...]
    foot: Foot
    layout: Layout
    signatures: tuple[Signature, ...]


def read_metadata(blocks: Sequence[Block], stem: str, given: SourceFacts = _NOTHING_GIVEN) -> Metadata:
    """The metadata of a document; `stem` is its file's name, `given` what the source says outside of the blocks.

    What the text says counts over `given`, except for a title or number that is another one.
    """
    lines = [block.text.strip() if block.cells is None else "" for block in blocks]
    head = read_head(blocks, lines)
    facts = merged(given, read_facts(lines[: head.end]))
    signatures = signatures_of(lines)
    layout = layout_of(lines, head, signatures)
    title = _title(head, facts, layout, stem)
    signature = _own_signature(signatures, head, layout)
    foot = read_foot(lines[head.end :])
    signed_on = (signature.date if signature else None) or head.signed_on or facts.signed_on or foot.printed_on
    begins = effective_on("\n".join(lines), signed_on or facts.published_on) or facts.effective_on
    rows = [block.cells for block in blocks if block.cells is not None]
    return Metadata(
        title=title,
        doc_number=_doc_number(head.doc_number, facts.doc_number),
        issuer=_issuer(head, signature, title, facts, lines),
        addressees=head.addressees,
        signed_on=signed_on,
        published_on=facts.published_on,
        effective_on=begins,
        expires_on=expires_on("\n".join(lines), begins or signed_on) or facts.expires_on,
        status=status_of(title, facts),
        demonstration=any(is_marker(line) for line in [*lines[:6], *lines[-4:]]),
        supersedes=repealed(title, lines, rows),
        amends=amended(title, lines),
        inner_titles=tuple(dict.fromkeys(each.text for each in layout.inner if each.text != title)),
        annexes=layout.annex_names,
        foot=foot,
        layout=layout,
        signatures=signatures,
    )


def _title(head: Head, facts: SourceFacts, layout: Layout, stem: str) -> str:
    """The title of the text if the source's, where there is one, can be the same; the file's name at last.

    An order (某政府令) has no title of its own but that of what it proclaims.
    """
    own = head.title.text if head.title else None
    if own is None and head.issuer and layout.inner:
        own = layout.inner[0].text
    if own and re.search(r"(?:政府|局|部|院|委员会|厅|署)(?:令|公告)$", own) and layout.inner:
        own = layout.inner[0].text
    if own and (facts.title is None or (consistent(own, facts.title) and len(facts.title) <= len(own) + 2)):
        return own
    if facts.title:
        return facts.title.strip()
    named = title_of_stem(stem)
    return layout.inner[0].text if layout.inner and not re.search("[\u4e00-\u9fff]{4}", named) else named


def _doc_number(written: str | None, given: str | None) -> str | None:
    if written is None or given is None:
        return written or given
    return written if fold(given) in fold(written) or fold(written) in fold(given) else given


def _own_signature(signatures: Sequence[Signature], head: Head, layout: Layout) -> Signature | None:
    """The document's own: the last before its annexes and what it carries; else the last of all with a date."""
    behind = [
        each for each in signatures if each.first >= min(head.end, 1) and each.date and each.last not in head.lines
    ]
    first_part = min([*layout.annexes, *(title.first for title in layout.inner)], default=None)
    own = [each for each in behind if not each.printed and (first_part is None or each.last < first_part)]
    if own:
        return own[-1]
    others = [each for each in behind if not each.printed]
    return others[-1] if others else None


def _issuer(
    head: Head, signature: Signature | None, title: str, facts: SourceFacts, lines: Sequence[str]
) -> str | None:
    if head.issuer:
        return head.issuer
    if signature and signature.issuers:
        return "、".join(signature.issuers)
    if facts.issuer:
        return facts.issuer
    if match := _ISSUER_OF_TITLE.match(title):
        return "、".join(part for part in match[1].split(" ") if part)
    first = [line for line in lines[: head.end] if is_organ_line(line) and line != title]
    return first[0] if first else None
