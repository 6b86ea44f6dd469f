"""PDF files for tests through reportlab: lines of Chinese text, rules and pictures at given places, set paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

WIDTH, HEIGHT = 595, 842
LEFT, RIGHT, TOP, BOTTOM = 90.0, 510.0, 100.0, 742.0  # of the text, in points from the top left
SIZE = 12.0
FONT = "STSong-Light"  # of any reader's own; every character is as wide as high, those of ASCII too


@dataclass(frozen=True)
class Text:
    """A line whose base line begins at `x`, `y` from the top left; `angle` turns it about there, in degrees."""

    text: str
    x: float
    y: float
    size: float = SIZE
    angle: float = 0


@dataclass(frozen=True)
class Rule:
    """A line from one point to another."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Picture:
    """A PNG in a rectangle."""

    png: bytes
    x0: float = 0
    y0: float = 0
    x1: float = WIDTH
    y1: float = HEIGHT


Item = Text | Rule | Picture


def first_page(data: bytes) -> bytes:
    """The first page of a PDF as one of its own: where each copy is spoilt and read, more pages only take longer."""
    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(), BytesIO()
    writer.append(PdfReader(BytesIO(data)), pages=(0, 1))
    writer.write(out)
    return out.getvalue()


def printed(
    pages: Sequence[Sequence[Item]], size: tuple[float, float] = (WIDTH, HEIGHT), turn: int = 0, owner: str = ""
) -> bytes:
    """A PDF with these things on its pages; `turn` is the pages' /Rotate, `owner` a password for changes."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = BytesIO()
    lock = StandardEncryption("", owner, canModify=0) if owner else None
    sheet = size[::-1] if turn % 180 else size  # reportlab itself turns the sheet of a turned page
    canvas = Canvas(out, pagesize=sheet, invariant=1, encrypt=lock)
    for page in pages:
        canvas.setPageRotation(turn)
        for item in page:
            if isinstance(item, Text):
                canvas.saveState()
                canvas.translate(item.x, size[1] - item.y)
                canvas.rotate(item.angle)
                canvas.setFont(FONT, item.size)
                canvas.drawString(0, 0, item.text)
                canvas.restoreState()
            elif isinstance(item, Rule):
                canvas.line(item.x0, size[1] - item.y0, item.x1, size[1] - item.y1)
            else:
                shown = ImageReader(BytesIO(item.png))
                canvas.drawImage(shown, item.x0, size[1] - item.y1, item.x1 - item.x0, item.y1 - item.y0)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def set_lines(
    paragraphs: Sequence[str], indent: int = 2, leading: float = 20.0, apart: float = 0.0, left: float = LEFT,
    right: float = RIGHT, top: float = TOP,
) -> list[list[Text]]:  # fmt: skip
    """`paragraphs` as lines on pages, wrapped at `right`, `apart` points of extra space between them."""
    pages: list[list[Text]] = [[]]
    y = top
    for paragraph in paragraphs:
        rest, first = paragraph, True
        while rest:
            x = left + (indent * SIZE if first else 0)
            count = int((right - x) / SIZE)
            if y > BOTTOM:
                pages.append([])
                y = top
            pages[-1].append(Text(rest[:count], x, y))
            rest, first, y = rest[count:], False, y + leading
        y += apart
    return pages


def grid(columns: Sequence[float], lines: Sequence[float], missing: Sequence[tuple[int, int]] = ()) -> list[Rule]:
    """The rules of a table; `missing` are level pieces of rules by (line, column), both from 0."""
    rules = [Rule(x, lines[0], x, lines[-1]) for x in columns]
    for line, y in enumerate(lines):
        across = [column for column in range(len(columns) - 1) if (line, column) not in missing]
        rules += [Rule(columns[column], y, columns[column + 1], y) for column in across]
    return rules


def in_cells(columns: Sequence[float], lines: Sequence[float], rows: Sequence[Sequence[str]]) -> list[Text]:
    """The texts of a table's cells, one line each."""
    return [
        Text(text, columns[column] + 6, lines[row] + 15)
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
        if text
    ]


def scan(text: str, size: int = 56) -> bytes:
    """The PNG of an A4 page with `text` of ASCII characters on it, in the font that comes with Pillow."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(image).text((120, 200), text, fill="black", font=ImageFont.load_default(size=size))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
