"""The viewer's pages by HTTP: what is on them, and that nothing of a document is markup there."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from assistant.viewer.trail import Stop, address_of, checksum
from assistant.viewer.window import SIZE
from kb.catalog import Entry
from kb.library import Library
from tests.assistant.viewer.conftest import EntryOf
from tests.assistant.viewer.sources import HOSTILE_NAME, PAGES

SCAN, OFD, PDF, SHEET = "造林通知.png", "湿地方案.ofd", "标准汇编.pdf", "任务表.xlsx"


def stop_at(entry: Entry, quoted: str, marker: int = 1) -> Stop:
    start = entry.document.text.index(quoted)
    return Stop(marker, entry.doc_id, start, start + len(quoted), checksum(quoted))


def marks(html: str) -> str:
    return unescape("".join(re.findall(r"<mark[^>]*>(.*?)</mark>", html)))


def test_the_quote_is_marked_where_it_stands(client: TestClient, entry_of: EntryOf) -> None:
    entry = entry_of("护林员办法2024.txt")
    page = client.get(address_of(stop_at(entry, "每月巡护不少于22天"))).text
    assert marks(page) == "每月巡护不少于22天"
    assert page.count('id="quote"') == 1
    assert 'lang="zh-CN"' in page
    assert '<p id="c3" class="mv-line"><b>第三条</b>' in page


def test_a_quote_that_is_gone_is_not_marked_elsewhere(client: TestClient, entry_of: EntryOf) -> None:
    entry = entry_of("护林员办法2024.txt")
    stop = stop_at(entry, "每月巡护不少于22天")
    page = client.get(address_of(Stop(1, stop.doc_id, stop.start + 1, stop.end + 1, stop.check))).text
    assert marks(page) == ""
    assert "已不在这个位置" in page


def test_the_citations_of_an_answer_are_stepped_through(client: TestClient, entry_of: EntryOf) -> None:
    trail = [stop_at(entry_of("护林员办法2024.txt"), "一卡通", 1), stop_at(entry_of(OFD), "修复退化湿地", 2)]
    first, second = (client.get(address_of(each, trail)).text for each in trail)
    assert f'href="{address_of(trail[1], trail).replace("&", "&amp;")}"' in first
    assert f'href="{address_of(trail[0], trail).replace("&", "&amp;")}"' in second
    assert "引文 <b>2</b><small>第 2 条，共 2 条" in second
    assert 'rel="prev" data-step' not in first
    assert "mv-trail" not in client.get(f"/source/{trail[0].doc_id}").text


def test_a_row_of_a_workbook_is_marked_whole(client: TestClient, entry_of: EntryOf) -> None:
    page = client.get(address_of(stop_at(entry_of(SHEET), "第30号示范林改造3000亩"))).text
    [row] = re.findall(r'<tr[^>]* class="is-cited">.*?</tr>', page)
    assert '<td class="mv-place">A32:C32</td>' in row
    assert "<caption>工作表：任务表</caption>" in page
    assert '<th scope="col">责任科室</th>' in page


@pytest.mark.parametrize(("name", "pages", "kind"), [(PDF, PAGES, "jpeg"), (OFD, 2, "svg+xml"), (SCAN, 1, "jpeg")])
def test_originals_with_pages_are_drawn(
    client: TestClient, entry_of: EntryOf, name: str, pages: int, kind: str
) -> None:
    entry = entry_of(name)
    page = client.get(f"/source/{entry.doc_id}").text
    assert page.count('<figure class="mv-sheet"') == pages
    picture = client.get(f"/source/{entry.doc_id}/page/{pages}")
    assert picture.headers["content-type"] == f"image/{kind}"
    assert "default-src 'none'" in picture.headers["content-security-policy"]
    assert client.get(f"/source/{entry.doc_id}/page/{pages + 1}").status_code == 404
    assert client.get(f"/source/{entry.doc_id}/page/0").status_code == 404


@pytest.mark.parametrize(
    ("name", "quoted"), [(PDF, "编号600的苗木"), (OFD, "修复退化湿地800亩"), (SCAN, "完成林地边界核查")]
)
def test_boxes_stand_on_the_page_of_the_quote(client: TestClient, entry_of: EntryOf, name: str, quoted: str) -> None:
    entry = entry_of(name)
    stop = stop_at(entry, quoted)
    page = client.get(address_of(stop)).text
    regions = entry.document.regions_of(stop.start, stop.end)
    sheets = re.findall(r'<figure class="mv-sheet" id="p(\d+)".*?</figure>', page)
    boxed = re.findall(r'id="p(\d+)" data-page="\d+"><div class="mv-paper"><img[^>]*><i class="mv-box"', page)
    assert len(sheets) == entry.document.page_count
    assert {int(number) for number in boxed} == {region.page for region in regions} != set()
    assert page.count('class="mv-box"') == len(regions)


def test_a_long_file_is_given_in_stretches(client: TestClient, entry_of: EntryOf) -> None:
    entry = entry_of(PDF)
    assert len(entry.document.text) > 2 * SIZE
    stop = stop_at(entry, "编号600的苗木")
    page = client.get(address_of(stop)).text
    shown = re.findall(r"第(\d+)条</b>", page)
    assert 0 < len(shown) < 500
    [(start, end)] = re.findall(r'class="mv-stretch" data-from="(\d+)" data-to="(\d+)"', page)
    assert f'data-from="{end}" href' in page
    assert f'data-to="{start}" href' in page
    more = client.get(f"/source/{entry.doc_id}/text", params={"from": end}).text
    back = client.get(f"/source/{entry.doc_id}/text", params={"to": start}).text
    numbers = [int(number) for part in (back, page, more) for number in re.findall(r"第(\d+)条</b>", part)]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


def test_the_header_of_a_table_is_repeated(client: TestClient, entry_of: EntryOf) -> None:
    entry = entry_of(SHEET)
    start = entry.document.text.index("第20号示范林")
    more = client.get(
        f"/source/{entry.doc_id}/text", params={"from": entry.document.text.rindex("\n", 0, start) + 1}
    ).text
    assert '<th scope="col">工作任务</th>' in more
    assert "第19号" not in more


def test_versions_are_compared(client: TestClient, entry_of: EntryOf) -> None:
    old, new = (entry_of(f"护林员办法{year}.txt").doc_id for year in (2020, 2024))
    page = client.get(f"/source/{new}/compare?with={old}").text
    assert "<del>800</del>" in page
    assert "<ins>1200</ins>" in page
    assert "<ins>第四条 护林员意外伤害保险由县林业局统一购买，保费从管护经费列支。</ins>" in page
    assert "为规范护林员管理" not in page
    assert "为规范护林员管理" in client.get(f"/source/{new}/compare?with={old}&all=1").text
    assert "没有差别" in client.get(f"/source/{new}/compare?with={new}").text


def test_hostile_text_and_names_stay_text(client: TestClient, entry_of: EntryOf) -> None:
    entry = entry_of(HOSTILE_NAME)
    for address in (f"/source/{entry.doc_id}", f"/source/{entry.doc_id}/compare?with={entry.doc_id}&all=1"):
        page = client.get(address)
        assert page.text.count("<script") == 1  # our own
        assert not re.search(r"<(?:img|svg|b>3|i>局)", page.text)
        assert "‹U+202E›" in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "unsafe-inline' " not in page.headers["content-security-policy"].split("style-src")[0]
    sent = client.get(f"/source/{entry.doc_id}/original")
    assert sent.headers["content-disposition"] == f"attachment; filename*=utf-8''{quote(HOSTILE_NAME)}"
    assert sent.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "tail",
    ["?start=5&end=2", "?start=1&end=999999999", "?start=x&end=%3Cb%3E", "?at=99999999999", "?cites=~~&start=0&end=1"],
)
def test_wrong_places_show_the_document(client: TestClient, entry_of: EntryOf, tail: str) -> None:
    page = client.get(f"/source/{entry_of('护林员办法2024.txt').doc_id}{tail}")
    assert page.status_code == 200
    assert "为规范护林员管理" in page.text
    assert "<b>x" not in page.text


@pytest.mark.parametrize(
    "path", ["/source/deadbeef", "/source/deadbeef/page/1", "/source/deadbeef/original", "/source/%3Cscript%3E"]
)
def test_what_is_not_there_is_said_in_chinese(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert "这份文件不在文件库里" in page.text
    assert "deadbeef" not in page.text


def test_formats_without_pages_have_none(client: TestClient, entry_of: EntryOf) -> None:
    entry = entry_of(SHEET)
    assert "mv-sheet" not in client.get(f"/source/{entry.doc_id}").text
    assert client.get(f"/source/{entry.doc_id}/page/1").status_code == 404


def test_every_clause_of_the_demonstration_can_be_opened(demo_library: Library) -> None:
    from assistant.viewer.app import build_viewer

    client = TestClient(build_viewer(demo_library, None, ""), base_url="http://127.0.0.1")
    for entry in demo_library.snapshot.entries.values():
        text = unescape(re.sub(r"<[^>]*>", "", client.get(f"/source/{entry.doc_id}").text))
        for clause in entry.document.clauses[1:]:
            assert clause.heading[:20].strip() in text
