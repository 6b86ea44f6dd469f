"""Dates as official documents write them, in Arabic or Chinese digits (GB/T 9704-2012 7.3.5.4), to ISO."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from ingest.headings import number_value

_CN_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○ＯOo0０", "0")
ARABIC_DATE = r"[12１２][0-9０-９]{3}\s*年\s*[0-9０-９]{1,2}\s*月\s*[0-9０-９]{1,2}\s*日"
_ARABIC = re.compile(r"([12１２][0-9０-９]{3})\s*年\s*([0-9０-９]{1,2})\s*月\s*([0-9０-９]{1,2})\s*日")
_CHINESE = re.compile(
    r"([一二][〇○ＯOo0０零一二三四五六七八九]{3})\s*年\s*(元|[一二三四五六七八九十]{1,2})\s*月\s*([一二三四五六七八九十]{1,3})\s*日"
)
_LOOSE = re.compile(r"([12]\d{3})(?:[-./年]\s*(\d{1,2})[-./月]\s*(\d{1,2})|(\d{2})(\d{2}))(?!\d)")


def iso_date(text: str) -> str | None:
    """The first full date of `text` as YYYY-MM-DD, None without one or for a day that does not exist.

    >>> iso_date("二〇二二年三月十五日"), iso_date("２０２２年３月１５日")
    ('2022-03-15', '2022-03-15')
    """
    if match := _ARABIC.search(text):
        return _iso(*(int(part) for part in match.groups()))
    if match := _CHINESE.search(text):
        year = int("".join(_CN_DIGITS[char] for char in match[1]))
        month = 1 if match[2] == "元" else number_value(match[2])
        return _iso(year, month or 0, number_value(match[3]) or 0)
    return None


def loose_date(text: str) -> str | None:
    """The first date of `text` in any form that web pages use, as YYYY-MM-DD.

    >>> loose_date("2022-04-14 09:30"), loose_date("2022.4.14"), loose_date("20220414"), loose_date("2022年4月14日")
    ('2022-04-14', '2022-04-14', '2022-04-14', '2022-04-14')
    """
    if found := iso_date(text):
        return found
    match = _LOOSE.search(text)
    return _iso(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5])) if match else None


def is_date_line(line: str) -> bool:
    """Whether `line` is a date and nothing else.

    >>> is_date_line("二〇二二年三月一日"), is_date_line("2022年3月1日印发")
    (True, False)
    """
    stripped = line.strip("（）() 　\t")
    return bool(_ARABIC.fullmatch(stripped) or _CHINESE.fullmatch(stripped))


def is_print_date_line(line: str) -> bool:
    """Whether `line` is the date of printing and nothing else (GB/T 9704-2012 7.4.3).

    >>> is_print_date_line("2022年3月1日印发"), is_print_date_line("2022年3月1日")
    (True, False)
    """
    stripped = re.sub(r"\s*印发$", "", line.strip())
    return stripped != line.strip() and is_date_line(stripped)


def days_after(day: str, days: int) -> str:
    """The ISO date `days` (also negative) after the ISO date `day`."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def last_day_of_term(begins: str, years: int = 0, months: int = 0) -> str:
    """The last day of a term that begins on the ISO date `begins`.

    >>> last_day_of_term("2020-01-01", years=5), last_day_of_term("2020-02-29", months=12)
    ('2024-12-31', '2021-02-27')
    """
    start = date.fromisoformat(begins)
    total = start.year * 12 + start.month - 1 + years * 12 + months
    year, month = divmod(total, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return (date(year, month + 1, day) - timedelta(days=1)).isoformat()


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
