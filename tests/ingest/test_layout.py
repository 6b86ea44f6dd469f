"""Contents, boxes and the titles of documents inside."""

from __future__ import annotations

from ingest.head import read_head
from ingest.layout import Layout, layout_of
from ingest.signature import signatures_of
from kb.document import Block


def layout(*lines: str) -> Layout:
    return layout_of(lines, read_head([Block(line) for line in lines], lines), signatures_of(lines))


def inner(*lines: str) -> list[str]:
    return [title.text for title in layout(*lines).inner]


NOTICE = ("关于印发护林方案的通知", "各县区林业局：", "现将《护林方案》印发给你们，请执行。")
BODY = ("为了护林，制定本方案。", "一、目标", "造林。")


def test_the_title_behind_the_signature() -> None:
    assert inner(*NOTICE, "栖云市林业局", "2024年3月1日", "（此件公开发布）", "护林方案", *BODY) == ["护林方案"]


def test_the_title_over_two_lines_with_its_edition() -> None:
    lines = (
        "关于印发栖云市护林工作重点任务方案的通知",
        "现印发给你们。",
        "2024年3月1日",
        "栖云市护林工作",
        "重点任务方案",
        "（试行）",
    )
    assert inner(*lines, *BODY) == ["栖云市护林工作重点任务方案（试行）"]


def test_a_title_right_behind_the_forwarding_sentence() -> None:
    assert inner(*NOTICE, "护林方案", *BODY) == ["护林方案"]


def test_several_documents_inside() -> None:
    lines = ("关于印发护林办法等文件的通知", "现将《护林办法》《造林办法》印发给你们。", "2024年3月1日")
    assert inner(*lines, "护林办法", *BODY, "造林办法", *BODY) == ["护林办法", "造林办法"]


def test_a_notice_that_forwards_nothing_has_none() -> None:
    assert inner("关于护林的通知", "请护林。", "2024年3月1日", "护林任务清单", *BODY) == []


def test_tables_of_contents_are_passed_over() -> None:
    found = layout("护林规划", "目　录", "第一章 总则", "第二章 任务", "第一章 总则", "甲。", "第二章 任务")
    assert {1, 2, 3} <= found.skipped
    assert not {4, 6} & found.skipped
    assert {1, 2} <= layout("护林规划", "一、总则……1", "二、任务......12", "一、总则", "甲。").skipped


def test_boxes() -> None:
    assert layout("护林规划", "一、任务", "专栏 1 重点工程", "1.造林", "专栏1所列工程由林场实施。").boxes == {2}
