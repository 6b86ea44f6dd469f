"""Numbers in one form, however they are written."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library import Library
from kb.normal_form import fold
from kb.numerals import number_tokens, numbers_in, value_of
from kb.search import search
from tests.kb.documents import add


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三十二项", "32项"),
        ("百分之六十", "60%"),
        ("百分之零点五", "0.5％"),
        ("第十二条", "第12条"),
        ("第一千零四十二条", "第1042条"),
        ("一万五千亩", "1.5万亩"),
        ("15000亩", "一万五亩"),
        ("1000公顷", "15000亩"),
        ("2平方公里", "200公顷"),
        ("2km²", "3000亩"),
        ("5万元", "50000元"),
        ("五百元", "500块钱"),
        ("1,500元", "1500元"),
        ("三十日内", "30天内"),
        ("十五个工作日", "15个工作日"),
        ("三个月", "3个月"),
        ("1.5公里", "一千五百米"),
        ("0.5吨", "500公斤"),
    ],
)
def test_two_ways_are_one(one: str, other: str) -> None:
    assert set(number_tokens(fold(one))) & set(number_tokens(fold(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三个月", "三月"),
        ("3平方米", "3亩"),
        ("十四五", "14"),
        ("6月30日", "30天"),
        ("三三制", "33"),
        ("3000多人", "3000人"),
        ("一二三产业", "123"),
    ],
)
def test_what_is_not_equal_is_kept_apart(one: str, other: str) -> None:
    assert not set(number_tokens(fold(one))) & set(number_tokens(fold(other)))


@pytest.mark.parametrize(
    "text", ["", "万", "亿元", "百分之", "第条", "零" * 50, "1" * 5000, "1.1.1.1", "点五", "十" * 9]
)
def test_odd_numbers_do_no_harm(text: str) -> None:
    assert all(token for token in number_tokens(fold(text)))


def test_years_in_chinese_digits() -> None:
    assert number_tokens(fold("二〇二五年")) == ["2025"]
    assert number_tokens(fold("2025年")) == []  # the year is a word as it stands


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numbers_have_their_value(number: int) -> None:
    assert value_of(_in_chinese(number)) == Fraction(number)


def _in_chinese(number: int) -> str:
    """The usual way to write `number`, 1 to 99,999,999."""
    digits = "零一二三四五六七八九"
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return _in_chinese(number // 10_000) + "万" + (gap + _in_chinese(rest) if rest else "")
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += digits[digit] + sign
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


def test_spans_stand_where_they_say() -> None:
    folded = fold("每亩补助一千五百元，共三十二户")
    assert [folded[each.start : each.end] for each in numbers_in(folded)] == ["一千五百元", "三十二户"]


@pytest.mark.parametrize("query", ["补助32户", "补助三十二户", "护林员十五名", "护林员15名"])
def test_each_way_finds_the_other(library: Library, query: str) -> None:
    _, one = add(library, "安居办法\n一、范围\n全乡共补助三十二户，每户一次。\n二、人员\n聘请护林员15名。", "甲.txt")
    add(library, "另一办法\n一、范围\n全乡共补助四十五户，每户一次。\n二、人员\n聘请护林员28名。", "乙.txt")
    assert search(library, query, 1)[0].doc_id == one


def test_digits_mixed_with_characters_are_no_number() -> None:
    assert value_of("1百") is None
    assert value_of("1,500") == 1500
