"""What an XLSX says of its cells beside their values: number formats, hidden rows, how far a sheet reaches."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from kb.errors import UnreadableFile

_MAX_UNPACKED = 512 * 2**20  # a file larger than this when unpacked is taken for a bomb
_MAX_XML = 192 * 2**20
_CELL = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
# Number formats that have no entry in styles.xml (ECMA-376-1 18.8.30), as far as they change what is shown.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 16: "d-mmm", 17: "mmm-yy",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip


@dataclass(slots=True)
class SheetMarkup:
    """One sheet: number formats by (row, column) from 0, rows that are hidden, and cells between its corners."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: int = 0
    last_row: int = 0
    last_column: int = 0

    @property
    def area(self) -> int:
        """Cells of the rectangle from A1 to the last row and column with a value."""
        return self.last_row * self.last_column


def markup_of(data: bytes) -> dict[str, SheetMarkup]:
    """The markup of each sheet of the XLSX `data`, by the sheet's name.

    Raises UnreadableFile: corrupt, or too_large when it unpacks to too much.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_size(archive)
            formats = _style_formats(archive)
            return {name: _sheet(archive, path, formats) for name, path in _sheet_paths(archive).items()}
    except (
        zipfile.BadZipFile, zlib.error, etree.LxmlError, LookupError, ValueError, OSError, EOFError, RuntimeError,
        NotImplementedError,
    ) as exc:  # fmt: skip
        raise UnreadableFile("corrupt", "工作簿损坏，无法打开", "请在 WPS 或 Excel 中打开并另存一份后再导入") from exc


def _check_size(archive: zipfile.ZipFile) -> None:
    sizes = {info.filename: info.file_size for info in archive.infolist()}
    markup = [name for name in sizes if name.endswith((".xml", ".rels"))]
    if sum(sizes.values()) > _MAX_UNPACKED or sum(sizes[name] for name in markup) > _MAX_XML:
        raise UnreadableFile("too_large", "工作簿解压后过大，可能是压缩炸弹", "请删去多余的行列或大图后再导入")
    for name in markup:  # proves the sizes, which calamine does not check: zipfile reads no further than a size says
        with archive.open(name) as part:
            while part.read(2**20):
                pass


def _events(archive: zipfile.ZipFile, path: str, tags: tuple[str, ...]) -> Any:
    """The elements of `tags` (local names) of a part, in order, each complete; memory is given back as they pass."""
    from lxml import etree

    with archive.open(path) as part:
        named = [f"{{*}}{tag}" for tag in tags]
        for _, element in etree.iterparse(part, tag=named, resolve_entities=False, no_network=True, huge_tree=False):
            yield element
            element.clear()
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    targets = {
        each.get("Id"): posixpath.normpath(posixpath.join("xl", each.get("Target") or "").removeprefix("/"))
        for each in _events(archive, "xl/_rels/workbook.xml.rels", ("Relationship",))
    }
    paths = {}
    known = set(archive.namelist())
    for each in _events(archive, "xl/workbook.xml", ("sheet",)):
        ids = [value for key, value in each.attrib.items() if key.endswith("}id")]
        path = next((targets[each_id] for each_id in ids if each_id in targets), "")
        if path in known:
            paths[each.get("name") or ""] = path
    return paths


def _style_formats(archive: zipfile.ZipFile) -> list[str]:
    """The number format of each cell style."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    own = dict(_BUILT_IN)
    styles: list[str] = []
    for element in _events(archive, "xl/styles.xml", ("numFmt", "cellXfs")):
        if element.tag.endswith("}numFmt"):
            own[int(element.get("numFmtId") or 0)] = element.get("formatCode") or ""
        else:
            styles = [own.get(int(style.get("numFmtId") or 0), "") for style in element]
    return styles


def _sheet(archive: zipfile.ZipFile, path: str, styles: list[str]) -> SheetMarkup:
    sheet = SheetMarkup()
    for row in _events(archive, path, ("row",)):
        filled = [cell for cell in row if len(cell) and (match := _CELL.match(cell.get("r") or ""))]
        if not filled:
            continue
        sheet.hidden_rows += row.get("hidden") in ("1", "true")
        for cell in filled:
            match = _CELL.match(cell.get("r") or "")
            if match is None:
                continue
            at = int(match[2]) - 1, _column_number(match[1])
            sheet.last_row = max(sheet.last_row, at[0] + 1)
            sheet.last_column = max(sheet.last_column, at[1] + 1)
            style = cell.get("s") or "0"
            if style.isdecimal() and int(style) < len(styles) and styles[int(style)]:
                sheet.formats[at] = styles[int(style)]
    return sheet


def _column_number(letters: str) -> int:
    """The column `letters` from 0.

    >>> _column_number("A"), _column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
