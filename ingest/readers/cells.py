"""Texts of table cells, whatever file the table is from."""

from __future__ import annotations

import re
from itertools import pairwise

_HEADER = re.compile(
    r"序\s*号|任务|事项|项目|内容|举措|措施|指标|目标|要求|责任|牵头|配合|单位|部门|科室|处室|股室|机构|时限|期限|时间|日期|进度|"
    r"备注|名称|类别|类型|编号|数量|金额|负责人|联系人|电话|地点|完成|标准|依据|来源|序列|姓名|职务|地区|乡镇|县区|年度|合计|说明"
)
_MAX_HEADER_CELL = 24


def one_line(lines: list[str]) -> str:
    """The lines of a cell in one: a break behind punctuation goes, another one becomes a space.

    >>> one_line(["市林业局", "市财政局"]), one_line(["造林，", "管护"])
    ('市林业局 市财政局', '造林，管护')
    """
    text = lines[0] if lines else ""
    for before, line in pairwise(lines):
        text += line if before.endswith(tuple("，、；。：,;:")) else f" {line}"
    return text.replace("\t", " ")


def is_header(cells: tuple[str, ...]) -> bool:
    """Whether `cells` name the columns of a table.

    >>> is_header(("序号", "重点任务", "责任单位", "完成时限")), is_header(("1", "造林", "市林业局", "6月底"))
    (True, False)
    """
    filled = [cell for cell in cells if cell]
    named = [cell for cell in filled if _HEADER.search(cell)]
    plain = all(len(cell) <= _MAX_HEADER_CELL and not cell[0].isdigit() and cell[-1] not in "。；，" for cell in filled)
    return plain and len(named) >= 2 and 2 * len(named) >= len(filled)
