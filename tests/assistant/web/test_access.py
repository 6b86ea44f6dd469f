"""WCAG 2.2 AA on every page, by axe in a real browser, light and dark; and every page worked by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from kb.library import Library
from tests.assistant.web.conftest import BROWSER, PHONE

pytestmark = BROWSER
OpenPage = Callable[..., Page]
_OPTIONS: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
_NOTES = "单位：岭下村\n做法：补植阔叶树200株。\n补植阔叶树300株。"
_DRAFT = "《栖云市古树名木保护管理办法》（栖林规〔2022〕5号）规定，一级古树每株每年1300元，2月30日前报送。"


_COLOURS: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}


def grave(page: Page, options: dict[str, Any] = _OPTIONS) -> list[str]:
    """The serious and critical findings: rule, element, and what axe says of it."""
    page.wait_for_timeout(300)
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']} {node['target']} {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_grave_finding(open_page: OpenPage, demo_site: str, scheme: str) -> None:
    page = open_page(demo_site, scheme=scheme)
    options = _OPTIONS if scheme == "light" else _COLOURS  # all else is the same in the dark
    assert grave(page, options) == []
    page.fill("#question textarea", "规划财务科有哪些任务？")
    page.keyboard.press("Enter")
    expect(page.locator(".mc-answer__foot")).to_be_visible()
    assert grave(page, options) == []
    page.click("#scope-toggle")
    page.click("#history-toggle")
    assert grave(page, options) == []
    page.keyboard.press("Escape")
    tab(page, "任务清单")
    page.locator("#task-list .mc-rowlink").nth(2).click()
    expect(page.locator("#task-detail mark").first).to_be_visible()
    assert grave(page, options) == []
    for view, there in (("科室矩阵", ".mc-mark"), ("时间线", ".mc-dues li")):
        page.locator("#task-view").get_by_text(view).click()
        expect(page.locator(f"#task-list {there}").first).to_be_visible()
        assert grave(page, options) == []
    tab(page, "新人导引")
    expect(page.locator("#guide")).to_contain_text("科")
    assert grave(page, options) == []
    tab(page, "起草")
    page.fill("#draft-notes textarea", _NOTES)
    page.click("#draft-write")
    expect(page.locator("#draft-view .mc-draft")).to_contain_text("阔叶树")
    assert grave(page, options) == []
    tab(page, "核稿")
    page.fill("#check-text textarea", _DRAFT)
    page.click("#check-run")
    expect(page.locator(".mc-finding").first).to_be_visible()
    assert grave(page, options) == []
    tab(page, "文件库")
    page.locator("#documents .mc-rowlink").nth(2).click()
    expect(page.locator("#document .mc-doc")).to_be_visible()
    page.locator("#document summary", has_text="更正文件信息").click()
    page.locator("#aliases summary").click()
    assert grave(page, options) == []
    tab(page, "看板")
    expect(page.locator("#board")).to_contain_text("提问")
    assert grave(page, options) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_viewer_has_a_grave_finding(
    open_page: OpenPage, demo_site: str, demo_library: Library, scheme: str
) -> None:
    site = demo_site.rstrip("/")
    by_format = {entry.header.format: doc_id for doc_id, entry in demo_library.snapshot.entries.items()}
    page = open_page(demo_site, scheme=scheme)
    for doc_id in by_format.values():
        page.goto(f"{site}/source/{doc_id}?start=0&end=10")
        expect(page.locator("#text")).to_be_visible()
        assert grave(page) == []
    page.goto(f"{site}/viewer/tasks?of=规划财务科")
    expect(page.locator("tbody tr").first).to_be_visible()
    assert grave(page) == []


def test_no_grave_finding_on_a_phone(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site, viewport=PHONE)
    for name in ("问政策", "任务清单", "新人导引", "起草", "核稿", "文件库", "看板"):
        tab(page, name)
        page.wait_for_timeout(500)
        assert grave(page) == []


def test_a_question_is_asked_and_its_source_opened_by_keyboard(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type("竹产业总产值的目标是多少")
    page.keyboard.press("Enter")
    expect(page.locator(".mc-answer__foot")).to_be_visible()
    marker = page.locator(".mc-answer__text [data-marker], .mc-answer__text .mc-cite").first
    marker.focus()
    page.keyboard.press("Enter")
    page.locator("#evidence a[data-source]").first.focus()
    page.keyboard.press("Enter")
    expect(page.frame_locator(".mc-viewer iframe").get_by_role("heading", level=1)).to_contain_text("竹产业")
    page.keyboard.press("Escape")
    expect(page.locator(".mc-viewer iframe")).to_have_count(0)
