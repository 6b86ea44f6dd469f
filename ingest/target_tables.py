"""Tables of targets: 指标 | 单位 | 2023年 | 2025年 | 属性, one target a cell under a year that is still to come."""

from __future__ import annotations

import re
from itertools import groupby

from ingest.quantities import find_figures
from ingest.years import find_aims
from kb.document import Document, TableRow
from kb.records import Binding, Comparison, Target

_NAME = re.compile(r"^(?:主要|具体|核心|发展)?(?:指标|目标|项目)(?:名称|内容)?$|^指标")
_UNIT = re.compile(r"单位|计量")
_NATURE = re.compile(r"属性|性质|类型")
_BASE = re.compile(r"基期|基数|现状|实际|完成|实绩|现值|当前")
_GROWTH = re.compile(r"年均|累计|增速|增幅|增长")
_VALUE = re.compile(
    r"^(?:[≥≤<>＜＞约]|不低于|不少于|不超过|大于|小于)*\s*[\[［〔(（]?\s*(\d[\d.,，]*(?:\s*[-—–~～]\s*\d[\d.,]*)?)"
)
_BRACKETED_UNIT = re.compile(r"[（(]([^（）()\d]{1,12})[)）]\s*$")
_HEAD_ROWS = 3


def find_table_targets(document: Document, begins: int | None) -> list[Target]:
    """The targets of the tables of `document` that name an indicator and at least one year as column.

    `begins` is the first year of the document's own time (None: not known): earlier columns are baselines, and so is
    the first of several columns whose year is not named as a target's.
    """
    found: list[Target] = []
    for _, group in groupby(document.rows, key=lambda row: row.table):
        rows = list(group)
        heads = [at for at, row in enumerate(rows[:_HEAD_ROWS]) if _name_column(_cells(document, row)) is not None]
        if heads:
            found += _of_table(document, rows, heads[0], begins)
    return found


def _cells(document: Document, row: TableRow) -> list[str]:
    return ["".join(document.text[start:end].split()) for start, end in row.cells]


def _name_column(cells: list[str]) -> int | None:
    return next((at for at, cell in enumerate(cells) if _NAME.search(cell)), None)


def _of_table(document: Document, rows: list[TableRow], head: int, begins: int | None) -> list[Target]:
    header = _cells(document, rows[head])
    name = _name_column(header)
    years = _year_columns(header, begins)
    if name is None or not years:
        return []
    unit = next((at for at, cell in enumerate(header) if _UNIT.search(cell)), None)
    nature = next((at for at, cell in enumerate(header) if _NATURE.search(cell)), None)
    found: list[Target] = []
    for row in rows[head + 1 :]:
        cells = _cells(document, row)
        for column, year in years.items():
            if column < len(cells) and (match := _VALUE.match(cells[column])):
                made = _target(document, row, cells, year, (name, column, unit, nature), match[1])
                found += [made] if made else []
    return found


def _year_columns(header: list[str], begins: int | None) -> dict[int, int]:
    """Columns under a year to come, without baselines and rates of growth."""
    dated = {}
    for at, cell in enumerate(header):
        aims = find_aims(cell if cell.endswith("年") or "年" in cell else cell + "年")
        if aims and not _GROWTH.search(cell):
            dated[at] = (aims[-1].year, bool(_BASE.search(cell)), "目标" in cell or "预期" in cell)
    if not dated:
        return {}
    first = min(dated, key=lambda at: dated[at][0])
    for_all = {at: year for at, (year, base, _) in dated.items() if not base and (begins is None or year >= begins)}
    aimed = any(target for _, _, target in dated.values())
    nature = any(_NATURE.search(cell) for cell in header)
    if len(for_all) > 1 and first in for_all and not dated[first][2] and (aimed or (nature and begins is None)):
        del for_all[first]
    return for_all


def _target(
    document: Document, row: TableRow, cells: list[str], year: int,
    columns: tuple[int, int, int | None, int | None], value: str,
) -> Target | None:  # fmt: skip
    name, column, unit, nature = columns
    indicator = cells[name] if name < len(cells) else ""
    if not indicator:
        return None
    measured = cells[unit] if unit is not None and unit < len(cells) else None
    if not measured and (match := _BRACKETED_UNIT.search(indicator)):
        measured, indicator = match[1], indicator[: match.start()]
    figures = find_figures(cells[column])
    if figures and figures[0].unit:
        measured = figures[0].unit
    kind = cells[nature] if nature is not None and nature < len(cells) else ""
    clause = document.clause_at(row.start)
    return Target(
        clause=clause.index,
        path=document.path_of(clause.index),
        year=year,
        text=document.text[row.start : row.end],
        value=value,
        unit=measured or None,
        start=row.start,
        end=row.end,
        indicator=indicator,
        comparison=_comparison(cells[column]),
        binding=_binding(kind),
        part=row.cells[column],
    )


def _comparison(cell: str) -> Comparison:
    if re.search(r"[≥>＞]|以上|不低于|不少于|大于", cell):
        return "at_least"
    if re.search(r"[≤<＜]|以内|以下|不超过|小于", cell):
        return "at_most"
    return "about" if re.search(r"左右|约", cell) else "exact"


def _binding(kind: str) -> Binding | None:
    return "binding" if "约束" in kind else "expected" if "预期" in kind else None
