"""PDF: paragraphs by position, running lines, columns, turned pages, ruled tables, scans, damaged and hostile files."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from ingest.readers import read
from ingest.readers.pdf import read_pdf
from ingest.readers.pdf_file import damaged_pages, draw_page, opened
from ingest.readers.pdf_scans import is_garbled
from ingest.structure import parse
from kb.document import Block, Pages
from kb.errors import UnreadableFile
from tests.ingest.pdf_writer import (
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Item,
    Picture,
    Rule,
    Text,
    grid,
    in_cells,
    printed,
    scan,
    set_lines,
)
from tests.ingest.writers import encrypted_pdf, pdf_bytes

LONG = "全市各级林业部门要把造林绿化和森林防火放在突出位置，逐级压实责任，做到任务到山头、管护到人头、考核到年头，" * 3
PLAN = [
    "栖云市护林工作方案",
    "一、总体要求",
    LONG,
    "二、重点任务",
    "（一）抓好造林。" + LONG,
    "（二）抓好管护。" + LONG,
]
OPEN, NARROW = [LEFT, 150.0, 360.0, RIGHT], [200.0, 224.0, 248.0, 272.0]
HEADER = ("序号", "重点任务", "责任单位")


def texts(pages: Pages) -> list[str]:
    return [block.text for block in pages.blocks]


def rows(pages: Pages) -> list[tuple[str, ...] | None]:
    return [block.cells for block in pages.blocks if block.cells is not None]


def read_items(*pages: list[Item], turn: int = 0) -> Pages:
    return read_pdf(printed(pages, turn=turn), "甲.pdf")


def table(lines: Sequence[float], body: Sequence[tuple[str, ...]]) -> list[Item]:
    """A ruled table of three columns with `body` between `lines`."""
    return [*grid(OPEN, lines), *in_cells(OPEN, lines, body)]


def with_edges(pages: list[list[Text]], head: str, foot: str) -> list[list[Item]]:
    """`pages` with a line above and one below, {n} the number of the page."""
    return [
        [Text(head.format(n=n), LEFT, 50.0, 9.0), *page, Text(foot.format(n=n, all=len(pages)), 280.0, 800.0, 9.0)]
        for n, page in enumerate(pages, 1)
    ]


@pytest.mark.parametrize(("indent", "apart"), [(2, 0.0), (2, 8.0), (0, 12.0)])
def test_set_paragraphs_come_back(indent: int, apart: float) -> None:
    body = [*PLAN[1:] * 3, "各单位要认真落实。"]
    pages = read_pdf(printed(set_lines(body, indent=indent, apart=apart)), "甲.pdf")
    assert texts(pages) == body
    assert (pages.page_count, pages.notes, pages.partial) == (2, (), False)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=4, max_size=12))
def test_paragraphs_of_any_length_come_back(lengths: list[int]) -> None:
    body = ["（一）做好以下工作：" + (LONG * 3)[:length] + "并抓好落实。" for length in lengths]
    assert texts(read_pdf(printed(set_lines(body)), "甲.pdf")) == body


def test_a_paragraph_enters_the_next_page_at_its_break_and_its_lines_have_places() -> None:
    pages = read_pdf(printed(set_lines([LONG * 8])), "甲.pdf")
    [block] = pages.blocks
    [(offset, page)] = block.page_breaks
    assert (block.page, page) == (1, 2)
    assert {region.page for region in block.regions if region.start >= offset} == {2}
    assert "".join(block.text[region.start : region.end] for region in block.regions) == block.text
    first, second = block.regions[:2]
    assert first.box == pytest.approx((114 / WIDTH, 90 / HEIGHT, 510 / WIDTH, 103 / HEIGHT), abs=0.01)
    assert second.box[0] == pytest.approx(90 / WIDTH, abs=0.001)
    assert second.box[1] - first.box[1] == pytest.approx(20 / HEIGHT, abs=0.001)


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("栖云市林业局文件汇编", "— {n} —"),
        ("护林工作手册 第{n}页", "第{n}页 共{all}页"),
        ("内部资料", "{n}/{all}"),
        ("林业局办公室", "－{n}－"),
        ("护林", "Page {n} of {all}"),
    ],
)
def test_running_lines_and_page_numbers_are_left_out(head: str, foot: str) -> None:
    body = PLAN[1:] * 6
    assert texts(read_pdf(printed(with_edges(set_lines(body), head, foot)), "甲.pdf")) == body


def test_running_lines_that_alternate_are_left_out() -> None:
    body = PLAN[1:] * 8
    pages: list[list[Item]] = [
        [Text("护林工作手册" if n % 2 else "栖云市林业局", LEFT if n % 2 else 400.0, 50.0, 9.0), *page]
        for n, page in enumerate(set_lines(body), 1)
    ]
    assert len(pages) >= 4
    assert texts(read_pdf(printed(pages), "甲.pdf")) == body


def test_what_opens_a_page_is_no_running_line() -> None:
    pages: list[list[Item]] = [
        [Text(f"附件{n}", LEFT, TOP), *set_lines(["造林任务表。" + LONG[n:]], top=150.0)[0]] for n in (1, 2, 3)
    ]
    assert [text for text in texts(read_pdf(printed(pages), "甲.pdf")) if len(text) < 5] == ["附件1", "附件2", "附件3"]


def test_a_list_of_short_lines_behind_full_ones_is_not_joined() -> None:
    items = [
        "1.1造林机械设备",
        "1.1.1油锯和割灌机",
        "1.2护林防火机械设备",
        "1.2.1风力灭火机械",
        "1.3运输",
        "1.4其他机械设备",
    ]
    body = [PLAN[4], *items]
    assert texts(read_pdf(printed(set_lines(body)), "甲.pdf")) == body


def test_a_name_in_the_list_of_annexes_goes_on_below_itself() -> None:
    name = "附件：栖云市二〇二六年至二〇二八年林业科技特派员选派和管理服务工作实施"
    lines = [*set_lines([LONG])[0], Text(name[:33], LEFT + 24, 300.0), Text(name[33:], LEFT + 60, 320.0)]
    assert texts(read_items([*lines]))[-1] == name


def test_columns_are_read_one_after_the_other() -> None:
    left = set_lines(["（一）左栏。" + LONG[:100], "（二）左栏。" + LONG[:90]], right=288.0)[0]
    right = set_lines(["（三）右栏。" + LONG[:100], "（四）右栏。" + LONG[:90]], left=318.0)[0]
    both = [line for pair in zip(left, right, strict=True) for line in pair]
    found = texts(read_items([Text("栖云林业简报", 250.0, 70.0, 18.0), *both]))
    assert found == ["栖云林业简报", *(f"（{n}）{side}栏。" + LONG[:size] for n, side, size in COLUMNS)]


COLUMNS = [("一", "左", 100), ("二", "左", 90), ("三", "右", 100), ("四", "右", 90)]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown_or_along_its_text(turn: int) -> None:
    pages = read_pdf(printed(set_lines(PLAN[1:4]), turn=turn), "甲.pdf")
    assert texts(pages) == PLAN[1:4]
    left, top, right, bottom = pages.blocks[0].regions[0].box
    shown = {90: (1 - TOP / HEIGHT, LEFT / WIDTH), 180: (1 - LEFT / WIDTH, 1 - TOP / HEIGHT), 270: (TOP / HEIGHT, 0.8)}
    assert (right if turn != 270 else left, top if turn == 90 else bottom) == pytest.approx(shown[turn], abs=0.06)


def test_text_that_lies_on_its_side_is_read_and_a_slanting_watermark_is_not() -> None:
    lines: list[Item] = [Text(line.text, line.y, 700.0 - line.x, angle=90) for line in set_lines(PLAN[1:4])[0]]
    assert texts(read_items([*lines, Text("仅供内部使用", 200.0, 500.0, 40.0, angle=40)])) == PLAN[1:4]


def test_a_table_is_rows_in_their_place() -> None:
    body = [HEADER, ("1", "新造林三万亩", "营林科"), ("2", "管护林地", "护林站")]
    above, below = Text("一、任务分工如下：", LEFT, 150.0), Text("二、抓好落实。", LEFT, 300.0)
    pages = read_items([*table(NARROW, body), above, below])
    assert [block.cells or block.text for block in pages.blocks] == [above.text, *body, below.text]
    row = pages.blocks[2]
    assert (row.text, row.table, row.page) == ("1\t新造林三万亩\t营林科", 0, 1)
    assert [row.text[region.start : region.end] for region in row.regions] == list(body[1])
    assert row.regions[1].box[0] == pytest.approx(156 / WIDTH, abs=0.001)


def test_what_spans_rows_is_in_each_of_them_and_what_spans_columns_in_the_first() -> None:
    columns, lines = OPEN, [200.0, 224.0, 248.0, 272.0]
    rules = [rule for rule in grid(columns, lines, missing=[(2, 0)]) if rule.x0 != 150.0 or rule.x1 != 150.0]
    rules.append(Rule(150.0, 200.0, 150.0, 272.0))
    body = [HEADER, ("造林", "新造林三万亩", "营林科"), ("", "补植补造", "种苗站")]
    assert rows(read_items([*rules, *in_cells(columns, lines, body)]))[1:] == [body[1], ("造林", "补植补造", "种苗站")]
    wide = [*grid(columns, lines[1:]), *grid([columns[0], columns[-1]], lines[:2])]
    body = [("任务分工表", "", ""), HEADER, ("1", "造林", "营林科")]
    assert rows(read_items([*wide, *in_cells(columns, lines, body)])) == body


def test_lines_of_a_cell_are_joined_where_they_are_full() -> None:
    rules = grid(OPEN, [200.0, 260.0, 300.0])
    cell = [
        Text("抓好春季造林和秋冬季管护工作做好", 156.0, 215.0),
        Text("森林防火", 156.0, 231.0),
        Text("营林科", 366.0, 215.0),
    ]
    more = [Text("护林站", 366.0, 231.0), Text("1", 96.0, 215.0), Text("2", 96.0, 280.0)]
    [first, _] = rows(read_items([*rules, *cell, Text("防火隔离带建设与日常巡护做好", 156.0, 247.0), *more]))
    assert first == ("1", "抓好春季造林和秋冬季管护工作做好森林防火 防火隔离带建设与日常巡护做好", "营林科 护林站")


def test_a_table_goes_on_over_pages_with_its_header_once() -> None:
    above = set_lines([LONG * 5])[0]
    lines = [650.0, 674.0, 698.0, 722.0]
    next_lines = [100.0, 124.0, 148.0, 172.0, 196.0]
    one = [HEADER, ("1", "新造林三万亩", "营林科"), ("2", "落实护林员网格化", "护林站")]
    two = [HEADER, ("", "管理制度", ""), ("3", "森林防火", "防火办"), ("4", "种苗", "种苗站")]
    pages = read_items(
        [*above, *table(lines, one)],
        [Text("— 2 —", 280.0, 800.0), *table(next_lines, two)],
    )
    parted = ("2", "落实护林员网格化管理制度", "护林站")
    assert rows(pages) == [HEADER, one[1], parted, *two[2:]]
    assert {block.table for block in pages.blocks if block.cells} == {0}
    assert [block.page for block in pages.blocks if block.cells] == [1, 1, 1, 2, 2]


def test_a_merged_cell_that_a_page_break_parts_holds_for_the_rows_behind_it() -> None:
    lines = [650.0, 674.0, 698.0]
    next_lines = [100.0, 124.0, 148.0, 172.0]
    one, two = (
        [HEADER, ("造林", "整地工作。", "营林科")],
        [("", "植苗工作。", "种苗站"), ("", "浇水工作。", "林场"), ("防火", "巡护", "防火办")],
    )
    pages = read_items(
        table(lines, one),
        [*grid(OPEN, next_lines, missing=[(1, 0)]), *in_cells(OPEN, next_lines, two)],
    )
    assert [cells[0] for cells in rows(pages) if cells] == ["序号", "造林", "造林", "造林", "防火"]


def test_tables_with_text_between_them_are_two() -> None:
    body = [HEADER, ("1", "造林", "营林科")]
    lower = [line + 200 for line in NARROW[:3]]
    pages = read_items([*table(NARROW[:3], body), Text("表二", LEFT, 380.0), *table(lower, body)])
    assert [block.table for block in pages.blocks] == [0, 0, None, 1, 1]


def test_a_table_without_rules_at_its_sides_keeps_its_outer_columns() -> None:
    lines = [200.0, 224.0, 248.0]
    rules = [Rule(LEFT, y, RIGHT, y) for y in lines] + [Rule(x, 200.0, x, 248.0) for x in OPEN[1:3]]
    body = [HEADER, ("1", "造林", "营林科")]
    assert rows(read_items([*rules, *in_cells(OPEN, lines, body)])) == body


def test_underlines_and_frames_are_no_tables() -> None:
    frame = grid([60.0, 535.0], [60.0, 780.0])
    under = [Rule(LEFT, y, RIGHT, y) for y in (122.0, 142.0, 162.0, 182.0, 202.0)]
    pages = read_items([*frame, *under, *set_lines(PLAN[1:4])[0]])
    assert texts(pages) == PLAN[1:4]


def test_a_scanned_page_among_others_is_recognised_in_its_place() -> None:
    mark = Text("由扫描全能王扫描创建", 250.0, 820.0, 8.0)
    pages = read_items(
        [*set_lines(PLAN[1:3])[0]], [Picture(scan("PLAN 2024 No. 35")), mark], [*set_lines(["二、完。"])[0]]
    )
    assert [re.sub(r"\s", "", text) for text in texts(pages)] == [*PLAN[1:3], "PLAN2024No.35", "二、完。"]
    [block] = [block for block in pages.blocks if block.page == 2]
    assert block.regions[0].confidence is not None
    assert block.regions[0].box[1] == pytest.approx(200 / 1754, abs=0.03)
    assert not pages.partial


def test_a_scan_on_which_nothing_is_recognised_is_told() -> None:
    pages = read_items([*set_lines(PLAN[1:3])[0]], [Picture(scan(""))])
    assert (texts(pages), pages.partial) == (PLAN[1:3], True)
    assert pages.notes == ("第2页没有识别出文字，请核对原件",)
    with pytest.raises(UnreadableFile, match="扫描件") as caught:
        read_items([Picture(scan(""))])
    assert caught.value.reason == "scanned"


def test_blank_pages_are_told_and_no_loss() -> None:
    pages = read_items([*set_lines(PLAN[1:3])[0]], [], [Text("二、完。", LEFT, TOP)])
    assert (pages.notes, pages.partial) == (("第2页是空白页",), False)
    with pytest.raises(UnreadableFile) as caught:
        read_items([], [])
    assert caught.value.reason == "empty"


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        (LONG, False),
        ("3,000 mu of forest, 85% of the plan; see annex 2 for the details.", False),
        ("序号 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", False),
        ("".join(map(chr, range(0xE000, 0xE040))), True),
        ("".join(map(chr, range(0x0100, 0x0140))), True),
        ("".join(map(chr, range(0x72A0, 0x7330))), True),
    ],
)
def test_text_that_cannot_be_what_is_printed_is_known(text: str, garbled: bool) -> None:
    assert is_garbled(text) is garbled


def test_a_password_for_changes_only_is_no_hindrance() -> None:
    assert texts(read_pdf(printed(set_lines(PLAN[1:4]), owner="口令"), "甲.pdf")) == PLAN[1:4]
    with pytest.raises(UnreadableFile) as caught:
        read_pdf(encrypted_pdf([PLAN], "secret"), "甲.pdf")
    assert caught.value.reason == "encrypted"


def test_attachments_are_told() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(printed(set_lines(PLAN[1:4])))))
    writer.add_attachment("plan.xlsx", b"PK")
    out = BytesIO()
    writer.write(out)
    assert read_pdf(out.getvalue(), "甲.pdf").notes == ("内含附件未读入：plan.xlsx",)


def test_damaged_content_is_told() -> None:
    data = printed(set_lines(PLAN * 4))
    at = data.index(b"stream", data.index(b"/FlateDecode")) + 150
    broken = data[:at] + bytes([data[at] + 1]) + data[at + 1 :]
    pages = read_pdf(broken, "甲.pdf")
    assert damaged_pages(data, 9) == ()
    assert pages.partial
    assert any("内容损坏，可能缺字" in note for note in pages.notes)


def test_a_file_without_its_end_is_mended_and_told() -> None:
    data = pdf_bytes([PLAN[:2], ["（一）完"]])
    pages = read_pdf(data[: data.index(b"xref\n0")], "甲.pdf")
    assert (texts(pages), pages.page_count) == ([*PLAN[:2], "（一）完"], 2)
    assert (pages.partial, "文件不完整" in pages.notes[-1]) == (True, True)


def test_pages_of_any_size_are_drawn_small() -> None:
    for size in ((1e6, 40.0), (14_400.0, 14_400.0), (0.5, 0.5), (WIDTH, HEIGHT)):
        with opened(printed([[Rule(0, 0, 10, 10)]], size=size)) as document:
            image = draw_page(document, 1)
        assert max(image.shape) <= 3201
        assert image.shape[2] == 3


def test_more_pages_than_are_read_are_told() -> None:
    pages = read_pdf(pdf_bytes([[f"（一）第{n}项任务"] for n in range(3005)]), "甲.pdf")
    assert (pages.page_count, pages.partial, pages.blocks[-1].page) == (3005, True, 3000)
    assert "只读入前 3000 页" in pages.notes[0]


def test_threads_may_read_at_once() -> None:
    data = printed(set_lines(PLAN[1:] * 4))
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(texts(read_pdf(data, "甲.pdf")))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [PLAN[1:] * 4] * 6


def test_a_drawing_of_many_lines_is_read_in_time() -> None:
    rules = [Rule(x * 2.0, 50.0, x * 2.0, 700.0) for x in range(290)] + [
        Rule(10.0, y, 580.0, y) for y in range(60, 700)
    ]
    assert texts(read_items([*rules, *set_lines(PLAN[1:3])[0]])) == PLAN[1:3]


PAIRS = [("2026年中央一号文件", "docx")]


@pytest.mark.parametrize(("name", "other"), PAIRS)
def test_the_same_text_as_docx_has_the_same_clauses(shared_dir: Path, name: str, other: str) -> None:
    folder = shared_dir / "data" / "documents" / "agri"
    if not (folder / f"{name}.pdf").exists():
        pytest.skip("the documents to compare are not there")
    pdf, word = (read((folder / f"{name}.{suffix}").read_bytes(), f"{name}.{suffix}") for suffix in ("pdf", other))
    plain = "".join(paragraph.text for paragraph in docx.Document(str(folder / f"{name}.{other}")).paragraphs)
    one, two = (re.sub(r"\s", "", text) for text in (plain, "".join(texts(pdf))))
    assert SequenceMatcher(None, one, two, autojunk=False).ratio() >= 0.995
    trees = [
        [(clause.depth, re.sub(r"\s", "", clause.heading)) for clause in parse(each).clauses] for each in (pdf, word)
    ]
    assert trees[0] == trees[1]
    assert [_bare(block) for block in pdf.blocks] == [_bare(block) for block in word.blocks]


def _bare(block: Block) -> str:
    return re.sub(r"\s", "", block.text)
