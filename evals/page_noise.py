"""Printed pages for the measurement of recognition: official layouts drawn from text, then scanned or photographed.

A page is A4 at 200 dpi, RGB. The CJK font is the machine's own (Noto Serif CJK, which `make test` installs), found
through fontconfig. Everything random comes from the generator that is handed in.
"""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kb.errors import MingceError

DPI = 200
WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dpi
LEFT, RIGHT = 220, 1434  # the type area of GB/T 9704-2012, 156 mm wide
TOP, BOTTOM = 290, 2050  # 37 mm from the top, 225 mm high
BODY_PT, TABLE_PT, TITLE_PT, HEAD_PT = 16.0, 10.5, 22.0, 40.0
STYLES = ("clean", "scan", "phone")
LAYOUTS = ("body", "table", "red_head")
_RED = (214, 32, 38)
_NO_LINE_START = "，。、；：）”》！？〕"


@dataclass(frozen=True)
class PrintedPage:
    """A page and what is printed on it: `lines` top to bottom, `cells` row by row (empty without a table)."""

    image: np.ndarray
    lines: tuple[str, ...]
    layout: str
    cells: tuple[tuple[str, ...], ...] = ()


@lru_cache(maxsize=32)
def font(points: float, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The machine's Song face at `points`. Raises MingceError where no CJK font is installed."""
    program = shutil.which("fc-match")
    wanted = f"Noto Serif CJK SC:lang=zh-cn:style={'Bold' if bold else 'Regular'}"
    told = ""
    if program is not None:
        told = subprocess.run(  # noqa: S603 (fixed arguments)
            [program, "-f", "%{file}|%{index}", wanted], capture_output=True, text=True, check=False
        ).stdout
    file, _, index = told.partition("|")
    if "CJK" not in file:
        raise MingceError("没有找到中文字体（Noto CJK）", "请先安装系统软件包 fonts-noto-cjk（make test 会安装）")
    return ImageFont.truetype(file, round(points * DPI / 72), index=int(index or 0))


def body_page(paragraphs: Sequence[str]) -> tuple[PrintedPage, int]:
    """A page of body text, and how many of `paragraphs` it took (at least 1)."""
    image, draw = _sheet()
    lines, used = _set_text(draw, paragraphs, TOP)
    return PrintedPage(np.asarray(image), tuple(lines), "body"), used


def red_head_page(issuer: str, number: str, title: str, paragraphs: Sequence[str]) -> tuple[PrintedPage, int]:
    """A first page with red head and rule, and a red stamp over its signature; as `body_page`."""
    image, draw = _sheet()
    _centred(draw, issuer + "文件", TOP, font(HEAD_PT, bold=True), _RED)
    _centred(draw, number, TOP + 190, font(BODY_PT))
    draw.line((LEFT, TOP + 260, RIGHT, TOP + 260), fill=_RED, width=6)
    _centred(draw, title, TOP + 320, font(TITLE_PT, bold=True))
    body, used = _set_text(draw, paragraphs, TOP + 440, bottom=BOTTOM - 260)
    signed, date = issuer, "2024年3月18日"
    ends = [RIGHT - 120, RIGHT - 90]
    for at, (text, end) in enumerate(zip((signed, date), ends, strict=True)):
        draw.text((end - draw.textlength(text, font(BODY_PT)), BOTTOM - 190 + at * 80), text, "black", font(BODY_PT))
    stamped = _stamp(image, (RIGHT - 280, BOTTOM - 110), issuer)
    lines = (issuer + "文件", number, title, *body, signed, date)
    return PrintedPage(stamped, lines, "red_head"), used


def table_page(title: str, rows: Sequence[Sequence[str]]) -> tuple[PrintedPage, int]:
    """A ruled table of small print under a title, and how many of `rows` it took."""
    image, draw = _sheet()
    _centred(draw, title, TOP, font(TITLE_PT, bold=True))
    face = font(TABLE_PT)
    shares = [max(4, min(24, max(len(row[at]) for row in rows))) for at in range(len(rows[0]))]
    edges = [LEFT + round((RIGHT - LEFT) * sum(shares[:at]) / sum(shares)) for at in range(len(shares) + 1)]
    top, lines, cells = TOP + 130, [title], []
    pitch = round(TABLE_PT * DPI / 72 * 1.35)
    for row in rows:
        wrapped = [list(_wrapped(draw, text, face, edges[at + 1] - edges[at] - 24)) for at, text in enumerate(row)]
        height = max(map(len, wrapped)) * pitch + 24
        if top + height > BOTTOM:
            break
        for at, parts in enumerate(wrapped):
            draw.rectangle((edges[at], top, edges[at + 1], top + height), outline="black", width=2)
            for line, part in enumerate(parts):
                draw.text((edges[at] + 12, top + 10 + line * pitch), part, "black", face)
        lines += [part for group in _by_line(wrapped) for part in group]
        cells.append(tuple(row))
        top += height
    return PrintedPage(np.asarray(image), tuple(lines), "table", tuple(cells)), len(cells)


def worn(page: PrintedPage, style: str, source: np.random.Generator) -> PrintedPage:
    """`page` as it comes out of `style`: clean, scan (skew, noise, blur, JPEG) or phone (also perspective, shadow)."""
    if style == "clean":
        return page
    image = page.image
    if style == "phone":
        image = _shadowed(_tilted(image, source), source)
        return replace(page, image=_compressed(_noisy(image, source, 4.0, 0.0), 80))
    image = cv2.GaussianBlur(_turned(image, source.uniform(-1.5, 1.5)), (0, 0), 0.7)
    return replace(page, image=_compressed(_noisy(image, source, 10.0, 0.002), 70))


def _sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    return image, ImageDraw.Draw(image)


def _set_text(
    draw: ImageDraw.ImageDraw, paragraphs: Sequence[str], top: int, bottom: int = BOTTOM
) -> tuple[list[str], int]:
    face, pitch = font(BODY_PT), 80  # 22 lines on 225 mm
    lines: list[str] = []
    for used, paragraph in enumerate(paragraphs):
        wrapped = list(_wrapped(draw, "　　" + paragraph, face, RIGHT - LEFT))
        if top + len(wrapped) * pitch > bottom and used:
            return lines, used
        for line in wrapped:
            draw.text((LEFT, top), line, "black", face)
            top += pitch
        lines += wrapped
    return lines, len(paragraphs)


def _wrapped(draw: ImageDraw.ImageDraw, text: str, face: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    line = ""
    for char in text:
        if draw.textlength(line + char, face) > width:
            kept = line[:-1] if char in _NO_LINE_START else line
            yield kept
            line = line[len(kept) :]
        line += char
    yield line


def _by_line(cells: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    for at in range(max(map(len, cells))):
        yield [parts[at] for parts in cells if at < len(parts)]


def _centred(
    draw: ImageDraw.ImageDraw,
    text: str,
    top: int,
    face: ImageFont.FreeTypeFont,
    ink: tuple[int, int, int] = (0, 0, 0),
) -> None:
    draw.text(((WIDTH - draw.textlength(text, face)) / 2, top), text, ink, face)


def _stamp(image: Image.Image, centre: tuple[int, int], name: str) -> np.ndarray:
    """`image` under a round seal of 42 mm: ring, star, the name along the ring; the ink lets print shine through."""
    side, radius = 340, 165
    seal = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(seal)
    middle = side / 2
    pen.ellipse((middle - radius, middle - radius, middle + radius, middle + radius), outline=_RED, width=8)
    points = [
        (middle + r * math.sin(turn * math.pi / 5), middle - r * math.cos(turn * math.pi / 5))
        for turn, r in enumerate((50, 20) * 5)
    ]
    pen.polygon(points, fill=_RED)
    for at, char in enumerate(name):
        angle = math.radians(-120 + 240 * at / max(1, len(name) - 1))
        tile = Image.new("RGB", (60, 60), "white")
        ImageDraw.Draw(tile).text((8, 0), char, _RED, font(BODY_PT, bold=True))
        tile = tile.rotate(-math.degrees(angle), fillcolor="white")
        seal.paste(tile, (round(middle + 122 * math.sin(angle)) - 30, round(middle - 122 * math.cos(angle)) - 30))
    page = np.array(image)
    top, left = centre[1] - side // 2, centre[0] - side // 2
    under = page[top : top + side, left : left + side]
    page[top : top + side, left : left + side] = np.minimum(under, np.asarray(seal))
    return page


def _turned(image: np.ndarray, degrees: float) -> np.ndarray:
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, 1.0)
    return cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def _tilted(image: np.ndarray, source: np.random.Generator) -> np.ndarray:
    """The sheet on a dark table, seen from a hand's height: its corners moved in by 2 to 7 % of the width."""
    corners = np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], dtype=np.float32)
    inward = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], dtype=np.float32)
    moved = corners + inward * source.uniform(0.02, 0.07, (4, 2)).astype(np.float32) * WIDTH
    matrix = cv2.getPerspectiveTransform(corners, moved)
    flat = cv2.warpPerspective(image, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderValue=(96, 88, 80))
    return cv2.GaussianBlur(flat, (0, 0), 0.6)


