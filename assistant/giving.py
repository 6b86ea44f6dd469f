"""Questions for what somebody is given (补贴, 奖励, 优惠, 怎么支持), and sentences that give something."""

from __future__ import annotations

import re

from assistant.query import Query
from kb.normal_form import fold

_HELPS = (
    "支持|扶持|帮|奖|补(?![植种苗造充办报齐录交选聘])|贴|照顾|激励|鼓励|优惠|减(?![少灾排员])|(?<!避)免(?!疫)|优待|资助"
)
_GOODS = f"{_HELPS}|好处|甜头|便宜|说法|福利|政策|待遇"
_ASKS = re.compile(
    rf"(?:怎么|怎样|如何|咋)[^,。?]{{0,4}}(?:{_HELPS})|(?:(?:什么|啥)(?!时|单位|部门|地方)|哪些|哪几|多少)[^,。?]{{0,4}}(?:{_GOODS})|"
    rf"(?:{_GOODS})[^,。?]{{0,4}}(?:什么|啥|哪些|哪几|多少|吗|没有)|(?:有没有|给不给|能不能享受)[^,。?]{{0,6}}(?:{_GOODS}|钱)"
)
_GIVES = re.compile(
    r"给予|予以|补助|补贴|奖|资助|贴息|免|减[征收半费税轻]|优惠|优先|享受|资金|基金|表扬|表彰|激励|支持|鼓励|倾斜|扶持|帮扶|提供|放宽|便利|"
    r"引进|贷款|融资|担保|可(?:以|按|申请|继续|享)|不(?:受|再|收|计入|作)|直通车|绿色通道|拨付"
)


def asks_what_is_given(query: Query) -> bool:
    """Whether a question asks what somebody is given."""
    return bool(_ASKS.search(fold(query.text)))


def gives(folded: str) -> bool:
    """Whether a folded sentence gives something: money, relief, precedence, a service."""
    return bool(_GIVES.search(folded))
