"""Deadlines: where a text sets one, and its last day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.deadlines import deadline_of_note, find_deadline, normalise

# as written, kind, last day; the plan is of 2024, signed on its last day of January
WRITTEN: list[tuple[str, str | None, str | None]] = [
    ("2024年6月底前", "absolute", "2024-06-30"),
    ("2024 年 6 月 30 日前", "absolute", "2024-06-30"),
    ("2024年2月底", "absolute", "2024-02-29"),
    ("年底前", "absolute", "2024-12-31"),
    ("年内", "absolute", "2024-12-31"),
    ("7月底", "absolute", "2024-07-31"),
    ("10月", "absolute", "2024-10-31"),
    ("６月份", "absolute", "2024-06-30"),
    ("11月中旬", "absolute", "2024-11-20"),
    ("3月初", "absolute", "2024-03-10"),
    ("2025年第三季度", "absolute", "2025-09-30"),
    ("三季度前", "absolute", "2024-09-30"),
    ("一季度末", "absolute", "2024-03-31"),
    ("上半年", "absolute", "2024-06-30"),
    ("下半年", "absolute", "2024-12-31"),
    ("2025年", "absolute", "2025-12-31"),
    ("2025年前", "absolute", "2024-12-31"),
    ("6月前", "absolute", "2024-05-31"),
    ("明年3月底", "absolute", "2025-03-31"),
    ("当年底", "absolute", "2024-12-31"),
    ("2024年1月—6月", "absolute", "2024-06-30"),
    ("2023—2025年", "absolute", "2025-12-31"),
    ("2024.6.30", "absolute", "2024-06-30"),
    ("2024-06", "absolute", "2024-06-30"),
    ("2024/13/1", "absolute", None),
    ("二〇二四年十二月底前", "absolute", "2024-12-31"),
    ("五月二十五日前", "absolute", "2024-05-25"),
    ("2024年6月31日", "absolute", "2024-06-30"),
    ("自印发之日起30日内", "relative", "2024-03-01"),
    ("本方案印发后3个月内", "relative", "2024-04-30"),
    ("自发布之日起半年内", "relative", "2024-07-31"),
    ("自印发之日起二十日内", "relative", "2024-02-20"),
    ("自印发之日起10个工作日内", "relative", None),
    ("自收到申请之日起5日内", "relative", None),
    ("15个工作日内", "relative", None),
    ("每月25日前", "periodic", None),
    ("每季度末", "periodic", None),
    ("按月", "periodic", None),
    ("长期坚持", "ongoing", None),
    ("持续推进", "ongoing", None),
    ("常态化", "ongoing", None),
    ("即时办结", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("written", "kind", "due_on"), WRITTEN)
def test_kind_and_last_day(written: str, kind: str | None, due_on: str | None) -> None:
    assert normalise(written, 2024, "2024-01-31") == (kind, due_on)


@pytest.mark.parametrize("written", ["7月底", "年底前", "上半年", "明年底"])
def test_without_a_year_there_is_no_day(written: str) -> None:
    assert normalise(written) == ("absolute", None)


def test_without_a_date_of_signing_nothing_is_counted() -> None:
    assert normalise("自印发之日起30日内", 2024) == ("relative", None)


@given(st.text("0123456789年月日底前末初上下半季度一二三十自印发之起内每工作个旬-./", max_size=24))
def test_any_text_gives_a_real_day_or_none(written: str) -> None:
    kind, due_on = normalise(written, 2024, "2024-01-31")
    assert kind in ("absolute", "relative", "periodic", "ongoing", None)
    if due_on is not None:
        date.fromisoformat(due_on)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("各县于每月25日前报送进展。", "每月25日前"),
        ("2025年第三季度前完成验收。", "2025年第三季度前"),
        ("上半年完成造林。", "上半年"),
        ("自印发之日起30日内备案。", "自印发之日起30日内"),
        ("年底前建成苗圃。", "年底前"),
        ("任务书于2025年6月底前完成，每月报送。", "2025年6月底前"),
        ("第一季度造林面积增长。", None),
        ("种树。", None),
    ],
)
def test_deadlines_in_text(text: str, written: str | None) -> None:
    found = find_deadline(text)
    assert (found.written if found else None) == written
    assert found is None or text[found.start : found.end] == found.written


@pytest.mark.parametrize(
    ("text", "written"),
    [("10月取得明显成效，", "10月"), ("按进度推进，", None), ("长期坚持", "长期坚持"), ("2024年底前，", "2024年底前")],
)
def test_deadlines_before_a_label(text: str, written: str | None) -> None:
    assert deadline_of_note(text) == written


@pytest.mark.parametrize(
    ("written", "signed_on", "due_on"),
    [
        ("2025年一季度前", "2025-01-10", "2025-03-31"),
        ("2025年上半年前", None, "2025-06-30"),
        ("2025年6月前", "2025-01-10", "2025-05-31"),
        ("2025年前", "2023-05-01", "2024-12-31"),
        ("2025年前", "2025-02-01", "2025-12-31"),
    ],
)
def test_before_a_period(written: str, signed_on: str | None, due_on: str) -> None:
    assert normalise(written, signed_on=signed_on) == ("absolute", due_on)


def test_a_condition_is_no_deadline() -> None:
    assert find_deadline("2025年3月底前完成改造的企业给予补助。") is None
    found = find_deadline("3月底前完成改造的林场，给予补助，验收于2025年6月底前完成。")
    assert found is not None
    assert found.written == "2025年6月底前"
    assert find_deadline("2025年3月底前完成改造。") is not None
