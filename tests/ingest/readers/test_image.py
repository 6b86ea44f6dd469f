from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from evals.page_noise import body_page, font
from ingest.readers import read
from ingest.readers.image import read_image, upright_rgb
from kb.errors import UnreadableFile

TEXT = "全市管护面积四百万亩"


@pytest.fixture(scope="module")
def page() -> Image.Image:
    from PIL import ImageDraw

    image = Image.new("RGB", (900, 500), "white")
    ImageDraw.Draw(image).text((120, 200), TEXT, "black", font(16))
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "suffix"), [("PNG", "png"), ("JPEG", "jpg"), ("TIFF", "tif"), ("BMP", "bmp"), ("GIF", "gif")]
)
def test_every_kind_is_read(page: Image.Image, kind: str, suffix: str) -> None:
    pages = read(saved(page, kind), f"通知.{suffix.upper()}")
    assert (pages.format, pages.page_count, pages.partial, pages.notes) == ("image", 1, False, ())
    [block] = pages.blocks
    [region] = block.regions
    assert block.text == TEXT
    assert (region.start, region.end, region.page) == (0, len(TEXT), 1)
    assert region.confidence is not None
    assert 0.9 < region.confidence <= 1
    assert region.box == pytest.approx((120 / 900, 200 / 500, 560 / 900, 260 / 500), abs=0.04)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGBA", "LA", "I;16", "I", "F", "YCbCr"])
def test_every_mode_is_black_on_white(page: Image.Image, mode: str) -> None:
    if mode == "RGBA":  # print on nothing
        image = Image.new("RGBA", page.size, (0, 0, 0, 0))
        image.paste((0, 0, 0, 255), mask=page.convert("L").point(lambda value: 255 - value))
    elif mode == "I;16":
        image = Image.fromarray(np.asarray(page.convert("L")).astype(np.uint16) * 200)
    else:
        image = page.convert("L").convert(mode)
    plain = upright_rgb(image)
    assert plain.shape == (500, 900, 3)
    assert plain.dtype == np.uint8
    assert np.abs(plain.astype(int) - np.asarray(page).astype(int)).mean() < 3


def test_the_camera_says_which_way_is_up(page: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90° clockwise
    data = saved(page.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)
    [block] = read_image(data, "照片.jpg").blocks
    assert block.text == TEXT
    assert block.regions[0].box[1] < 0.45


def test_a_tiff_has_pages_and_may_lose_one(page: Image.Image) -> None:
    blank = Image.new("RGB", page.size, "white")
    data = saved(page, "TIFF", save_all=True, append_images=[blank, page])
    pages = read_image(data, "扫描.tif")
    assert [region.page for block in pages.blocks for region in block.regions] == [1, 3]
    assert (pages.page_count, pages.partial) == (3, True)
    assert pages.notes == ("第2页没有识别出文字，请核对原件",)


def test_a_tiff_with_a_damaged_page_is_read_in_part(page: Image.Image) -> None:
    data = bytearray(saved(page, "TIFF", save_all=True, append_images=[page, page], compression="tiff_deflate"))
    with Image.open(BytesIO(bytes(data))) as image:
        image.seek(1)
        [start, *_] = image.tag_v2[273]  # type: ignore[attr-defined]
    data[start : start + 200] = bytes(200)
    pages = read_image(bytes(data), "扫描.tif")
    assert [region.page for block in pages.blocks for region in block.regions] == [1, 3]
    assert pages.partial
    assert "第2页的图像损坏，未读取" in pages.notes


def test_of_an_animation_the_first_picture(page: Image.Image) -> None:
    blank = Image.new("RGB", page.size, "white")
    pages = read_image(saved(page, "GIF", save_all=True, append_images=[blank, blank]), "动图.gif")
    assert (pages.page_count, [block.text for block in pages.blocks]) == (1, [TEXT])


def test_a_wide_scan_is_made_smaller() -> None:
    image = body_page([TEXT])[0].image
    large = Image.fromarray(image).resize((4800, 6788))
    assert max(upright_rgb(large).shape) == 3200


def huge_png() -> bytes:
    data = bytearray(saved(Image.new("1", (8, 8)), "PNG"))
    data[16:24] = struct.pack(">II", 60_000, 60_000)
    import zlib

    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


def test_bad_pictures_are_refused_with_a_reason(page: Image.Image) -> None:
    png, jpeg = saved(page, "PNG"), saved(page, "JPEG")
    cases = [
        (saved(Image.new("RGB", (600, 800), "white"), "PNG"), "empty"),
        (saved(Image.new("L", (1, 1)), "GIF"), "empty"),
        (huge_png(), "too_large"),
        (saved(Image.new("1", (9600, 9000)), "PNG"), "too_large"),
        (png[: len(png) // 2], "corrupt"),
        (jpeg[:300], "corrupt"),
        (jpeg[: len(jpeg) // 2], "corrupt"),
        (b"BM" + bytes(100), "corrupt"),
        (b"II*\x00" + b"\xff" * 60, "corrupt"),
    ]
    for number, (data, reason) in enumerate(cases):
        with pytest.raises(UnreadableFile) as caught:
            read_image(data, "图片")
        assert (number, caught.value.reason) == (number, reason)
        assert "请" in caught.value.remedy


def test_a_picture_under_the_name_of_a_text(page: Image.Image) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(saved(page, "PNG"), "通知.txt")
    assert caught.value.reason == "mislabelled"
