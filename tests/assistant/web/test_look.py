"""Every page at two sizes, light and dark: nothing sticks out, nothing is English; screenshots for people."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.assistant.web.conftest import BROWSER, DESKTOP, PHONE, SCREENSHOTS

pytestmark = BROWSER
OpenPage = Callable[..., Page]

# Names of formats, and what stands in the documents themselves.
_ALLOWED = {"Esc", "Word", "ZIP", "TXT", "MD", "DOCX", "PDF", "MB", "txt", "md", "docx", "pdf"}
_WORDS = """() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!['SCRIPT', 'STYLE'].includes(parent.tagName)) texts.push(walker.currentNode.textContent);
  }
  for (const each of document.querySelectorAll('[aria-label],[title],[placeholder],[alt]'))
    texts.push(...['aria-label', 'title', 'placeholder', 'alt'].map((name) => each.getAttribute(name) || ''));
  return texts.join('\\n');
}"""


def english_in(page: Page) -> set[str]:
    return set(re.findall(r"[A-Za-z]{2,}", page.evaluate(_WORDS))) - _ALLOWED


def assert_fits(page: Page) -> None:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room


@pytest.mark.parametrize(("size", "viewport"), [("1366x768", DESKTOP), ("390x844", PHONE)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page(open_page: OpenPage, demo_site: str, size: str, viewport: ViewportSize, scheme: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page = open_page(demo_site, viewport, scheme)

    def shoot(name: str) -> None:
        page.wait_for_timeout(400)
        assert_fits(page)
        assert english_in(page) == set()
        page.screenshot(path=SCREENSHOTS / f"{name}-{size}-{scheme}.png", full_page=size == "390x844")

    assert page.evaluate("document.body.classList.contains('dark')") is (scheme == "dark")
    expect(page.locator(".mc-chip").first).to_be_visible()
    shoot("welcome")
    page.fill("#question textarea", "规划财务科有哪些任务？")
    page.keyboard.press("Enter")
    expect(page.locator(".mc-answer__foot")).to_be_visible()
    shoot("answer")
    page.fill("#question textarea", "市长的手机号码是多少？")
    page.keyboard.press("Enter")
    expect(page.locator(".mc-answer__foot")).to_have_count(2)
    shoot("refusal")
    page.get_by_role("tab", name="任务清单").click()
    page.locator("#task-list .mc-rowlink").nth(2).click()
    expect(page.locator("#task-detail mark").first).to_be_visible()
    shoot("tasks")
    page.get_by_role("tab", name="文件库").click()
    page.locator("#documents .mc-rowlink").nth(2).click()
    expect(page.locator("#document .mc-doc")).to_be_visible()
    shoot("library")


def test_the_display_can_be_switched_and_stays_so(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    dark = "document.body.classList.contains('dark')"
    assert page.evaluate(dark) is False
    page.click("[data-theme-toggle]")
    assert page.evaluate(dark) is True
    page.reload()
    page.wait_for_selector(".mc-welcome")
    assert page.evaluate(dark) is True


def test_the_page_is_chinese_and_kept_on_the_machine(demo_site: str) -> None:
    page = httpx.get(demo_site)
    assert '<html\n\tlang="zh-CN"' in page.text
    assert "<title>明策" in page.text
    assert "googleapis" not in page.text
    assert "raw.githubusercontent" not in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert httpx.get(f"{demo_site}gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_the_help_opens_at_the_page_and_closes(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    page.get_by_role("tab", name="文件库").click()
    page.get_by_role("button", name="使用说明").click()
    help_dialog = page.get_by_role("dialog", name="使用说明")
    expect(help_dialog.get_by_role("heading", name="文件库")).to_be_in_viewport()
    names = [each.inner_text().strip() for each in page.locator("#pages button[role=tab]").all()]
    assert [name for name in names if not help_dialog.get_by_role("heading", name=name, exact=True).count()] == []
    page.screenshot(path=SCREENSHOTS / "help.png")
    page.keyboard.press("Escape")
    expect(help_dialog).not_to_be_visible()
