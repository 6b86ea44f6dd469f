"""Web pages: the article without the site around it, tables, the metadata block, encodings, hostile pages."""

from __future__ import annotations

import contextlib
import random
import re
import time
from pathlib import Path

import pytest

from ingest.readers import read
from ingest.readers.html import read_html
from ingest.structure import parse
from kb.document import SourceFacts
from kb.errors import UnreadableFile

BODY = """
<p align=center><b>栖云市护林工作方案</b></p><p>各县林业局：</p>
<p style="text-indent:2em">为做好护林工作，<span>制定</span>本方案。</p>
<p><strong>一、工作目标</strong></p><p>全年新造林3万亩，<br>管护面积40万亩。</p>
<p style="text-align:right">栖云市林业局&nbsp;&nbsp;</p><p style="text-align:right">2024年5月6日</p>
"""
META_TABLE = """
<table><tr><td><b>索 引 号：</b></td><td>A-01/2024</td><td><b>主题分类：</b></td><td>林业</td></tr>
<tr><td>发文机关：</td><td>栖云市林业局</td><td>成文日期：</td><td>2024年05月06日</td></tr>
<tr><td>标　　题：</td><td colspan=3>栖云市护林工作方案</td></tr>
<tr><td>发文字号：</td><td>栖林发〔2024〕5号</td><td>发布日期：</td><td>2024年05月08日</td></tr>
<tr><td>有 效 性：</td><td>有效</td><td>废止日期：</td><td></td></tr></table>
"""
FACTS = SourceFacts(
    title="栖云市护林工作方案",
    doc_number="栖林发〔2024〕5号",
    issuer="栖云市林业局",
    signed_on="2024-05-06",
    published_on="2024-05-08",
    status="有效",
)
LINES = [
    "栖云市护林工作方案", "各县林业局：", "为做好护林工作，制定本方案。", "一、工作目标", "全年新造林3万亩，",
    "管护面积40万亩。", "栖云市林业局", "2024年5月6日",
]  # fmt: skip
SITE = """
<div class="header"><img src=logo.png><ul class="nav"><li><a>首页</a></li><li><a>政务公开</a></li><li><a>互动</a></li></ul></div>
<div class="crumbs">当前位置：<a>首页</a> &gt; <a>文件</a></div>{meta}
<div class="content">{body}<div>来源：栖云市政府网</div></div>
<div class="bdsharebuttonbox">分享到：<a>微博</a><a>微信</a></div>
<div>【<a>打印本页</a>】【<a>关闭窗口</a>】</div>
<p>相关解读：</p><p><a href=a.html>一图读懂护林工作方案</a></p>
<div class="footer">主办：栖云市林业局　版权所有　网站标识码：0000000000</div><script>var a="脚本文字";</script>
"""


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def texts(data: bytes) -> list[str]:
    return [block.text for block in read_html(data, "a.html").blocks]


def test_a_bare_article() -> None:
    assert texts(page(BODY)) == LINES


def test_the_site_around_an_article_is_left_out() -> None:
    assert texts(page(SITE.format(meta="", body=BODY))) == LINES


@pytest.mark.parametrize(
    "meta",
    [
        META_TABLE,
        (
            "<ul><li>索引号：A-01</li><li>标题：栖云市护林工作方案</li><li><span>发文机关：</span><span>栖云市林业局</span></li>"
            "<li>文号：栖林发〔2024〕5号</li><li>成文日期：2024-05-06</li><li>发布日期：2024/05/08</li><li>效力状态：有效</li></ul>"
        ),
        "<ul>"
        + "".join(
            f"<li><strong>{label}：</strong><p>{value}</p></li>"
            for label, value in (
                ("标题", "栖云市护林工作方案"),
                ("发文机关", "栖云市林业局"),
                ("发文字号", "栖林发〔2024〕5号"),
                ("成文日期", "2024年5月6日"),
                ("发布日期", "2024年5月8日"),
                ("效力", "有效"),
            )
        )
        + "</ul>",
        (
            "<dl><dt>信息名称</dt><dd>栖云市护林工作方案</dd><dt>发布机构</dt><dd>栖云市林业局</dd><dt>发文字号</dt>"
            "<dd>栖林发〔2024〕5号</dd><dt>生成日期</dt><dd>2024-5-6</dd><dt>公开日期</dt><dd>2024.05.08</dd>"
            "<dt>有效性</dt><dd>有效</dd></dl>"
        ),
        (
            "<div><div><b>标题: </b>栖云市护林工作方案 <b>发文机关: </b> 栖云市林业局</div><div>文 号: 栖林发〔2024〕5号　"
            "成文日期: 2024年5月6日　发布日期: 2024年5月8日　有效性: 有效</div></div>"
        ),
        (
            "<table><tr><td>标题</td><td>栖云市护林工作方案</td></tr><tr><td>发文机关</td><td>栖云市林业局</td></tr><tr><td>"
            "发文字号</td><td>栖林发〔2024〕5号</td></tr><tr><td>成文日期</td><td>2024-05-06</td></tr><tr><td>发布日期</td>"
            "<td>2024-05-08 10:20</td></tr><tr><td>时效性</td><td>有效</td></tr></table>"
        ),
    ],
    ids=["table", "list", "nested", "dl", "inline", "without colons"],
)
def test_the_metadata_block_is_facts_and_not_text(meta: str) -> None:
    pages = read_html(page(SITE.format(meta=meta, body=BODY)), "a.html")
    assert pages.facts == FACTS
    assert [block.text for block in pages.blocks] == LINES


