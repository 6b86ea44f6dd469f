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


_WITHHOLDS = re.compile(
    r"不得|禁止|严禁|不予|不准|不再(?:享受|发放|给予|安排)|取消|停止|停发|扣[减除发]|收回|追回|骗取|冒领|截留|挪用"
)
_DENIES = re.compile(r"不(?!同|少于?|低于)|没有?(?!有)|取消|停发")
_PIECE = re.compile(r"[^,。;]+")


def asks_what_is_given(query: Query) -> bool:
    """Whether a question asks what somebody is given, and not what is denied to him."""
    asked = _ASKS.search(fold(query.text))
    return asked is not None and not (_DENIES.search(asked[0]) and "有没有" not in asked[0])


def gives(folded: str) -> bool:
    """Whether a folded sentence gives something: money, relief, precedence, a service.

    >>> gives("每人每年补助1万元,不得重复享受"), gives("不得骗取、挪用补助资金")
    (True, False)
    """
    return any(_GIVES.search(piece) and not _WITHHOLDS.search(piece) for piece in _PIECE.findall(folded))


def withholds(folded: str) -> bool:
    """Whether a folded sentence forbids or takes away, and gives nothing."""
    return bool(_WITHHOLDS.search(folded)) and not gives(folded)
