"""Headings inside of lines."""

from __future__ import annotations

import pytest

from ingest.numbering import numbered_lines

CASES = [
    (["第一章 总则 第一节 目的 第一条 为了护林，适用第九条 的规定。"], ["第一章", "第一节", "第一条"]),
    (["第一条 甲。 第二条 乙。第三条 丙。"], ["第一条", "第二条", "第三条"]),
    (["第一章 总则", "第一条 甲。 第二章 管护", "第二条 乙。"], ["第一章", "第一条", "第二章", "第二条"]),
    (["第一条 依照 第二条 的规定。第二条 乙。"], ["第一条", "第二条"]),
    (["第一条 甲。第五条 乙。"], ["第一条"]),
    (["1.1 概述 1.1.1 目的", "为了。 1.1.2 依据", "根据。1.2 组织"], ["1.1", "1.1.1", "1.1.2", "1.2"]),
    (["1.1 概述", "比上年增长 1.2 成左右。"], ["1.1"]),
    (["一、总则 第一条 甲"], ["一、", "第一条"]),
    (["一、任务（一）造林 1.甲"], ["一、"]),
]


@pytest.mark.parametrize(("lines", "labels"), CASES, ids=[lines[0] for lines, _ in CASES])
def test_headings_that_share_a_line(lines: list[str], labels: list[str]) -> None:
    assert [each.heading.label for each in numbered_lines(lines)] == labels
