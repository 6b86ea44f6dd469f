"""Dates as written, to ISO."""

from __future__ import annotations

import pytest

from ingest.dates import days_after, is_date_line, is_print_date_line, iso_date, last_day_of_term, loose_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024年2月3日", "2024-02-03"),
        ("2019 年 1 月 22 日", "2019-01-22"),
        ("２０１１年１１月１日", "2011-11-01"),
        ("二〇一〇年十月三十一日", "2010-10-31"),
        ("二○○六年九月七日", "2006-09-07"),
        ("二〇二四年元月一日", "2024-01-01"),
        ("2024年0月3日", None),
        ("2023年2月29日", None),
        ("2024年", None),
    ],
)
def test_full_dates(written: str, iso: str | None) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    ("written", "iso"),
    [("2022.04.14", "2022-04-14"), ("2022-4-14 09:30", "2022-04-14"), ("20220414", "2022-04-14"), ("2022", None)],
)
def test_dates_of_web_pages(written: str, iso: str | None) -> None:
    assert loose_date(written) == iso


def test_lines_that_are_only_a_date() -> None:
    assert is_date_line("（2024年3月1日）")
    assert not is_date_line("自2024年3月1日起施行")
    assert is_print_date_line("2024年3月1日印发")
    assert not is_print_date_line("2024年3月1日")


@pytest.mark.parametrize(
    ("begins", "years", "months", "last"),
    [
        ("2020-01-01", 5, 0, "2024-12-31"),
        ("2024-03-15", 0, 18, "2025-09-14"),
        ("2020-02-29", 1, 0, "2021-02-27"),
        ("2023-12-01", 0, 1, "2023-12-31"),
    ],
)
def test_last_days_of_terms(begins: str, years: int, months: int, last: str) -> None:
    assert last_day_of_term(begins, years, months) == last
    assert days_after("2024-02-28", 2) == "2024-03-01"
