"""The article of a web page: which element holds it, without navigation, share bars, links and what is hidden.

A rule of our own over lxml and not trafilatura: version 2.3 keeps metadata blocks and share bars of government sites
as text, drops lines of some of their pages, and leaves merged cells unresolved, which responsibility tables need.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

_DROPPED = (
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "canvas", "video", "audio",
    "button", "select", "input", "textarea", "nav", "aside", "footer", "head", "map", "rp", "rt",
)  # fmt: skip
_NONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MEDIA = re.compile(r"@[^{};]{0,200}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"^[.#][\w-]+$")
_MAX_CSS = 200_000
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:bread-?crumbs?|crumbs?|nav\w*|menu\w*|bt-position|position|location|dqwz|weizhi|bd_?share\w*|share\w*|"
    r"print\w*|toolbar|side-?bar|foot\w*|copyright|header|related\w*|relevant|xg(?:bd|yd|lj|jd)|recommend\w*|comments?|"
    r"qr-?code\w*|ewm\w*|erweima\w*|pager|pagination|prev\w*|next\w*|font-?size|login|search\w*|banner|friend-?links?|"
    r"go-?top|back-?top|accessib\w*|barrier\w*)(?:$|[-_\s])",
    re.IGNORECASE,
)
_MAX_FURNITURE = 0.25  # of the page's text; an element with more is no furniture whatever its class says
_RELATED = re.compile(
    r"^[【\[]?相关(?:政策)?(?:解读|链接|阅读|新闻|报道|稿件|信息|文章|图解|文件|政策)[】\]]?[:：]?$|^(?:上|下)一[篇条][:：]"
)
_ATTACHED = re.compile(r"\.(?:docx?|xlsx?|pdf|ofd|wps|et|zip|rar|pptx?|txt)(?:$|[?#])", re.IGNORECASE)
# Ids and classes that content systems of government sites give the article (TRS, UCAP, JCMS, Hanweb and others).
_ARTICLES = (
    "ucap-content", "zoom", "trs_editor", "trs_ueditor", "view", "article-content", "articlecontent", "article_content",
    "pages_content", "news_content", "newscontent", "zwcontent", "zwnr", "xxgk_content", "content_text", "contenttext",
    "article-body", "articlebody", "article_con", "articlecon", "vsbcontent", "v_news_content", "detail-content",
    "detail_content", "wzcon", "main-content", "maincontent", "text-content", "conttxt", "con_text", "j-content",
)  # fmt: skip
_MIN_SHARE = 0.4  # of the page's text that an element named as an article must hold
_STEP_SHARE = 0.9
_CONTAINERS = frozenset(("div", "section", "article", "main", "table", "tbody", "tr", "td", "center", "form", "body"))
_SHORT = 30  # characters; a longer line beside the article may be a paragraph of it
_MAX_RELATED = 20  # lines of links behind 相关解读：


def tidy(root: Any) -> None:
    """Takes out of the page `root` what is no text: scripts, controls, comments, hidden elements."""
    hidden = _hidden_by_style(root)
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _DROPPED or _is_hidden(element, hidden):
            _drop(element)


def _drop(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _hidden_by_style(root: Any) -> frozenset[str]:
    css = "".join(style.text or "" for style in root.iter("style"))[:_MAX_CSS]
    return frozenset(
        selector.strip()
        for rule in _RULE.finditer(_MEDIA.sub("", css))
        if _NONE.search(rule[2])
        for selector in rule[1].split(",")
        if _SIMPLE.match(selector.strip())
    )


def _is_hidden(element: Any, hidden: frozenset[str]) -> bool:
    if element.tag in ("body", "html"):
        return False
    if "hidden" in element.attrib or _NONE.search(element.get("style") or ""):
        return True
    names = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id') or ''}"}
    return not hidden.isdisjoint(names)


def article_of(body: Any) -> Any:
    """The element of `body` that holds the article, itself where nothing else stands out; its furniture is taken out."""
    marked = _between_marks(body)
    _without_furniture(body if marked is None else marked)
    if marked is not None:
        return marked
    named = _named(body)
    return _heaviest(body) if named is None else named


def _between_marks(body: Any) -> Any | None:
    """The parent of `<meta name=ContentStart>`, without what stands before that mark and behind ContentEnd."""
    starts = body.xpath(".//meta[@name='ContentStart' or @name='contentstart']")
    if len(starts) != 1:
        return None
    parent = starts[0].getparent()
    children = list(parent)
    at = children.index(starts[0])
    ends = [number for number, each in enumerate(children) if (each.get("name") or "").lower() == "contentend"]
    kept = children[at : ends[-1] if ends else None]
    if sum(_length(each) + len((each.tail or "").strip()) for each in kept) < 10:
        return None
    for each in children:
        if each not in kept:
            _drop(each)
    return parent


def _length(element: Any) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _weights(body: Any) -> dict[Any, tuple[int, int]]:
    """Characters of text and of them in links, for each element."""
    weights: dict[Any, tuple[int, int]] = {}
    for element in reversed(list(body.iter())):
        chars, links = len((element.text or "").strip()), 0
        for child in element:
            child_chars, child_links = weights[child]
            chars += child_chars + len((child.tail or "").strip())
            links += child_links
        attached = element.tag == "a" and _ATTACHED.search(element.get("href") or "")
        weights[element] = (chars, chars if element.tag == "a" and not attached else links)
    return weights


def _without_furniture(body: Any) -> None:
    weights = _weights(body)
    whole = max(weights[body][0], 1)
    gone: set[Any] = set()
    for element in list(body.iter()):
        if element is body or element.getparent() in gone:
            gone.add(element) if element is not body else None
            continue
        chars, links = weights[element]
        named = f"{element.get('id') or ''} {element.get('class') or ''}"
        is_furniture = chars <= _MAX_FURNITURE * whole and bool(_FURNITURE.search(named))
        if is_furniture or _is_link_list(element, chars, links) or _is_related(element, chars):
            gone.add(element)
    for element in gone:
        _drop(element)


def _is_link_list(element: Any, chars: int, links: int) -> bool:
    return element.tag in ("ul", "ol", "table", "div", "dl") and links > 0.6 * chars and _count(element, "a") > 2


def _count(element: Any, tag: str) -> int:
    return sum(1 for _ in element.iter(tag))


def _is_related(element: Any, chars: int) -> bool:
    """A line such as 相关解读：, or a link in the lines behind one."""
    if chars > 120 or element.tag not in ("p", "div", "li", "ul", "h2", "h3", "h4"):
        return False
    if _RELATED.match("".join(element.xpath(".//text()[not(ancestor::a)]")).strip()):
        return True
    if chars == 0 or _length_of_links(element) < _length(element):
        return False
    for before in islice(element.itersiblings(preceding=True), _MAX_RELATED):
        if _length_of_links(before) < _length(before):
            return bool(_RELATED.match("".join(before.itertext()).strip()))
    return False


def _length_of_links(element: Any) -> int:
    return sum(_length(link) for link in element.iter("a") if not _ATTACHED.search(link.get("href") or ""))


def _named(body: Any) -> Any | None:
    weights = _weights(body)
    whole = max(weights[body][0] - weights[body][1], 1)
    found = [
        (weights[element][0] - weights[element][1], element)
        for element in weights
        if {(element.get("id") or "").lower(), *(element.get("class") or "").lower().split()} & {*_ARTICLES}
        or element.get("itemprop") == "articleBody"
        or element.tag == "article"
    ]
    heaviest = max(found, key=lambda each: each[0], default=(0, None))
    return heaviest[1] if heaviest[0] >= max(_MIN_SHARE * whole, 1) else None


def _heaviest(body: Any) -> Any:
    """Down from `body` as long as one child holds nearly all text and the others hold but short lines."""
    weights = _weights(body)
    at = body
    while True:
        children = [child for child in at if child in weights and weights[child][0]]
        best = max(children, key=lambda child: weights[child][0] - weights[child][1], default=None)
        if best is None or best.tag not in _CONTAINERS or is_data_table(best):
            return at
        own = weights[best][0] - weights[best][1]
        share = own / max(weights[at][0] - weights[at][1], 1)
        others = [weights[child][0] for child in children if child is not best]
        loose = [len((text or "").strip()) for text in (at.text, *(child.tail for child in at))]
        if share < _STEP_SHARE and (max([*others, *loose]) > _SHORT or share < 0.5):
            return at
        at = best


def is_data_table(element: Any) -> bool:
    """Whether `element` is a table that holds records, not one that only arranges the page."""
    if element.tag != "table" or _count(element, "table") > 1 or element.get("role") == "presentation":
        return False
    full = [sum(1 for cell in row if cell.tag in ("td", "th") and _length(cell)) for row in element.iter("tr")]
    return sum(1 for count in full if count > 1) > 1
