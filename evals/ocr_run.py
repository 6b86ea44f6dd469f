"""Recognition of printed pages: characters right, cells right and seconds a page, beside RapidOCR as it comes."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from evals.page_noise import LAYOUTS, STYLES, PrintedPage, body_page, red_head_page, table_page, worn
from evals.provenance import provenance
from ingest.readers import read
from ingest.readers.ocr import Line, recognise
from ingest.readers.recognised import tables_of
from kb.normal_form import fold

CORPUS = Path(__file__).parent.parent / "corpus" / "documents"
BARS = {"scan_accuracy": 0.985, "seconds_a_page": 3.0}
_SHORT_PARAGRAPH = 45  # characters that go into a cell
_MODELS = "PP-OCRv6_det_small, PP-OCRv6_rec_small, ch_ppocr_mobile_v2.0_cls_mobile"


@dataclass(frozen=True)
class _Score:
    """One page: characters on it, characters to change in what was read, and its cells."""

    chars: int
    wrong: int
    cells: int
    cells_right: int

    @property
    def accuracy(self) -> float:
        return max(0.0, 1 - self.wrong / self.chars)


def run_ocr(pages: int = 12, seed: int = 7, beside_plain: bool = True) -> dict[str, Any]:
    """The figures for `pages` pages in each style, by our reader and, if `beside_plain`, by plain RapidOCR.

    Accuracy is 1 - edit distance / length over folded text without white space, of all pages together, in the better
    of two reading orders for a table: by printed line or by cell. The text of a seal is not part of a page's text.
    Seconds a page are wall time, ours with pages in parallel. Raises MingceError where no CJK font is installed.
    """
    ways = {"ours": _ours} | ({"plain": _plain()} if beside_plain else {})
    styles: dict[str, dict[str, Any]] = {}
    for number, style in enumerate(STYLES):
        worn_pages = [
            worn(page, style, np.random.default_rng((seed, number, at))) for at, page in enumerate(printed(pages, seed))
        ]
        if not number:
            for way in ways.values():
                way(worn_pages[:1])  # loads the models
        styles[style] = {name: _figures(worn_pages, way) for name, way in ways.items()}
        if beside_plain:
            ratio = styles[style]["ours"]["seconds_a_page"] / styles[style]["plain"]["seconds_a_page"]
            styles[style]["time_ratio"] = round(ratio, 3)
    scan = styles["scan"]["ours"]
    missed = [
        *(["scan_accuracy"] if scan["accuracy"] < BARS["scan_accuracy"] else []),
        *(["seconds_a_page"] if scan["seconds_a_page"] > BARS["seconds_a_page"] else []),
    ]
    return {
        "eval": "ocr",
        "styles": styles,
        "bars": BARS,
        "missed": missed,
        "settings": {
            "pages": pages,
            "seed": seed,
            "layouts": list(LAYOUTS),
            "dpi": 200,
            "rapidocr": version("rapidocr"),
        },
        "provenance": provenance(CORPUS.iterdir(), _MODELS),
    }


def told(result: dict[str, Any]) -> str:
    """The figures as a table for people."""
    rows = ["样式    页数  字数   准确率  最差页  单元格       秒/页   直接用 RapidOCR：准确率  秒/页   用时比"]
    for style, figures in result["styles"].items():
        ours, plain = figures["ours"], figures.get("plain")
        cells = f"{ours['cells_right']}/{ours['cells']}"
        rows.append(
            f"{style:<7} {ours['pages']:>4} {ours['chars']:>6}  {ours['accuracy']:.4f}  {ours['worst_page']:.4f}  {cells:<10}"
            f" {ours['seconds_a_page']:>6.2f}"
            + (
                f"  {plain['accuracy']:>22.4f} {plain['seconds_a_page']:>6.2f} {figures['time_ratio']:>7.2f}"
                if plain
                else ""
            )
        )
    bars = f"指标：scan 准确率不低于 {BARS['scan_accuracy']}，每页不超过 {BARS['seconds_a_page']} 秒"
    return "\n".join([*rows, f"{bars}；{'未达到' if result['missed'] else '达到'}（{os.cpu_count()} 核）"])


def printed(pages: int, seed: int) -> list[PrintedPage]:
    """`pages` clean pages of the demonstration corpus, the layouts in turn."""
    source = random.Random(seed)
    blocks = [block for path in sorted(CORPUS.iterdir()) for block in read(path.read_bytes(), path.name).blocks]
    paragraphs = [block.text for block in blocks if block.cells is None and len(block.text) > 1]
    rows = [block.cells for block in blocks if block.cells is not None]
    short = [text for text in paragraphs if 8 < len(text) <= _SHORT_PARAGRAPH]
    at = 0
    drawn = []
    for number in range(pages):
        layout = LAYOUTS[number % len(LAYOUTS)]
        if layout == "table":
            made = [(str(row), source.choice(short), *source.choice(rows[1:])[2:]) for row in range(1, 30)]
            drawn.append(table_page("重点工作任务分工表", [rows[0], *made])[0])
            continue
        ahead = [*paragraphs[at:], *paragraphs]
        if layout == "body":
            page, used = body_page(ahead)
        else:
            page, used = red_head_page("栖云市林业局", f"栖林发〔2024〕{number}号", "关于做好林业重点工作的通知", ahead)
        drawn.append(page)
        at = (at + used) % len(paragraphs)
    return drawn


def accuracy(page: PrintedPage, text: str) -> float:
    """The share of the characters of `page` that `text` has right, 0-1."""
    return _score(page, text, []).accuracy


def edits(wanted: str, found: str) -> int:
    """The edit distance.

    >>> edits("责任单位", "责仟单"), edits("", "一")
    (2, 1)
    """
    codes = np.array([ord(char) for char in found], dtype=np.int64)
    steps = np.arange(len(codes) + 1)
    row = steps
    for at, char in enumerate(wanted, 1):
        row = np.concatenate([[at], np.minimum(row[:-1] + (codes != ord(char)), row[1:] + 1)])
        row = np.minimum.accumulate(row - steps) + steps
    return int(row[-1])


_Way = Callable[[Sequence[PrintedPage]], list[tuple[str, list[tuple[str, ...]]]]]


def _ours(pages: Sequence[PrintedPage]) -> list[tuple[str, list[tuple[str, ...]]]]:
    read_pages = recognise([(number, _drawer(page)) for number, page in enumerate(pages)])
    return [(_text(lines), _rows(lines)) for _, lines in read_pages]


def _drawer(page: PrintedPage) -> Callable[[], np.ndarray]:
    return lambda: page.image


def _text(lines: Sequence[Line]) -> str:
    return "".join(line.text for line in lines)


def _rows(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    return [row.cells for table in tables_of(1, lines) for row in table if row.cells is not None]


def _plain() -> _Way:
    """RapidOCR with its defaults, page after page."""
    from rapidocr import RapidOCR

    engine: Callable[[np.ndarray], Any] = RapidOCR(params={"Global.log_level": "critical"})
    return lambda pages: [
        ("".join(engine(np.ascontiguousarray(page.image[:, :, ::-1])).txts or ()), []) for page in pages
    ]


def _figures(pages: Sequence[PrintedPage], way: _Way) -> dict[str, Any]:
    started = time.perf_counter()
    found = way(pages)
    seconds = time.perf_counter() - started
    scores = [_score(page, text, rows) for page, (text, rows) in zip(pages, found, strict=True)]
    layouts = {
        layout: _accuracy([score for page, score in zip(pages, scores, strict=True) if page.layout == layout])
        for layout in {page.layout for page in pages}
    }
    return {
        "pages": len(pages),
        "chars": sum(score.chars for score in scores),
        "accuracy": _accuracy(scores),
        "worst_page": round(min(score.accuracy for score in scores), 4),
        "by_layout": dict(sorted(layouts.items())),
        "cells": sum(score.cells for score in scores),
        "cells_right": sum(score.cells_right for score in scores),
        "seconds_a_page": round(seconds / len(pages), 2),
    }


def _accuracy(scores: Sequence[_Score]) -> float:
    return round(max(0.0, 1 - sum(score.wrong for score in scores) / sum(score.chars for score in scores)), 4)


def _score(page: PrintedPage, text: str, rows: Sequence[tuple[str, ...]]) -> _Score:
    orders = [fold("".join(page.lines))]
    if page.cells:
        title = page.lines[0]
        orders.append(fold(title + "".join(cell for row in page.cells for cell in row)))
    wrong = min(edits(order, fold(text)) for order in orders)
    wanted = [fold(cell) for row in page.cells for cell in row]
    found = [fold(cell) for row in rows for cell in row]
    right = sum(a == b for a, b in zip(wanted, found, strict=False)) if len(rows) == len(page.cells) else 0
    return _Score(len(orders[0]), wrong, len(wanted), right)
