"""看板 in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from kb.library import Library
from tests.assistant.web.conftest import BROWSER, DESKTOP, PHONE, SCREENSHOTS
from tests.assistant.web.test_ask_page import HOSTILE
from tests.assistant.web.test_look import assert_fits, english_in

pytestmark = BROWSER
OpenPage = Callable[..., Page]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_asked_is_on_the_board(
    open_page: OpenPage, own_site: str, viewport: ViewportSize, scheme: str
) -> None:
    page = open_page(own_site, viewport, scheme)
    for question in ("《安全生产预案》何时实施？", "食堂几点开饭？", "请问食堂几点开饭？", HOSTILE):
        page.fill("#question textarea", question)
        page.keyboard.press("Enter")
        expect(page.locator(".mc-turn").last.locator(".mc-answer__foot")).to_be_visible()
        page.click("#restart")
        expect(page.locator(".mc-welcome")).to_be_visible()
    page.get_by_role("tab", name="看板").click()
    board = page.locator("#board")
    expect(page.locator(".mc-figure dd").first).to_contain_text("4")
    expect(page.locator(".mc-missing")).to_contain_text("《安全生产预案》（1 次）")
    row = page.locator(".mc-table--refused tbody tr").first
    expect(row).to_contain_text("食堂几点开饭")
    expect(row.locator(".mc-number").first).to_have_text("2")
    row.locator("summary").click()
    expect(row.locator("li")).to_have_count(1)
    assert board.locator("script, img").count() == 0
    assert page.evaluate("window.hit") is None
    page.get_by_role("button", name="近 7 天").click()
    expect(page.locator(".mc-chart g")).to_have_count(7)
    expect(page.get_by_role("button", name="近 7 天")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(300)
    assert_fits(page)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    name = f"board-{viewport['width']}x{viewport['height']}-{scheme}.png"
    page.screenshot(path=SCREENSHOTS / name, full_page=viewport is PHONE)
    page.evaluate(
        "document.querySelectorAll('#board .mc-facts dd').forEach((each) => each.remove())"
    )  # names of models
    assert {each for each in english_in(page) if each not in HOSTILE} == set()
    page.get_by_role("button", name="去导入文件").last.click()
    expect(page.get_by_role("tab", name="文件库")).to_have_attribute("aria-selected", "true")


def test_damaged_files_are_said_and_answering_goes_on(
    open_page: OpenPage, own_site: str, library: Library, tmp_path: Path
) -> None:
    for name in ("journal.sqlite", "conversations.sqlite"):
        (library.home / name).write_bytes(b"damaged" * 500)
    page = open_page(own_site)
    page.fill("#question textarea", "食堂几点开饭？")
    page.keyboard.press("Enter")
    expect(page.locator(".mc-answer__foot")).to_be_visible()
    expect(page.locator(".mc-thumb")).to_have_count(0)
    page.click("#history-toggle")
    expect(page.locator("#history .mc-notice--bad")).to_contain_text("不影响提问")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="看板").click()
    expect(page.locator("#board .mc-notice--bad")).to_contain_text("不影响提问")
