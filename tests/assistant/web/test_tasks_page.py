"""任务清单 in a real browser, over the demonstration corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from kb.library import Library
from kb.names import canonical
from tests.assistant.web.conftest import BROWSER

pytestmark = BROWSER
OpenPage = Callable[..., Page]


def open_tasks(page: Page) -> None:
    page.get_by_role("tab", name="任务清单").click()
    expect(page.locator("#task-list .mc-rowlink").first).to_be_visible()


def choose(page: Page, menu: str, name: str) -> None:
    page.click(f"{menu} input")
    page.locator(f"{menu} [role=option], ul.options [role=option]").filter(has_text=name).first.click()


def test_tasks_of_a_section_all_of_them_and_exported(
    open_page: OpenPage, demo_site: str, demo_library: Library, tmp_path: Path
) -> None:
    tasks = [task for records in demo_library.snapshot.records.values() for task in records.tasks]
    section = canonical("规划财务科")
    titles = [task.title for task in tasks if section in map(canonical, task.sections)]
    page = open_page(demo_site)
    open_tasks(page)
    expect(page.locator("#task-summary b")).to_have_text(str(len(tasks)))
    choose(page, "#filter-section", "规划财务科")
    expect(page.locator("#task-summary b")).to_have_text(str(len(titles)))
    expect(page.locator("#task-list .mc-rowlink")).to_have_count(len(titles))
    with page.expect_download() as download:
        page.click("#export")
    download.value.save_as(tmp_path / "out.xlsx")
    assert download.value.suggested_filename == "任务清单.xlsx"
    sheet = load_workbook(tmp_path / "out.xlsx")["任务清单"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("任务", "责任科室", "责任单位")
    assert [row[0] for row in rows[1:]] == titles
    assert all("规划财务科" in str(row[1]) for row in rows[1:])


def test_a_row_shows_its_clause_with_the_note_highlighted(
    open_page: OpenPage, demo_site: str, demo_library: Library
) -> None:
    page = open_page(demo_site)
    open_tasks(page)
    expect(page.locator("#task-detail")).to_contain_text("选择一项任务")
    page.fill("#filter-words textarea, #filter-words input", "排查风险隐患")
    expect(page.locator("#task-summary b")).to_have_text("1")
    page.click("#task-list .mc-rowlink")
    expect(page.locator("#task-detail mark").first).to_be_visible()
    entry, task = next(
        (entry, task)
        for entry in demo_library.snapshot.entries.values()
        for task in demo_library.snapshot.records[entry.doc_id].tasks
        if task.title == "排查风险隐患"
    )
    shown = "".join(page.locator("#task-detail mark").all_text_contents())
    note = entry.document.text[task.responsibility_start : task.responsibility_end]
    assert shown == note.replace("\n", "")
    expect(page.locator("#task-list tr.is-chosen")).to_have_count(1)


def test_no_match_says_so(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    open_tasks(page)
    page.fill("#filter-words textarea, #filter-words input", "没有这样的任务")
    expect(page.locator("#task-list")).to_contain_text("没有符合条件的任务")
