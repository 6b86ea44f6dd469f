"""What a government web page says of its document beside the text: the metadata block, `<meta>` and JSON-LD.

The labels are those of the sites' information disclosure pages (索引号, 发文机关, 成文日期 ...), whichever elements
hold them: cells of a table, `dl`, or plain lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ingest.metadata import is_organ_line, iso_date
from kb.document import SourceFacts

_FIELDS = {
    "title": ("标题", "名称", "文件名称", "信息名称", "公文标题"),
    "doc_number": ("发文字号", "文号", "文件编号", "发文文号", "文件字号", "公文文号"),
    "issuer": ("发文机关", "发布机构", "发文单位", "发布单位", "制发机关", "制定机关", "发文机构", "公开主体"),
    "signed_on": ("成文日期", "生成日期", "制发日期", "发文日期", "成文时间", "印发日期"),
    "published_on": ("发布日期", "公开日期", "发布时间", "公布日期", "公开时间"),
    "effective_on": ("生效日期", "实施日期", "施行日期", "生效时间"),
    "expires_on": ("废止日期", "失效日期", "失效时间", "废止时间", "终止日期"),
    "status": ("有效性", "效力状态", "时效性", "是否有效", "文件状态", "时效", "效力"),
}
_UNUSED = (
    "索引号", "信息索引", "主题分类", "主题词", "组配分类", "公开方式", "公开形式", "公开范围", "公开时限", "信息分类",
    "体裁分类", "关键词", "关键字", "信息类别", "公文种类", "文种", "责任部门", "服务对象", "统一编号", "分类", "体裁",
    "内容概述", "信息格式", "所属机构", "政策咨询机关", "政策咨询电话", "统一登记号", "登记号", "公文类型", "政策类型",
)  # fmt: skip
_FIELD_OF = {label: field for field, labels in _FIELDS.items() for label in labels} | dict.fromkeys(_UNUSED, "")
_SPACES = r"[\s\u3000\u200b]*"
_LABEL = re.compile(
    "(?:^|(?<=[\\s\\u3000】\\]]))[【\\[]?("
    + "|".join(_SPACES.join(label) for label in sorted(_FIELD_OF, key=len, reverse=True))
    + rf"){_SPACES}[】\]]?{_SPACES}(?:[:：]|$)"
)
_NOTHING = re.compile(r"^(?:无|暂无|没有|[-—–/]*)$")
_MIN_LABELS = 3  # in a row; fewer are lines of the text
_MAX_VALUE = 300
_MAX_SEGMENT = 600  # characters; a longer one is a paragraph of the text
_NUMBERS = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_PUBLISHED = re.compile(r"(?:发布|公开|更新)(?:日期|时间)\s*[:：]\s*(\S{8,11})")
_METAS = {"articletitle": "title", "pubdate": "published_on", "contentsource": "issuer"}


@dataclass(frozen=True, slots=True)
class Found:
    """The facts of a metadata block and the segments (numbers) that it takes up."""

    facts: SourceFacts
    segments: frozenset[int]


def facts_in(segments: list[str]) -> Found:
    """The metadata block among `segments`, the texts of a page's cells and lines in order.

    >>> found = facts_in(["索 引 号：", "A-1", "发文机关：", "栖云市林业局", "成文日期：2024-05-06", "各县林业局："])
    >>> found.facts.issuer, found.facts.signed_on, sorted(found.segments)
    ('栖云市林业局', '2024-05-06', [0, 1, 2, 3, 4])
    """
    values: dict[str, str] = {}
    taken: set[int] = set()
    for run in _runs(segments):
        if len({label for _, label, _ in run}) >= _MIN_LABELS:
            taken |= {number for numbers, _, _ in run for number in numbers}
            for _, label, value in run:
                if not _NOTHING.match(value):
                    values.setdefault(_FIELD_OF[label], value)
    if "published_on" not in values:
        bars = (_PUBLISHED.search(segment) for segment in segments if len(segment) < _MAX_VALUE)
        values["published_on"] = next((match[1] for match in bars if match), "")
    return Found(_facts(values), frozenset(taken))


_Entry = tuple[tuple[int, ...], str, str]  # segments, label, value


def _runs(segments: list[str]) -> Iterator[list[_Entry]]:
    run: list[_Entry] = []
    number = 0
    while number < len(segments):
        entries = _entries(segments, number)
        if entries:
            run += entries
            number = max(at for numbers, _, _ in entries for at in numbers) + 1
            continue
        if segments[number].strip():
            yield run
            run = []
        number += 1
    yield run


def _entries(segments: list[str], number: int) -> list[_Entry]:
    """The labels with their values in segment `number`; the last value may be the next segment."""
    text = segments[number]
    if len(text) > _MAX_SEGMENT:
        return []
    matches = list(_LABEL.finditer(text))
    if not matches or text[: matches[0].start()].strip():
        return []
    entries: list[_Entry] = []
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        value = text[match.end() : following.start() if following else len(text)].strip()
        numbers: tuple[int, ...] = (number,)
        if not value and following is None and number + 1 < len(segments):
            after = segments[number + 1]
            if len(after) <= _MAX_VALUE and not _LABEL.match(after):
                value, numbers = after.strip(), (number, number + 1)
        entries.append((numbers, re.sub(r"[\s\u3000\u200b]", "", match[1]), value[:_MAX_VALUE]))
    return entries


def _facts(values: dict[str, str]) -> SourceFacts:
    plain = {field: value for field, value in values.items() if field and value and not field.endswith("_on")}
    dates = {field: date for field, value in values.items() if field.endswith("_on") and (date := day_in(value))}
    return SourceFacts(**plain, **dates)


def day_in(text: str) -> str | None:
    """The first date of `text` as YYYY-MM-DD, in Chinese or in figures.

    >>> day_in("2024/5/6 10:30"), day_in("2024年5月6日"), day_in("长期有效")
    ('2024-05-06', '2024-05-06', None)
    """
    if match := _NUMBERS.search(text):
        year, month, day = (int(part) for part in match.groups())
        return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else None
    return iso_date(text)


def facts_of_head(metas: Iterable[tuple[str, str]], scripts: Iterable[str]) -> SourceFacts:
    """The facts of `<meta>` (name, content) pairs and of JSON-LD scripts."""
    values = {
        field: content.strip()
        for name, content in metas
        if (field := _METAS.get(name.lower())) and content.strip() and len(content) <= _MAX_VALUE
    }
    if not is_organ_line(values.get("issuer", "")):
        values.pop("issuer", None)  # the source of a reprint is a medium, not the issuer
    for script in scripts:
        for field, value in _linked_data(script):
            values.setdefault(field, value)
    return _facts(values)


def _linked_data(script: str) -> Iterator[tuple[str, str]]:
    try:
        data: Any = json.loads(script)
    except (ValueError, RecursionError):
        return
    for entry in data if isinstance(data, list) else [data]:
        if isinstance(entry, dict):
            named = {"headline": "title", "datePublished": "published_on"}
            yield from (
                (field, value) for key, field in named.items() if isinstance(value := entry.get(key), str) and value
            )


def merged(first: SourceFacts, second: SourceFacts) -> SourceFacts:
    """`first`, with what it does not say taken from `second`."""
    missing = {field: getattr(second, field) for field in SourceFacts.__slots__ if getattr(first, field) is None}
    return replace(first, **missing)
