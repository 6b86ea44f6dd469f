"""Workbooks: titles, headers, merged cells, values as shown, several tables, hidden parts, hostile files."""

from __future__ import annotations

import datetime
import random
import time
import warnings
import zipfile
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.readers import read
from ingest.readers.sniffing import kind_of
from ingest.readers.xlsx import read_xlsx
from ingest.structure import parse
from ingest.tasks import find_tasks
from kb.document import Block
from kb.errors import UnreadableFile
from tests.ingest.writers import OLE_HEADER, bomb_docx
from tests.ingest.xls_writer import ole_bytes, xls_bytes

moment = partial(datetime.datetime, tzinfo=None)
HEADER: list[Any] = ["序号", "重点任务", "责任单位", "完成时限"]
PLAN: list[list[Any]] = [
    ["栖云市林业局重点任务分工表"],
    [],
    HEADER,
    [1, "新造林3万亩", "市林业局", datetime.date(2024, 6, 30)],
    [2, "管护面积40万亩", "市林业局、市财政局", "年底前"],
]


def workbook(rows: list[list[Any]], name: str = "任务表") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def blocks(book: openpyxl.Workbook) -> tuple[Block, ...]:
    return read_xlsx(saved(book), "a.xlsx").blocks


def texts(book: openpyxl.Workbook) -> list[str]:
    return [block.text for block in blocks(book)]


def test_a_title_a_header_and_rows() -> None:
    title, header, first, second = blocks(workbook(PLAN))
    assert (title.text, title.cells, title.table) == ("栖云市林业局重点任务分工表", None, None)
    assert header.cells == tuple(HEADER)
    assert first.cells == ("1", "新造林3万亩", "市林业局", "2024年6月30日")
    assert [block.table for block in (header, first, second)] == [0, 0, 0]
    assert [block.cell_range for block in (header, first, second)] == ["任务表!A3:D3", "任务表!A4:D4", "任务表!A5:D5"]


def test_rows_become_task_records_with_their_place() -> None:
    pages = read(saved(workbook(PLAN)), "a.xlsx")
    document = parse(pages)
    tasks = find_tasks(document)
    assert [(task.title, task.units, task.deadline) for task in tasks] == [
        ("新造林3万亩", ("市林业局",), "2024年6月30日"),
        ("管护面积40万亩", ("市林业局", "市财政局"), "年底前"),
    ]
    places = {row.cell_range for row in document.rows for task in tasks if row.start <= task.start < row.end}
    assert places == {"任务表!A4:D4", "任务表!A5:D5"}
    assert document.title == "栖云市林业局重点任务分工表"


def test_merged_cells_repeat_down_and_stand_once_across() -> None:
    book = workbook([["总标题"], HEADER, [1, "造林", "甲单位", "6月"], [None, None, "乙单位", "9月"]])
    sheet = book.worksheets[0]
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:B4")
    sheet.append(["合计", None, "两家", "全年"])
    sheet.merge_cells("A5:B5")
    assert texts(book) == [
        "总标题",
        "\t".join(HEADER),
        "1\t造林\t甲单位\t6月",
        "1\t造林\t乙单位\t9月",
        "合计\t\t两家\t全年",
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (3.0, "General", "3"), (0.1 + 0.2, "General", "0.3"), (12345678901.0, "General", "12345678901"),
        (1e-7, "General", "0.0000001"), (1e18, "General", "1000000000000000000"), (-2.5, "General", "-2.5"),
        (0.85, "0%", "85%"), (0.8555, "0.0%", "85.5%"), (1234567.5, "#,##0.00", "1,234,567.50"), (2.5, "0.00", "2.50"),
        (30, '0"万亩"', "30万亩"), (5, "[Red]0.0", "5.0"), (7, "000", "007"), (0.5, "??/??", "0.5"), (True, "General", "TRUE"),
        (moment(2024, 6, 30), "yyyy-mm-dd", "2024年6月30日"),
        (moment(2024, 6, 30), 'yyyy"年"m"月"', "2024年6月"),
        (moment(2024, 6, 30), 'm"月"d"日"', "6月30日"),
        (moment(2024, 6, 30, 9, 5), "yyyy/m/d h:mm", "2024年6月30日 9:05"),
        ("甲单位\n乙单位", "General", "甲单位 乙单位"), ("造林；\n管护", "General", "造林；管护"), (" 　空白 ", "General", "空白"),
    ],
)  # fmt: skip
def test_values_are_as_shown(value: Any, number_format: str, shown: str) -> None:
    book = workbook([["名称", "数量"], ["苗木", value]])
    book.worksheets[0]["B2"].number_format = number_format
    assert blocks(book)[1].cells == ("苗木", shown)


