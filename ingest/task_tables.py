"""Tasks from tables: a header with a task column and columns of who answers, or one task spelt out in pairs.

Headers may stand in any row, run over two rows, and be repeated; a table that goes on without one under the same
columns keeps the one before. Merged cells come from the readers filled downwards and empty to the right.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.name_lists import is_body, split_names
from ingest.responsibility import is_section
from ingest.roles import FIRST_LEADS, LEAD, RESPONSIBLE, SUPPORT, is_section_kind, read_note, role_of
from kb.document import Document, TableRow
from kb.normal_form import fold, fold_with_offsets

_TASK_HEADER = re.compile(r"任务|工作内容|事项|项目|举措|工作要点|主要工作|重点工作|措施|指标|内容|工作目标")
_ROLE_HEADER = re.compile(
    r"(?P<role>(?:牵头|责任|负责|配合|协办|主办|承办|主责|协同|协助|参加|参与|落实|实施|承担)+(?:责任|负责|考核)?)"
    r"(?P<kind>科室|处室|股室|业务科|科|处|单位|部门|机构|主体)"
)
_NAME_HEADER = re.compile(r"(?:项目|任务|事项|工作|措施|举措|工程)(?:的)?名称$")
_DEADLINE_HEADER = re.compile(r"时限|期限|时间|完成日期|进度")
_LABEL_CELL = re.compile(
    r"^(?:序号|编号|类别|分类|备注|.{0,8}(?:任务|内容|事项|项目|举措|要点|工作|措施|指标|目标|单位|部门|科室|处室|股室|机构|主体|"
    r"时限|期限|时间|日期|进度|领导|责任人|联系人|负责人|标准|要求|成效|依据|来源|名称|类型|形式|情况|电话|成果|节点|安排|计划))(?:\(.*\))?:?$"
)
_PERSONS = re.compile(r"责任人|领导|负责人|联系人")
_MAX_HEADER_CHARS = 30


@dataclass(frozen=True, slots=True)
class _Role:
    role: str
    kind: str
    persons: bool


@dataclass(frozen=True, slots=True)
class _Header:
    tasks: tuple[int, ...]
    roles: dict[int, _Role]
    deadline: int | None
    columns: int
    name: int | None = None


@dataclass(frozen=True, slots=True)
class RowTask:
    """What a row, or a group of label-value rows, says of a task; all spans are over the document's text."""

    span: tuple[int, int]
    named: tuple[tuple[str, bool, str], ...]  # name, whether a section, role
    deadline: str | None
    role_span: tuple[int, int]
    cell_range: str | None
    inherited: bool = False  # the names stand in a row above that this one goes on from
    name_span: tuple[int, int] | None = None  # of the column of its name (项目名称), where the wording has another


def table_tasks(document: Document) -> Iterator[RowTask]:
    """The tasks of the tables of `document`, in text order."""
    spans = [(row.start, row.end) for row in document.rows]
    everywhere = any(
        not any(start <= match.start() < end for start, end in spans) for match in FIRST_LEADS.finditer(document.text)
    )
    before: _Header | None = None
    last_end = 0
    for _, group in groupby(document.rows, key=lambda row: row.table):
        rows = list(group)
        first_leads = everywhere or any(FIRST_LEADS.search(fold(document.text[row.start : row.end])) for row in rows)
        if before is not None and document.text[last_end : rows[0].start].strip():
            before = None
        before = yield from _of_table(document, rows, first_leads, before)
        last_end = rows[-1].end


def _of_table(
    document: Document, rows: list[TableRow], first_leads: bool, before: _Header | None
) -> Generator[RowTask, None, _Header | None]:
    """The tasks of one table; returns the header under which the next may go on."""
    header = before
    above: RowTask | None = None
    if not any(_header(document, rows, number) for number in range(len(rows))):
        pairs = list(_pairs(document, rows, first_leads))
        if pairs:
            yield from pairs
            return None
    number = 0
    while number < len(rows):
        if found := _header(document, rows, number):
            header, height = found
            number += height
            above = None
            continue
        if header is not None and len(rows[number].cells) == header.columns:
            task = _row_task(document, rows[number], header, first_leads) or _going_on(
                document, rows[number], header, above
            )
            if task is not None:
                yield task
            above = task
        number += 1
    return header


def _cells(document: Document, row: TableRow) -> list[str]:
    return [fold(document.text[start:end]) for start, end in row.cells]


def _header(document: Document, rows: list[TableRow], number: int) -> tuple[_Header, int] | None:
    """The header that begins at row `number` and how many rows it takes, None where none does."""
    top = _cells(document, rows[number])
    if not _labels(top):
        return None
    if number + 1 < len(rows) and len(rows[number + 1].cells) == len(top):
        below = _cells(document, rows[number + 1])
        if _labels(below) and any(_ROLE_HEADER.search(cell) for cell in below):
            joined = [low if low == high or not high else high + low for high, low in zip(top, below, strict=True)]
            lower = [low or high for high, low in zip(top, below, strict=True)]
            if header := _columns(lower) or _columns(joined):
                return header, 2
    header = _columns(top)
    return (header, 1) if header else None


def _labels(cells: list[str]) -> bool:
    """Whether the cells read as labels, most of them, and none as wording."""
    filled = [cell for cell in cells if cell]
    return (
        len(filled) > 1
        and all(len(cell) <= _MAX_HEADER_CHARS for cell in filled)
        and sum(bool(_LABEL_CELL.match(cell)) for cell in filled) * 5 >= len(filled) * 3
    )


