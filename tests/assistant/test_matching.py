"""Which items of two documents correspond."""

from __future__ import annotations

import pytest

from assistant.matching import MIN_OF_PLANS, match, similarity, units_of, weights_of
from kb.library import Library

OLD_PLAN = "巩固生态扶贫成果三年实施方案.docx"
PLAN = "乡村振兴有效衔接实施方案.txt"


def heading(library: Library, source: str, start: int) -> str:
    entry = next(entry for entry in library.snapshot.entries.values() if entry.source == source)
    return entry.document.clause_at(start).heading


def test_the_tasks_of_two_plans(demo_library: Library) -> None:
    snapshot = demo_library.snapshot
    ids = {entry.source: doc_id for doc_id, entry in snapshot.entries.items()}
    one, other = (snapshot.entries[ids[source]].document for source in (PLAN, OLD_PLAN))
    ones, others = (
        units_of(document, snapshot.records[ids[source]], tasks_only=True)
        for document, source in ((one, PLAN), (other, OLD_PLAN))
    )
    assert (len(ones), len(others)) == (5, 4)
    found = match(demo_library, one, other, ones, others, MIN_OF_PLANS)
    assert [heading(demo_library, PLAN, unit.start) for unit in found.only_one] == ["（三）推动生态优势变成发展优势"]
    assert found.only_other == ()
    pairs = {
        (heading(demo_library, PLAN, mine.start)[:3], heading(demo_library, OLD_PLAN, theirs.start)[:3])
        for mine, theirs in found.pairs
    }
    assert pairs == {("（一）", "（一）"), ("（二）", "（二）"), ("（四）", "（三）"), ("（五）", "（四）")}


@pytest.mark.parametrize(
    ("source", "count"),
    [("古树名木保护管理办法.txt", 18), (PLAN, 12), ("2024年林业重点工作责任分工表.docx", 16)],
)
def test_articles_items_and_rows_are_units(demo_library: Library, source: str, count: int) -> None:
    snapshot = demo_library.snapshot
    doc_id = next(doc_id for doc_id, entry in snapshot.entries.items() if entry.source == source)
    document = snapshot.entries[doc_id].document
    units = units_of(document, snapshot.records[doc_id])
    assert len(units) == count
    assert all(unit.start <= unit.name[0] < unit.name[1] <= unit.end for unit in units)


def test_rare_words_say_more_than_frequent_ones() -> None:
    texts = [frozenset({"护林", "全市"}), frozenset({"油茶", "全市"}), frozenset({"油茶", "补助"})]
    weights = weights_of([*texts, frozenset({"全市"})])
    assert similarity(texts[0], texts[0], weights) == pytest.approx(1.0)
    assert similarity(texts[1], texts[2], weights) > similarity(texts[0], texts[1], weights)
    assert similarity(frozenset(), texts[0], weights) == 0.0
