"""The source viewer in a real browser: from a citation to its place, in every kind of file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from assistant.viewer.trail import Stop, address_of, checksum
from kb.library import Library
from tests.assistant.viewer.sources import HOSTILE_NAME
from tests.assistant.web.conftest import BROWSER, DESKTOP, PHONE, SCREENSHOTS, Serve
from tests.assistant.web.test_ask_page import ask
from tests.assistant.web.test_look import assert_fits, english_in

pytestmark = BROWSER
OpenPage = Callable[..., Page]
READY = "body[data-ready]"
SIDE: ViewportSize = {"width": 570, "height": 640}

PLACES = {
    "pdf": ("标准汇编.pdf", "编号600的苗木每亩补助600元"), "scan": ("造林通知.png", "完成林地边界核查"),
    "ofd": ("湿地方案.ofd", "修复退化湿地800亩"), "xlsx": ("任务表.xlsx", "第30号示范林改造3000亩"),
    "old": ("护林员办法2020.txt", "每月补助标准为800元"), "new": ("护林员办法2024.txt", "每月巡护不少于22天"),
}  # fmt: skip


@pytest.fixture(scope="session")
def source_site(serve_library: Serve, source_library: Library) -> str:
    return serve_library(source_library).rstrip("/")


def stop_at(library: Library, source: str, quoted: str, marker: int = 1) -> Stop:
    entry = next(each for each in library.snapshot.entries.values() if each.source == source)
    start = entry.document.text.index(quoted)
    return Stop(marker, entry.doc_id, start, start + len(quoted), checksum(quoted))


@pytest.fixture
def trail(source_library: Library) -> dict[str, str]:
    """The address of each of `PLACES`, as the citations of one answer."""
    stops = [stop_at(source_library, *place, marker) for marker, place in enumerate(PLACES.values(), 1)]
    return {name: address_of(stop, stops) for name, stop in zip(PLACES, stops, strict=True)}


def loaded(picture: Locator) -> None:
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("each => each.naturalWidth") > 100


@pytest.mark.parametrize("name", ["pdf", "scan", "ofd"])
def test_the_page_is_shown_with_a_box_around_the_quote(
    open_page: OpenPage, source_site: str, trail: dict[str, str], name: str
) -> None:
    page = open_page(source_site + trail[name], ready=READY)
    expect(page.locator("#quote")).to_be_in_viewport()
    box = page.locator(".mv-box").first
    expect(box).to_be_in_viewport()
    sheet = page.locator(".mv-sheet", has=box)
    loaded(sheet.locator("img"))
    inside, around = box.bounding_box(), sheet.locator(".mv-paper").bounding_box()
    assert inside is not None
    assert around is not None
    assert around["x"] < inside["x"] < inside["x"] + inside["width"] < around["x"] + around["width"]


def test_the_box_is_around_print(open_page: OpenPage, source_site: str, trail: dict[str, str]) -> None:
    """In a picture of the page, there is print inside of the box and none just above it."""
    page = open_page(source_site + trail["pdf"], ready=READY)
    sheet = page.locator(".mv-sheet", has=page.locator(".mv-box"))
    loaded(sheet.locator("img"))
    dark = page.evaluate(
        """() => { const box = document.querySelector('.mv-box'), image = box.parentElement.querySelector('img');
        const canvas = document.createElement('canvas'), tall = image.naturalHeight, wide = image.naturalWidth;
        canvas.width = wide; canvas.height = tall;
        const sheet = canvas.getContext('2d', {willReadFrequently: true}); sheet.drawImage(image, 0, 0);
        const share = (name) => parseFloat(box.style[name]) / 100;
        const count = (top, height) => { const data = sheet.getImageData(share('left') * wide, top * tall,
          share('width') * wide, height * tall).data; let dark = 0;
          for (let at = 0; at < data.length; at += 4) dark += data[at] < 128; return dark; };
        return [count(share('top'), share('height')), count(share('top') - share('height'), share('height'))]; }"""
    )
    assert dark[0] > 200
    assert dark[1] == 0


def test_of_two_hundred_pages_only_those_in_view_are_loaded(
    open_page: OpenPage, source_site: str, trail: dict[str, str]
) -> None:
    page = open_page(source_site + trail["pdf"], ready=READY)
    loaded(page.locator(".mv-sheet", has=page.locator(".mv-box")).locator("img"))
    page.wait_for_load_state("networkidle")
    assert page.locator(".mv-sheet").count() == 200
    pictures = page.evaluate(
        "performance.getEntriesByType('resource').filter((each) => each.name.includes('/page/')).length"
    )
    assert 1 <= pictures <= 12
    assert page.locator(".mv-line").count() < 500
    shown = page.locator(".mv-stretch").count()
    page.locator("#text").evaluate("pane => { pane.scrollTop = pane.scrollHeight; }")
    expect(page.locator(".mv-stretch")).not_to_have_count(shown)
    numbers = page.locator(".mv-line b").all_inner_texts()
    articles = [int(text[1:-1]) for text in numbers if text.endswith("条")]
    assert articles == list(range(articles[0], articles[-1] + 1))
    page.get_by_role("link", name="第20章 第20类标准").click()
    expect(page.locator("#text")).to_contain_text("第20章 第20类标准")
    expect(page.locator(".mv-outline [aria-current]")).to_have_text("第20章 第20类标准")
    ids = page.locator("#text [id]").evaluate_all("all => all.map((each) => each.id)")
    assert len(ids) == len(set(ids))


def test_text_grows_upwards_without_a_jump(open_page: OpenPage, source_site: str, trail: dict[str, str]) -> None:
    page = open_page(source_site + trail["pdf"], ready=READY)
    expect(page.locator("#quote")).to_be_in_viewport()
    page.locator("#text").evaluate("pane => { pane.scrollTop = 0; }")
    expect(page.locator(".mv-stretch")).not_to_have_count(1)
    top = page.locator(".mv-line b").first.inner_text()
    assert int(top[1:-1]) < 500
    assert page.locator("#text").evaluate("pane => pane.scrollTop") > 0


def test_the_row_of_a_workbook_is_in_view(open_page: OpenPage, source_site: str, trail: dict[str, str]) -> None:
    page = open_page(source_site + trail["xlsx"], ready=READY)
    row = page.locator("tr.is-cited")
    expect(row).to_have_count(1)
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("资源科")
    expect(page.locator('[data-view="sheets"]')).to_have_count(0)


def test_keys_lead_through_the_citations_and_back(open_page: OpenPage, source_site: str, trail: dict[str, str]) -> None:
    page = open_page(source_site + trail["pdf"], ready=READY)
    number = page.locator(".mv-trail b")
    expect(number).to_have_text("1")
    page.keyboard.press("n")
    expect(number).to_have_text("2")
    expect(page.locator("#quote")).to_be_in_viewport()
    page.get_by_role("link", name="下一条").click()
    expect(number).to_have_text("3")
    page.keyboard.press("p")
    expect(number).to_have_text("2")
    page.go_back()
    expect(number).to_have_text("3")


def test_an_old_version_leads_to_the_one_in_force_and_to_the_differences(
    open_page: OpenPage, source_site: str, trail: dict[str, str]
) -> None:
    page = open_page(source_site + trail["old"], ready=READY)
    expect(page.locator(".mv-banner--bad")).to_contain_text("不能作为现行依据")
    page.get_by_role("link", name="与新版比对").click()
    expect(page.locator("h1")).to_have_text("版本比对")
    expect(page.locator("del", has_text="800")).to_be_visible()
    expect(page.locator("ins", has_text="1200")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="打开现行文件").click()
    expect(page.locator(".mv-banner")).to_have_count(0)
    expect(page.locator("#text")).to_contain_text("1200元")


def test_hostile_text_is_text(open_page: OpenPage, source_site: str, source_library: Library) -> None:
    stop = stop_at(source_library, HOSTILE_NAME, "3日")
    page = open_page(source_site + address_of(stop), ready=READY)
    expect(page.locator("#text")).to_contain_text('<img src=x onerror="window.hit=1">工作要求')
    expect(page.locator("h1")).to_contain_text("<script>window.hit=1</script>")
    assert page.locator("#text img, #text svg, #outline img, h1 script").count() == 0
    assert page.evaluate("window.hit") is None


def test_a_marker_opens_the_source_beside_the_answer(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    ask(page, "县级林长每季度巡林多少次？")
    marker = page.locator(".mc-ref").first
    marker.hover()
    expect(page.locator(".mc-tip")).to_contain_text("林长")
    marker.click()
    source = page.frame_locator(".mc-viewer iframe")
    expect(source.locator(READY)).to_be_visible()
    expect(source.locator(".mv-box").first).to_be_in_viewport()
    expect(source.locator(".mv-trail b")).to_have_text("1")
    loaded(source.locator(".mv-sheet img").first)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.mouse.move(0, 0)
    page.screenshot(path=SCREENSHOTS / "source-1366x768-light.png")
    source.get_by_role("button", name="条文").click()
    expect(source.locator("#quote")).to_be_in_viewport()
    page.get_by_role("button", name="放大").click()
    expect(source.locator("#sheets")).to_be_visible()
    source.locator("#text").press("Escape")
    expect(page.locator(".mc-viewer")).to_have_count(0)
    expect(marker).to_be_focused()
    page.locator("#evidence .mc-open").first.click()
    expect(source.locator("#quote")).to_be_attached()
    ask(page, "那村级林长呢？")
    expect(page.locator(".mc-viewer")).to_have_count(0)


def test_a_marker_of_a_table_opens_its_row(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site)
    ask(page, "规划财务科有哪些任务？")
    row = page.locator("#evidence .mc-card", has_text="责任分工表").locator("td mark").first
    marker = row.locator("xpath=ancestor::article").locator(".mc-card__marker").inner_text()
    page.locator(f'.mc-ref[data-marker="{marker}"]').first.click()
    source = page.frame_locator(".mc-viewer iframe")
    expect(source.locator(".mv-trail b")).to_have_text(marker)
    expect(source.locator("tr.is-cited")).to_be_in_viewport()
    expect(source.locator("tr.is-cited")).to_contain_text("规划财务科")
    expect(source.locator("thead th").first).to_have_text("序号")


def test_on_a_phone_the_source_is_a_page_of_its_own(open_page: OpenPage, demo_site: str) -> None:
    page = open_page(demo_site, PHONE)
    ask(page, "县级林长每季度巡林多少次？")
    page.locator(".mc-ref").first.click()
    expect(page.locator("#evidence .is-focused mark").first).to_be_in_viewport()
    with page.context.expect_page() as opened:
        page.locator("#evidence .mc-open").first.click()
    source = opened.value
    source.wait_for_selector(READY)
    expect(source.locator("#quote")).to_be_in_viewport()
    assert_fits(source)
    source.get_by_role("button", name="版面").click()
    expect(source.locator(".mv-box").first).to_be_in_viewport()
    expect(source.locator("#text")).to_be_hidden()


@pytest.mark.parametrize(("size", "viewport"), [("1366x768", DESKTOP), ("570x640", SIDE), ("390x844", PHONE)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_at_every_size(
    open_page: OpenPage, source_site: str, trail: dict[str, str], source_library: Library, size: str, viewport: ViewportSize,
    scheme: str,
) -> None:  # fmt: skip
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page = open_page(source_site + trail["pdf"], viewport, scheme, READY)
    old, new = (stop_at(source_library, *PLACES[name]).doc_id for name in ("old", "new"))
    for name, address in {**trail, "compare": f"/source/{new}/compare?with={old}"}.items():
        page.goto(source_site + address)
        if name != "compare":
            page.wait_for_selector(READY)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.classList.contains('dark')") is (scheme == "dark")
        assert_fits(page)
        assert english_in(page) <= {"txt", "PDF", "OFD", "XLSX", "TXT", "png", "xlsx", "ofd", "pdf"}
        page.screenshot(path=SCREENSHOTS / f"viewer-{name}-{size}-{scheme}.png")


def test_without_the_script_everything_is_there(browser: Browser, source_site: str, trail: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(source_site + trail["scan"])
    for place in ("#outline", "#text", "#sheets"):
        expect(page.locator(place)).to_be_visible()
    page.get_by_role("link", name="下一条").click()
    expect(page.locator(".mv-trail b")).to_have_text("3")
    context.close()
