"""Lists that a sentence of running text announces."""

from __future__ import annotations

from assistant.running_lists import listed_at
from ingest.readers import read
from ingest.structure import parse


def listed(*lines: str, opening: str) -> list[str]:
    document = parse(read("\n".join(["栖云市桥梁养护方案", *lines]).encode(), "方案.txt"))
    start = document.text.index(opening)
    spans = listed_at(document, document.clause_at(start).index, start)
    return [document.text[begin:end] for begin, end in spans]


def test_semicolons_up_to_the_full_stop() -> None:
    found = listed(
        "一、任务", "今年新增三项：扫桥面；刷栏杆；换路灯。其他照旧。", "二、其他", "无。", opening="今年新增"
    )
    assert found == ["今年新增三项：扫桥面；", "刷栏杆；", "换路灯。"]


def test_a_first_item_alone_in_the_sentence_is_no_list() -> None:
    found = listed("一、任务", "今年新增三项：扫桥面；", "刷栏杆；", "换路灯。", "二、其他", "无。", opening="今年新增")
    assert found == []
