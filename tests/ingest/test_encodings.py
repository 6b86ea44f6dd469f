"""Bytes to text in every encoding that comes in."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.encodings import decode
from ingest.readers import read
from kb.errors import UnreadableFile

TEXT = "栖云市林业局：２０２４年，古树㙍、䶮岭、镕、𠮷、𬭚（每亩800元）。\r\n“四旁”植绿——完"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("gb18030", "gb18030"),
    ],
)
def test_text_comes_back_as_written(encoding: str, named: str) -> None:
    assert decode(TEXT.encode(encoding)) == (TEXT, named)


def test_big_endian_utf16() -> None:
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be"))[0] == TEXT


TRADITIONAL = "棲雲市林業局工作方案\n一、全市新造林三萬畝，各縣區應於年底前完成任務。（責任單位：各縣區林業局）"

SIMPLIFIED = "栖云市林业局工作方案\r\n一、全市新造林3万亩，各县区应于年底前完成任务。（责任单位：各县区林业局）"


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        ("造林", "gb18030", "gb18030"),
    ],
)
def test_an_encoding_without_a_mark_is_known_by_its_characters(text: str, encoding: str, named: str) -> None:
    assert decode(text.encode(encoding)) == (text, named)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=8, max_size=80))
def test_gb18030_round_trip(text: str) -> None:
    line = f"第一条 {text}。"
    assert decode(line.encode("gb18030")) == (line, "gb18030")


@pytest.mark.parametrize(
    "data",
    [
        random.Random(3).randbytes(3000),
        b"\x00\x01\x02\x03" * 400,
        b"\xff\xfe\x00",
        b"\xff\xfe" + b"\x00\xd8" * 9,
        b"\x80" * 500,
    ],
    ids=["noise", "binary", "odd length", "lone surrogates", "no lead byte"],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        decode(data)
    assert caught.value.reason == "encoding"


def test_the_encoding_is_noted_unless_it_is_utf8() -> None:
    assert read(TEXT.encode("gb18030"), "甲.txt").notes == ("编码：GB18030",)
    assert read(TEXT.encode("utf-8-sig"), "甲.txt").notes == ()


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert [block.text for block in read("\ufeff方案\n\ufeff一、甲".encode(), "甲.txt").blocks] == ["方案", "一、甲"]
