"""What lines such as 【发布部门】某局 or 发文字号：某号 say: the facts that sites and databases write above a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.dates import loose_date
from kb.document import SourceFacts

_LABELS = {
    "title": ("标题", "名称", "信息名称", "文件名称"),
    "doc_number": ("发文字号", "文号", "文件编号", "发文文号"),
    "issuer": ("发文机关", "发布机构", "发布部门", "制定机关", "发文单位", "公布机关", "发布单位"),
    "signed_on": ("成文日期", "发文日期", "签发日期"),
    "published_on": ("发布日期", "公布日期", "公开日期", "发布时间"),
    "effective_on": ("实施日期", "生效日期", "施行日期"),
    "expires_on": ("失效日期", "有效期至", "废止日期"),
    "status": ("时效性", "有效性", "效力状态", "是否有效"),
}
_OTHERS = (
    "索引号", "主题分类", "信息分类", "主题词", "密级", "紧急程度", "签发人", "编号", "组配分类", "公开方式", "法宝引证码",
    "原文链接", "效力级别", "效力位阶", "法规类别", "批准部门", "批准日期", "信息来源", "来源", "体裁分类", "公开类别", "公文种类",
)  # fmt: skip
_FIELDS = {label: field for field, labels in _LABELS.items() for label in labels}
_LINE = re.compile(
    r"^[【\[]\s*([\u4e00-\u9fff][\u4e00-\u9fff \u3000]{0,9})\s*[】\]]\s*(.*)$|^([\u4e00-\u9fff][\u4e00-\u9fff \u3000]{0,9})\s*[:：]\s*(.*)$"
)
_BARE_LABELS = {"名称", "编号", "来源", "标题", "文件名称"}  # of a text, too, unless a value follows and a head is read
_MAX_LINES = 40


def is_fact_line(line: str) -> bool:
    """Whether `line` is a label of a site's metadata with its value.

    >>> is_fact_line("发 文 字 号：栖林发〔2024〕1号"), is_fact_line("【时效性】现行有效"), is_fact_line("目标：造林")
    (True, True, False)
    """
    return _labelled(line) is not None


def read_facts(lines: Sequence[str]) -> SourceFacts:
    """The facts that the first lines state; dates are ISO, what cannot be read as one is left out."""
    found: dict[str, str] = {}
    for line in lines[:_MAX_LINES]:
        label, value = _labelled(line) or ("", "")
        field = _FIELDS.get(label)
        told = loose_date(value) if field and field.endswith("_on") else value
        if field and told and field not in found:
            found[field] = told
    return replace(SourceFacts(), **found)


def merged(first: SourceFacts, second: SourceFacts) -> SourceFacts:
    """`first`, with what it leaves open filled from `second`."""
    fields = SourceFacts.__dataclass_fields__
    return replace(first, **{name: getattr(second, name) for name in fields if getattr(first, name) is None})


def _labelled(line: str) -> tuple[str, str] | None:
    match = _LINE.match(line.strip())
    if match is None:
        return None
    label = re.sub(r"\s", "", match[1] or match[3])
    known = label in _FIELDS or label in _OTHERS
    if not known or (label in _BARE_LABELS and not match[1] and not match[4].strip()):
        return None
    return label, (match[2] or match[4] or "").strip()
