"""A citation's source in words."""

from __future__ import annotations

from assistant.answer import Citation
from assistant.document_rows import DEMONSTRATION, STATES


def told_source(citation: Citation) -> str:
    """Which document, whether it holds, and where in it; one line, the marker in front where there is one.

    >>> told_source(Citation(1, "d", "甲方案", "甲发〔2024〕1号", ("一、目标", "（二）指标"), "十亩", 0, 2, 3, "repealed"))
    '[1] 《甲方案》（已废止）甲发〔2024〕1号　一、目标 / （二）指标'
    """
    where = " / ".join(citation.path) or "正文"
    mark = f"[{citation.marker}] " if citation.marker else "· "
    state = "" if citation.status == "in_force" else f"（{STATES[citation.status]}）"
    demonstration = DEMONSTRATION if citation.demonstration else ""
    return f"{mark}《{citation.title}》{demonstration}{state}{citation.doc_number or ''}　{where}"
