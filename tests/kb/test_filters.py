"""What a search is narrowed to."""

from __future__ import annotations

import pytest

from kb.document import Status
from kb.document_kinds import kinds_in_title
from kb.errors import DocumentNotFound, SettingsError
from kb.filters import Filters, check, documents_in, tasks_of
from kb.library import Library
from kb.search import search


def titles(library: Library, filters: Filters) -> set[str]:
    ids = documents_in(filters, library.snapshot)
    return {library.snapshot.entries[doc_id].document.title for doc_id in (ids or library.snapshot.entries)}


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("栖云市林业局关于印发《护林办法（试行）》的通知", ("通知", "办法")),
        ("关于转发护林工作实施方案的通知", ("通知", "方案")),
        ("栖云市护林条例（2023年修订）", ("条例",)),
        ("中华人民共和国护林法", ("法",)),
        ("关于同意设立护林站的批复", ("批复",)),
        ("护林", ()),
    ],
)
def test_kinds(title: str, kinds: tuple[str, ...]) -> None:
    assert kinds_in_title(title) == kinds


def test_no_filter_and_all_documents_cost_nothing(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    assert documents_in(Filters(), snapshot) is None
    assert documents_in(Filters(tuple(snapshot.entries)), snapshot) is None
    assert documents_in(Filters(()), snapshot) == ()


def test_by_kind(demo_library: Library) -> None:
    found = titles(demo_library, Filters(kind="办法"))
    assert found
    assert all("办法" in title for title in found)
    assert found < titles(demo_library, Filters())
    hits = search(demo_library, "任务分工", 10, Filters(kind="办法"))
    assert hits
    assert {demo_library.snapshot.entries[hit.doc_id].document.title for hit in hits} <= found


def test_by_issuer_in_any_form(demo_library: Library) -> None:
    full = titles(demo_library, Filters(issuer="栖云市林业局"))
    assert full
    assert titles(demo_library, Filters(issuer="市林业局")) == titles(demo_library, Filters(issuer="林业局")) == full
    assert documents_in(Filters(issuer="砚溪县教育局"), demo_library.snapshot) == ()


def test_by_status_and_day(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    ended = documents_in(Filters(status=(Status.REPEALED, Status.SUPERSEDED, Status.EXPIRED)), snapshot) or ()
    assert ended
    assert not any(snapshot.status_on(doc_id).holds for doc_id in ended)
    then = documents_in(Filters(as_of="2022-06-01"), snapshot) or ()
    assert then
    assert all(snapshot.status_on(doc_id, "2022-06-01").holds for doc_id in then)
    assert set(ended) & set(then)  # what has ended since held then


def test_by_year(demo_library: Library) -> None:
    found = documents_in(Filters(from_year=2024, to_year=2024), demo_library.snapshot) or ()
    assert found
    assert {(demo_library.snapshot.entries[doc_id].document.signed_on or "")[:4] for doc_id in found} == {"2024"}


@pytest.mark.parametrize("section", ["森林防火科", "局森林防火科", "防火科"])
def test_by_section_only_passages_of_its_tasks(demo_library: Library, section: str) -> None:
    hits = search(demo_library, "培训", 20, Filters(section=section))
    spans = [(doc_id, task.start, task.end) for doc_id, task in tasks_of("局森林防火科", demo_library.snapshot)]
    assert hits
    for hit in hits:
        assert any(hit.doc_id == doc_id and hit.start < end and start < hit.end for doc_id, start, end in spans)


def test_all_of_a_section_s_tasks_are_reached(demo_library: Library) -> None:
    tasks = tasks_of("森林防火科", demo_library.snapshot)
    hits = search(demo_library, "局森林防火科", 100, Filters(section="森林防火科"), fold_copies=False)
    for doc_id, task in tasks:
        assert any(hit.doc_id == doc_id and hit.start < task.end and task.start < hit.end for hit in hits)


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (Filters(kind="章程"), "库里有的文种：.*办法"),
        (Filters(kind="散文"), "不是文种"),
        (Filters(issuer="火星局"), "发文机关：.*栖云市林业局"),
        (Filters(section="航天科"), "科室和单位："),
    ],
)
def test_what_the_library_does_not_have_is_said(demo_library: Library, filters: Filters, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        check(filters, demo_library.snapshot)


def test_an_unknown_document(demo_library: Library) -> None:
    with pytest.raises(DocumentNotFound):
        check(Filters(("nichts",)), demo_library.snapshot)


def test_good_filters_pass(demo_library: Library) -> None:
    check(Filters(kind="办法", issuer="林业局", section="森林防火科"), demo_library.snapshot)
