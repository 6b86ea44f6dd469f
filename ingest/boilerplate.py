"""What web pages add around a document: taken out of the text and kept as a note."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.document import Block, Pages
from kb.normal_form import fold

# Folded lines. Each pattern names wording that content sites add and that no document of a bureau has.
_BOILERPLATE = re.compile(
    r"(小编|本站|本网站?|网友).{0,12}(整理|收集|搜集|精心|分享|推荐|带来|编辑|准备)"
    r"|(整理|收集|分享|推荐).{0,16}(供大家|供您|仅供)(参考|阅读|学习|借鉴)"
    r"|^(供大家|仅供|供您)(参考|阅读|学习|借鉴)"
    r"|^(推荐访问|相关推荐|相关阅读|相关文章|推荐阅读|延伸阅读|热门推荐|猜你喜欢|上一篇|下一篇|本文标签|标签|关键词)[:：]"
    r"|^(本文(来源|地址|链接|由)|文章来源|原文(地址|链接)|转载请注明|来源网址|版权声明)"
    r"|^(打印本页|关闭窗口|返回顶部|分享到|扫一扫|点击下载|下载本文|字号[:：]?大中小)"
    r"|https?[:：]//\S+$"
    r"|感谢(您的)?(阅读|浏览|下载|观看)"
    r"|(希望|如果).{0,12}(对大家|对您|帮助到).{0,12}(帮助|参考)"
)
_EDGE_LINES = 6  # boilerplate stands before or behind the document, never in the middle of it
_MAX_CHARS = 160


def without_boilerplate(pages: Pages) -> Pages:
    """`pages` without the lines that a web site put at its edges; those become notes.

    >>> lines = ("下面是小编为大家整理的方案，供大家参考。", "工作方案", "一、目标")
    >>> cleaned = without_boilerplate(Pages("a.txt", "txt", tuple(Block(line) for line in lines)))
    >>> [block.text for block in cleaned.blocks], len(cleaned.notes)
    (['工作方案', '一、目标'], 1)
    """
    count = len(pages.blocks)
    kept: list[Block] = []
    removed: list[str] = []
    for at, block in enumerate(pages.blocks):
        at_edge = at < _EDGE_LINES or at >= count - _EDGE_LINES
        if at_edge and is_boilerplate(block.text):
            removed.append(block.text)
        else:
            kept.append(block)
    if not removed or not kept:
        return pages
    notes = tuple(f"网页附加文字，未计入正文：{line}" for line in removed)
    return replace(pages, blocks=tuple(kept), notes=(*pages.notes, *notes))


def is_boilerplate(line: str) -> bool:
    """Whether a content site added `line`."""
    return len(line) <= _MAX_CHARS and bool(_BOILERPLATE.search(fold(line).replace(":", "：").replace(",", "，")))
