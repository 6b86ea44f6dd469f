"""Sentences that have the words of a question and answer it seldom: why a text was made, creeds, what is wrong.

And where it is asked what somebody is given, sentences that give nothing.
"""

from __future__ import annotations

import re

from assistant.giving import asks_what_is_given, gives
from assistant.query import Query
from kb.document import Document
from kb.normal_form import fold

# What the words of such a sentence count, as a share.
_PREAMBLE, _LAMENT, _GIVES_NOTHING, _PURPOSE = 0.7, 0.7, 0.7, 0.4
# What stands before the first heading of a structured document says why it was made, seldom what it provides.
_STRUCTURED = 5
_OPENS = re.compile(r"制定本(?!级)|现(?:就|将|提出|印发)[^。]{0,60}(?:如下|意见|通知|你们)")
_ASKS_GROUNDS = re.compile(r"依据|根据|为什么|为啥|为何|目的|背景|为了|适用|谁(?:发|印)|什么时候|几号|何时|文号")
_CREED = re.compile(r"^以[^。]{0,40}(?:思想|主义|理论)[^。]{0,10}为指导|全面贯彻(?:落实)?党的")
# What is wrong is said in order to say what is done about it.
_LAMENTS = re.compile(
    r"日益(?:凸显|突出)|仍(?:然)?存在|还存在|有待|不够|薄弱|差距|(?:困难|问题|不便|挑战|短板)[，。；]"
)
_PROVIDES = re.compile(r"应|要|给予|予以|鼓励|支持|推动|建立|保留|提供|可以|解决")
_ASKS_WHAT_IS_WRONG = re.compile(r"问题|困难|短板|不足|差距|难处|毛病|弱项|挑战|薄弱")


def is_preamble(document: Document, clause: int) -> bool:
    """Whether a clause is what stands before the first heading of a structured document."""
    own = document.clauses[clause]
    opening = clause == 0 or bool(_OPENS.search(document.text, own.start, own.own_end))
    return opening and len(document.clauses) > _STRUCTURED


def to_the_point(body: str, query: Query, preamble: bool) -> float:
    """The share to which the words of a sentence count for `query`, 0-1; `preamble`: it stands in one."""
    asked, share = query.text, 1.0
    if (preamble and not _ASKS_GROUNDS.search(asked)) or (_CREED.search(body) and "指导" not in asked):
        share *= _PREAMBLE
    if _LAMENTS.search(body) and not _PROVIDES.search(body) and not _ASKS_WHAT_IS_WRONG.search(asked):
        share *= _LAMENT
    if asks_what_is_given(query):
        share *= _PURPOSE if _OPENS.search(body) else 1.0 if gives(fold(body)) else _GIVES_NOTHING
    return share
