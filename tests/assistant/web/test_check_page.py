"""核稿 in a real browser: a draft pasted and uploaded, findings by rule, the source beside, the report taken along."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from assistant.web.check_page import MAX_CHARS, CheckDesk
from assistant.web.uploads import UploadLimits
from kb.document import Document
from kb.library import Library
from tests.assistant.web.conftest import BROWSER, PHONE, SCREENSHOTS

pytestmark = BROWSER
OpenPage = Callable[..., Page]
DRAFT = """古树名木养护情况
《栖云市古树名木保护管理办法》（栖林规〔2022〕5号）规定，一级古树每株每年1300元。
请各单位于2月30日前报送<b>台账</b>，联系电话13812345678。"""


def open_check(page: Page) -> None:
    page.get_by_role("tab", name="核稿", exact=True).click()
    expect(page.locator("#check-view")).to_contain_text("还没有稿件")


def test_a_pasted_draft_its_findings_and_the_report(open_page: OpenPage, demo_site: str, tmp_path: Path) -> None:
    page = open_page(demo_site)
    open_check(page)
    expect(page.locator("#check-take")).to_be_disabled()
    page.fill("#check-text textarea", DRAFT)
    page.click("#check-run")
    view = page.locator("#check-view")
    expect(view).to_contain_text("发现 4 处")
    expect(view).to_contain_text("建议：改为“栖林规〔2022〕3号”")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "check.png")
    view.get_by_role("button", name="日期 1").click()
    expect(view.locator(".mc-finding")).to_have_count(1)
    expect(view).to_contain_text("2月没有30日")
    view.get_by_role("button", name="全部 4").click()
    expect(view.locator(".mc-finding")).to_have_count(4)
    view.locator("summary").click()
    expect(view.locator(".mc-checked")).to_contain_text("<b>台账</b>")
    view.get_by_role("link", name="打开原文").first.click()
    expect(page.frame_locator(".mc-viewer iframe").locator("mark").first).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.click("#check-take")
    download.value.save_as(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert "2月没有30日" in package.read("word/document.xml").decode()


def test_an_uploaded_draft_is_not_kept_and_a_bad_one_is_told(
    open_page: OpenPage, demo_site: str, tmp_path: Path
) -> None:
    page = open_page(demo_site)
    open_check(page)
    held = page.locator("#header").inner_text()
    (tmp_path / "稿.txt").write_text(DRAFT, "utf-8")
    page.set_input_files("#check-file input", tmp_path / "稿.txt")
    expect(page.locator("#check-view")).to_contain_text("发现 4 处")
    (tmp_path / "坏.docx").write_bytes(b"PK broken")
    page.set_input_files("#check-file input", tmp_path / "坏.docx")
    expect(page.locator("#check-view [role=alert]")).to_contain_text("扩展名是 .docx")
    (tmp_path / "空.txt").write_bytes(b"")
    page.set_input_files("#check-file input", tmp_path / "空.txt")
    expect(page.locator("#check-view [role=alert]")).to_contain_text("空")
    page.reload()
    expect(page.locator("#header")).to_have_text(held, use_inner_text=True)


def test_a_text_that_is_too_long_is_refused_not_cut(demo_library: Library) -> None:
    desk = CheckDesk(demo_library, _never, UploadLimits(1, ()))
    view, row, _ = desk.paste("护" * (MAX_CHARS + 1))
    assert "20 万字" in view
    assert row is None


def _never(_: Path) -> Document:
    raise AssertionError("a text that is too long was read")


def test_on_a_phone_and_in_the_dark(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site, viewport=PHONE, scheme="dark")
    open_check(page)
    page.fill("#check-text textarea", DRAFT)
    page.click("#check-run")
    expect(page.locator("#check-view .mc-finding")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.screenshot(path=SCREENSHOTS / "check-phone.png", full_page=True)
