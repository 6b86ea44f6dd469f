"""Conversations that are kept, narrowed, stopped, asked again, rated and exported, in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from assistant.llm.chat_model import ChatModel
from ingest.readers import read
from kb.library import Library
from tests.assistant.llm.endpoint import Endpoint, Handler, Request, says, serving
from tests.assistant.web.conftest import BROWSER, DESKTOP, PHONE, SCREENSHOTS, Serve
from tests.assistant.web.test_ask_page import HOSTILE, ask
from tests.assistant.web.test_look import assert_fits, english_in

pytestmark = BROWSER
OpenPage = Callable[..., Page]
TREE = "一级古树每株每年补助多少钱？"
SIZES = [DESKTOP, PHONE]


def shoot(page: Page, name: str) -> None:
    """A screenshot for people, and what must hold in every one."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(300)
    assert_fits(page)
    assert {each for each in english_in(page) if each not in HOSTILE} == set()
    wide = page.evaluate("window.innerWidth")
    page.screenshot(path=SCREENSHOTS / f"{name}-{wide}.png")


@pytest.mark.parametrize("viewport", SIZES)
def test_a_conversation_survives_a_reload(open_page: OpenPage, demo_site: str, viewport: ViewportSize) -> None:
    page = open_page(demo_site, viewport)
    ask(page, HOSTILE)
    ask(page, TREE)
    page.reload()
    expect(page.locator(".mc-turn")).to_have_count(2)
    expect(page.locator(".mc-answer__text").last).to_contain_text("1200元")
    assert page.locator("#thread script, #thread img, #thread b").count() == 0
    page.locator(".mc-turn").last.locator(".mc-ref").first.click()
    expect(page.locator("#evidence mark").first).to_contain_text("1200元")
    ask(page, "二级古树呢？")
    expect(page.locator(".mc-answer__text").last).to_contain_text("800元")


@pytest.mark.parametrize("viewport", SIZES)
def test_kept_conversations_are_opened_and_deleted(open_page: OpenPage, demo_site: str, viewport: ViewportSize) -> None:
    page = open_page(demo_site, viewport)
    page.click("#history-toggle")
    expect(page.locator("#history")).to_contain_text("还没有历史对话")
    expect(page.locator("#history [data-panel-toggle]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#history")).not_to_be_visible()
    expect(page.locator("#history-toggle")).to_be_focused()
    ask(page, HOSTILE)
    page.click("#restart")
    expect(page.locator(".mc-welcome")).to_be_visible()
    ask(page, TREE)
    page.click("#restart")
    expect(page.locator(".mc-welcome")).to_be_visible()
    page.click("#history-toggle")
    rows = page.locator(".mc-history__open")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(TREE)
    assert page.locator("#history img, #history script, #history b").count() == 0
    shoot(page, "history")
    rows.first.click()
    expect(page.locator(".mc-answer__text")).to_contain_text("1200元")
    expect(page.locator("#history")).not_to_be_visible()
    page.click("#history-toggle")
    expect(page.locator("#history .is-chosen")).to_contain_text(TREE)
    page.locator(".mc-history__drop").first.click()
    expect(page.locator("dialog[open]")).to_contain_text("不能恢复")
    page.locator("dialog .mc-button--danger").click()
    expect(rows).to_have_count(1)
    expect(page.locator(".mc-welcome")).to_be_attached()
    page.keyboard.press("Escape")
    expect(page.locator("#history")).not_to_be_visible()
    page.reload()
    expect(page.locator(".mc-welcome")).to_be_visible()