def test_lines_of_the_text_that_look_like_labels_stay() -> None:
    body = BODY + "<p>文号：见附件</p><p>联系人：栖云市林业局办公室</p>"
    assert texts(page(body))[-2:] == ["文号：见附件", "联系人：栖云市林业局办公室"]


def test_facts_of_the_head() -> None:
    head = (
        '<meta name="ArticleTitle" content="栖云市护林工作方案"><meta name="PubDate" content="2024-05-08 09:00">'
        '<meta name="ContentSource" content="栖云晚报">'
    )
    facts = read_html(page("<p>各县林业局：</p><p>现印发方案。</p>", head), "a.html").facts
    assert (facts.title, facts.published_on, facts.issuer) == ("栖云市护林工作方案", "2024-05-08", None)
    linked = (
        '<script type="application/ld+json">{"headline": "护林方案全文", "datePublished": "2024-05-08T09:00"}</script>'
    )
    facts = read_html(page("<p>正文。</p>", linked), "a.html").facts
    assert (facts.title, facts.published_on) == ("护林方案全文", "2024-05-08")


def test_the_title_comes_first_where_the_article_does_not_begin_with_it() -> None:
    body = '<h1>栖云市护林工作方案</h1><div id="zoom"><p>各县林业局：</p><p>现将方案印发给你们，请认真执行。</p></div>'
    pages = read_html(page(body), "a.html")
    assert [(block.text, block.heading) for block in pages.blocks][:2] == [
        ("栖云市护林工作方案", 1),
        ("各县林业局：", None),
    ]
    assert parse(pages).title == "栖云市护林工作方案"


def test_marks_of_content_systems_bound_the_article() -> None:
    body = (
        '<div id=x><p>导读：本站摘要文字</p><meta name="ContentStart"><p>各县林业局：</p><p>请认真执行。</p>'
        '<meta name="ContentEnd"><p>点击查看更多内容</p></div>'
    )
    assert texts(page(body)) == ["各县林业局：", "请认真执行。"]


def test_headings_lists_and_line_breaks() -> None:
    body = (
        "<h2>第一章 总则</h2><p>第一条\n   正文<br/>第二行</p><ol><li>造林</li><li><p>管护</p></li><li>3.已有号</li></ol>"
        "<ul><li>无号</li></ul><pre>甲\n乙</pre>裸文字<div>块文字</div>尾文字"
    )
    blocks = read_html(page(body), "a.html").blocks
    assert [(block.text, block.heading) for block in blocks] == [
        ("第一章 总则", 2), ("第一条正文", None), ("第二行", None), ("1.造林", None), ("2.管护", None), ("3.已有号", None),
        ("无号", None), ("甲", None), ("乙", None), ("裸文字", None), ("块文字", None), ("尾文字", None),
    ]  # fmt: skip


def test_a_table_is_rows_with_merged_cells_resolved() -> None:
    body = (
        "<p>任务如下：</p><table><caption>责任分工</caption><tr><td colspan=4>单位：万亩</td></tr>"
        "<tr><th>序号</th><th>任务</th><th colspan=2>责任单位</th></tr>"
        "<tr><td>1</td><td rowspan=2>造林</td><td><p>市林业局</p><p>市财政局</p></td><td>牵头</td></tr>"
        "<tr><td>2</td><td>市水利局</td><td>配合</td></tr></table><p>以上。</p>"
    )
    blocks = read_html(page(body), "a.html").blocks
    assert [block.cells or block.text for block in blocks] == [
        "任务如下：", "责任分工", "单位：万亩", ("序号", "任务", "责任单位", ""), ("1", "造林", "市林业局 市财政局", "牵头"),
        ("2", "造林", "市水利局", "配合"), "以上。",
    ]  # fmt: skip
    assert {block.table for block in blocks} == {None, 0}


def test_a_table_for_layout_is_paragraphs() -> None:
    body = f"<table><tr><td><table><tr><td>{BODY}</td></tr></table></td></tr></table>"
    assert texts(page(body)) == LINES


def test_hidden_elements_are_no_text() -> None:
    head = "<style>.gone, #off{color:red;display:none} @media print{.kept{display:none}}</style>"
    body = (
        '<p>正文。</p><p style="DISPLAY: none">甲</p><p hidden>乙</p><div class="gone">丙</div><p id=off>丁</p>'
        "<p class=kept>留下</p><!-- 注释 --><noscript>请启用脚本</noscript><textarea>戊</textarea>"
    )
    assert texts(page(body, head)) == ["正文。", "留下"]


TEXT = "<p>栖云市护林工作方案，龢、喆、㙍等字。</p>"


