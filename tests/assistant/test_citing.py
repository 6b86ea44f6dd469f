from __future__ import annotations

from assistant.citing import Citer
from assistant.task_rows import rows
from kb.library import Library
from kb.normal_form import fold
from tests.kb.documents import add


def test_numbers_are_given_as_spans_are_first_used(demo_library: Library) -> None:
    doc_id = next(iter(demo_library.snapshot.entries))
    citer = Citer(demo_library.snapshot)
    assert [citer.cite(doc_id, 0, 5), citer.cite(doc_id, 5, 9), citer.cite(doc_id, 0, 5)] == ["[1]", "[2]", "[1]"]
    assert [citation.marker for citation in citer.citations] == [1, 2]


def test_a_shown_span_takes_no_number(demo_library: Library) -> None:
    doc_id = next(iter(demo_library.snapshot.entries))
    citer = Citer(demo_library.snapshot)
    assert citer.show(doc_id, 0, 5).marker == 0
    assert citer.citations == ()


def test_every_task_is_cited_with_its_title_and_its_note(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    tasks = rows(snapshot, snapshot.entries)
    assert tasks
    for doc_id, task in tasks:
        citer = Citer(snapshot)
        citer.cite_task(doc_id, task)
        document = snapshot.entries[doc_id].document
        spans = [(citation.start, citation.end) for citation in citer.citations]
        note = (task.responsibility_start, task.responsibility_end)
        assert any(start <= task.start < end for start, end in spans), task.title
        in_row = any(row.start <= task.start < row.end for row in document.rows)
        assert in_row or any(start <= note[0] and note[1] <= end for start, end in spans), task.title
        for citation in citer.citations:
            assert document.text[citation.start : citation.end] == citation.quote


def test_every_title_is_cited_where_it_stands(demo_library: Library) -> None:
    for doc_id, entry in demo_library.snapshot.entries.items():
        citer = Citer(demo_library.snapshot)
        if citer.cite_title(doc_id):
            assert citer.citations[0].quote == entry.document.title


def test_a_page_is_given_where_the_format_has_pages(demo_library: Library) -> None:
    for doc_id, entry in demo_library.snapshot.entries.items():
        page = Citer(demo_library.snapshot).show(doc_id, 0, 5).page
        assert (page == 1) if entry.document.format == "pdf" else (page is None)


def test_a_title_over_two_lines_is_cited_and_one_that_is_nowhere_leaves_the_opening(library: Library) -> None:
    text = (
        "栖云市林业局关于做好苗圃管理和\n苗木检疫工作的通知\n各科室：\n请各科室做好台账。\n栖云市林业局\n2024年5月6日"
    )
    _, doc_id = add(library, text, "通知.txt")
    document = library.snapshot.entry(doc_id).document
    citer = Citer(library.snapshot)
    assert citer.cite_opening(doc_id) == citer.cite_title(doc_id) == "[1]"
    assert fold(citer.citations[0].quote) == fold(document.title)
    _, untitled = add(library, "请大家做好台账。\n按月上报。", "某某材料.txt")
    citer = Citer(library.snapshot)
    assert citer.cite_opening(untitled) == "[1]"
    assert citer.citations[0].quote.strip()