def test_a_formula_is_its_last_value() -> None:
    data = saved(workbook([["名称", "数量"], ["苗木", "=1+2"]]))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<v></v>", b"<v>3</v>").replace(b"<v />", b"<v>3</v>")
    assert b"<v>3</v>" in parts["xl/worksheets/sheet1.xml"]
    assert read_xlsx(zipped(parts), "a.xlsx").blocks[1].cells == ("苗木", "3")


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_several_tables_of_a_sheet() -> None:
    rows: list[list[Any]] = [
        ["附表一"], HEADER, [1, "造林", "甲", "6月"], [], [2, "管护", "乙", "9月"], [], ["附表二"], ["名称", "数量"],
        ["苗木", 5], ["指标", "单位", "目标值"], ["造林", "万亩", 3], ["注：数据截至6月底。"],
    ]  # fmt: skip
    found = [(block.table, block.cell_range, block.text) for block in blocks(workbook(rows))]
    assert found == [
        (None, None, "附表一"), (0, "任务表!A2:D2", "\t".join(HEADER)), (0, "任务表!A3:D3", "1\t造林\t甲\t6月"),
        (0, "任务表!A5:D5", "2\t管护\t乙\t9月"), (None, None, "附表二"), (1, "任务表!A8:B8", "名称\t数量"),
        (1, "任务表!A9:B9", "苗木\t5"), (2, "任务表!A10:C10", "指标\t单位\t目标值"), (2, "任务表!A11:C11", "造林\t万亩\t3"),
        (None, None, "注：数据截至6月底。"),
    ]  # fmt: skip


def test_a_heading_within_a_table_stays_a_row() -> None:
    rows: list[list[Any]] = [
        HEADER,
        ["一、造林绿化"],
        [1, "造林", "甲", "6月"],
        ["二、资源管护"],
        [2, "管护", "乙", "9月"],
    ]
    assert [block.table for block in blocks(workbook(rows))] == [0] * 5


def test_a_table_away_from_the_corner() -> None:
    book = workbook([])
    for row, cells in enumerate([HEADER, [1, "造林", "甲", "6月"]]):
        for column, cell in enumerate(cells):
            book.worksheets[0].cell(row + 4, column + 3, cell)
    assert [(block.cell_range, block.text) for block in blocks(book)] == [
        ("任务表!C4:F4", "\t".join(HEADER)),
        ("任务表!C5:F5", "1\t造林\t甲\t6月"),
    ]


