"""Chunks and their pieces: all of the text once, nothing cut that belongs together, no heading alone."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import read
from ingest.splitter import MAX_CHARS, MAX_PIECE, chunk, title_or_beginning
from ingest.structure import parse
from kb.document import Block, Document, Pages
from kb.passage import Chunk
from kb.words import Words
from tests.conftest import DOCUMENTS
from tests.ingest.test_cutting import check_cuts

FILES = sorted(DOCUMENTS.iterdir())
SENTENCES = (
    "各县区林业局按月巡查重点林区，发现隐患当天报告。", "补植苗木不少于3.5万株，成活率达到90%以上；", "完善“一长三员”网格体系。",
    "依据《栖云市封山育林管护规程（试行）》确定管护等级。", "市级财政安排补助资金120万元，按进度分两批拨付。",
)  # fmt: skip
SECTION = "一、总体要求\n二、重点任务\n（一）抓好护林。{first}\n（二）抓好造林。{second}\n三、工作保障\n（一）加强领导。{third}"


@cache
def document_of(path: Path) -> Document:
    return parse(read(path.read_bytes(), path.name))


def parsed(text: str, name: str = "方案.txt") -> Document:
    return parse(read(text.encode(), name))


def with_table(rows: list[list[str]], before: str = "栖云市护林任务分工表", behind: str = "") -> Document:
    blocks = [Block(before), *(Block("\t".join(row), table=0, cells=tuple(row)) for row in rows)]
    return parse(Pages("分工表.docx", "docx", (*blocks, *([Block(behind)] if behind else []))))


@pytest.fixture(scope="module")
def words(words_cache: Path) -> Words:
    return Words(words_cache)


def check(document: Document, words: Words, size: int, piece: int) -> tuple[Chunk, ...]:
    """What holds for the chunks of any document."""
    chunks = chunk(document, words.cut, size, piece)
    assert [each.ordinal for each in chunks] == list(range(len(chunks)))
    check_spans(document, words, 0, len(document.text), [(each.start, each.end) for each in chunks])
    for each in chunks:
        assert document.text[each.start : each.end] == each.text
        assert each.path == document.path_of(each.clause)
        title = title_or_beginning(document)
        begins_a_line = each.text.startswith(title) and not each.text.startswith(f"{title}\n")
        assert each.context.startswith(title) != begins_a_line
        check_spans(document, words, each.start, each.end, [(one.start, one.end) for one in each.pieces])
        for span in [(each.start, each.end), *((one.start, one.end) for one in each.pieces)]:
            check_no_heading_alone(document, *span, limit=0.4 * piece)
    return chunks


def check_spans(document: Document, words: Words, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    """The spans are in order, and what is between them is white space."""
    at = start
    for begin, stop in spans:
        assert at <= begin < stop <= end
        assert not document.text[at:begin].strip()
        assert document.text[begin:stop].strip() == document.text[begin:stop]
        at = stop
    assert not document.text[at:end].strip()
    for clause in document.clauses:
        own = document.text[clause.start : clause.own_end]
        if not any(row.start < clause.own_end and clause.start < row.end for row in document.rows):
            inside = {begin - clause.start for begin, _ in spans if clause.start < begin < clause.own_end}
            check_cuts(own, {cut for cut in inside if own[:cut].strip()}, words)


def check_no_heading_alone(document: Document, start: int, end: int, limit: float) -> None:
    clause = document.clauses[document.clauses_between(start, end)[-1]]
    own = document.text[clause.start : clause.own_end].strip()
    only = end - start <= len(clause.heading) + 1 and document.text[start:end] == own
    assert not (only and clause.end > clause.own_end and end - start < limit)


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
@pytest.mark.parametrize(("size", "piece"), [(MAX_CHARS, MAX_PIECE), (120, 40)])
def test_chunks_of_demonstration_documents(path: Path, size: int, piece: int, words: Words) -> None:
    for each in check(document_of(path), words, size, piece):
        assert len(each.text) <= 1.4 * size + 60


def test_chunks_of_the_seed_document(seed_document: Path, words: Words) -> None:
    check(document_of(seed_document), words, MAX_CHARS, MAX_PIECE)


@given(st.lists(st.lists(st.sampled_from(SENTENCES), max_size=6), min_size=3, max_size=3), st.integers(40, 600))
def test_any_clause_tree(words: Words, bodies: list[list[str]], size: int) -> None:
    first, second, third = map("".join, bodies)
    document = parsed("栖云市护林工作方案\n" + SECTION.format(first=first, second=second, third=third))
    check(document, words, size, max(size // 3, 20))


@given(st.lists(st.lists(st.sampled_from(["", "护林", "造林3.5万亩", "*" * 90]), min_size=3, max_size=3), max_size=8))
def test_any_table(words: Words, rows: list[list[str]]) -> None:
    document = with_table([["任务", "责任科室", "时限"], *rows], behind="请按时报送进度。")
    for each in check(document, words, 200, 60):
        touched = [
            row for row in document.rows if row.start < each.end and each.start < row.end and row.end > row.start
        ]
        if len(touched) > 1:
            assert each.start <= touched[1].start
            assert each.end >= touched[-2].end


def test_small_siblings_are_one_chunk_with_the_heading_over_them(words: Words) -> None:
    document = parsed(
        "栖云市护林工作方案\n" + SECTION.format(first="按月巡查。", second="春季补植。", third="定期调度。")
    )
    (only,) = chunk(document, words.cut)
    assert only.path == ()
    assert only.context == "栖云市护林工作方案"


def test_what_does_not_fit_goes_to_the_next_chunk_with_its_heading(words: Words) -> None:
    long = SENTENCES[0] * 7
    document = parsed("栖云市护林工作方案\n" + SECTION.format(first=long, second=long, third=long))
    chunks = chunk(document, words.cut, 190)
    assert [each.text[:6] for each in chunks] == ["栖云市护林工", "二、重点任务", "（二）抓好造", "三、工作保障"]
    second = next(each for each in chunks if each.text.startswith("（二）"))
    assert second.context.split("　")[1:] == ["二、重点任务"]


def test_articles_and_chapters_stay_apart(words: Words) -> None:
    document = parsed(
        "栖云市护林员管理办法\n第一章　总则\n第一条　为了加强管理，制定本办法。\n第二条　本办法适用于全市护林员。\n"
        "第二章　巡护\n第三条　护林员每月巡护二十天。\n（一）填写记录；\n（二）及时报告。"
    )
    texts = [each.text for each in chunk(document, words.cut)]
    assert [text[:3] for text in texts] == ["栖云市", "第二条", "第二章"]
    assert texts[-1].endswith("（二）及时报告。")


def test_rows_carry_the_labels_of_their_columns(words: Words) -> None:
    rows = [
        [f"完成第{number}片区封山育林和补植任务{number}00亩", f"护林{number}科", "2025年底"] for number in range(1, 9)
    ]
    document = with_table([["任务", "责任科室", "时限"], *rows])
    first, *others = chunk(document, words.cut)
    assert first.text.startswith("栖云市护林任务分工表")
    assert first.labels == ""
    assert others
    for each in others:
        assert each.labels == "任务 责任科室 时限"
        assert each.context.endswith(each.labels)
        assert each.text.count("\n") + 1 == sum(each.start <= row.start < each.end for row in document.rows)
        assert all(piece.context.endswith(each.labels) for piece in each.pieces)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("栖云市护林工作方案\n一、目标\n护林三万亩。", "a1b2c3.txt", "栖云市护林工作方案"),
        (
            "昨日，栖云市林区普降小雨，火险等级下降。护林员继续巡护。",
            "5e996fbd63c8.txt",
            "昨日，栖云市林区普降小雨，火险等级下降",
        ),
        ("昨日，" + "林区降雨" * 20, "5e996fbd63c8.txt", ("昨日，" + "林区降雨" * 20)[:40]),
    ],
)
def test_a_file_name_is_no_context(text: str, name: str, expected: str) -> None:
    assert title_or_beginning(parsed(text, name)) == expected


def test_later_parts_of_a_long_clause_keep_its_heading_as_context(words: Words) -> None:
    document = parsed("栖云市护林工作方案\n一、重点任务\n（一）抓好护林。" + SENTENCES[0] * 12 + "\n（二）抓好造林。")
    cut = partial(chunk, document, words.cut, 150)
    (inside,) = [each for each in cut() if not each.text.startswith(("栖", "一、", "（"))][:1]
    assert inside.context.split("　")[-2:] == ["一、重点任务", inside.path[-1]]


def test_a_beginning_that_stands_for_the_title_is_not_said_twice(words: Words) -> None:
    document = parsed(
        "个体巡护员按季领取补助，由乡镇核定后发放。\n" + "巡护记录应当存档备查，保存三年。" * 60, "0017.txt"
    )
    first, second, *_ = chunk(document, words.cut)
    assert first.context == ""
    assert second.context == "个体巡护员按季领取补助，由乡镇核定后发放"