def test_another_tab_has_the_list_another_browser_has_not(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    ask(page, TREE)
    tab = page.context.new_page()
    tab.goto(demo_site)
    tab.click("#history-toggle")
    expect(tab.locator(".mc-history__open")).to_have_count(1)
    stranger = open_page(demo_site)
    stranger.click("#history-toggle")
    expect(stranger.locator("#history")).to_contain_text("还没有历史对话")


@pytest.mark.parametrize("viewport", SIZES)
def test_questions_are_narrowed(open_page: OpenPage, demo_site: str, viewport: ViewportSize) -> None:
    page = open_page(demo_site, viewport)
    page.click("#scope-toggle")
    expect(page.locator("#scope-toggle")).to_have_attribute("aria-expanded", "true")
    page.click("#scope-section input")
    page.get_by_role("option", name="规划财务科").first.click()
    expect(page.locator("#scope-told")).to_contain_text("规划财务科")
    shoot(page, "scope")
    ask(page, "有哪些任务？")
    expect(page.locator(".mc-answer__text")).to_contain_text("规划财务科共有任务")
    expect(page.locator(".mc-scope-told")).to_contain_text("规划财务科")
    page.fill("#scope-day textarea, #scope-day input", "明天")
    expect(page.locator("#scope-told")).to_contain_text("看不懂")
    page.fill("#question textarea", TREE)
    page.keyboard.press("Enter")
    expect(page.locator(".mc-turn").last.locator(".mc-notice--bad")).to_contain_text("2024-05-20")
    page.click("#scope-toggle")
    expect(page.locator("#scope")).not_to_be_visible()


def test_an_answer_is_rated_with_a_reason_that_the_board_shows(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    ask(page, TREE)
    page.click(".mc-thumb--up")
    expect(page.locator(".mc-thumb--up")).to_have_attribute("aria-pressed", "true")
    page.click(".mc-thumb--down")
    submit = page.locator(".mc-fault .mc-button")
    expect(submit).to_be_disabled()
    shoot(page, "rating")
    page.locator(".mc-pick").nth(1).click()
    page.fill(".mc-fault [name=remark]", HOSTILE)
    page.keyboard.press("Enter")
    expect(page.locator(".mc-fault__thanks")).to_contain_text("已记下：不完整")
    page.reload()
    expect(page.locator(".mc-thumb--down")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("tab", name="看板").click()
    fault = page.locator(".mc-faults li").first
    expect(fault).to_contain_text(TREE)
    expect(fault).to_contain_text("**粗**<b>体</b>‹U+202E›反")
    assert page.locator("#board script, #board img").count() == 0
    assert page.evaluate("window.hit") is None


def test_a_conversation_is_exported(open_page: OpenPage, demo_site: str, tmp_path: Path) -> None:
    page = open_page(demo_site)
    expect(page.locator("#talk-export")).to_be_disabled()
    ask(page, TREE)
    with page.expect_download() as download:
        page.click("#talk-export")
    assert download.value.suggested_filename == "政策问答记录.docx"
    path = tmp_path / "政策问答记录.docx"
    download.value.save_as(path)
    written = "\n".join(block.text for block in read(path.read_bytes(), path.name).blocks)
    assert f"问题1：{TREE}" in written
    assert "1200元" in written
    assert "《栖云市古树名木保护管理办法》（栖林规〔2022〕3号）" in written


def test_nothing_moves_while_an_answer_comes(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    ask(page, TREE)
    page.evaluate(
        """() => { window.moved = []; new PerformanceObserver((list) => { for (const each of list.getEntries())
        for (const source of each.sources) window.moved.push([each.value, Boolean(source.node?.closest?.('#thread, #evidence'))]);
        }).observe({type: 'layout-shift'});
        window.places = () => ['#question', '#send', '#scope-told', '#restart'].map((name) =>
          JSON.stringify(document.querySelector(name).getBoundingClientRect()));
        window.before = window.places(); }"""
    )
    ask(page, "规划财务科有哪些任务？")
    assert page.evaluate("window.places()") == page.evaluate("window.before")
    assert [each for each in page.evaluate("window.moved") if not each[1]] == []


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    yield from serving(Endpoint(says("")))


def test_an_answer_is_stopped_and_asked_for_again(
    open_page: OpenPage, serve_library: Serve, demo_library: Library, endpoint: Endpoint
) -> None:
    def slowly(handler: Handler, request: Request) -> None:
        handler.send(200, "text/event-stream")
        handler.event("一级古树每株每年补助1200元。[1]二级")
        more.wait(20)
        handler.event("古树每株每年800元。[1]")
        handler.event(finish="stop")

    more = threading.Event()
    endpoint.reply = slowly
    chat = ChatModel(endpoint.base_url, "试验", timeout_s=20)
    chat.warm()
    page = open_page(serve_library(demo_library, chat))
    page.fill("#question textarea", TREE)
    page.keyboard.press("Enter")
    expect(page.locator(".mc-answer__text")).to_contain_text("1200元")
    expect(page.locator("#send")).not_to_be_visible()
    page.click("#stop")
    expect(page.locator(".mc-notice")).to_have_text("已停止。")
    expect(page.locator(".mc-answer__text")).to_contain_text("1200元")
    expect(page.locator(".mc-waiting")).to_have_count(0)
    expect(page.locator("#send")).to_be_visible()
    more.set()
    endpoint.reply = says("一级古树每株每年补助1200元。[1]")
    page.get_by_role("button", name="重新回答").click()
    expect(page.locator(".mc-answer__foot")).to_be_visible()
    expect(page.locator(".mc-turn")).to_have_count(1)
    expect(page.locator(".mc-answer__text")).to_contain_text("1200元")
    ask(page, "二级古树呢？")
    expect(page.get_by_role("button", name="重新回答")).to_have_count(1)
