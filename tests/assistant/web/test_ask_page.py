"""问政策 in a real browser, over the demonstration corpus."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from kb.library import Library
from tests.assistant.web.conftest import BROWSER

pytestmark = BROWSER
OpenPage = Callable[..., Page]

HOSTILE = "<script>window.hit=1</script><img src=x onerror='window.hit=1'>**粗**<b>体</b>\u202e反 [1](javascript:hit) ${1+1} {{2}}"


def ask(page: Page, question: str) -> None:
    """Asks, and waits until the answer is whole."""
    before = page.locator(".mc-turn").count()
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    expect(page.locator(".mc-turn")).to_have_count(before + 1)
    expect(page.locator(".mc-turn").last.locator(".mc-answer__foot")).to_be_visible()


def test_an_answer_shows_its_sources_highlighted(open_page: OpenPage, demo_site: str, demo_library: Library) -> None:
    page = open_page(demo_site)
    ask(page, "一级古树每株每年补助多少钱？")
    expect(page.locator(".mc-answer__text")).to_contain_text("1200元")
    card = page.locator("#evidence .mc-card").first
    expect(card).to_contain_text("栖云市古树名木保护管理办法")
    expect(card).to_contain_text("栖林规〔2022〕3号")
    expect(card.locator(".mc-badge--good")).to_have_text("现行")
    expect(card.locator(".mc-badge--demo")).to_have_text("演示文件")
    quote = "".join(card.locator("mark").all_text_contents())
    texts = [entry.document.text for entry in demo_library.snapshot.entries.values()]
    assert "1200元" in quote
    assert any(quote in text for text in texts)


def test_a_marker_leads_to_its_source_also_of_an_earlier_turn(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    ask(page, "规划财务科有哪些任务？")
    expect(page.locator(".mc-coverage")).to_contain_text("项，来自")
    marker = page.locator(".mc-turn").first.locator(".mc-ref").nth(2)
    marker.hover()
    expect(page.locator(".mc-tip")).to_contain_text("《")
    marker.click()
    expect(page.locator("#evidence .is-focused .mc-card__marker")).to_have_text("3")
    expect(page.locator("#evidence .is-focused")).to_be_in_viewport()
    ask(page, "一级古树每株每年补助多少钱？")
    expect(page.locator("#evidence .mc-card").first).to_contain_text("古树名木")
    page.locator(".mc-turn").first.locator(".mc-ref").nth(1).click()
    expect(page.locator("#evidence .is-focused")).to_have_attribute("data-turn", "0")
    expect(page.locator("#evidence .is-focused .mc-card__marker")).to_have_text("2")


def test_a_follow_up_is_understood_from_the_turn_before(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    ask(page, "一级古树每株每年补助多少钱？")
    ask(page, "那二级古树呢？")
    expect(page.locator(".mc-turn").last.locator(".mc-answer__text")).to_contain_text("800元")
    page.click("#restart")
    expect(page.locator(".mc-welcome")).to_be_visible()
    expect(page.locator("#evidence")).to_contain_text("还没有依据")


def test_a_refusal_offers_what_is_near_as_such(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    ask(page, "市长的手机号码是多少？")
    expect(page.locator(".mc-answer--refused")).to_be_visible()
    expect(page.locator("#evidence h2")).to_have_text("相近内容（不构成回答）")
    expect(page.locator("#evidence .mc-card--nearest").first).to_be_visible()
    expect(page.locator("#evidence mark")).to_have_count(0)


def test_a_suggestion_is_asked_with_one_click(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    chip = page.locator(".mc-chip").first
    question = chip.inner_text()
    chip.click()
    expect(page.locator(".mc-bubble")).to_have_text(question)
    expect(page.locator(".mc-answer__foot")).to_be_visible()
    expect(page.locator("#evidence mark").first).to_be_visible()


def test_hostile_questions_show_as_text(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    ask(page, HOSTILE)
    bubble = page.locator(".mc-bubble")
    expect(bubble).to_have_text(HOSTILE.replace("\u202e", "‹U+202E›"))
    assert bubble.locator("*").count() == 0
    assert page.locator("#thread script, #thread img, #thread b, #evidence script, #evidence img").count() == 0
    assert page.evaluate("window.hit") is None


def test_an_answer_grows_and_stands_soon(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    ask(page, "规划财务科有哪些任务？")
    page.evaluate(
        """() => { window.seen = []; const box = document.querySelector('#thread');
        new MutationObserver(() => { const all = box.querySelectorAll('.mc-answer__text');
          if (all.length > 1) window.seen.push([performance.now(), all[1].textContent.length]);
        }).observe(box, {childList: true, subtree: true, characterData: true}); }"""
    )
    ask(page, "油茶产业的目标有哪些任务要求？规划财务科还有哪些任务？")
    seen = page.evaluate("window.seen")
    lengths = [length for _at, length in seen]
    assert lengths == sorted(lengths)
    assert len(set(lengths)) >= 2  # each step is drawn anew: the fewer, the sooner the answer stands
    assert seen[-1][0] - seen[0][0] < 1500  # a few steps; the rest is a shared machine's slack


def test_picking_a_word_of_the_input_method_does_not_send(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    page.fill("#question textarea", "guihua")
    page.evaluate(
        """() => document.querySelector('#question textarea').dispatchEvent(
        new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"""
    )
    page.wait_for_timeout(300)
    expect(page.locator(".mc-turn")).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value("guihua")


def test_an_answer_is_copied_with_its_sources(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "一级古树每株每年补助多少钱？")
    page.click("[data-copy]")
    expect(page.locator("[data-copy]")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "1200元" in copied
    assert "[1] 《栖云市古树名木保护管理办法》（栖林规〔2022〕3号）" in copied
