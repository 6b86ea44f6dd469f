"""Like passages of several documents are one hit."""

from __future__ import annotations

from kb.duplicates import groups_of
from kb.library import Library
from kb.search import search
from tests.kb.documents import add

RULE = "第五条 新造油茶林每亩补助800元，分三年拨付，验收合格后由县区林业局在十五个工作日内兑付到户。"


def test_copies_come_together_in_order() -> None:
    other = "第六条 申请人应当提交造林地块图、苗木检验证和身份证明，由乡镇林业站现场核实后公示七天。"
    found = groups_of([(1, "a", other), (2, "b", RULE), (3, "c", RULE + "\n"), (4, "d", "另外的话" * 10)])
    assert found == [[1], [2, 3], [4]]


def test_nearly_the_same_is_the_same() -> None:
    assert groups_of([(1, "a", RULE), (2, "b", RULE.replace("新造油茶林", "新造的油茶林"))]) == [[1, 2]]


def test_other_figures_are_another_rule() -> None:
    assert groups_of([(1, "a", RULE), (2, "b", RULE.replace("800", "500"))]) == [[1], [2]]


def test_one_document_keeps_its_repeated_clauses() -> None:
    assert groups_of([(1, "a", RULE), (2, "a", RULE), (3, "b", RULE)]) == [[1, 3], [2]]


def test_headings_and_nothing() -> None:
    assert groups_of([(1, "a", "二、保障措施"), (2, "b", "二、保障措施")]) == [[1], [2]]
    assert groups_of([(1, "a", ""), (2, "b", "")]) == [[1], [2]]
    assert groups_of([]) == []


def test_a_longer_clause_that_goes_on_is_the_same_but_not_with_another_amount() -> None:
    longer = RULE + "逾期未兑付的，由市林业局督促整改。"
    assert groups_of([(1, "a", longer), (2, "b", RULE)]) == [[1, 2]]
    assert groups_of([(1, "a", longer), (2, "b", RULE.replace("800", "300"))]) == [[1], [2]]


CHAPTER = f"""第二章 补助标准
{RULE}改造低产油茶林的，按新造的一半给予补助，同一地块五年内只补助一次，不与其他造林补助重复享受。申请人为合作社的，应当
附社员名册和土地流转合同，由村民委员会公示后报乡镇林业站。乡镇林业站现场核实面积和成活率，核实结果由两名以上工作人员签字，
并在村务公开栏张贴，接受群众监督。县区林业局每季度汇总一次，报市林业局备案。"""


def test_one_hit_with_its_sources_the_one_in_force_first(library: Library) -> None:
    def rules(title: str, purpose: str, day: str) -> str:
        purposes = "\n".join(f"第{number}条 {purpose}" for number in "一二三四")
        return f"{title}\n第一章 总则\n{purposes}\n{CHAPTER}\n栖云市林业局\n{day}"

    old = rules("栖云市油茶补助办法（暂行）", "为试行油茶补助，先在两个县开展，取得经验后再定。" * 4, "2020年3月1日")
    new = rules("栖云市油茶补助办法", "为在全市推广油茶，规范补助资金的申请、审核和发放。" * 4, "2024年3月1日")
    _, repealed = add(library, old, "旧.txt")
    _, present = add(library, new, "新.txt")
    assert not library.snapshot.status_on(repealed).holds
    hits = [hit for hit in search(library, "油茶林每亩补助多少", 10) if "800元" in hit.text]
    assert [hit.doc_id for hit in hits] == [present]
    [copy] = hits[0].also_in
    assert (copy.doc_id, copy.status) == (repealed, "superseded")
    text = library.snapshot.entry(repealed).document.text
    assert "800元" in text[copy.start : copy.end]
    apart = [hit for hit in search(library, "油茶林每亩补助多少", 10, fold_copies=False) if "800元" in hit.text]
    assert {hit.doc_id for hit in apart} == {repealed, present}
    assert not any(hit.also_in for hit in apart)
