"""Headings without a number."""

from __future__ import annotations

import pytest

from ingest.numbering import numbered_lines
from ingest.unnumbered import unnumbered_headings

LONG = "全市造林面积稳步增加，护林队伍不断壮大，" * 3 + "成效明显。"


def found_in(*lines: str, taken: frozenset[int] = frozenset()) -> list[int]:
    numbered = {each.block: [each] for each in numbered_lines(lines)}
    return sorted(unnumbered_headings(lines, numbered, taken))


def test_between_two_paragraphs() -> None:
    assert found_in(LONG, "2023年工作回顾", LONG) == [1]


def test_before_a_list_that_begins() -> None:
    assert found_in("请认真执行护林任务。", "巡山护林", "1.巡山", "2.护林") == [1]


@pytest.mark.parametrize(
    "line", ["造林、护林，都要抓好", "2024年3月1日", "各位代表", "联系电话13900000000", "附件", "种好树的", "（略）"]
)
def test_lines_that_are_none(line: str) -> None:
    assert found_in(LONG, line, LONG) == []


def test_a_line_that_a_page_broke_is_none() -> None:
    assert found_in("要不断加强护林队伍建设和森林防火", "工作力度", LONG) == []


def test_what_is_taken_is_none() -> None:
    assert found_in(LONG, "护林工作方案", LONG, taken=frozenset({1})) == []
