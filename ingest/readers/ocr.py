"""Printed lines of page images, recognised by RapidOCR (PP-OCRv6, ONNX) from the models inside its wheel.

The detector sees a smaller picture than the recogniser: its time goes with the area, and printed lines are large and
regular. Every session has one thread; pages and lines are worked on side by side. Nothing is downloaded or written.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from ingest.readers.page_image import Image, Points, mapped, repair
from ingest.readers.page_layout import Spot, lay_out
from ingest.readers.ruled_table import Box
from kb.errors import MingceError

_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
_WORKERS = max(1, min(4, os.cpu_count() or 1))
_AHEAD = 2  # pages in which text is looked for ahead of the page whose lines are read
_DETECTION_SIDE = 960  # of the picture that the detector sees: 10.5 pt on A4 is 12 pixels high there
_SMALL_PRINT = 15.5  # pixels there, with a margin, that lines are high when print is too small for it (10.5 pt on A3)
_CLOSER_SIDE = 1600  # of the picture that it then sees
_LINE_HEIGHT = 48  # of the picture of a line that recogniser and classifier take
_LONGEST_LINE = 3200  # its width; print of this length does not occur
_MIN_CONFIDENCE = 0.5  # the library's own floor: what lies below is ornament, stains, remains of seals
_TO_WIDE = str.maketrans("(),:;!?", "（），：；！？")
_PER_MILLE = re.compile(r"(?<=\d)[%％][0oO](?![\d.])")  # how the recogniser gives ‰
_HALF = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef”])[(),:;!?]|[(),:;!?](?=[\u3000-\u9fff\uff00-\uffef“])")
_TURN_SAMPLES = 8  # lines that tell whether a page is upside down
_LOW_CONFIDENCE = 0.85  # of a page's mean, below which a person should compare with the original


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, or its part in one cell of a ruled table.

    `box` is (left, top, right, bottom) in 0-1 of the page's width and height from its top left, as the page was given;
    `confidence` is 0-1; `cell` is (table, row, column), all from 0 and by page. `level` is the box on the page turned
    upright and level, all of it as shares of that page's width.
    """

    text: str
    box: Box
    confidence: float
    cell: tuple[int, int, int] | None = None
    level: Box = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Found:
    """A page upright, `spots` in reading order, `to_page` the (3, 3) matrix from its pixels to 0-1 of the given page."""

    image: Image
    spots: tuple[Spot, ...]
    to_page: Points


def recognise(pages: Iterable[tuple[int, Callable[[], Image]]]) -> Iterator[tuple[int, tuple[Line, ...]]]:
    """The lines of each page in reading order, pages in the order in which they come.

    A page is its number and a function that draws it, (h, w, 3) or (h, w) uint8, RGB or gray; the functions are called
    one at a time in the caller's thread. Sheets are squared, seals taken off, and turned pages are turned upright.
    """
    _engines()  # before threads could each make their own
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="recognition") as pool:
        waiting: deque[tuple[int, Future[_Found]]] = deque()
        try:
            for number, draw in pages:
                waiting.append((number, pool.submit(_find, draw())))
                if len(waiting) > _AHEAD:
                    yield _read(waiting.popleft(), pool)
            while waiting:
                yield _read(waiting.popleft(), pool)
        finally:
            pool.shutdown(cancel_futures=True)


def remarks(pages: Iterable[tuple[int, Sequence[Line]]]) -> tuple[tuple[str, ...], bool]:
    """Remarks for the report on recognised pages, and whether there is a page without any text.

    >>> remarks([(1, [Line("总则", (0, 0, 1, 1), 0.72)]), (2, [])])
    (('第1页识别把握低（平均 0.72），请核对原件', '第2页没有识别出文字，请核对原件'), True)
    """
    notes, missed = [], False
    for number, lines in pages:
        chars = sum(len(line.text) for line in lines)
        if not chars:
            notes.append(f"第{number}页没有识别出文字，请核对原件")
            missed = True
            continue
        mean = sum(line.confidence * len(line.text) for line in lines) / chars
        if mean < _LOW_CONFIDENCE:
            notes.append(f"第{number}页识别把握低（平均 {mean:.2f}），请核对原件")
    return tuple(notes), missed


