"""Pages of originals drawn in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ingest.drawing import PageDrawer
from kb.errors import UnreadableFile
from tests.ingest.ofd_writer import column, ofd_bytes
from tests.ingest.pdf_writer import HEIGHT, WIDTH, Picture, Text, printed, scan


@pytest.fixture(scope="module")
def drawer() -> Iterator[PageDrawer]:
    made = PageDrawer(max_silence_s=60)
    yield made
    made.close()


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def picture_of(drawn: tuple[str, bytes]) -> Image.Image:
    assert drawn[0] == "image/jpeg"
    return Image.open(BytesIO(drawn[1])).convert("L")


def dark_rows(image: Image.Image) -> tuple[float, float]:
    """Where the print begins and ends, in shares of the height."""
    box = image.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    return box[1] / image.height, box[3] / image.height


def test_a_pdf_page_is_drawn_where_its_text_stands(drawer: PageDrawer, tmp_path: Path) -> None:
    path = written(tmp_path, "a.pdf", printed([[Text("第一页", 90, 100)], [Text("第二页", 90, 421)]]))
    assert [tuple(map(round, size)) for size in drawer.sizes(path)] == [(WIDTH, HEIGHT)] * 2
    for number, base in ((1, 100), (2, 421)):
        image = picture_of(drawer.draw(path, number))
        assert image.height <= 1800
        top, bottom = dark_rows(image)
        assert base / HEIGHT - 0.02 < top < bottom < base / HEIGHT + 0.01


def test_a_turned_page_is_drawn_as_it_is_shown(drawer: PageDrawer, tmp_path: Path) -> None:
    path = written(tmp_path, "a.pdf", printed([[Text("横页", 90, 100)]], size=(HEIGHT, WIDTH), turn=90))
    [(width, height)] = drawer.sizes(path)
    image = picture_of(drawer.draw(path, 1))
    assert (image.width > image.height) is (width > height)


def test_a_scan_keeps_its_shape(drawer: PageDrawer, tmp_path: Path) -> None:
    path = written(tmp_path, "a.png", scan("HELLO"))
    [(width, height)] = drawer.sizes(path)
    image = picture_of(drawer.draw(path, 1))
    assert image.width / image.height == pytest.approx(width / height, rel=0.01)
    assert 0.1 < dark_rows(image)[0] < 0.15


def test_a_photograph_is_turned_as_its_exif_says(drawer: PageDrawer, tmp_path: Path) -> None:
    image, out = Image.new("RGB", (300, 200), "white"), BytesIO()
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(out, "JPEG", exif=exif)
    path = written(tmp_path, "a.jpg", out.getvalue())
    assert drawer.sizes(path) == ((200, 300),)
    assert picture_of(drawer.draw(path, 1)).size == (200, 300)


def test_each_page_of_a_tiff(drawer: PageDrawer, tmp_path: Path) -> None:
    out = BytesIO()
    first, second = Image.new("RGB", (100, 150), "white"), Image.new("RGB", (150, 100), "black")
    first.save(out, "TIFF", save_all=True, append_images=[second])
    path = written(tmp_path, "a.tiff", out.getvalue())
    assert drawer.sizes(path) == ((100, 150), (150, 100))
    assert [picture_of(drawer.draw(path, number)).getpixel((5, 5)) for number in (1, 2)] == [255, 0]


def test_an_ofd_page_is_set_as_svg(drawer: PageDrawer, tmp_path: Path) -> None:
    path = written(tmp_path, "a.ofd", ofd_bytes([column(["一、目标", "<script>不是标签</script>&"])]))
    assert drawer.sizes(path) == ((210.0, 297.0),)
    kind, data = drawer.draw(path, 1)
    assert kind == "image/svg+xml"
    assert "&lt;script&gt;不是标签" in data.decode()
    assert b"<script" not in data


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", "一、目标".encode(), "unsupported"),
        ("a.pdf", b"%PDF-1.4 broken", "corrupt"),
        ("a.png", b"\x89PNG\r\n\x1a\n123", "corrupt"),
    ],
)
def test_what_cannot_be_drawn_is_told(drawer: PageDrawer, tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        drawer.sizes(written(tmp_path, name, data))
    assert caught.value.reason == reason


def test_pages_that_are_not_there(drawer: PageDrawer, tmp_path: Path) -> None:
    path = written(tmp_path, "a.pdf", printed([[Text("一页", 90, 100)]]))
    for number in (0, 2, -1):
        with pytest.raises(UnreadableFile) as caught:
            drawer.draw(path, number)
        assert caught.value.reason == "no_page"
    with pytest.raises(UnreadableFile) as caught:
        drawer.sizes(tmp_path / "gone.pdf")
    assert caught.value.reason == "missing"


def test_many_files_one_after_the_other(drawer: PageDrawer, tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.pdf", printed([[Text(f"{n}", 90, 100)]] * (n + 1))) for n in range(7)]
    for _ in range(2):
        assert [len(drawer.sizes(path)) for path in paths] == [1, 2, 3, 4, 5, 6, 7]


def test_a_process_that_hangs_or_dies_is_replaced(tmp_path: Path) -> None:
    drawer = PageDrawer(max_silence_s=5)
    path = written(tmp_path, "a.pdf", printed([[Picture(scan("A"))]]))
    try:
        drawer.sizes(path)
        assert drawer._process is not None
        assert drawer._process.pid is not None
        os.kill(drawer._process.pid, signal.SIGSTOP)
        with pytest.raises(UnreadableFile) as caught:
            drawer.draw(path, 1)
        assert caught.value.reason == "too_slow"
        drawer.max_silence_s = 60
        drawer.draw(path, 1)
        os.kill(drawer._process.pid, signal.SIGKILL)
        drawer._process.join()
        assert len(drawer.sizes(path)) == 1
    finally:
        drawer.close()