def _shadowed(image: np.ndarray, source: np.random.Generator) -> np.ndarray:
    """Light that falls off across the page to 45 to 60 %, and the soft edge of a hand's shadow."""
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    angle = source.uniform(0, 2 * math.pi)
    along = (across / WIDTH - 0.5) * math.cos(angle) + (down / HEIGHT - 0.5) * math.sin(angle)
    light = 1.0 - source.uniform(0.4, 0.55) * (along - along.min()) / np.ptp(along)
    edge = source.uniform(0.1, 0.3)
    light *= 1.0 - 0.25 / (1.0 + np.exp(-(along - edge) * 40))
    return np.asarray(np.clip(image * light[:, :, None], 0, 255), dtype=np.uint8)


def _noisy(image: np.ndarray, source: np.random.Generator, sigma: float, specks: float) -> np.ndarray:
    """`image` with Gaussian noise, and a share of `specks` pixels black or white."""
    noisy = np.clip(image + source.normal(0, sigma, image.shape[:2])[:, :, None], 0, 255).astype(np.uint8)
    drawn = source.random(image.shape[:2])
    noisy[drawn < specks / 2] = 0
    noisy[drawn > 1 - specks / 2] = 255
    return noisy


def _compressed(image: np.ndarray, quality: int) -> np.ndarray:
    """`image` after JPEG at `quality`."""
    _, coded = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR_RGB), dtype=np.uint8)
