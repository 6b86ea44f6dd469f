"""问政策 with a language model behind it, in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from assistant.llm.chat_model import ChatModel
from kb.library import Library
from tests.assistant.llm.endpoint import Endpoint, Handler, Request, fails, says, serving
from tests.assistant.web.conftest import BROWSER, Serve

pytestmark = BROWSER
OpenPage = Callable[..., Page]
TREE = "一级古树每株每年补助多少钱？"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    yield from serving(Endpoint(says("")))


@pytest.fixture
def site(serve_library: Serve, demo_library: Library, endpoint: Endpoint) -> str:
    """The address of the app with the scripted model."""
    chat = ChatModel(endpoint.base_url, "试验<模型>", timeout_s=20)
    chat.warm()
    return serve_library(demo_library, chat)


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")


def test_sentences_show_while_the_model_still_writes(open_page: OpenPage, site: str, endpoint: Endpoint) -> None:
    def in_two_steps(handler: Handler, request: Request) -> None:
        handler.send(200, "text/event-stream")
        handler.event("一级古树每株每年补助1200元。[1]二级")
        assert more.wait(20)
        handler.event("古树每株每年800元。[1]此外还补助9999元。[1]")
        handler.event(finish="stop")

    more = threading.Event()
    endpoint.reply = in_two_steps
    page = open_page(site)
    ask(page, TREE)
    answer = page.locator(".mc-answer__text")
    expect(answer).to_contain_text("1200元")
    expect(page.locator(".mc-waiting")).to_contain_text("正在逐句核对")
    expect(page.locator(".mc-model")).to_have_count(0)
    more.set()
    expect(page.locator(".mc-model")).to_contain_text("文字由模型 试验<模型> 组织，逐句与原文核对。")
    expect(page.locator(".mc-model")).to_contain_text("1句话")
    expect(answer).to_contain_text("800元")
    expect(answer).not_to_contain_text("9999")
    expect(page.locator(".mc-waiting")).to_have_count(0)
    page.locator(".mc-ref").first.click()
    expect(page.locator("#evidence mark").first).to_contain_text("1200元")


def test_a_failing_model_leaves_the_answer_and_says_why(open_page: OpenPage, site: str, endpoint: Endpoint) -> None:
    endpoint.reply = fails(401)
    page = open_page(site)
    ask(page, TREE)
    expect(page.locator(".mc-answer__text")).to_contain_text("1200元")
    expect(page.locator(".mc-model--unused")).to_contain_text("密钥")
