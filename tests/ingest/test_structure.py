"""Clause trees: golden outlines of the demonstration documents, and what holds for every document."""

from __future__ import annotations

import time
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


NOTICE = ("栖云市林业局关于印发《护林工作方案》的通知", "栖林发〔2024〕1号", "各县区林业局：")
FORWARDING = "现将《护林工作方案》印发给你们，请认真执行。"
SIGNED = ("栖云市林业局", "2024年3月1日")


def test_a_plan_behind_a_notice_without_clauses_is_numbered_at_the_top() -> None:
    document = document_of(*NOTICE, FORWARDING, *SIGNED, "护林工作方案", "为了护林。", "一、目标", "（一）造林")
    assert headings(document) == [["一、目标", ["（一）造林"]]]
    assert (document.title, document.inner_titles) == (NOTICE[0], ("护林工作方案",))


def test_a_plan_behind_a_notice_with_clauses_is_a_clause_of_its_own() -> None:
    document = document_of(
        *NOTICE, FORWARDING, "一、高度重视", "请重视。", "二、抓好落实", "请落实。", *SIGNED, "护林工作方案", "为了护林。",
        "一、目标", "（一）造林", *SIGNED,
    )  # fmt: skip
    assert headings(document) == [
        "一、高度重视", "二、抓好落实", "落款", ["护林工作方案", [["一、目标", ["（一）造林"]], "落款"]]
    ]  # fmt: skip
    kinds = [clause.kind for clause in document.clauses if clause.depth == 1]
    assert kinds == [ClauseKind.ITEM, ClauseKind.ITEM, ClauseKind.SIGNATURE, ClauseKind.DOCUMENT]
    check_tree(document)


def test_several_plans_are_clauses_of_their_own() -> None:
    document = document_of(
        "关于印发护林办法等文件的通知", "现将《护林办法》《造林办法》印发给你们。", *SIGNED,
        "护林办法", "第一条 甲", "造林办法", "第一条 乙",
    )  # fmt: skip
    assert headings(document) == [["护林办法", ["第一条"]], ["造林办法", ["第一条"]]]


def test_an_order_is_known_by_what_it_proclaims() -> None:
    document = document_of(
        "栖云市人民政府令", "第66号", "《护林办法》已经审议通过，现予公布，自2024年5月1日起施行。", "市长　某某某", "2024年3月1日",
        "护林办法", "第一章 总则 第一条 为了护林。", "第二条 本市适用。", "第二章 附则", "第三条 施行。",
    )  # fmt: skip
    assert (document.title, document.doc_number) == ("护林办法", "栖云市人民政府令第66号")
    assert (document.signed_on, document.effective_on) == ("2024-03-01", "2024-05-01")
    assert headings(document) == [["第一章 总则", ["第一条", "第二条"]], ["第二章 附则", ["第三条"]]]
    assert document.text[document.clauses[2].start :].startswith("第一条 为了护林。")


@pytest.mark.parametrize(
    ("lines", "nested"),
    [
        (("一、甲", "1.乙", "2.丙", "二、丁"), [["一、甲", ["1.乙", "2.丙"]], "二、丁"]),
        (("（一）甲", "1.乙", "（二）丙"), [["（一）甲", ["1.乙"]], "（二）丙"]),
        (("一、甲", "（一）乙", "二、丙", "（二）丁"), [["一、甲", ["（一）乙"]], ["二、丙", ["（二）丁"]]]),
        (("第一条 甲", "一、乙", "（一）丙", "二、丁", "第二条 戊"), [["第一条", [["一、乙", ["（一）丙"]], "二、丁"]], "第二条"]),
        (("一、甲", "第一条 乙", "第二条 丙", "二、丁", "第三条 戊"), [["一、甲", ["第一条", "第二条"]], ["二、丁", ["第三条"]]]),
        (("1.甲", "（一）乙", "（二）丙", "2.丁", "（一）戊"), [["1.甲", ["（一）乙", "（二）丙"]], ["2.丁", ["（一）戊"]]]),
        (("一、甲", "1.乙", "2.丙", "（一）丁", "1.戊"), [["一、甲", ["1.乙", "2.丙", ["（一）丁", ["1.戊"]]]]]),
        (("1 总则", "1.1 甲", "1.乙", "2.丙", "1.2 丁", "2 附则"), [["1 总则", [["1.1 甲", ["1.乙", "2.丙"]], "1.2 丁"]], "2 附则"]),
        (("1.甲", "1.1 乙", "1.1.1 丙", "1.2 丁", "2.戊", "2.1己"), [["1.甲", [["1.1 乙", ["1.1.1 丙"]], "1.2 丁"]], ["2.戊", ["2.1己"]]]),
        (("1.甲", "1.1 乙", "1.丙", "1.1 丁"), [["1.甲", ["1.1 乙"]], ["1.丙", ["1.1 丁"]]]),
        (("第一篇 甲", "第一章 乙", "第1条 丙", "第二篇 丁"), [["第一篇 甲", [["第一章 乙", ["第1条"]]]], "第二篇 丁"]),
        (("㈠甲", "⑴乙", "①丙", "⑵丁", "㈡戊"), [["㈠甲", [["⑴乙", ["①丙"]], "⑵丁"]], "㈡戊"]),
        (("一、甲", "——乙", "二、丙"), ["一、甲", "二、丙"]),
        (("一、甲", "专栏1 工程", "1.乙", "2.丙", "二、丁"), [["一、甲", ["1.乙", "2.丙"]], "二、丁"]),
    ],
)  # fmt: skip
def test_mixed_levels(lines: tuple[str, ...], nested: list[object]) -> None:
    document = document_of("栖云市护林规划", *lines)
    assert headings(document) == nested
    check_tree(document)


