"""Drafts without a model: their order, what is missing, what is cited, and that nothing without a source can be written."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.drafting.basis import NONE, choose, find_basis
from assistant.drafting.checking import check, require_supported, unsupported
from assistant.drafting.composing import compose, placeholder
from assistant.drafting.draft import Draft, Sentence
from assistant.drafting.draft_document import as_document, write_draft
from assistant.drafting.draft_rows import draft_row
from assistant.drafting.drafts import draft_of, read_ledger
from assistant.drafting.genres import GENRES, Element, Genre, genre_of
from assistant.drafting.notes import typed
from assistant.drafting.particulars import particulars_in
from assistant.official_document import OfficialDocument, Paragraph, Table
from evals.draft_run import notes_of, sets
from kb.errors import DraftUnsupported, SettingsError
from kb.library import Library

DEMO = {row["id"]: row for row in sets()}


@pytest.fixture(scope="module")
def draft(demo_library: Library) -> Draft:
    """The demonstration case about 油茶."""
    return draft_of(demo_library, genre_of("典型案例"), notes_of(DEMO["demo-1"]))[0]


def test_a_case_has_its_usual_order_and_own_words(draft: Draft) -> None:
    assert [section.heading for section in draft.sections] == [
        "一、背景情况",
        "二、主要做法",
        "三、取得成效",
        "四、经验启示",
    ]
    headings = [each.heading.text for each in draft.sections[1].paragraphs if each.heading]
    assert headings == [
        "（一）成立合作社统一经营。",
        "（二）聘请林业科技特派员周文驻村指导。",
        "（三）推行党员包片责任制。",
    ]
    assert "村支书张明说：“以前守着油茶山没收入，现在一户多挣三千多块。”" in draft.text
    assert draft.questions == ()


def test_every_sentence_has_a_source_and_every_particular_is_listed(draft: Draft) -> None:
    assert all(each.statements or each.markers for each in draft.sentences())
    items = require_supported(draft)
    figures = {item.particular.text for item in items}
    assert {"860亩", "620亩", "132户", "15公斤", "3200元"} <= figures
    assert all(item.sources for item in items)
    row = draft_row(draft, items, {})
    assert row["check"]["unsupported"] == []
    assert row["mode"] == "extractive"


def test_the_basis_is_cited_verbatim_from_what_is_in_force(draft: Draft, demo_library: Library) -> None:
    assert draft.citations
    for citation in draft.citations:
        text = demo_library.snapshot.entry(citation.doc_id).document.text
        assert text[citation.start : citation.end] == citation.quote
        assert citation.status == "in_force"
        assert f"《{citation.title}》（{citation.doc_number}）" in draft.text
        assert citation.quote in draft.text


@pytest.mark.parametrize("genre", GENRES, ids=lambda genre: genre.name)
def test_of_nothing_everything_is_asked(demo_library: Library, genre: Genre) -> None:
    draft, items = draft_of(demo_library, genre, [typed("")])
    missing = {question.element for question in draft.questions}
    assert missing == {*genre.musts, *(part.must for part in genre.parts if part.must)}
    assert all(element is not None and placeholder(element) in draft.text for element in missing)
    assert items == ()
    assert unsupported(check(draft)) == ()


LINES = sorted({line for row in sets() for note in notes_of(row) for line in note.text.split("\n") if line.strip()})
_BEFORE = (
    "",
    "",
    "",
    "时间：",
    "地点：",
    "单位：",
    "标题：",
    "人物：",
    "主题：",
    "我们",
    "我村",
    "我县",
    "王主任说：“",
    "问：",
    "答：",
)
MIXED = st.tuples(
    st.lists(st.tuples(st.sampled_from(_BEFORE), st.sampled_from(LINES), st.integers(0, 8)), min_size=1, max_size=12),
    st.sampled_from(("\n", "\n", "", "，", "；", "。")),
)


@given(mixed=MIXED, genre=st.sampled_from(GENRES))
@example(mixed=([("我村", "县乡联合踏勘，逐点核对边界，埋设界桩310根。", 0)], "\n"), genre=GENRES[0])
def test_of_any_notes_every_particular_has_its_source(
    demo_library: Library, mixed: tuple[list[tuple[str, str, int]], str], genre: Genre
) -> None:
    """Mixtures, cut and with other words before them; each statement that may be used stands in the draft."""
    parts, between = mixed
    notes = [typed(between.join(before + line[cut:] for before, line, cut in parts))]
    ledger = read_ledger(demo_library, notes)
    draft = compose(ledger, genre)
    assert unsupported(check(draft)) == ()
    used = {number for sentence in draft.sentences() for number in sentence.statements}
    roles = {role for part in genre.parts for role in part.roles}
    assert set(ledger.usable(*roles)) <= used


def test_forms_state_nothing_of_their_own() -> None:
    said = [*(placeholder(element) for element in Element), *(re.sub(r"{\w+}", "", genre.title) for genre in GENRES)]
    said += [re.sub(r"^[一二三四五六七八九十]、", "", part.heading) for genre in GENRES for part in genre.parts]
    assert [each for text in said for each in particulars_in(text)] == []


def test_contradictions_are_asked_and_not_chosen(demo_library: Library) -> None:
    draft, _ = draft_of(demo_library, genre_of("案例"), notes_of(DEMO["conflict-area"]))
    assert draft.text.count("【待核：1200亩还是1350亩】") == 2
    assert not re.search(r"(?<!：|是)(?:1200|1350)亩", draft.text)
    assert any(
        "1200亩（汇报.txt" in question.text and "1350亩（统计.txt" in question.text for question in draft.questions
    )


def test_orders_in_notes_stay_out(demo_library: Library) -> None:
    for name in ("injected-1", "injected-2", "injected-3"):
        draft, _ = draft_of(demo_library, genre_of(DEMO[name]["kind"]), notes_of(DEMO[name]))
        assert [word for word in DEMO[name]["forbidden"] if word in draft.text] == []
        assert any(statement.order for statement in draft.ledger.statements)


LIES = [
    "全省首个示范点。", "增收9999元。", "2019年启动。", "由市长赵伟督办。", "在万福镇推广。", "依据《假办法》。", "成效显著。",
    "群众称赞“好得很”。", "获省林业局表彰。", "惠及数万群众。", "通过ISO9001认证。",
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_a_draft_with_a_lie_is_not_written(draft: Draft, tmp_path: Path, lie: str) -> None:
    section = draft.sections[2]
    first = section.paragraphs[0]
    lying = replace(first, sentences=(*first.sentences, replace(first.sentences[0], text=lie)))
    forged = replace(draft, sections=(replace(section, paragraphs=(lying, *section.paragraphs[1:])),))
    with pytest.raises(DraftUnsupported, match="没有出处"):
        write_draft(forged, tmp_path / "a.docx")
    assert not (tmp_path / "a.docx").exists()


@given(st.integers(10**5, 10**9), st.integers(0, 200))
def test_a_changed_number_anywhere_is_found(draft: Draft, number: int, at: int) -> None:
    sentences = list(draft.sentences())
    sentence = sentences[at % len(sentences)]
    forged = Sentence(f"{sentence.text}增加{number}元。", sentence.statements, sentence.markers, sentence.made)
    title = replace(draft, title=forged)
    assert [item.particular.text for item in unsupported(check(title))] == [f"{number}元"]


def test_a_source_that_is_not_named_does_not_count(draft: Draft) -> None:
    figure = next(each for each in draft.sentences() if "132户" in each.text)
    assert unsupported(check(replace(draft, title=replace(figure, statements=(0,)))))


def test_the_basis_is_chosen(demo_library: Library) -> None:
    ledger = read_ledger(demo_library, notes_of(DEMO["demo-1"]))
    offered = find_basis(demo_library, ledger)
    assert len(offered) > 1
    assert offered[0].chosen
    second = choose(offered, ["2"])
    assert [each.id for each in second if each.chosen] == [offered[1].id]
    assert choose(offered, [offered[1].id]) == second
    assert not any(each.chosen for each in choose(offered, [NONE]))
    with pytest.raises(SettingsError, match="99"):
        choose(offered, ["99"])
    without = compose(ledger, genre_of("案例"), choose(offered, [NONE]))
    assert placeholder(Element.BASIS) in without.text
    assert find_basis(demo_library, ledger, "森林防火")[0].citation.title.endswith("森林防火工作方案")


def test_a_repealed_document_is_no_basis(demo_library: Library) -> None:
    ledger = read_ledger(demo_library, [typed("油茶和山核桃基地\n新造薄壳山核桃，龙头企业与脱贫村结对，带动30户。")])
    snapshot = demo_library.snapshot
    offered = find_basis(demo_library, ledger)
    assert offered
    assert all(snapshot.status_on(each.citation.doc_id).holds for each in offered)


def test_kinds_have_short_forms() -> None:
    assert genre_of("简报") is genre_of("工作信息") is genre_of("工作信息/简报")
    assert len({form for genre in GENRES for form in (genre.name, *genre.forms)}) == sum(
        1 + len(g.forms) for g in GENRES
    )
    with pytest.raises(SettingsError, match=r"典型案例.*新闻通稿"):
        genre_of("诗歌")


def test_the_document_has_footnotes_sources_and_an_annex_that_can_be_left_out(draft: Draft) -> None:
    document = as_document(draft)
    notes = [
        run.footnote for piece in document.pieces if isinstance(piece, Paragraph) for run in piece.runs if run.footnote
    ]
    assert len(notes) == len(draft.citations)
    assert all(citation.quote in note for citation, note in zip(draft.citations, notes, strict=True))
    assert [annex.title for annex in document.annexes] == ["素材台账"]
    assert _ledger_rows(document) == len(draft.ledger.facts) + 1
    assert as_document(draft, annex=False).annexes == ()


def _ledger_rows(document: OfficialDocument) -> int:
    return next(len(piece.rows) for piece in document.annexes[0].pieces if isinstance(piece, Table))