@lru_cache(maxsize=1)
def _engines() -> dict[str, Any]:
    """RapidOCR's detector (Det), recogniser (Rec) and classifier of upside-down lines (Cls), each on its own.

    Raises MingceError where the models are not where the wheel puts them.
    """
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    missing = [name for name in _MODELS.values() if not (folder / name).is_file()]
    if missing:
        raise MingceError(f"文字识别的模型文件缺失：{'、'.join(missing)}", "请重新安装 rapidocr 软件包")
    params: dict[str, Any] = {f"{task}.model_path": str(folder / name) for task, name in _MODELS.items()}
    params |= {
        "Global.log_level": "critical",
        "Global.use_preprocess_img": False,
        "Global.use_vertical_padding": False,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Det.limit_type": "max",
        "Det.limit_side_len": 10 * _DETECTION_SIDE,  # pictures come in the right size
        "Rec.rec_img_shape": [3, _LINE_HEIGHT, _LINE_HEIGHT],
        "Rec.rec_batch_num": 1,  # without padding to the longest of a batch
    }
    uses = {task: {f"Global.use_{each.lower()}": each == task for each in _MODELS} for task in _MODELS}
    return {task: rapidocr.RapidOCR(params=params | uses[task]) for task in _MODELS}


def _find(page: Image) -> _Found:
    """Where text stands on `page`, upright."""
    if page.ndim == 2:
        page = np.repeat(page[:, :, None], 3, axis=2)
    height, width = page.shape[:2]
    repaired = repair(page)
    image, back = repaired.image, repaired.back
    quads = _quads(image)
    if _lies_on_its_side(quads):
        image, back = _turned(image, back)
        quads = _quads(image)
    if _upside_down(image, quads):
        (image, back) = _turned(*_turned(image, back))
        quads = (np.array(image.shape[1::-1]) - quads)[:, (2, 3, 0, 1)] if len(quads) else quads
    return _Found(image, lay_out(image, quads), np.diag([1 / width, 1 / height, 1.0]) @ back)


def _quads(image: Image) -> Points:
    """The corners of pieces of text, (n, 4, 2) clockwise from top left, in pixels of `image`."""
    quads = _quads_at(image, _DETECTION_SIDE)
    shrunk = max(image.shape[:2]) / _DETECTION_SIDE
    if shrunk > 1 and len(quads) and np.median(_sides(quads).min(axis=1)) < _SMALL_PRINT * shrunk:
        return _quads_at(image, _CLOSER_SIDE)
    return quads


