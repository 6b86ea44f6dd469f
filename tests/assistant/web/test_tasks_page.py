"""任务清单 in a real browser, over the demonstration corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from kb.library import Library
from kb.names import canonical
from tests.assistant.web.conftest import BROWSER, PHONE, SCREENSHOTS

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


def test_the_matrix_the_timeline_and_the_page_to_print(
    open_page: OpenPage, demo_site: str, demo_library: Library, tmp_path: Path
) -> None:
    page = open_page(demo_site)
    open_tasks(page)
    page.locator("#task-view").get_by_text("科室矩阵").click()
    marks = page.locator("#task-list .mc-mark")
    expect(marks.first).to_be_visible()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "tasks-matrix.png")
    marks.first.click()
    expect(page.frame_locator(".mc-viewer iframe").locator("#quote").first).to_be_attached()
    page.keyboard.press("Escape")
    page.locator("#task-view").get_by_text("时间线").click()
    expect(page.locator("#task-list .mc-dues li").first).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "tasks-timeline.png")
    choose(page, "#filter-due", "未写明时限")
    expect(page.locator("#task-list")).not_to_contain_text("时限已过")
    choose(page, "#filter-due", "全部时限")
    choose(page, "#filter-section", "规划财务科")
    with page.expect_download() as download:
        page.click("#export-document")
    assert download.value.suggested_filename == "任务清单.docx"
    with page.expect_popup() as opened:
        page.get_by_role("link", name="打印任务单").click()
    sheet = opened.value
    expect(sheet.get_by_role("heading", name="规划财务科任务单")).to_be_visible()
    holding = [
        task
        for doc_id, records in demo_library.snapshot.records.items()
        for task in records.tasks
        if canonical("规划财务科") in map(canonical, task.sections) and demo_library.snapshot.status_on(doc_id).holds
    ]
    expect(sheet.locator("tbody tr")).to_have_count(len(holding))
    sheet.screenshot(path=SCREENSHOTS / "tasks-sheet.png", full_page=True)
    sheet.goto(f"{demo_site.rstrip('/')}/viewer/tasks?of=没有的科")
    expect(sheet.locator("h1")).to_have_text("没有这个科室或单位的任务")


def test_on_a_phone_only_the_matrix_itself_scrolls_sideways(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site, viewport=PHONE, scheme="dark")
    open_tasks(page)
    page.locator("#task-view").get_by_text("科室矩阵").click()
    expect(page.locator("#task-list .mc-mark").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.screenshot(path=SCREENSHOTS / "tasks-matrix-phone.png", full_page=True)
