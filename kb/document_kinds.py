"""文种: the kind of an official document, read off its title."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.document import Document
from kb.normal_form import fold

# The fifteen kinds of 《党政机关公文处理工作条例》 (2012), those of legislation, and those that such documents carry.
KINDS = (
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函", "纪要",
    "条例", "规定", "办法", "细则", "规则", "规程", "章程", "准则", "制度", "法", "解释",
    "方案", "规划", "计划", "要点", "预案", "标准", "指南", "目录", "清单", "措施", "公示", "简报", "总结", "纲要", "令",
)  # fmt: skip
_KIND = re.compile(f"({'|'.join(sorted(KINDS, key=len, reverse=True))})$")
_EDITION = re.compile(r"\([^()]*\)$")
_INSIDE = re.compile(r"[《<]([^《》<>]+)[》>]")
_CARRIED = re.compile(r"(?:印发|转发|发布|公布)(.{4,}?)的(?:通知|公告|决定|令)$")


def kinds_of(document: Document) -> tuple[str, ...]:
    """The kinds of a document: its own first, then those of the texts that it carries; empty where no title tells."""
    titles = (document.title, *document.inner_titles)
    return tuple(dict.fromkeys(kind for title in titles for kind in kinds_in_title(title)))


@lru_cache(maxsize=65536)
def kinds_in_title(title: str) -> tuple[str, ...]:
    """The kind that a title ends with, and that of the document that it says it carries.

    >>> kinds_in_title("栖云市林业局关于印发《古树名木保护管理办法（试行）》的通知")
    ('通知', '办法')
    """
    folded = fold(title)
    carried = [*_INSIDE.findall(folded), *_CARRIED.findall(folded)]
    found = [match[1] for name in (folded, *carried) if (match := _KIND.search(_bare(name)))]
    return tuple(dict.fromkeys(found))


def _bare(title: str) -> str:
    """A folded title without the edition behind it and the marks around it."""
    before = ""
    while before != title:
        before, title = title, _EDITION.sub("", title).strip("《》<>。.")
    return title
