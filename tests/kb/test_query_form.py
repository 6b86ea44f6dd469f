"""Other ways to write what a query says."""

from __future__ import annotations

import pytest

from kb.aliases import FILE_NAME
from kb.library import Library
from kb.query_form import read_query
from kb.search import search
from tests.kb.documents import add


@pytest.mark.parametrize(
    ("query", "added"),
    [
        ("市发改委的任务", "发展和改革委员会"),
        ("人力资源和社会保障局", "人社局"),
        ("林業和草原局", "林草局"),
        ("今年的任务", "2025"),
        ("去年的任务", "2024"),
        ("“十四五”目标", "2025"),
    ],
)
def test_adds(demo_library: Library, query: str, added: str) -> None:
    form = read_query(demo_library, demo_library.snapshot, query)
    assert added in form.added
    assert added not in form.tokens


def test_the_office_s_own_names(library: Library) -> None:
    _, doc_id = add(library, "防汛方案\n一、分工\n河道清障由水利服务中心负责。", "甲.txt")
    add(library, "防火方案\n一、分工\n火情处置由消防救援大队负责。", "乙.txt")
    (library.home / FILE_NAME).write_text("水利服务中心 = 老水工站\n", encoding="utf-8")
    assert "水利" in " ".join(read_query(library, library.snapshot, "老水工站的事").added)
    hit = search(library, "老水工站的事", 1)[0]
    assert (hit.doc_id, hit.lexical_rank) == (doc_id, 1)


def test_nothing_is_added_twice_or_taken_away(demo_library: Library) -> None:
    form = read_query(demo_library, demo_library.snapshot, "局人事法规科15项任务")
    assert set(form.tokens) >= {"人事", "任务", "15项"}
    assert not set(form.tokens) & set(form.added)
    assert form.text == "局人事法规科15项任务"


def test_short_and_long_names_find_each_other(library: Library) -> None:
    _, long = add(library, "就业方案\n一、分工\n技能培训由人力资源和社会保障局组织。", "甲.txt")
    _, short = add(library, "项目方案\n一、分工\n项目立项由发改委审批。", "乙.txt")
    assert search(library, "人社局", 1)[0].doc_id == long
    assert search(library, "发展和改革委员会", 1)[0].doc_id == short
