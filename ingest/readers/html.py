"""Saved web pages: the article's paragraphs and tables, the metadata block as facts."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import Any

from ingest.encodings import decode
from ingest.readers.article import article_of, tidy
from ingest.readers.web_blocks import BLOCK_TAGS, SPACE, blocks_of, lines_in
from ingest.readers.web_facts import facts_in, facts_of_head, merged
from kb.document import Block, Pages, SourceFacts
from kb.errors import UnreadableFile

_MAX_BYTES = 64 * 2**20  # of markup, which takes some ten times its size in memory when it is parsed
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""")
_CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}
_MAX_BROKEN = 0.002  # of the characters of a page in a known encoding may be damaged
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")
_TITLE_CLASS = re.compile(
    r"(?:^|[-_\s])(?:sp_|con-|art(?:icle)?[-_]?|news[-_]?|main[-_]?|wz)?(?:title|biaoti)(?:$|[-_\s])", re.IGNORECASE
)
_SITE_TAIL = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+")
_MAX_TITLE = 200
_SHORT = 20  # characters that a line with the title has beside it, such as a number or a mark
_EDGE = 8  # blocks at each end of an article among which a site's own lines may stand
_SITE_LINE = re.compile(
    r"^[\[【]?(?:发布|公开|更新|录入|发稿)(?:日期|时间)[:：]|^时间[:：]\d|^(?:信息|文章|稿件)?来源[:：]|"
    r"^(?:浏览|阅读|访问|点击|查看)(?:次数|量|数|人数)?[:：]|^[\[【]?(?:字体|字号|视力保护色|背景色)[:：]?|"
    r"^[\[【]?(?:大|中|小|打印|关闭|收藏|分享|返回|纠错|下载)[\]】\s大中小|/]*(?:本页|窗口|页面|此页)?[\]】]?$|"
    r"^(?:分享到|扫一扫|扫码)|^(?:责任编辑|责编|编辑|初审|复审|终审|校对)[:：]|^您?(?:现在|当前|所在)(?:的|所在)?位置[:：]?|"
    r"^打印(?:本页)?\s*关闭|版权所有|ICP备|公网安备|网站标识码|网站地图"
)
_MAX_SITE_LINE = 120


def read_html(data: bytes, name: str) -> Pages:
    """The article of a web page: a block a paragraph or table row, what the site says of it in `facts`.

    Raises UnreadableFile: encoding, too_large, corrupt (nested too deeply), scripted (the text is made by scripts).
    """
    if len(data) > _MAX_BYTES:
        raise UnreadableFile("too_large", "网页文件过大", "请在浏览器中打开，把正文另存为文本后再导入")
    text, encoding = _decoded(data)
    root = _parsed(text)
    facts = _head_facts(root)
    scripted = bool(root.xpath(".//script|.//noscript|.//frameset|.//iframe"))
    page_titles = _page_titles(root)
    tidy(root)
    body = root.find("body") if root.tag == "html" else root
    body = root if body is None else body
    heading = _title_on(body)
    facts = merged(_take_facts(body), facts)
    article = article_of(body)
    blocks = _without_site_lines(blocks_of(article))
    if not blocks:
        raise _nothing(article, scripted)
    title = facts.title or heading
    if title and not _begins_with(blocks, title):
        blocks = [Block(title, heading=1), *blocks]
    facts = replace(facts, title=facts.title or heading or page_titles)
    notes = () if encoding.startswith("utf-8") else (f"编码：{encoding.upper()}",)
    return Pages(source=name, format="html", blocks=tuple(blocks), facts=facts, notes=notes)


def _nothing(article: Any, scripted: bool) -> UnreadableFile:
    if article.find(".//img") is not None:
        return UnreadableFile("scanned", "网页正文是图片，没有文字", "请把网页里的图片另存下来单独导入，或找文字版")
    if scripted:
        return UnreadableFile(
            "scripted",
            "网页正文由脚本生成，保存下来的文件里没有文字",
            "请在浏览器中打开该网页，复制正文为文本，或打印成 PDF 后再导入",
        )
    return UnreadableFile("empty", "网页里没有正文", "请确认保存的是文件正文所在的网页")


