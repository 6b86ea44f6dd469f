"""Turns of everyday speech for what every document has one official phrase for: 管几年 for 有效期几年."""

from __future__ import annotations

import re

_LONG = "几年|多久|多长时间|到什么时候|到哪年|到哪天|到几时"
_WHEN = "几号|哪天|哪一天|什么时候|啥时候|何时|几时|哪年|几月"
_TURNS = (
    (re.compile(rf"(?:(?:能|可以)用|(?:能|可以|一共)?(?:管用?|顶用|算数))({_LONG})(?=[?。吗呢啊]*$)"), r"有效期\1"),
    (re.compile(rf"(?:从|自|打)?({_WHEN})(?:正式|开始|起|才)*(?:施行|实行|执行|生效|算数|起用|管用)(?=[的?。吗呢啊]*$)"), r"\1起施行"),
    (re.compile(r"(?:归|由)?(谁|哪个部门|哪家|哪个单位)(?:来|去|负责|能)*解释(?=[的?。吗呢啊]*$)"), r"由\1负责解释"),
)  # fmt: skip


def officially(folded: str) -> str:
    """A folded question with such turns at its end put as documents put them.

    >>> officially("专家库办法管几年"), officially("新办法几号开始实行")
    ('专家库办法有效期几年', '新办法几号起施行')
    """
    for turn, official in _TURNS:
        folded = turn.sub(official, folded)
    return folded