def test_a_box_inside_of_an_item_keeps_its_numbers_below_it() -> None:
    document = document_of(
        "栖云市护林规划", "（一）造林", "1.甲", "2.乙", "专栏1 工程", "1.丙", "2.丁", "3.戊", "4.己", "（二）管护"
    )
    boxed = ["2.乙", ["1.丙", "2.丁", "3.戊", "4.己"]]
    assert headings(document) == [["（一）造林", ["1.甲", boxed]], "（二）管护"]


def test_contents_and_the_list_of_annexes_are_no_clauses() -> None:
    document = document_of(
        "栖云市护林规划", "目录", "一、总则……1", "二、任务……2", "一、总则", "甲。", "二、任务", "乙。",
        "附件：1.任务表", "2.名单", *SIGNED, "附件1", "任务表", "一、丙", "附件2：名单", "二、丁",
    )  # fmt: skip
    assert headings(document) == [
        "一、总则", "二、任务", "落款", ["附件1", ["一、丙"]], ["附件2：名单", ["二、丁"]]
    ]  # fmt: skip
    assert document.annexes == ("任务表", "名单")


def test_a_date_among_items_is_no_signature() -> None:
    document = document_of(
        "栖云市林业局公告", "2023年第5号", "关于禁火的公告", "一、时间", "2023年10月1日", "二、范围", "全市。"
    )
    assert headings(document) == ["一、时间", "二、范围"]


def test_headings_without_numbers_divide_a_report() -> None:
    paragraph = "全市造林面积稳步增加，护林队伍不断壮大，" * 3 + "成效明显。"
    document = document_of(
        "各位代表：", "我代表市人民政府报告工作，请各位代表审议，并请列席人员提出意见。", "2023年工作回顾", paragraph, "2024年工作安排", paragraph,
        "一、造林", paragraph, "二、管护", paragraph, "加强自身建设", paragraph,
    )  # fmt: skip
    assert headings(document) == ["2023年工作回顾", ["2024年工作安排", ["一、造林", "二、管护"]], "加强自身建设"]


def test_styled_headings_lie_in_each_other_by_their_levels() -> None:
    blocks = [
        Block("栖云市工作总结"), Block("工作回顾", heading=1), Block("造林", heading=2), Block("造林3万亩。"), Block("一、甲"),
        Block("管护", heading=2), Block("工作打算", heading=1), Block("（一）乙", heading=2), Block("细则", heading=3),
    ]  # fmt: skip
    document = parse(Pages("总结.docx", "docx", tuple(blocks)))
    assert headings(document) == [
        ["工作回顾", [["造林", ["一、甲"]], "管护"]], ["工作打算", [["（一）乙", ["细则"]]]]
    ]  # fmt: skip
    check_tree(document)


def test_thousands_of_lines_are_read_in_no_time() -> None:
    lines = (
        "附件1",
        "附件：1.甲",
        "1.甲",
        "（1）乙",
        "栖云市林业局",
        "2024年3月1日",
        "目录",
        "《甲办法》、" * 50 + "同时废止。",
    ) * 500
    started = time.perf_counter()
    check_tree(document_of(*lines))
    assert time.perf_counter() - started < 10