def _decoded(data: bytes) -> tuple[str, str]:
    """Text and encoding: BOM, then UTF-8 if it holds, then what the page declares, then what fits."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data.startswith(b"\xef\xbb\xbf"):
        return decode(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        match = _CHARSET.search(data[:4096])
        declared = match[1].decode("ascii").lower() if match else ""
    codec = _CODECS.get(declared, "utf-8" if declared in ("utf-8", "utf8") else "")
    if codec:
        text = data.decode(codec, "replace")
        if text.count("\ufffd") <= _MAX_BROKEN * len(text):
            return text, codec
    return decode(data)


def _parsed(text: str) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_INVISIBLE.sub("", text).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as exc:
        raise UnreadableFile("corrupt", "网页文件损坏，无法解析", "请在浏览器中打开并重新保存后再导入") from exc
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise UnreadableFile("corrupt", "网页标签嵌套过深，无法解析", "请在浏览器中打开，把正文另存为文本后再导入")
    return root


def _head_facts(root: Any) -> SourceFacts:
    metas = [(meta.get("name") or meta.get("property") or "", meta.get("content") or "") for meta in root.iter("meta")]
    scripts = root.xpath(".//script[@type='application/ld+json']")
    return facts_of_head(metas, [script.text or "" for script in scripts])


def _page_titles(root: Any) -> str | None:
    title = root.find(".//title")
    text = SPACE.sub(" ", "".join(title.itertext())).strip() if title is not None else ""
    return _SITE_TAIL.split(text)[0][:_MAX_TITLE] or None


def _title_on(body: Any) -> str | None:
    """The article's heading on the page: the first `h1`, or the first element whose class says title."""
    for element in body.iter("h1", "h2", "p", "div", "td", "span"):
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag == "h1" or (_TITLE_CLASS.search(named) and len(named) < 80):
            text = "".join(line for line, _ in lines_in(element))
            if 4 < len(text) <= _MAX_TITLE and text.rstrip("：:") == text:
                return text
    return None


def _take_facts(body: Any) -> SourceFacts:
    """The facts of the metadata block of `body`, which is taken out."""
    segments: list[str] = []
    holders: list[list[Any]] = []
    for element in body.iter(*BLOCK_TAGS):
        inline = list(takewhile(lambda child: child.tag not in BLOCK_TAGS, element))
        texts = ["".join([element.text or "", *("".join(child.itertext()) + (child.tail or "") for child in inline)])]
        if len(inline) > 1 and len(texts[0]) < _MAX_TITLE and not re.search("[:：]", texts[0]):
            texts = ["".join(child.itertext()) for child in inline]  # label and value beside each other, without colon
        if texts[0].strip() or len(inline) == len(element):
            segments += [SPACE.sub(" ", text).strip() for text in texts]
            holders += [[element, *inline]] * len(texts)
    found = facts_in(segments)
    for number in found.segments:
        element, *inline = holders[number]
        element.text = None
        for child in inline:
            if child.getparent() is element:
                element.remove(child)
    return found.facts


def _without_site_lines(blocks: list[Block]) -> list[Block]:
    last = len(blocks) - _EDGE
    return [
        block
        for at, block in enumerate(blocks)
        if not (
            (at < _EDGE or at >= last)
            and block.cells is None
            and len(block.text) <= _MAX_SITE_LINE
            and _SITE_LINE.search(block.text)
        )
    ]


def _begins_with(blocks: list[Block], title: str) -> bool:
    """Whether one of the first lines of `blocks`, or several in a row, begin with `title`; paragraphs do not count."""
    lines = [
        block.text for block in blocks[:12] if len(block.text) <= len(title) + _SHORT and block.text[-1] not in "。；"
    ]
    heads = ("".join(lines[at : at + 6]) for at in range(len(lines)))
    return any(re.sub(r"\W", "", head).startswith(re.sub(r"\W", "", title)) for head in heads)
