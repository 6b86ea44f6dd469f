"""Clause trees: golden outlines of the demonstration documents, and what holds for every document."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extraction import extract
from ingest.readers import read
from ingest.structure import parse
from kb.document import Block, ClauseKind, Document, Pages
from kb.records import Measure, Target, Task, Term
from tests.conftest import DOCUMENTS
from tests.ingest.regenerate import GOLDEN, golden_text, outline
from tests.ingest.writers import docx_bytes, pdf_bytes

FILES = sorted(DOCUMENTS.iterdir())


def document_of(*lines: str) -> Document:
    return parse(Pages("试.txt", "txt", tuple(Block(line) for line in lines)))


def headings(document: Document) -> list[object]:
    """The outline as nested headings only."""

    def strip(rows: list[object]) -> list[object]:
        out: list[object] = []
        for row in rows:
            assert isinstance(row, list)
            out.append([row[1], strip(row[3])] if len(row) == 4 else row[1])
        return out

    return strip(outline(document))


def check_tree(document: Document) -> None:
    """Own spans tile the text, children lie inside their parents and follow each other."""
    at = 0
    for clause in document.clauses:
        assert clause.start == at
        assert clause.start <= clause.own_end <= clause.end
        at = clause.own_end
        if clause.parent is not None:
            parent = document.clauses[clause.parent]
            assert parent.index < clause.index
            assert parent.own_end <= clause.start <= clause.end <= parent.end
            assert clause.depth == parent.depth + 1
        children = document.children(clause.index)
        ends = [clause.own_end, *(child.end for child in children)]
        assert [child.start for child in children] == ends[:-1]
        assert ends[-1] == clause.end
    assert at == len(document.text)
    assert document.clauses[0].kind is ClauseKind.ROOT


def check_records(document: Document) -> None:
    """Every record says what stands at its span, in the clause and on the path that it names."""
    records = extract(document)
    everything: list[Task | Measure | Target | Term] = [
        *records.tasks,
        *records.measures,
        *records.targets,
        *records.terms,
    ]
    for record in everything:
        assert 0 <= record.start < record.end <= len(document.text)
        assert record.path == document.path_of(record.clause)
    for record in everything:
        if not isinstance(record, Term):
            assert document.text[record.start : record.end] == record.text
    for task in records.tasks:
        note = "".join(document.text[task.responsibility_start : task.responsibility_end].split())
        assert all(name in note for name in (*task.sections, *task.units))
        assert {*task.lead, *task.support} <= {*task.sections, *task.units}
    for term in records.terms:
        sentence = document.text[term.start : term.end]
        assert term.term in sentence
        assert term.definition in {None, sentence}
    for kind in ("tasks", "measures", "targets", "terms"):
        starts = [record.start for record in getattr(records, kind)]
        assert starts == sorted(starts)


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_outline_is_the_golden_one(path: Path) -> None:
    golden = (GOLDEN / f"{path.stem}.json").read_text("utf-8")
    assert golden_text(path) == golden, "look at the difference; then python -m tests.ingest.regenerate"


def test_every_golden_file_has_its_document() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_demonstration_documents_hold_together(path: Path) -> None:
    document = parse(read(path.read_bytes(), path.name))
    check_tree(document)
    check_records(document)
    if document.page_count:
        assert [span.page for span in document.page_spans] == list(range(1, document.page_count + 1))
        assert [document.page_at(span.start) for span in document.page_spans] == [s.page for s in document.page_spans]


def test_seed_document_holds_together(seed_document: Path) -> None:
    document = parse(read(seed_document.read_bytes(), seed_document.name))
    check_tree(document)
    check_records(document)


NUMBERS = "一二三四五六七八九十"
LABELS = st.one_of(
    st.builds("第{}章 ".format, st.sampled_from(NUMBERS)),
    st.builds("第{}条 ".format, st.sampled_from(NUMBERS)),
    st.builds("{}、".format, st.sampled_from(NUMBERS)),
    st.builds("（{}）".format, st.sampled_from(NUMBERS)),
    st.builds("({})".format, st.sampled_from(NUMBERS)),
    st.builds("{}.".format, st.integers(1, 30)),
    st.builds("{}．".format, st.integers(1, 30)),
    st.builds("（{}）".format, st.integers(1, 30)),
    st.sampled_from(["①", "1.2 ", "1.2.3 ", "2）", "附件1", "附件", "２．", ""]),
)
BODIES = st.sampled_from(
    [
        "加强管护。落实责任，明确边界。",
        "主要任务",
        "到2025年，造林面积达到3万亩。",
        "（责任科室：局绿化科；",
        "责任单位：各县区林业局）",
        "栖云市林业局",
        "2024年3月1日",
        "二〇二四年三月一日",
        "“四旁”是指村旁、宅旁、路旁、水旁。",
        "1.5亿元",
        "，",
        "由局办公室牵头，局绿化科配合。",
    ]
)
LINES = st.builds(lambda label, body: label + body, LABELS, BODIES)


@given(st.lists(LINES, min_size=1, max_size=25), st.integers(0, 3))
def test_any_order_of_numbers_holds_together(lines: list[str], head: int) -> None:
    document = document_of(*["栖云市工作方案", "栖林发〔2024〕1号", "各单位："][:head], *lines)
    check_tree(document)
    check_records(document)


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\f\v"), min_size=1).filter(str.strip),
        min_size=1,
    )
)
def test_any_lines_hold_together(lines: list[str]) -> None:
    document = document_of(*lines)
    check_tree(document)
    check_records(document)
    assert document.title


def test_levels_nest_in_the_order_of_the_standard() -> None:
    document = document_of(
        "栖云市工作方案", "一、甲", "（一）乙", "1.丙", "（1）丁", "（2）戊", "2.己", "（二）庚", "二、辛"
    )
    nested = [["一、甲", [["（一）乙", [["1.丙", ["（1）丁", "（2）戊"]], "2.己"]], "（二）庚"]], "二、辛"]
    assert headings(document) == nested


def test_chapters_hold_articles_and_articles_hold_items() -> None:
    document = document_of(
        "栖云市管理办法", "第一章 总则", "第一条 为了护林。", "（一）甲；", "（二）乙。", "第二章 附则", "第二条 施行。"
    )
    assert headings(document) == [["第一章 总则", [["第一条", ["（一）甲", "（二）乙"]]]], ["第二章 附则", ["第二条"]]]


def test_a_number_that_is_no_heading_stays_in_the_text() -> None:
    document = document_of("栖云市工作方案", "一、目标", "1.5亿元用于造林。", "第三条所称林木除外。", "2024年完成。")
    assert headings(document) == ["一、目标"]


def test_docx_outline_levels_make_clauses() -> None:
    data = docx_bytes([("栖云市工作总结", 1), ("工作回顾", 2), "造林3万亩。", ("工作打算", 2), "继续造林。"])
    document = parse(read(data, "总结.docx"))
    assert document.title == "栖云市工作总结"
    assert headings(document) == ["工作回顾", "工作打算"]


def test_an_annex_stands_beside_the_body() -> None:
    document = document_of(
        "栖云市工作方案", "一、目标", "造林。", "栖云市林业局", "2024年3月1日", "附件1", "一、名单", "（一）甲"
    )
    assert headings(document) == ["一、目标", "落款", ["附件1", [["一、名单", ["（一）甲"]]]]]


def test_paragraphs_go_on_over_a_page_break_and_know_their_page() -> None:
    line = "为了保护森林资源和生物多样性持续改善生态环境并让全市群众共同享有绿色"
    document = parse(
        read(pdf_bytes([["栖云市护林工作方案", "一、目标", line], ["福利。", "二、任务", line[:20] + "。"]]), "甲.pdf")
    )
    assert line + "福利。" in document.text
    assert document.page_at(document.text.index("为了")) == 1
    assert document.page_at(document.text.index("福利")) == 2
    assert [(span.page, document.text[span.start : span.start + 2]) for span in document.page_spans] == [
        (1, "栖云"),
        (2, "福利"),
    ]
