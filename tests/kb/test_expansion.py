"""What is shown around a hit: verbatim, whole, and no more than asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import read
from ingest.structure import parse
from kb.document import Block, Document, Pages
from kb.expansion import expanded, headers_over

TEXT = (
    "栖云市护林工作方案\n为了保护林区，制定本方案。\n一、重点任务\n各县区要做好下列工作：\n1.按月巡查，发现隐患当天报告。\n2.及时补植。\n"
    "二、工作保障\n" + "安排补助资金，按进度拨付。" * 40
)
ROWS = [["任务", "责任科室"], ["封山育林", "护林科"], ["补植补造", "造林科"]]


def parsed(text: str = TEXT) -> Document:
    return parse(read(text.encode(), "方案.txt"))


def shown(document: Document, hit: str, max_chars: int = 200) -> str:
    at = document.text.index(hit)
    start, end = expanded(document, at, at + len(hit), max_chars)
    return document.text[start:end]


def test_an_item_comes_with_its_list_and_lead_sentence() -> None:
    assert shown(parsed(), "2.及时补植。").startswith("一、重点任务\n各县区要做好下列工作：\n1.")
    assert shown(parsed(), "2.及时补植。").endswith("2.及时补植。")


def test_a_list_that_is_too_long_leaves_the_item() -> None:
    assert shown(parsed(), "发现隐患", 20) == "1.按月巡查，发现隐患当天报告。"


def test_a_clause_that_is_too_long_leaves_the_hit() -> None:
    document = parsed()
    start = document.text.index("二、工作保障") + 300
    assert expanded(document, start, start + 26, 200) == (start, start + 26)


def test_a_hit_near_the_beginning_of_a_long_clause_is_drawn_out_to_it() -> None:
    document = parsed()
    start = document.text.index("二、工作保障")
    assert expanded(document, start + 20, start + 46, 200) == (start, start + 46)


def test_a_short_document_is_shown_whole() -> None:
    document = parsed("栖云市护林通知\n一、按月巡查。\n二、及时补植。")
    assert shown(document, "补植") == document.text.strip()


@given(st.data(), st.integers(10, 700))
def test_any_hit_is_held(data: st.DataObject, max_chars: int) -> None:
    document = parsed()
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))
    first, last = expanded(document, start, end, max_chars)
    assert 0 <= first <= start < end <= last <= len(document.text)
    assert (first, last) == (start, end) or last - first <= max_chars
    assert expanded(document, first, last, max_chars) == (first, last)


def table(rows: list[list[str]]) -> Document:
    blocks = (Block("\t".join(row), table=0, cells=tuple(row)) for row in rows)
    return parse(Pages("分工表.docx", "docx", (Block("栖云市护林任务分工表"), *blocks)))


def test_a_row_is_shown_whole_and_under_its_header() -> None:
    document = table([*ROWS, *([[f"完成第{number}片区的管护任务" * 3, "护林科"] for number in range(9)])])
    at = document.text.index("补植补造")
    span = expanded(document, at, at + 2, 30)
    assert document.text[slice(*span)] == "补植补造\t造林科"
    (header,) = headers_over(document, *span)
    assert document.text[header.start : header.end] == "任务\t责任科室"


def test_a_header_that_is_shown_already_is_not_told_again() -> None:
    document = table(ROWS)
    assert headers_over(document, 0, len(document.text)) == ()
