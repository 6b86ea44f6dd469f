"""Workbooks (XLSX, XLSM, XLS) through calamine: titles as paragraphs, rows as the sheet shows them.

Calamine gives values and merged ranges but no number formats; those, and how far a sheet reaches, are read
from the sheet's markup before (calamine sets up a sheet as one dense block, whatever lies in its last corner).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from ingest.readers.cells import is_header, one_line
from ingest.readers.sheet_markup import SheetMarkup, markup_of
from ingest.readers.text import lines_of
from kb.document import Block, Pages
from kb.errors import UnreadableFile

_MAX_ROWS = 100_000  # of text in one workbook
_MAX_AREA = 5_000_000  # cells between the corners of a sheet
_REMARK = re.compile(r"^(?:注|备注|说明|填表说明|填报说明|填表人|填报人|审核人|联系人)\s*\d*\s*[:：.、]")
_LABELLED = re.compile(r"^[^:：]{2,12}[:：]")
_NUMBER = re.compile(r"^([^#0?]*)([#,]*0[0,]*(?:\.(0+))?)([^#0?]*)$")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_Row = tuple[int, tuple[str, ...]]  # row number from 0, texts of its cells


def read_xlsx(data: bytes, name: str) -> Pages:
    """The rows of a workbook in the order of its sheets; hidden sheets are left out with a note.

    Raises UnreadableFile: corrupt, encrypted, too_large.
    """
    import python_calamine as calamine

    markup = markup_of(data) if data.startswith(b"PK") else {}
    if any(sheet.area > _MAX_AREA for sheet in markup.values()):
        raise _too_large("工作表的范围过大")
    try:
        with calamine.CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            return _pages(workbook, markup, name, "xlsx" if data.startswith(b"PK") else "xls")
    except calamine.PasswordError as exc:
        raise UnreadableFile("encrypted", "工作簿设有打开密码", "请在 WPS 或 Excel 中去掉密码后另存一份再导入") from exc
    except (calamine.CalamineError, ValueError, LookupError, OSError, OverflowError) as exc:
        raise _damaged() from exc
    except BaseException as exc:  # calamine's own code panics over some damaged XLS; that is no subclass of Exception
        if type(exc).__name__ != "PanicException":
            raise
        raise _damaged() from exc


def _damaged() -> UnreadableFile:
    return UnreadableFile("corrupt", "工作簿损坏，无法打开", "请在 WPS 或 Excel 中打开并另存一份后再导入")


def _too_large(found: str) -> UnreadableFile:
    return UnreadableFile("too_large", found, "请删去多余的行列，或拆成几个工作簿后再导入")


def _pages(workbook: Any, markup: dict[str, SheetMarkup], name: str, kind: str) -> Pages:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    shown = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    hidden = [sheet.name for sheet in shown if sheet.visible != SheetVisibleEnum.Visible]
    notes = [f"隐藏的工作表未读入：{'、'.join(hidden)}"] if hidden else []
    sheets: list[tuple[str, list[_Row]]] = []
    for each in shown:
        if each.name not in hidden and (rows := _rows(workbook.get_sheet_by_name(each.name), markup.get(each.name))):
            sheets.append((each.name, rows))
            if each.name in markup and (count := markup[each.name].hidden_rows):
                notes.append(f"工作表“{each.name}”有 {count} 行是隐藏的，已一并读入")
    if sum(len(rows) for _, rows in sheets) > _MAX_ROWS:
        raise _too_large(f"工作簿超过 {_MAX_ROWS} 行")
    blocks: list[Block] = []
    for title, rows in sheets:
        tables = {block.table for block in blocks if block.table is not None}
        found = _sheet_blocks(title, rows, len(tables))
        titled = not blocks and found[0].cells is None  # the workbook begins with a title of its own
        if len(sheets) > 1 and not titled and not re.fullmatch(r"(?:Sheet|工作表)\s*\d*", title, re.IGNORECASE):
            blocks.append(Block(title, heading=1))
        blocks += found
    return Pages(source=name, format=kind, blocks=tuple(blocks), notes=tuple(notes))


def _rows(sheet: Any, markup: SheetMarkup | None) -> list[_Row]:
    """The rows of a sheet, empty ones left out: a cell over several columns once, over several rows in each."""
    values = sheet.to_python(skip_empty_area=False)
    formats = markup.formats if markup else {}
    texts = [
        [_text(value, formats.get((row, column), "")) for column, value in enumerate(cells)]
        for row, cells in enumerate(values)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top >= len(texts) or left >= len(texts[top]):
            continue
        for row in range(top, min(bottom + 1, len(texts))):
            texts[row][left : right + 1] = [texts[top][left], *[""] * (min(right + 1, len(texts[row])) - left - 1)]
    return [(number, tuple(cells)) for number, cells in enumerate(texts) if any(cells)]


def _text(value: Any, number_format: str) -> str:
    """A value as the sheet shows it.

    >>> _text(datetime.date(2024, 6, 30), ""), _text(3.0, ""), _text(0.855, "0.0%"), _text(12.5, '0.00"万亩"')
    ('2024年6月30日', '3', '85.5%', '12.50万亩')
    """
    if isinstance(value, str):
        return one_line(lines_of(value))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(float(value), number_format)
    if isinstance(value, datetime.date):
        return _day(value, number_format)
    return str(value)


def _number(value: float, number_format: str) -> str:
    shown = _LITERAL.sub(lambda match: match[1] or match[2] or "", number_format.split(";", maxsplit=1)[0])
    match = _NUMBER.match(shown)
    if match is None or "e+" in shown.lower():
        text = f"{value:.15g}"
        return text if "e" not in text else f"{value:.12f}".rstrip("0").rstrip(".")
    scaled = value * 100 if "%" in _LITERAL.sub("", number_format.split(";", maxsplit=1)[0]) else value
    decimals = len(match[3] or "")
    grouped = "," if "," in match[2] else ""
    width = match[2].partition(".")[0].count("0") + (decimals + 1 if decimals else 0)
    padded = f"0{width}" if width > 1 and not grouped else ""
    return f"{match[1]}{scaled:{padded}{grouped}.{decimals}f}{match[4]}".strip()


def _day(value: datetime.date, number_format: str) -> str:
    shown = _LITERAL.sub("", number_format).lower()
    year, day = "y" in shown or not shown, "d" in shown or not shown
    text = f"{value.year}年" * (year or not day) + f"{value.month}月" + f"{value.day}日" * day
    if isinstance(value, datetime.datetime) and (value.hour or value.minute):
        text += f" {value.hour}:{value.minute:02d}"
    return text


def _sheet_blocks(sheet: str, rows: list[_Row], first_table: int) -> list[Block]:
    """Paragraphs and table rows; a new header, or a title behind an empty row, starts a new table."""
    tables: list[list[_Row]] = []
    parts: list[Block | int] = []  # a paragraph, or the number of the next row's table
    in_table, previous, after_header = False, -1, False
    for at, (number, cells) in enumerate(rows):
        filled = [cell for cell in cells if cell]
        gap, previous = number > previous + 1, number
        title = len(filled) == 1 and (gap or not in_table) and not _goes_on_as_table(rows, at)
        if title or _is_remark(filled, in_table):
            in_table = after_header = False
            parts.append(Block("　".join(filled)))
            continue
        if not in_table or (is_header(cells) and not after_header):
            tables.append([])
        in_table, after_header = True, is_header(cells)
        tables[-1].append((number, cells))
        parts.append(len(tables) - 1)
    made = [iter(_table_blocks(sheet, table, first_table + number)) for number, table in enumerate(tables)]
    return [next(made[part]) if isinstance(part, int) else part for part in parts]


def _goes_on_as_table(rows: list[_Row], at: int) -> bool:
    """Whether the single cell of row `at` stands within a list of one column that a header opened."""
    return at > 0 and is_header(rows[at - 1][1])


def _is_remark(filled: list[str], in_table: bool) -> bool:
    if len(filled) == 1 and _REMARK.match(filled[0]):
        return True
    return not in_table and len(filled) > 1 and all(_LABELLED.match(cell) for cell in filled)


def _table_blocks(sheet: str, rows: list[_Row], table: int) -> Iterator[Block]:
    """A block a row, without the columns beside the table."""
    used = [at for _, cells in rows for at, cell in enumerate(cells) if cell]
    left, right = min(used), max(used)
    quoted = sheet if re.fullmatch(r"\w+", sheet) else f"'{sheet}'"
    for number, cells in rows:
        own = cells[left : right + 1]
        place = f"{quoted}!{_column(left)}{number + 1}:{_column(right)}{number + 1}"
        yield Block("\t".join(own), table=table, cells=own, cell_range=place)


def _column(number: int) -> str:
    """The letters of column `number` (from 0).

    >>> _column(0), _column(27)
    ('A', 'AB')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
