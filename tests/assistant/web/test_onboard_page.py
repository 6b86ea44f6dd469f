"""新人导引 in a real browser, over the demonstration corpus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import docx
from playwright.sync_api import Locator, Page, expect

from assistant.onboarding.guide import make_guide
from assistant.onboarding.question import Question
from assistant.onboarding.quiz import subject_quiz
from kb.library import Library
from tests.assistant.web.conftest import BROWSER, PHONE, SCREENSHOTS
from tests.assistant.web.test_look import assert_fits, english_in

pytestmark = BROWSER
OpenPage = Callable[..., Page]
WHO = "局规划财务科"


def open_guide(page: Page, who: str = WHO) -> None:
    page.get_by_role("tab", name="新人导引").click()
    expect(page.locator("#guide h2")).to_contain_text("新人导引")
    page.click("#onboard-who input")
    page.locator("[role=option]").filter(has_text=who).first.click()
    expect(page.locator("#guide h2")).to_contain_text(who)


def choose(page: Page, question: Question, picked: Sequence[int]) -> None:
    """Chooses these options of the question shown and submits."""
    expect(page.locator(".mc-quiz__stem")).to_contain_text(question.stem[:20])
    if question.kind == "matching":
        for at, option in enumerate(picked):
            page.locator(".mc-quiz select").nth(at).select_option(str(option))
    else:
        for option in picked:
            page.locator(".mc-quiz input").nth(option).check()
    page.get_by_role("button", name="提交").click()


def wrong_for(question: Question) -> Sequence[int]:
    if question.kind == "matching":
        return (*question.key[1:], question.key[0])
    return [next(at for at in range(len(question.options)) if at not in question.key)]


def status(page: Page) -> Locator:
    return page.locator("#coach .mc-panel__line")


def test_reading_and_the_quiz_are_kept_over_a_reload(
    open_page: OpenPage, demo_site: str, demo_library: Library
) -> None:
    snapshot = demo_library.snapshot
    guide = make_guide(snapshot, WHO)
    quiz = subject_quiz(snapshot, guide)
    page = open_page(demo_site)
    open_guide(page)
    expect(page.locator("#guide tbody tr")).to_have_count(len(guide.charges))
    expect(page.locator("#guide svg.mc-graph line")).to_have_count(len(guide.partners))
    expect(status(page)).to_have_text(f"已读 0 / {len(guide.steps)} 处")

    page.locator("#coach .mc-steps .mc-rowlink").first.click()
    expect(status(page)).to_contain_text(f"第 1 / {len(guide.steps)} 处")
    first = guide.steps[0]
    words = snapshot.entries[first.doc_id].document.text[slice(*first.spans[0])].split()[0]
    expect(page.locator("#coach mark").first).to_contain_text(words)
    page.get_by_role("button", name="标为已读").click()
    expect(status(page)).to_contain_text("第 2 /")
    page.get_by_role("button", name="阅读路径", exact=True).click()
    expect(status(page)).to_have_text(f"已读 1 / {len(guide.steps)} 处")

    page.get_by_role("button", name="自测", exact=True).click()
    choose(page, quiz[0], wrong_for(quiz[0]))
    expect(page.locator("#coach .mc-notice--bad")).to_contain_text("没有答对")
    expect(page.locator("#coach .mc-notice--bad li").first).to_contain_text("不对")
    expect(page.locator("#coach mark").first).to_be_visible()
    page.get_by_role("button", name="下一题").click()
    choose(page, quiz[1], quiz[1].key)
    expect(page.locator("#coach .mc-notice--good")).to_contain_text("答对了")
    expect(status(page)).to_have_text(f"第 2 / {len(quiz)} 题，已答 2 题，答对 1 题")

    page.reload()
    page.wait_for_selector(".mc-welcome")
    page.get_by_role("tab", name="新人导引").click()
    expect(page.locator("#guide h2")).to_contain_text(WHO)
    expect(status(page)).to_have_text(f"已读 1 / {len(guide.steps)} 处")
    page.get_by_role("button", name="自测", exact=True).click()
    expect(status(page)).to_contain_text("已答 2 题，答对 1 题")

    other = open_page(demo_site)  # another browser has a progress of its own
    open_guide(other)
    expect(status(other)).to_contain_text("已读 0 /")


def test_a_marker_opens_its_source_and_the_guide_is_exported(
    open_page: OpenPage, demo_site: str, tmp_path: Path
) -> None:
    page = open_page(demo_site)
    open_guide(page)
    page.locator("#guide .mc-ref").first.click()
    expect(page.locator("#coach mark").first).to_be_visible()
    with page.expect_download() as download:
        page.click("#onboard-word")
    assert download.value.suggested_filename.startswith(WHO)
    download.value.save_as(tmp_path / "guide.docx")
    words = "\n".join(each.text for each in docx.Document(str(tmp_path / "guide.docx")).paragraphs)
    assert "承担的任务" in words
    assert "自测题答案" in words


def test_a_post_and_a_name_that_nobody_has(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    page.get_by_role("tab", name="新人导引").click()
    page.click("#onboard-who input")
    page.locator("[role=option]").filter(has_text="林长（岗位）").click()
    expect(page.locator("#guide")).to_contain_text("没有责任记录点名")
    page.fill("#onboard-who input", "规划财物科")
    page.keyboard.press("Enter")
    expect(page.locator("#guide")).to_contain_text("名称相近的有：局规划财务科")


def test_how_it_looks(open_page: OpenPage, demo_site: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for name, view, scheme in (("1366x768-light", None, "light"), ("390x844-dark", PHONE, "dark")):
        page = open_page(demo_site, view, scheme) if view else open_page(demo_site, scheme=scheme)
        open_guide(page, "局森林防火科")
        assert_fits(page)
        assert english_in(page) <= {"Word", "Markdown"}
        page.wait_for_timeout(400)  # the list of choices folds up
        page.screenshot(path=SCREENSHOTS / f"onboard-{name}.png", full_page=view is not None)
        page.get_by_role("button", name="自测", exact=True).click()
        expect(page.locator(".mc-quiz")).to_be_visible()
        assert_fits(page)
        page.screenshot(path=SCREENSHOTS / f"onboard-quiz-{name}.png", full_page=view is not None)
