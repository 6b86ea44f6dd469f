"""Texts whose line breaks were lost."""

from __future__ import annotations

import time

import pytest

from ingest.structure import parse
from kb.document import Block, Document, Pages

FLAT = (
    "各科室： 一、加强领导 （一）压实责任。落实林长制。（责任科室：资源科） （二）强化督导。按月督导。（责任科室：办公室） "
    "二、资金保障 （三）足额安排。列入预算。（责任科室：规财科）"
)
HEAD = "栖云市林业局关于做好护林工作的通知 各县区林业局： 为管好山林，现就有关事项通知如下。"
FILLING = "护林人员每天上山巡查并记下所见。" * 20


def parsed(*lines: str) -> Document:
    document = parse(Pages("a.txt", "txt", tuple(Block(line) for line in lines)))
    assert document.text == "\n".join(lines)
    assert "".join(document.text[each.start : each.own_end] for each in document.clauses) == document.text
    return document


def outline_of(document: Document) -> list[tuple[int, str]]:
    return [(each.depth, each.heading) for each in document.clauses if each.label]


def test_a_document_on_one_line_has_its_tree() -> None:
    document = parsed(f"{HEAD}{FILLING} {FLAT}")
    assert outline_of(document) == [
        (1, "一、加强领导"), (2, "（一）压实责任"), (2, "（二）强化督导"), (1, "二、资金保障"), (2, "（三）足额安排"),
    ]  # fmt: skip


def test_the_head_and_the_signature_of_one_line() -> None:
    document = parsed(f"{HEAD} {FILLING} {FLAT} 栖云市林业局 2024年3月1日")
    assert document.title == "栖云市林业局关于做好护林工作的通知"
    assert (document.addressees, document.signed_on, document.issuer) == (
        ("各县区林业局",),
        "2024-03-01",
        "栖云市林业局",
    )


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("一、强化统筹1.加强谋划。按月研究。2.加强调度。按周会商。二、强化保障3.保障经费。", ["一、", "1.", "2.", "二、", "3."]),
        ("一、组织（一）领导。专人负责。（二）督导。按月检查。二、经费", ["一、", "（一）", "（二）", "二、"]),
        ("一、范围 包括：（1）国有林；（2）集体林；（3）个人林。 二、期限 三年。", ["一、", "二、"]),
        ("一、目标 造林1.5万亩，依照 第三条 的规定验收。 二、期限 2024年 3月起。", ["一、", "二、"]),
        ("一、补助（各县区) 1.造林。每亩一百元。(林业局) 2.抚育。每亩十元。(林业局) 二、附则 略。", ["一、", "1.", "2.", "二、"]),
    ],
)  # fmt: skip
def test_what_is_a_heading_in_a_flattened_text(text: str, labels: list[str]) -> None:
    assert [each.label for each in parsed(f"{HEAD} {FILLING} {text}").clauses if each.label] == labels


def test_an_enumeration_of_a_paragraph_stays_text() -> None:
    paragraph = f"要求如下：（一）管好山；（二）管好林；（三）管好人；{FILLING}"
    document = parsed("护林方案", "一、目标", paragraph, "二、任务", FILLING, "三、保障", FILLING)
    assert [each.label for each in document.clauses if each.label] == ["一、", "二、", "三、"]


@pytest.mark.parametrize(
    ("lines", "headings"),
    [
        (["一、强化统筹1.加强谋划。", "2.加强调度。"], ["一、强化统筹", "1.加强谋划", "2.加强调度"]),
        (["1.甲项工作。", "2.乙项工作，形成格局，3.丙项工作。", "4.丁项工作。"], ["1.甲项工作", "2.乙项工作，形成格局，", "3.丙项工作", "4.丁项工作"]),
        (["一、管护", "管好山林，打造品牌二、经营", "三、保障"], ["一、管护", "二、经营", "三、保障"]),
        (["一、任务（一）造林 1.甲"], ["一、任务（一）造林 1.甲"]),
        (["1.甲项工作。", "3.丙项工作。"], ["1.甲项工作", "3.丙项工作"]),
    ],
)  # fmt: skip
def test_a_number_that_the_lines_leave_out_is_found_in_them(lines: list[str], headings: list[str]) -> None:
    assert [each.heading for each in parsed(*lines).clauses if each.label] == headings


def test_a_megabyte_on_one_line_is_read_in_seconds() -> None:
    began = time.monotonic()
    document = parsed(FLAT * (1_000_000 // len(FLAT)))
    assert len(document.clauses) > 1
    assert time.monotonic() - began < 20
