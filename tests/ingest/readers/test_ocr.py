from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from evals.ocr_run import edits
from evals.page_noise import PrintedPage, body_page, red_head_page, table_page, worn
from ingest.readers.ocr import Line, recognise, remarks
from ingest.readers.page_image import mapped, repair
from ingest.readers.recognised import blocks_of, pieces_of, tables_of
from kb.normal_form import fold

PLAN = [
    "全市新造林3.5万亩，森林抚育12万亩，管护面积稳定在400万亩以上，森林火灾受害率控制在0.8‰以内。",
    "一、工作目标",
    "各县区林业局应当在每年6月底以前完成林地边界核查，并把核查结果报市林业局资源科备案（牵头科室：资源科）。",
]
HEADER = ("序号", "工作任务", "责任科室", "完成时限")
ROWS = [
    HEADER,
    ("1", "完成油茶林改造1.2万亩，新建示范点4个", "产业科、规划财务科", "2025年11月30日"),
    ("2", "巡护道路维修36公里", "防火科", "2025年9月15日"),
    ("3", "举办护林员培训2期，培训320人次", "人事科", "2025年7月31日"),
]


def drawn(image: np.ndarray) -> Callable[[], np.ndarray]:
    return lambda: image


def lines_of(image: np.ndarray) -> tuple[Line, ...]:
    [(number, lines)] = recognise([(1, drawn(image))])
    assert number == 1
    return lines


def wrong_share(page: PrintedPage, lines: Sequence[Line]) -> float:
    wanted = fold("".join(page.lines))
    return edits(wanted, fold("".join(line.text for line in lines))) / len(wanted)


@pytest.fixture(scope="module")
def letter() -> PrintedPage:
    return red_head_page("栖云市林业局", "栖林发〔2025〕6号", "关于做好造林工作的通知", PLAN)[0]


@pytest.fixture(scope="module")
def letter_lines(letter: PrintedPage) -> tuple[Line, ...]:
    return lines_of(letter.image)


@pytest.fixture(scope="module")
def table() -> PrintedPage:
    return table_page("重点任务分工表", ROWS)[0]


def test_a_clean_letter_is_read_line_by_line(letter: PrintedPage, letter_lines: tuple[Line, ...]) -> None:
    lines = letter_lines
    assert [fold(line.text)[:6] for line in lines] == [fold(line)[:6] for line in letter.lines]
    assert wrong_share(letter, lines) < 0.01
    for line in lines:
        left, top, right, bottom = line.box
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        assert line.confidence > 0.8
    assert all(above.box[1] < below.box[3] for above, below in pairwise(lines))


def test_boxes_hold_their_print(letter: PrintedPage, letter_lines: tuple[Line, ...]) -> None:
    height, width = letter.image.shape[:2]
    dark = letter.image.max(axis=2) < 100
    for line in letter_lines[3:6]:
        left, top, right, bottom = line.box
        dark[int(top * height) : int(bottom * height) + 1, int(left * width) : int(right * width) + 1] = False
    assert not dark[740:960, 300:1500].any()  # the lines of the first paragraph, from the 4th on


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_is_read_and_its_boxes_are_on_the_page_as_given(
    letter: PrintedPage, letter_lines: tuple[Line, ...], quarters: int
) -> None:
    turned = lines_of(np.ascontiguousarray(np.rot90(letter.image, quarters)))
    assert wrong_share(letter, turned) < 0.01
    for line, other in zip(letter_lines, turned, strict=True):
        corners = np.array([line.box[:2], line.box[2:]])
        for _ in range(quarters):
            corners = np.column_stack([corners[:, 1], 1 - corners[:, 0]])
        assert np.allclose(np.sort(corners, axis=0).ravel(), other.box, atol=0.02)


def test_a_photographed_letter_is_squared_and_its_seal_taken_off(letter: PrintedPage) -> None:
    photo = worn(letter, "phone", np.random.default_rng(5))
    lines = lines_of(photo.image)
    assert wrong_share(letter, lines) < 0.02
    assert lines[-1].text.replace(" ", "") == "2024年3月18日"


def test_a_sheet_is_squared_only_where_its_edges_show(letter: PrintedPage) -> None:
    assert np.array_equal(repair(letter.image).back, np.eye(3))
    photo = worn(letter, "phone", np.random.default_rng(5)).image
    repaired = repair(photo)
    height, width = repaired.image.shape[:2]
    corners = mapped(np.array([(0.0, 0.0), (width, height)]), repaired.back)
    assert np.all((corners > 20) & (corners < np.array(photo.shape[1::-1]) - 20))
    assert np.percentile(repaired.image, 20) > 200  # the shadow is gone


