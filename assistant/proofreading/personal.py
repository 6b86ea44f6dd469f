"""Personal data that should not go public: identity and bank cards, mobile numbers, home addresses."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable

from assistant.proofreading.finding import Finding, Rule

_IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-8]\d{5}(?:18|19|20)\d{9}[\dXx](?![\dA-Za-z])")
_OLD_IDENTITY = re.compile(r"(?:身份证|公民身份)[^\d\n]{0,10}([1-8]\d{14})(?!\d)")
_MOBILE = re.compile(r"(?<![\d.])(?:\+?86[- ]?)?(1[3-9]\d(?:[- ]?\d{4}){2})(?![\d.])")
_CARD = re.compile(r"(?<![\dA-Za-z])[3-6]\d{3}(?:[ -]?\d{4}){2}(?:[ -]?\d{3,4})(?:[ -]?\d{1,4})?(?![\dA-Za-z])")
_CARD_WORD = re.compile(r"(?:卡号|账号|帐号|银行|一卡通|开户|户名|汇入)[^\n]{0,20}$")
_HOME = re.compile(
    r"(?:家庭住址|家庭地址|住址|户籍地|户籍地址|家住|现住)[:：为]?\s*([^，。；,;\n]{4,40}?(?:号|组|室|栋|单元|楼)(?:\d+[号室]?)?)"
)
_NAME_BEFORE = re.compile(
    r"([\u4e00-\u9fff]{2,4})[，,（(：:]?\s*(?:[男女][，,]\s*)?(?:公民)?(?:身份证|身份号码|身份证件)"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def check_personal(text: str) -> Iterable[Finding]:
    """Personal data in `text`; what is masked already (138****5678) is none.

    >>> [each.mend for each in check_personal("联系人手机13800138000")]
    ['138****8000']
    """
    taken: list[tuple[int, int]] = []
    for match in _IDENTITY.finditer(text):
        if _is_born(match[0]):
            taken.append(match.span())
            told = "身份证号" if has_identity_check(match[0]) else "疑似身份证号（末位校验码不符，号码本身也可能写错）"
            yield _found(text, match.span(), told + _of_whom(text, match.start()))
    for match in _OLD_IDENTITY.finditer(text):
        taken.append(match.span(1))
        yield _found(text, match.span(1), "15位身份证号")
    for match in _MOBILE.finditer(text):
        yield _found(text, match.span(1), "手机号码")
    for match in _CARD.finditer(text):
        number = re.sub(r"\D", "", match[0])
        free = not any(start < match.end() and match.start() < end for start, end in taken)
        called = _CARD_WORD.search(text, max(0, match.start() - 40), match.start()) is not None
        if free and 15 <= len(number) <= 19 and (has_card_check(number) or called):
            yield _found(text, match.span(), "银行卡号")
    for match in _HOME.finditer(text):
        yield Finding(Rule.PERSONAL, *match.span(1), "家庭住址不宜公开：删去门牌，只写到乡镇或村", "（略）")


def has_identity_check(number: str) -> bool:
    """Whether the last character of an identity number fits the others (GB 11643-1999).

    >>> has_identity_check("11010519491231002X"), has_identity_check("110105194912310021")
    (True, False)
    """
    return (
        _CHECKS[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]
        == number[17].upper()
    )


def has_card_check(number: str) -> bool:
    """Whether the digits of a card pass the Luhn check (ISO/IEC 7812-1).

    >>> has_card_check("6222021001116245702"), has_card_check("6222021001116245703")
    (True, False)
    """
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(number))]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def _is_born(number: str) -> bool:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _of_whom(text: str, start: int) -> str:
    match = _NAME_BEFORE.search(text, max(0, start - 30), start)
    return f"，且与姓名（{match[1]}）写在一起" if match else ""


def _found(text: str, span: tuple[int, int], told: str) -> Finding:
    number = re.sub(r"[ -]", "", text[slice(*span)])
    masked = f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
    return Finding(Rule.PERSONAL, *span, f"{told}，不宜公开：删去或隐去中间各位", masked)