@pytest.mark.parametrize(
    ("codec", "declared"),
    [
        ("utf-8", ""), ("utf-8-sig", ""), ("utf-8", "gb2312"), ("gb18030", "gb2312"), ("gb18030", "GBK"), ("gb18030", ""),
        ("utf-16", ""),
    ],
)  # fmt: skip
def test_encodings(codec: str, declared: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    data = f"<html><head>{head}</head><body>{TEXT}</body></html>".encode(codec)
    assert [block.text for block in read(data, "a.html").blocks] == ["栖云市护林工作方案，龢、喆、㙍等字。"]


def test_traditional_pages_and_single_damaged_bytes() -> None:
    data = '<html><meta charset="big5"><p>護林工作方案</p></html>'.encode("big5")
    assert texts(data) == ["護林工作方案"]
    body = f"<html><meta charset=gb2312><body>{BODY * 4}</body></html>".encode("gb18030")
    at = body.index("管护".encode("gb18030"))
    broken = body[:at] + b"\xff" + body[at + 1 :]
    assert texts(broken)[:4] == LINES[:4]


def test_a_page_made_by_scripts_says_so() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(page('<div id="app"></div><script src=app.js></script>'), "a.html")
    assert caught.value.reason == "scripted"
    with pytest.raises(UnreadableFile) as caught:
        read(page("<div id=zoom><p><img src=1.jpg></p></div>"), "a.html")
    assert caught.value.reason == "scanned"
    with pytest.raises(UnreadableFile) as caught:
        read(page("<p> </p>"), "a.html")
    assert caught.value.reason == "empty"


def test_a_web_page_under_another_name_is_mislabelled() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(page(BODY), "方案.txt")
    assert (caught.value.reason, ".html" in caught.value.remedy) == ("mislabelled", True)
    assert read(BODY.encode(), "片段.htm").format == "html"


HOSTILE = [
    "<div>" * 1500 + "深处的文字" + "</div>" * 1500,
    "<div>" * 100_000 + "更深的文字",
    "<p>" + "<b><i>" * 3000 + "没有闭合的标签",
    "<table>" + "<tr><td colspan=99999999 rowspan=99999>甲<td>乙" * 300,
    "<p>" + "&amp;" * 200_000,
    "<a href=x>链接</a><br>" * 20_000,
    "<p>相关解读：</p>" + "<p><a href=x>解读</a></p>" * 5_000 + "<p>正文在这里。</p>",
    "<style>" + "{" * 200_000 + "</style><p>正文。</p>",
    "<p>索引号：" * 5_000,
    "<" * 100_000 + "正文",
    "<ol start=99999999999999999999><li>甲</ol><p>乙",
    "\x00\x01<p>控制符\x0b后面</p>",
]


@pytest.mark.parametrize("body", HOSTILE, ids=[str(at) for at in range(len(HOSTILE))])
def test_hostile_pages_neither_crash_nor_hang(body: str) -> None:
    start = time.monotonic()
    with contextlib.suppress(UnreadableFile):
        read_html(page(body), "a.html")
    assert time.monotonic() - start < 20


def test_damage_of_any_kind_is_an_unreadable_file_or_still_readable() -> None:
    data = page(SITE.format(meta=META_TABLE, body=BODY))
    reasons: set[str] = set()
    for seed in range(150):
        source = random.Random(seed)
        out = bytearray(data[: source.randrange(40, len(data))] if seed % 3 == 0 else data)
        for _ in range(source.choice((1, 4, 40))):
            out[source.randrange(len(out))] = source.randrange(256)
        try:
            read_html(bytes(out), "a.html")
        except UnreadableFile as exc:
            reasons.add(exc.reason)
    assert reasons <= {"encoding", "empty", "scanned", "scripted", "corrupt"}


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_real_pages_hold_what_their_text_twins_hold(shared_dir: Path) -> None:
    folder = shared_dir / "data" / "documents" / "jiangxi"
    twins = sorted((folder / "txt").glob("*.txt"))
    assert twins
    for twin in twins:
        pages = read_html((folder / "html" / f"{twin.stem}.html").read_bytes(), "a.html")
        text = squeezed("".join(block.text for block in pages.blocks))
        lines = [squeezed(line) for line in twin.read_text("utf-8").splitlines() if line.strip()]
        missing = [line for line in lines if line not in text and not line.startswith("相关")]
        assert sum(map(len, missing)) <= 0.01 * sum(map(len, lines)), twin.name
        assert "打印本页" not in text


def test_real_pages_of_the_state_council(shared_dir: Path) -> None:
    from lxml import html

    files = sorted((shared_dir / "data" / "documents" / "state_council_html").glob("*.html"))
    assert files
    for path in files:
        pages = read_html(path.read_bytes(), path.name)
        facts = pages.facts
        assert facts.title, path.name
        assert facts.issuer, path.name
        assert facts.signed_on, path.name
        assert facts.doc_number, path.name
        article = html.document_fromstring(path.read_bytes()).get_element_by_id("UCAP-CONTENT", None)
        if article is not None and article.find(".//td[@rowspan]") is None:
            assert squeezed("".join(block.text for block in pages.blocks)) == squeezed(article.text_content()), (
                path.name
            )