def test_red_heads_stay_where_seals_go(letter: PrintedPage) -> None:
    plain = repair(letter.image).image.astype(int)
    red = (plain[..., 0] - plain[..., 1]) > 100
    assert red[280:440].any()
    assert not red[1700:].any()


@pytest.mark.parametrize("style", ["scan", "phone"])
def test_a_ruled_table_becomes_rows(table: PrintedPage, style: str) -> None:
    lines = lines_of(worn(table, style, np.random.default_rng(11)).image)
    blocks = blocks_of([(1, lines)])
    assert blocks[0].text == "重点任务分工表"
    rows = [block for block in blocks if block.cells is not None]
    assert [tuple(map(fold, row.cells or ())) for row in rows] == [tuple(map(fold, row)) for row in ROWS]
    for row in rows:
        assert row.text == "\t".join(row.cells or ())
        assert {(region.page, row.text[region.start : region.end] in (row.text)) for region in row.regions} == {
            (1, True)
        }
        assert sum(region.end - region.start for region in row.regions) == len("".join(row.cells or ()))


def test_a_table_goes_on_over_the_page() -> None:
    def row(at: int, texts: Sequence[str]) -> list[Line]:
        return [
            Line(text, (0.2 * n, 0.1 * at, 0.2 * n + 0.1, 0.1 * at + 0.05), 0.9, (0, at, n))
            for n, text in enumerate(texts)
        ]

    pages = [(1, [*row(0, ("序号", "任务")), *row(1, ("1", "造林"))]), (2, row(0, ("2", "管护")))]
    blocks = blocks_of(pages)
    assert [(block.page, block.table, block.cells) for block in blocks] == [
        (1, 0, ("序号", "任务")),
        (1, 0, ("1", "造林")),
        (2, 0, ("2", "管护")),
    ]
    [[other]] = tables_of(2, pages[1][1], first=4)
    assert other.table == 4


def test_paragraphs_of_a_skewed_scan_are_whole() -> None:
    page, _ = body_page(PLAN)
    lines = lines_of(worn(page, "scan", np.random.default_rng(3)).image)
    blocks = blocks_of([(7, lines)])
    assert [fold(block.text)[:8] for block in blocks] == [fold(text)[:8] for text in PLAN]
    assert all(region.page == 7 and region.confidence for block in blocks for region in block.regions)
    sizes = {round(piece.size, 1) for piece in pieces_of(lines)}
    assert len(sizes) == 1
    assert 5.0 < sizes.pop() < 6.2  # 16 pt are 5.6 mm


def test_two_columns_are_read_one_after_the_other() -> None:
    page, _ = body_page(PLAN * 3)
    column = cv2.resize(page.image[280:2100, 200:1460], None, fx=0.55, fy=0.55, interpolation=cv2.INTER_AREA)
    sheet = np.full((1200, 1500, 3), 255, np.uint8)
    for left in (40, 770):
        sheet[80 : 80 + column.shape[0], left : left + column.shape[1]] = column
    lines = lines_of(sheet)
    half = len(lines) // 2
    assert all(line.box[2] < 0.52 for line in lines[:half])
    assert all(line.box[0] > 0.48 for line in lines[half:])


def test_pages_come_in_their_order_and_are_drawn_in_the_callers_thread(table: PrintedPage) -> None:
    import threading

    threads = set()

    def draw(image: np.ndarray) -> np.ndarray:
        threads.add(threading.current_thread())
        return image

    blank = np.full((400, 300), 255, np.uint8)
    pages = [(5, lambda: draw(blank)), (3, lambda: draw(table.image)), (9, lambda: draw(blank))]
    read = list(recognise(pages))
    assert [(number, bool(lines)) for number, lines in read] == [(5, False), (3, True), (9, False)]
    assert threads == {threading.current_thread()}
    notes, missed = remarks(read)
    assert notes == ("第5页没有识别出文字，请核对原件", "第9页没有识别出文字，请核对原件")
    assert missed


def test_a_generator_that_is_left_early_stops(table: PrintedPage) -> None:
    pages = recognise((number, drawn(table.image)) for number in range(1000))
    assert next(pages)[0] == 0
    pages.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 900, 3), (900, 3, 3), (40, 40), (2000, 8, 3)])
def test_odd_pages_hold_nothing(shape: tuple[int, ...]) -> None:
    assert lines_of(np.full(shape, 255, np.uint8)) == ()
    assert isinstance(lines_of(np.random.default_rng(1).integers(0, 255, shape, np.uint8)), tuple)


def test_recognition_writes_nothing_and_logs_nothing(
    table: PrintedPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    import rapidocr

    models = sorted((Path(rapidocr.__file__).parent / "models").iterdir())
    assert lines_of(table.image)
    assert sorted((Path(rapidocr.__file__).parent / "models").iterdir()) == models
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("RapidOCR").level >= logging.CRITICAL