def _quads_at(image: Image, side: int) -> Points:
    """As `_quads`, found in a picture whose longer side is at most `side` pixels."""
    import cv2

    height, width = image.shape[:2]
    scale = min(1.0, side / max(height, width))
    size = (max(32, round(width * scale)), max(32, round(height * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    boxes = _engines()["Det"](np.ascontiguousarray(small[:, :, ::-1])).boxes
    if boxes is None:
        return np.zeros((0, 4, 2))
    return np.asarray(np.asarray(boxes, dtype=np.float64) * (width / size[0], height / size[1]))


def _sides(quads: Points) -> Points:
    """Width and height of each of `quads`, (n, 2)."""
    return np.asarray(np.linalg.norm(np.stack([quads[:, 1] - quads[:, 0], quads[:, 3] - quads[:, 0]], axis=1), axis=2))


def _lies_on_its_side(quads: Points) -> bool:
    sides = _sides(quads)
    area = sides.prod(axis=1)
    return bool(area[sides[:, 1] > 1.5 * sides[:, 0]].sum() > 0.6 * area.sum() > 0)


def _turned(image: Image, back: Points) -> tuple[Image, Points]:
    """`image` turned by 90° counter-clockwise, and the matrix from its pixels that `back` was from those of `image`."""
    quarter = np.array([(0, -1, image.shape[1]), (1, 0, 0), (0, 0, 1)], dtype=np.float64)
    return np.ascontiguousarray(np.rot90(image)), back @ quarter


def _upside_down(image: Image, quads: Points) -> bool:
    """Whether most long lines are: the classifier says so, and they are better read the other way round."""
    longest = np.argsort(-_sides(quads)[:, 0])[:_TURN_SAMPLES]
    pictures = [_line_picture(image, quads[at]) for at in longest]
    if not pictures:
        return False
    turned = [picture for picture in pictures if _engines()["Cls"](picture).cls_res[0][0] == "180"]
    if len(turned) <= len(pictures) / 2:
        return False
    here, there = (np.mean([_text(each[::step, ::step])[1] for each in turned]) for step in (1, -1))
    return bool(there > here)


def _line_picture(image: Image, quad: Points) -> Image:
    """The text within `quad` level and as high as the recogniser takes it, (48, w, 3) BGR."""
    import cv2

    wide, high = np.maximum(np.ceil(_sides(quad[None])[0]), 1)
    flat = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), flat)
    size = (int(wide), int(high))
    cut = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    across = min(_LONGEST_LINE, max(8, round(wide * _LINE_HEIGHT / high)))
    how = cv2.INTER_AREA if high > _LINE_HEIGHT else cv2.INTER_CUBIC
    cut = cv2.resize(cut, (across, _LINE_HEIGHT), interpolation=how)
    return np.ascontiguousarray(cut[:, :, ::-1], dtype=np.uint8)


def _text(picture: Image) -> tuple[str, float]:
    """The text of one line's picture and the confidence, 0-1."""
    result = _engines()["Rec"](np.ascontiguousarray(picture))
    return _as_printed(str(result.txts[0]).strip()), float(result.scores[0])


def _as_printed(text: str) -> str:
    """`text` with the marks that Chinese is printed with, where the recogniser often gives others.

    >>> _as_printed("(一)受害率0.3%0以内,管护3,000亩")
    '（一）受害率0.3‰以内，管护3,000亩'
    """
    return _HALF.sub(lambda mark: mark.group().translate(_TO_WIDE), _PER_MILLE.sub("‰", text))


def _read(page: tuple[int, Future[_Found]], pool: ThreadPoolExecutor) -> tuple[int, tuple[Line, ...]]:
    """The lines of one page, its pictures read side by side."""
    number, found = page[0], page[1].result()
    read = pool.map(lambda spot: _text(_line_picture(found.image, spot.quad)), found.spots)
    clear = [
        (spot, text, confidence)
        for spot, (text, confidence) in zip(found.spots, read, strict=True)
        if text and confidence >= _MIN_CONFIDENCE
    ]
    printed = groupby(clear, key=lambda each: each[0].line)
    return number, tuple(_line([*parts], found.to_page, found.image.shape[1]) for _, parts in printed)


def _line(parts: Sequence[tuple[Spot, str, float]], to_page: Points, width: int) -> Line:
    """One line of `parts` that stand side by side, with spaces where there is room for a character between them."""
    text = parts[0][1]
    for (before, *_), (spot, added, _) in pairwise(parts):
        text += (" " if spot.box[0] - before.box[2] > spot.height else "") + added
    corners = mapped(np.concatenate([spot.quad for spot, _, _ in parts]), to_page).clip(0, 1)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    lengths = [len(text) for _, text, _ in parts]
    confidence = float(np.average([each for _, _, each in parts], weights=lengths))
    lefts, tops, rights, bottoms = zip(*(spot.box for spot, _, _ in parts), strict=True)
    level = (min(lefts) / width, min(tops) / width, max(rights) / width, max(bottoms) / width)
    return Line(text, (float(left), float(top), float(right), float(bottom)), confidence, parts[0][0].cell, level)
