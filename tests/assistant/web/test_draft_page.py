"""起草 in a real browser: notes typed and uploaded, questions, sources beside, the basis chosen, the DOCX taken along."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from evals.draft_run import SETS
from tests.assistant.web.conftest import BROWSER, PHONE, SCREENSHOTS

pytestmark = BROWSER
OpenPage = Callable[..., Page]
HOSTILE = "单位：<img src=x onerror=window.hit=1>岭下村\n做法：补植<b>阔叶树</b>200株。\n补植阔叶树300株。"


def open_draft(page: Page) -> None:
    page.get_by_role("tab", name="起草", exact=True).click()
    expect(page.locator("#draft-view")).to_contain_text("还没有文稿")


def test_a_draft_from_a_file_with_its_basis_and_its_document(
    open_page: OpenPage, demo_site: str, tmp_path: Path
) -> None:
    page = open_page(demo_site)
    open_draft(page)
    expect(page.locator("#draft-take")).to_be_disabled()
    page.set_input_files("#draft-files input", SETS / "青石村油茶.md")
    expect(page.locator("#draft-read")).to_contain_text("青石村油茶.md")
    page.click("#draft-write")
    article = page.locator("#draft-view .mc-draft")
    expect(article).to_contain_text("（一）成立合作社统一经营。")
    expect(article).to_contain_text("青石村油茶.md 第")
    expect(article).to_contain_text("改造低产油茶林的，每亩补助400元")
    expect(page.locator("#draft-view")).to_contain_text("处都有出处")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "draft.png")
    page.locator("#draft-basis input:checked").first.uncheck()
    expect(article).to_contain_text("【待补：政策依据】")
    expect(page.locator("#draft-view")).to_contain_text("需要补充和核实（1 处）")
    page.locator("#draft-basis input").nth(1).check()
    expect(article).not_to_contain_text("【待补：政策依据】")
    with page.expect_download() as download:
        page.click("#draft-take")
    download.value.save_as(tmp_path / "a.docx")
    assert download.value.suggested_filename == "典型案例.docx"
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert "素材台账" in package.read("word/document.xml").decode()


def test_typed_notes_are_text_and_what_contradicts_is_asked(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    open_draft(page)
    page.fill("#draft-notes textarea", HOSTILE)
    page.click("#draft-write")
    view = page.locator("#draft-view")
    expect(view.locator("mark").filter(has_text="【待核：200株还是300株】").first).to_be_visible()
    expect(view).to_contain_text("有两种说法，以哪个为准")
    expect(view).to_contain_text("<b>阔叶树</b>")
    assert page.evaluate("window.hit") is None


def test_on_a_phone_nothing_is_wider_than_the_screen(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site, viewport=PHONE)
    open_draft(page)
    page.fill("#draft-notes textarea", "单位：岭下村\n做法：补植阔叶树200株。")
    page.click("#draft-write")
    expect(page.locator("#draft-view .mc-draft")).to_contain_text("200株")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    page.screenshot(path=SCREENSHOTS / "draft-phone.png")
