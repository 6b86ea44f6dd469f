"""文件库 in a real browser: files go in, can be asked about, and go out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from kb.library import Library
from tests.assistant.web.conftest import BROWSER, MAX_BYTES, REPO, SCREENSHOTS

pytestmark = BROWSER
OpenPage = Callable[..., Page]

PLAN = """蓝溪县露营地管理办法
蓝营规〔2024〕7号
第一条 为规范露营地管理，制定本办法。
第二条 露营地每处补助标准为3.6万元，由县文旅局于每年9月底前拨付。
第三条 本办法自2024年5月1日起施行。
蓝溪县文旅局
2024年4月2日
"""
HOSTILE_NAME = "<img src=x onerror=window.hit=1>&\u202e《毒》.txt"
HOSTILE_TEXT = """<script>window.hit=1</script>关于测试的通知
一、<img src=x onerror="window.hit=1">工作要求
各单位应当在<b>3日</b>内报送**材料**。（责任科室：<i>局办公室</i>）
二、其他\u202e事项
按要求办理。
"""


def open_library(page: Page) -> None:
    page.get_by_role("tab", name="文件库").click()
    expect(page.locator("#dropzone")).to_be_visible()


def upload(page: Page, *files: Path) -> None:
    page.set_input_files("#dropzone input", list(files))
    expect(page.locator("#report")).to_contain_text("处理完毕", timeout=60_000)


def test_a_file_goes_in_is_asked_about_and_goes_out(
    open_page: OpenPage, own_site: str, library: Library, tmp_path: Path
) -> None:
    plan = tmp_path / "《露营地管理办法》（2024）.txt"
    plan.write_text(PLAN, encoding="utf-8")
    page = open_page(own_site)
    expect(page.locator(".mc-welcome")).to_contain_text("文件库还没有文件")
    page.click("[data-tab]")
    expect(page.locator("#documents")).to_contain_text("文件库还是空的")
    upload(page, plan)
    expect(page.locator("#report li")).to_have_count(1)
    expect(page.locator("#report li")).to_contain_text("已导入")
    row = page.locator("#documents tbody tr")
    expect(row).to_contain_text("蓝溪县露营地管理办法")
    expect(row).to_contain_text("蓝营规〔2024〕7号")
    expect(row).to_contain_text(plan.name)
    expect(page.locator("#header")).to_contain_text("库内 1 份文件")

    page.click("#documents .mc-rowlink")
    expect(page.locator("#document .mc-doc__text")).to_contain_text("每处补助标准为3.6万元")

    page.get_by_role("tab", name="问政策").click()
    page.fill("#question textarea", "露营地每处补助多少钱？")
    page.keyboard.press("Enter")
    expect(page.locator(".mc-answer__text")).to_contain_text("3.6万元")
    expect(page.locator("#evidence mark").first).to_contain_text("3.6万元")

    open_library(page)
    page.click('[data-event="remove"]')
    page.click(".mc-dialog >> text=取消")
    expect(row).to_have_count(1)
    page.click('[data-event="remove"]')
    page.locator(".mc-dialog").get_by_role("button", name="移除").click()
    expect(page.locator("#documents")).to_contain_text("文件库还是空的")
    expect(page.locator("#document")).to_contain_text("选择一份文件")
    expect(page.locator("#header")).to_contain_text("文件库为空")
    assert not library.snapshot.entries


def test_many_files_are_reported_one_by_one(open_page: OpenPage, own_site: str, tmp_path: Path) -> None:
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    blank = tmp_path / "空白.txt"
    blank.write_text(" \n ", encoding="utf-8")
    large = tmp_path / "过大.txt"
    large.write_bytes(b"a" * (MAX_BYTES + 1))
    wrong = tmp_path / "图片.png"
    wrong.write_bytes(b"\x89PNG")
    good = [REPO / "corpus/documents" / name for name in ("松材线虫病防控方案.md", "林长制考核办法.pdf")]
    page = open_page(own_site)
    open_library(page)
    upload(page, *good, empty, blank, large, wrong)
    said = {row.split("\n")[0]: row for row in page.locator("#report li").all_inner_texts()}
    assert len(said) >= 1
    report = page.locator("#report")
    expect(report.locator("li")).to_have_count(6)
    expect(report).to_contain_text("导入 2 份，未导入 4 份")
    expect(report.locator("li", has_text="过大.txt")).to_contain_text("超过 1 MB 的上限")
    expect(report.locator("li", has_text="图片.png")).to_contain_text("不支持这种文件")
    expect(report.locator("li", has_text="空.txt")).to_contain_text("文件是空的")
    expect(page.locator("#documents tbody tr")).to_have_count(2)


def test_hostile_files_show_as_text(open_page: OpenPage, own_site: str, tmp_path: Path) -> None:
    hostile = tmp_path / HOSTILE_NAME
    hostile.write_text(HOSTILE_TEXT, encoding="utf-8")
    page = open_page(own_site)
    open_library(page)
    upload(page, hostile)
    page.click("#documents .mc-rowlink")
    expect(page.locator("#document .mc-doc__text")).to_contain_text('<img src=x onerror="window.hit=1">工作要求')
    expect(page.locator("#document .mc-doc__text")).to_contain_text("其他‹U+202E›事项")
    expect(page.locator("#documents .mc-file")).to_contain_text("<img src=x onerror=window.hit=1>&‹U+202E›《毒》.txt")
    page.get_by_role("tab", name="任务清单").click()
    page.wait_for_timeout(500)
    page.get_by_role("tab", name="问政策").click()
    page.fill("#question textarea", "各单位应当在几日内报送材料？")
    page.keyboard.press("Enter")
    expect(page.locator(".mc-answer__foot")).to_be_visible()
    places = "#documents", "#document", "#report", "#thread", "#evidence", "#task-list"
    for place in places:
        assert page.locator(f"{place} :is(script, img, b:not(.mc-drop b))").count() == 0
    assert page.evaluate("window.hit") is None


def test_a_removal_is_undone(open_page: OpenPage, own_site: str, library: Library, tmp_path: Path) -> None:
    plan = tmp_path / "露营地管理办法.txt"
    plan.write_text(PLAN, encoding="utf-8")
    page = open_page(own_site)
    open_library(page)
    upload(page, plan)
    page.click("#documents [data-event=remove]")
    page.locator("dialog[open]").get_by_role("button", name="移除").click()
    expect(page.locator("#report")).to_contain_text("已移除《蓝溪县露营地管理办法》")
    assert library.snapshot.entries == {}
    page.get_by_role("button", name="撤销移除").click()
    expect(page.locator("#report")).to_contain_text("已恢复：《蓝溪县露营地管理办法》")
    expect(page.locator("#documents tbody tr")).to_contain_text(plan.name)
    expect(page.locator("#header")).to_contain_text("库内 1 份文件")
    assert [entry.source for entry in library.snapshot.entries.values()] == [plan.name]


def test_an_intake_is_stopped(open_page: OpenPage, own_site: str, library: Library, tmp_path: Path) -> None:
    files = [tmp_path / f"办法{number}.txt" for number in range(30)]
    for number, file in enumerate(files):
        file.write_text(PLAN.replace("露营地", f"露营地{number}") + "附加说明。" * 2000, encoding="utf-8")
    page = open_page(own_site)
    open_library(page)
    page.set_input_files("#dropzone input", files)
    page.get_by_role("button", name="停止导入").click(timeout=60_000)
    expect(page.locator("#report")).to_contain_text("已停止，还有", timeout=60_000)
    held = len(library.snapshot.entries)
    assert 0 < held < len(files)
    expect(page.locator("#documents tbody tr")).to_have_count(held)


def test_what_was_read_wrong_is_corrected_and_taken_back(
    open_page: OpenPage, own_site: str, library: Library, tmp_path: Path
) -> None:
    plan = tmp_path / "办法.txt"
    plan.write_text(PLAN + "附：任务\n一、抓好巡查。（责任科室：局巡查科）\n", encoding="utf-8")
    page = open_page(own_site)
    open_library(page)
    upload(page, plan)
    page.click("#documents .mc-rowlink")
    document = page.locator("#document")
    document.get_by_text("更正文件信息").click()
    document.locator("input[name=issuer]").fill("蓝溪县<b>文旅</b>局")
    document.locator("input[name=reason]").fill("原件印章")
    page.screenshot(path=SCREENSHOTS / "correction.png")
    document.get_by_role("button", name="保存更正").click()
    expect(document).to_contain_text("已更正 1 处")
    row = page.locator("#documents tbody tr")
    expect(row).to_contain_text("蓝溪县<b>文旅</b>局")
    expect(row).to_contain_text("已更正")
    source = f"{own_site}source/{page.locator('#documents .mc-rowlink').get_attribute('data-doc')}"
    assert "登记信息经人工更正：发文机关" in page.request.get(source).text()
    document.get_by_text("更正文件信息").click()
    expect(document.locator(".mc-corrections li")).to_contain_text("原因：原件印章")
    document.get_by_role("button", name="撤回").click()
    expect(document).to_contain_text("已撤回更正")
    expect(row).not_to_contain_text("已更正")
    assert "登记信息经人工更正" not in page.request.get(source).text()
    document.get_by_text("更正文件信息").click()
    document.locator("input[name=signed_on]").fill("去年")
    document.locator("input[name=signed_on]").press("Enter")
    expect(document.locator("[role=alert]")).to_contain_text("不是日期")

    page.get_by_role("tab", name="任务清单").click()
    page.click("#task-list .mc-rowlink")
    task = page.locator("#task-detail")
    task.get_by_text("更正责任").click()
    task.locator("input[name=sections]").fill("局财务科")
    task.get_by_role("button", name="保存更正").click()
    expect(task.locator("[role=alert]")).to_contain_text("找不到")
    task.get_by_text("更正责任").click()
    task.locator("input[name=lead]").fill("局巡查科")
    task.get_by_role("button", name="保存更正").click()
    expect(task).to_contain_text("已更正 1 处")
    expect(page.locator("#task-list tbody tr").first).to_contain_text("局巡查科 牵头")


def test_names_that_mean_one_body_are_joined(
    open_page: OpenPage, own_site: str, library: Library, tmp_path: Path
) -> None:
    page = open_page(own_site)
    open_library(page)
    table = page.locator("#aliases")
    table.locator("summary").click()
    field = table.locator("textarea[name=aliases]")
    assert field.input_value().startswith("# 别名表")
    field.fill("局巡查科 = 巡护科\n<b>甲</b>")
    table.get_by_role("button", name="保存别名表").click()
    expect(table.locator("[role=alert]")).to_contain_text("第 2 行有误")
    expect(field).to_have_value("局巡查科 = 巡护科\n<b>甲</b>")
    field.fill("局巡查科 = 巡护科")
    page.screenshot(path=SCREENSHOTS / "aliases.png")
    table.get_by_role("button", name="保存别名表").click()
    expect(table).to_contain_text("已保存，共 1 组")
    assert library.snapshot.aliases.canonical("巡护科") == library.snapshot.aliases.canonical("局巡查科")
    (library.home / "别名.txt").write_text("甲 = 乙\n", "utf-8")
    field.fill("丙 = 丁")
    table.get_by_role("button", name="保存别名表").click()
    expect(table.locator("[role=alert]")).to_contain_text("被别人改过")
    assert (library.home / "别名.txt").read_text("utf-8") == "甲 = 乙\n"