def test_sheets_follow_each_other_and_hidden_ones_are_noted() -> None:
    book = workbook(PLAN)
    for name, state in (("附表 二", "visible"), ("底稿", "hidden"), ("深藏", "veryHidden"), ("空表", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        if name != "空表":
            for row in ([*HEADER], [1, f"{name}任务", "甲", "6月"]):
                sheet.append(row)
    book.worksheets[0].row_dimensions[5].hidden = True
    pages = read_xlsx(saved(book), "a.xlsx")
    assert [block.text for block in pages.blocks if block.heading] == ["附表 二"]
    assert parse(pages).title == PLAN[0][0]  # a workbook that begins with a title is called by it, not by its sheet
    assert pages.blocks[-1].cell_range == "'附表 二'!A2:D2"
    assert pages.blocks[-1].table == 1
    assert pages.notes == ("隐藏的工作表未读入：底稿、深藏", "工作表“任务表”有 1 行是隐藏的，已一并读入")
    assert not pages.partial


def test_macros_are_ignored() -> None:
    with zipfile.ZipFile(BytesIO(saved(workbook(PLAN)))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/vbaProject.bin"] = bytes(100)
    assert len(read(zipped(parts), "a.xlsm").blocks) == 4


def test_xls_is_read_too() -> None:
    rows: list[list[str | float | None]] = [
        ["栖云市任务表", None],
        ["任务", "责任单位"],
        ["造林3万亩", "市林业局"],
        [None, "市财政局"],
        ["数量", 2.0],
    ]
    data = xls_bytes({"任务表": rows}, merged=[(2, 3, 0, 0)])
    assert kind_of(data) == "xls"
    pages = read(data, "旧表.xls")
    assert pages.format == "xls"
    assert [block.text for block in pages.blocks] == [
        "栖云市任务表", "任务\t责任单位", "造林3万亩\t市林业局", "造林3万亩\t市财政局", "数量\t2",
    ]  # fmt: skip
    with pytest.raises(UnreadableFile) as caught:
        read(data, "旧表.xlsx")
    assert caught.value.reason == "mislabelled"


def test_a_sheet_of_formatted_empty_rows_is_read_at_once() -> None:
    book = workbook(PLAN)
    book.worksheets[0]["A1048576"].number_format = "0%"
    start = time.monotonic()
    assert len(blocks(book)) == 4
    assert time.monotonic() - start < 5


def far_cell() -> bytes:
    book = workbook(PLAN)
    book.worksheets[0]["XFD1048576"] = 1
    return saved(book)


def many_rows() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("长表")
    for number in range(100_050):
        sheet.append([number, "造林"])
    return saved(book)


def entities() -> bytes:
    with zipfile.ZipFile(BytesIO(saved(workbook(PLAN)))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b"".join(b'<!ENTITY e%d "%s">' % (at, b"&e%d;" % (at - 1) * 10 if at else b"ha") for at in range(10))
    parts["xl/workbook.xml"] = (
        b"<!DOCTYPE workbook [" + bomb + b"]>" + parts["xl/workbook.xml"].replace("任务表".encode(), b"&e9;")
    )
    return zipped(parts)


DATA = saved(workbook(PLAN))
BAD = [
    ("一格在最远处.xlsx", far_cell(), {"too_large"}),
    ("行太多.xlsx", many_rows(), {"too_large"}),
    (
        "炸弹.xlsx",
        bomb_docx("xl/workbook.xml", megabytes=200).replace(b"word/document.xml", b"word/document_xml"),
        {"too_large"},
    ),
    ("截断.xlsx", DATA[: len(DATA) // 2], {"corrupt"}),
    ("加密.xlsx", ole_bytes({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), {"encrypted"}),
    ("旧格式.xlsx", OLE_HEADER, {"encrypted"}),
    ("坏的.xls", ole_bytes({"Workbook": b"\x09\x08\x10\x00" + bytes(range(200))}), {"corrupt", "empty"}),
    ("空表.xlsx", saved(openpyxl.Workbook()), {"empty"}),
    ("实体.xlsx", entities(), {"corrupt", "empty"}),
]


@pytest.mark.parametrize(("name", "data", "reasons"), BAD, ids=[name for name, _, _ in BAD])
def test_a_bad_file_is_refused_with_its_reason(name: str, data: bytes, reasons: set[str]) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(data, name)
    assert caught.value.reason in reasons
    assert "请" in caught.value.remedy


@pytest.mark.parametrize(
    "data", [DATA, xls_bytes({"任务表": [["任务", "责任单位"], ["造林", "市林业局"]]})], ids=["xlsx", "xls"]
)
def test_damage_of_any_kind_is_an_unreadable_file_or_still_readable(data: bytes) -> None:
    refused = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of names that occur twice
        for seed in range(150):
            source = random.Random(seed)
            out = bytearray(data[: source.randrange(40, len(data))] if seed % 3 == 0 else data)
            for _ in range(source.choice((1, 4, 40))):
                out[source.randrange(4, len(out))] = source.randrange(256)
            try:
                read_xlsx(bytes(out), "a.xlsx")
            except UnreadableFile:
                refused += 1
    assert refused > 10


def test_a_real_list_is_read_row_by_row(shared_dir: Path) -> None:
    path = shared_dir / "data" / "documents" / "jiangxi" / "attach" / "GOV_Jiangxi_fill.xlsx"
    pages = read_xlsx(path.read_bytes(), path.name)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    filled = [row for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row)]
    assert len(pages.blocks) == len(filled)
    assert {block.table for block in pages.blocks} == {0}
    assert all(len(block.cells or ()) == 8 for block in pages.blocks)
