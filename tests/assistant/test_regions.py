"""Whose documents answer for a region that a question names."""

from __future__ import annotations

import pytest

from assistant.asking import ask
from assistant.regions import known_regions, of_elsewhere
from kb.library import Library
from tests.kb.documents import add


def report(roads: int, camps: int) -> str:
    return "\n".join(
        (
            "各位代表：",
            "现在，我代表市人民政府向大会报告工作。",
            "一、去年工作",
            f"新修乡村道路{roads}公里，建成露营基地{camps}处。",
            "二、今年安排",
            f"新修乡村道路{roads + 1}公里，建成露营基地{camps + 1}处。",
        )
    )


@pytest.fixture
def reports(library: Library) -> dict[str, str]:
    """A report each of two cities, known by its file alone, a province's notice and a ministry's; ids by their source."""
    notice = "关于乡村道路建设的通知\n一、标准\n乡村道路宽度不小于{}米。\n{}\n2024年3月1日"
    texts = {
        "济宁.txt": report(110, 4),
        "青岛.txt": report(220, 8),
        "山东.txt": notice.format("4.5", "山东省交通运输厅"),
        "国家.txt": notice.format("3.5", "交通运输部"),
    }
    return {source: add(library, text, source)[1] for source, text in texts.items()}


def test_a_document_is_of_the_region_that_issued_it(library: Library, reports: dict[str, str]) -> None:
    def elsewhere(question: str) -> set[str]:
        regions = known_regions(question, library.snapshot, library.words)
        ids = of_elsewhere(regions, library.snapshot, library.words)
        return {source for source, doc_id in reports.items() if doc_id in ids}

    assert elsewhere("济宁修多少道路") == {"青岛.txt"}  # the province and the ministry speak for all
    assert elsewhere("济宁市和青岛修多少道路") == set()
    assert elsewhere("山东的道路要多宽") == set()
    assert elsewhere("烟台修多少道路") == set()  # nothing is of it
    assert elsewhere("城市道路要多宽") == set()


@pytest.mark.parametrize(("city", "figures"), [("济宁", ("110", "111")), ("青岛", ("220", "221"))])
def test_another_citys_figure_is_no_answer(
    library: Library, reports: dict[str, str], city: str, figures: tuple[str, ...]
) -> None:
    assert reports
    answer = ask(library, f"{city}新修乡村道路多少公里")
    assert answer.status == "answered"
    assert any(figure in answer.answer for figure in figures)
    assert {each.doc_id for each in answer.citations} == {reports[f"{city}.txt"]}


def test_another_city_is_asked_about_behind_the_first(library: Library, reports: dict[str, str]) -> None:
    history = [{"role": "user", "content": "青岛建成露营基地多少处"}, {"role": "assistant", "content": "8处。[1]"}]
    answer = ask(library, "济宁呢", history)
    assert {each.doc_id for each in answer.citations} == {reports["济宁.txt"]}