def _columns(cells: list[str]) -> _Header | None:
    roles = {
        at: _Role(role_of(match["role"]), match["kind"], bool(_PERSONS.search(cell)))
        for at, cell in enumerate(cells)
        if (match := _ROLE_HEADER.search(cell))
    }
    tasks = tuple(at for at, cell in enumerate(cells) if at not in roles and _TASK_HEADER.search(cell))
    if not roles or not tasks:
        return None
    deadline = next((at for at, cell in enumerate(cells) if at not in roles and _DEADLINE_HEADER.search(cell)), None)
    name = next((at for at in tasks if _NAME_HEADER.search(cells[at])), None)
    return _Header(tasks, roles, deadline, len(cells), name)


def _row_task(document: Document, row: TableRow, header: _Header, first_leads: bool) -> RowTask | None:
    spans = {at: span for at, span in enumerate(row.cells) if document.text[slice(*span)].strip()}
    task = _task_column(spans, header)
    named: list[tuple[str, bool, str]] = []
    role_spans: list[tuple[int, int]] = []
    for at, role in header.roles.items():
        cell = document.text[slice(*spans[at])] if at in spans else ""
        if task is None or not cell or cell == document.text[slice(*spans[task])]:  # a group's title over all columns
            continue
        found = _names_of(cell, role)
        named += found
        role_spans += [spans[at]] if found else []
    if task is None or not named:
        return None
    deadline = document.text[slice(*spans[header.deadline])].strip() if header.deadline in spans else None
    whole = (min(start for start, _ in role_spans), max(end for _, end in role_spans))
    name = spans.get(header.name) if header.name not in (None, task) else None
    return RowTask(spans[task], _led(named, first_leads), deadline, whole, row.cell_range, name_span=name)


def _going_on(document: Document, row: TableRow, header: _Header, above: RowTask | None) -> RowTask | None:
    """The task of a row whose number and names are merged with those of the row above."""
    spans = {at: span for at, span in enumerate(row.cells) if document.text[slice(*span)].strip()}
    task = _task_column(spans, header)
    merged = min(header.tasks) > 0 and 0 not in spans and not any(at in spans for at in header.roles)
    if above is None or task is None or not merged:
        return None
    deadline = document.text[slice(*spans[header.deadline])].strip() if header.deadline in spans else above.deadline
    return RowTask(spans[task], above.named, deadline, above.role_span, row.cell_range, inherited=True)


def _task_column(spans: dict[int, tuple[int, int]], header: _Header) -> int | None:
    """The most specific column with wording: 具体举措 before 工作任务."""
    return next((at for at in reversed(header.tasks) if at in spans and at != header.deadline), None)


def _names_of(cell: str, role: _Role) -> list[tuple[str, bool, str]]:
    folded = fold_with_offsets(cell)
    reading = read_note(folded, cell, 0, len(folded.text))
    if reading is not None:
        return [
            (name, party.kind == "section" or is_section(name), party.role)
            for party in reading.parties
            for name in party.names
        ]
    named = []
    for name in split_names(cell):
        if role.persons and not is_body(name.text):
            continue
        each = role_of(name.mark) if name.mark else role.role
        as_section = is_section_kind(role.kind) or (role.role != RESPONSIBLE and is_section(name.text))
        named.append((name.text, as_section, each))
    return named


def _led(named: Sequence[tuple[str, bool, str]], first_leads: bool) -> tuple[tuple[str, bool, str], ...]:
    if not first_leads or any(role == LEAD for _, _, role in named):
        return tuple(named)
    first = next((at for at, (_, _, role) in enumerate(named) if role != SUPPORT), None)
    return tuple((name, section, LEAD if at == first else role) for at, (name, section, role) in enumerate(named))


def _pairs(document: Document, rows: list[TableRow], first_leads: bool) -> Iterator[RowTask]:
    """Tasks of label-value tables (重点工作 | …, 牵头单位 | …); a task label begins the next one."""
    task: tuple[int, int] | None = None
    named: list[tuple[str, bool, str]] = []
    role_spans: list[tuple[int, int]] = []
    deadline: str | None = None
    for label, span in [*_labelled_cells(document, rows), ("任务", (0, 0))]:
        role = _ROLE_HEADER.search(label)
        if role is None and _DEADLINE_HEADER.search(label):
            deadline = document.text[slice(*span)].strip()
        elif role is None and _TASK_HEADER.search(label):
            if task is not None and named:
                whole = (min(start for start, _ in role_spans), max(end for _, end in role_spans))
                yield RowTask(task, _led(named, first_leads), deadline, whole, None)
            if named or task is None or span == (0, 0):
                task, named, role_spans, deadline = span, [], [], None
        elif role is not None:
            cell = document.text[slice(*span)]
            found = _names_of(cell, _Role(role_of(role["role"]), role["kind"], bool(_PERSONS.search(label))))
            named += found
            role_spans += [span] if found else []


def _labelled_cells(document: Document, rows: list[TableRow]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each label cell with the span of the filled cell to its right."""
    for row in rows:
        filled = [span for span in row.cells if document.text[slice(*span)].strip()]
        at = 0
        while at + 1 < len(filled):
            label = fold(document.text[slice(*filled[at])])
            if _LABEL_CELL.match(label) and len(label) <= _MAX_HEADER_CHARS:
                yield label, filled[at + 1]
                at += 2
            else:
                at += 1
