"""Names that stand for many: 各县区林业局, 局机关各科室, 有关单位. Which bodies they include."""

from __future__ import annotations

import re
from typing import Literal

from kb.normal_form import fold

Inclusion = Literal["yes", "perhaps", "no"]
_COLLECTIVE = re.compile(
    r"^(?:局机关|机关|全局|本局|局|市直|县直|区直|全市|全县|全区|市|县|区)?"
    r"(?:各|有关|相关|所有|直属|其他)(?:有关|相关|直属|级)?(?P<rest>.*)$"
)
_LEVELS = re.compile(r"^(?P<levels>(?:省|市|州|县|区|旗|乡|镇|街道|[()、和及或/,])+)(?P<body>.*)$")
_LEVEL = re.compile(r"街道|[省市州县区旗乡镇]")
_SECTIONS = re.compile(r"^(?:业务|内设|职能|责任)?(?:科室|处室|股室|科|处)$")
_IS_SECTION = re.compile(r"(?:科|处|室|股)$")
_ANYONE = re.compile(r"^(?:.{0,6}(?:单位|部门|机构|方面|人员|企业|主管部门)|级|地|)$")


def is_collective(name: str) -> bool:
    """Whether `name` is no body of its own.

    >>> is_collective("各县区林业局"), is_collective("砚溪县林业局")
    (True, False)
    """
    return _COLLECTIVE.match(fold(name)) is not None


def includes(collective: str, name: str) -> Inclusion:
    """Whether the body `name` is one of those that `collective` stands for; "perhaps" where only people can tell.

    >>> includes("各县区林业局", "砚溪县林业局"), includes("各县区林业局", "市林业工作总站")
    ('yes', 'no')
    >>> includes("局机关各科室", "局办公室"), includes("有关单位", "局办公室")
    ('yes', 'perhaps')
    """
    match = _COLLECTIVE.match(fold(collective))
    if match is None:
        return "no"
    rest, wanted = match["rest"], fold(name)
    if _SECTIONS.match(rest):
        return "yes" if _IS_SECTION.search(wanted) else "no"
    if _ANYONE.match(rest):
        return "perhaps"
    levels = _LEVELS.match(rest)
    if levels is None:
        return "yes" if wanted.endswith(rest) and wanted != rest else "no"
    body = levels["body"]
    ends = [level + body for level in _LEVEL.findall(levels["levels"])]
    governed = [level + "人民政府" for level in _LEVEL.findall(levels["levels"])] if not body else []
    return "yes" if any(_ends(wanted, end) for end in (*ends, *governed)) else "no"


def _ends(name: str, ending: str) -> bool:
    """Whether `name` is a place with this ending: 县区林业局 names none."""
    return name.endswith(ending) and bool(name[: -len(ending)].strip("省市州县区旗乡镇"))
