"""Questions about the library itself: which documents it holds, which of them are repealed."""

from __future__ import annotations

import re

from assistant.answer import Answer, Coverage
from assistant.composing import Context
from kb.document import Status
from kb.normal_form import fold

_ASKS_DOCUMENTS = re.compile(
    r"(?:有|是|收了|收录)?(?:哪些|哪几份|几份|多少份|什么)(?:现行|废止|作废|有效)?的?(?:政策)?文件|文件(?:都)?有哪些|文件清单|列出?(?:所有|全部)?(?:的)?文件"
)
_ABOUT = re.compile(r"库|收|导入|现有|目前|现在|一共|所有|全部|废止|作废|失效|现行|有效")
_REPEALED = re.compile(r"废止|作废|失效|不再有效")
_MAX_OTHER = 2
_STATES = {
    Status.REPEALED: "（已废止）",
    Status.SUPERSEDED: "（已有新版）",
    Status.EXPIRED: "（已失效）",
    Status.AMENDED: "（已修改）",
    Status.DRAFT: "（征求意见稿）",
}
_ITSELF = ("文件",)


def answer_library(context: Context) -> Answer | None:
    """The list of documents, all, in force or repealed; None where the question is about something in them."""
    folded = fold(context.query.text)
    if not _ASKS_DOCUMENTS.search(folded) or not _ABOUT.search(folded):
        return None
    said = [word for word, share in context.query.tokens if share >= 1.0]
    telling = [word for word in said if not _ABOUT.search(word) and word not in _ITSELF]
    if len(telling) > _MAX_OTHER:
        return None
    wants_old = bool(_REPEALED.search(folded))
    citer = context.citer()
    entries = [
        entry
        for entry in context.snapshot.entries.values()
        if not wants_old or not context.snapshot.status_on(entry.doc_id, context.as_of).holds
    ]
    if not entries:
        return Answer(
            "refused", "文件库里没有已废止或失效的文件。", reason="no_evidence", coverage=Coverage(0, 0, complete=True)
        )
    lines = [f"文件库里{'不再有效的' if wants_old else '共'}有{len(entries)}份文件："]
    for number, entry in enumerate(entries, 1):
        state = _STATES.get(context.snapshot.status_on(entry.doc_id, context.as_of), "")
        lines.append(f"{number}. 《{entry.document.title}》{state}{citer.cite_title(entry.doc_id)}")
    return Answer(
        "answered",
        "\n".join(lines),
        citations=citer.citations,
        coverage=Coverage(len(entries), len(entries), complete=True),
    )
