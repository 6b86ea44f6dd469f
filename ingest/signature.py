"""Signatures (GB/T 9704-2012 7.3.5): the issuers and the date behind a text, and what stands in the foot below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dates import is_date_line, is_print_date_line, iso_date
from ingest.organs import is_organ_line, names_of, organs_of

_MAX_ISSUERS = 12
_SIGNER = re.compile(
    r"^(?:代?(?:市|省|县|区|州|盟|旗|镇|乡|局|厅|部|署|校|院|行)\s*长|主\s*席|主\s*任|总\s*理|会\s*长|委员长)[\s:：\u3000]*[\u4e00-\u9fff·\s\u3000]{2,8}$"
)
_WITH_DATE = re.compile(r"^(\S.*?)[\s\u3000]+(\S*[年].{2,12}日)$")
_COPY = re.compile(r"^抄\s*[送报]\s*[:：]\s*(.*)$")
_IMPRINT = re.compile(r"^(.*?)[\s\u3000]*((?:[12１２]\S{3}|[一二]\S{3})\s*年.{2,12}日)\s*(?:印发|印制|翻印|印)$")
_PUBLICATION = re.compile(
    r"^[（(]?\s*((?:此件|本文)[^。]{0,12}公开[^。]{0,8}?|公开属性\s*[:：]\s*\S+|[主依不][动申]?请?予?公开)\s*[)）]?$"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature on the blocks `first` to `last` (0-based, both included); `date` is ISO, `issuers` may be empty."""

    first: int
    last: int
    issuers: tuple[str, ...]
    date: str | None
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below a text: who gets copies, the mark of publication, who printed it and when (ISO)."""

    copy_to: tuple[str, ...] = ()
    publication: str | None = None
    printed_by: str | None = None
    printed_on: str | None = None


def signatures_of(lines: Sequence[str]) -> tuple[Signature, ...]:
    """All that looks like a signature, in order: lines of issuers, then a line that is only a date.

    >>> signatures_of(["请认真执行。", "栖云市林业局", "栖云市财政局", "2024年3月1日"])[0].issuers
    ('栖云市林业局', '栖云市财政局')
    """
    found: list[Signature] = []
    for at, line in enumerate(lines):
        if found and at <= found[-1].last:
            continue
        if is_date_line(line) or is_print_date_line(line):
            first = _first_issuer(lines, at, found[-1].last + 1 if found else 0)
            issuers = tuple(name for each in lines[first:at] if not _SIGNER.match(each) for name in organs_of(each))
            found.append(Signature(first, at, issuers, iso_date(line), is_print_date_line(line)))
        elif (match := _WITH_DATE.match(line)) and is_date_line(match[2]) and is_organ_line(match[1]):
            found.append(Signature(at, at, organs_of(match[1]), iso_date(match[2])))
    return tuple(found)


def _first_issuer(lines: Sequence[str], at: int, lowest: int) -> int:
    first = at
    while first > max(lowest, at - _MAX_ISSUERS) and (
        is_organ_line(lines[first - 1]) or _SIGNER.match(lines[first - 1])
    ):
        first -= 1
    return first


def read_foot(lines: Sequence[str]) -> Foot:
    """What the foot says; the last of several counts.

    >>> read_foot(["（此件公开发布）", "抄送：市委办公室，市人大常委会办公室。", "栖云市林业局办公室　2024年5月20日印发"])
    Foot(copy_to=('市委办公室', '市人大常委会办公室'), publication='此件公开发布', printed_by='栖云市林业局办公室', printed_on='2024-05-20')
    """
    copy_to: tuple[str, ...] = ()
    publication = printed_by = printed_on = None
    for at, line in enumerate(lines):
        if match := _COPY.match(line):
            copy_to = _copies(match[1], lines[at + 1 : at + 8])
        elif len(line) <= 24 and (match := _PUBLICATION.match(line)):
            publication = match[1]
        elif len(line) <= 60 and (match := _IMPRINT.match(line)) and (day := iso_date(match[2])):
            before = match[1].strip() or (lines[at - 1].strip() if at and is_organ_line(lines[at - 1]) else "")
            printed_by, printed_on = (before if is_organ_line(before) else None), day
    return Foot(copy_to, publication, printed_by, printed_on)


def _copies(listed: str, following: Sequence[str]) -> tuple[str, ...]:
    """The names of a copy line, which runs on until its full stop."""
    for line in following:
        if listed.rstrip().endswith("。") or _IMPRINT.match(line) or is_date_line(line) or len(listed) > 400:
            break
        if listed and not listed.endswith(("，", "、", ",", "；")) and not re.search(r"[，、。]", line):
            break
        listed += line
    return tuple(name for part in listed.split("。") for name in names_of(part))
