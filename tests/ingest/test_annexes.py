"""The list of annexes before the signature, and where annexes begin."""

from __future__ import annotations

import pytest

from ingest.annexes import annexes_of
from ingest.signature import signatures_of

# lines, names of the list, marks by line
CASES = [
    (["附件：1.任务表", "2.名单", "栖云市林业局", "2024年3月1日", "附件1", "任务表"], ("任务表", "名单"), {4: "附件1"}),
    (["附件：任务表", "2024年3月1日", "附件：", "任务表", "造林三万亩，管护五万亩。"], ("任务表",), {2: "附件"}),
    (["附件：", "任务表", "附件", "任务表"], ("任务表",), {2: "附件"}),
    (["附件1.任务表", "2.名单", "2024年3月1日", "附件1", "甲", "附件2：", "乙"], ("任务表", "名单"), {3: "附件1", 5: "附件2"}),
    (["附件：1.任务表 2.名单 3.《护林办法》", "2024年3月1日"], ("任务表", "名单", "护林办法"), {}),
    (["附件：1.附件1 任务表.docx", "2.附件2 名单.pdf"], ("任务表", "名单"), {}),
    (["2024年3月1日", "附件1：任务表", "一、甲", "附件2：名单", "二、乙"], (), {1: "附件1", 3: "附件2"}),
    (["2024年3月1日", "附件1 护林任务表", "造林。", "附表一", "甲", "附录A", "乙"], (), {1: "附件1", 3: "附表一", 5: "附录A"}),
    (["附件1-2", "申报表"], (), {0: "附件1-2"}),
    (["附件1所列任务由林场完成。", "附件中的表格要填全", "附则"], (), {}),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "names", "marks"), CASES, ids=[lines[0] + lines[-1] for lines, *_ in CASES])
def test_lists_and_marks(lines: list[str], names: tuple[str, ...], marks: dict[int, str]) -> None:
    found = annexes_of(lines, 0, frozenset(), signatures_of(lines))
    assert (found.names, found.marks) == (names, marks)


def test_a_name_over_two_lines_is_one() -> None:
    lines = ["附件：1.栖云市森林防火工作重点任务责任", "分解表", "2.名单", "2024年3月1日"]
    assert annexes_of(lines, 0, frozenset(), signatures_of(lines)).names == (
        "栖云市森林防火工作重点任务责任分解表",
        "名单",
    )


def test_lines_that_are_something_else_begin_no_annex() -> None:
    assert annexes_of(["附件1", "附件2"], 0, frozenset({0}), ()).marks == {1: "附件2"}
    assert annexes_of(["附件1", "附件2"], 2, frozenset(), ()).marks == {}
