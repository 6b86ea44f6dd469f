"""Numbers and quantities in one form, however they are written: 十五 and 15, 百分之六十 and 60%, 2公顷 and 30亩.

A question and the text that it is looked for in give the same tokens, beside their words and never in place of them.
Only what is exactly equal becomes one token; 平方米 and 亩 are two (an 亩 is two thirds of a thousand square metres).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"○": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_DIGIT = "[一二两三四五六七八九]"
_SECTION = f"(?:{_DIGIT}千)?(?:零?{_DIGIT}百)?(?:零?{_DIGIT}?十)?(?:零?{_DIGIT})?"
_WRITTEN = re.compile(f"(?:(?P<e>{_SECTION})亿)?(?:零?(?P<w>{_SECTION})万)?零?(?P<n>{_SECTION})")
_SHORT_TAIL = re.compile(f"(.*)([百千万亿])({_DIGIT})$")  # 一万五 is 15000

# Units of one kind with what one of them is in the first: exact, by definition (GB 3100; 国务院 1984 on 法定计量单位).
_KINDS: dict[str, dict[str, int | Fraction]] = {
    "亩": {"亩": 1, "公顷": 15, "平方公里": 1500, "平方千米": 1500, "km2": 1500},
    "平方米": {"平方米": 1, "m2": 1},
    "立方米": {"立方米": 1, "m3": 1},
    "元": {"元": 1, "块钱": 1},
    "米": {"米": 1, "公里": 1000, "千米": 1000, "km": 1000, "厘米": Fraction(1, 100), "cm": Fraction(1, 100)},
    "公斤": {"公斤": 1, "千克": 1, "kg": 1, "吨": 1000, "斤": Fraction(1, 2)},
    "天": {"天": 1, "日": 1},
}
_COUNTED = (
    "工作日", "小时", "月", "个月", "年", "周岁", "岁", "人", "名", "户", "株", "次", "倍", "级", "类", "项", "家", "件",
    "座", "处", "所", "辆", "台",
)  # fmt: skip
_UNITS = {unit: (base, Fraction(factor)) for base, units in _KINDS.items() for unit, factor in units.items()} | {
    unit: (unit, Fraction(1)) for unit in _COUNTED
}
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_ARABIC = r"(?<![\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|(?<![\d.])\d+(?:\.\d+)?(?!\.?\d)"
_CHINESE = "[零一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?"
_NUMBER = re.compile(
    rf"第(?P<ordinal>\d+|{_CHINESE})(?P<clause>[编章节条款项])"
    rf"|(?P<year>[一二三四五六七八九零○]{{4}})(?=年)"
    rf"|百分之(?P<percent>{_ARABIC}|{_CHINESE})"
    rf"|(?P<number>{_ARABIC}|{_CHINESE})(?P<scale>千|万亿|万|亿)?"
    rf"(?:(?P<sign>%)|(?:个(?=工作日|小时))?(?P<unit>{_UNIT}))?"
)
_DIGITS_ONLY = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LONGEST = 24  # digits: what is longer is no quantity
_TELLING = 10  # a bare number below says little


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a folded text, `text[start:end]`, and the tokens that all ways to write it share.

    Each is one word to any tokenizer: 1.5 is 1点5, 60% is 60pct.
    """

    tokens: tuple[str, ...]
    start: int
    end: int


def numbers_in(folded: str) -> list[Number]:
    """The numbers of a folded text that may be written in another way, in order.

    >>> [each.tokens for each in numbers_in("第十二条百分之六十,二○二五年,一万五千亩和1000公顷")]
    [('第12条',), ('60pct',), ('2025',), ('15000亩', '15000'), ('15000亩',)]
    """
    found = ((_tokens(match), match) for match in _NUMBER.finditer(folded))
    return [Number(tokens, match.start(), match.end()) for tokens, match in found if tokens]


def number_tokens(folded: str) -> list[str]:
    """The tokens of `numbers_in`."""
    return [token for each in numbers_in(folded) for token in each.tokens]


def _tokens(match: re.Match[str]) -> tuple[str, ...]:
    if match["year"]:
        return (_digits_of(match["year"]),)
    number = value_of(match["ordinal"] or match["percent"] or match["number"])
    if number is None:
        return ()
    if match["ordinal"]:
        return (f"第{_shown(number)}{match['clause']}",)
    if match["percent"] or match["sign"]:
        return (f"{_shown(number)}pct",)
    number *= _SCALES[match["scale"]] if match["scale"] else 1
    found = []
    if match["unit"] and not _is_year_or_day(match):
        base, factor = _UNITS[match["unit"]]
        found.append(f"{_shown(number * factor)}{base}")
    plain = match["number"].isdecimal() and not match["scale"]  # a word like any other
    if not plain and number >= _TELLING:
        found.append(_shown(number))
    return tuple(found)


def _is_year_or_day(match: re.Match[str]) -> bool:
    """Whether a number is part of a date: 2025年, 6月30日; of these only the digits can be written otherwise."""
    before = match.string[match.start() - 1 : match.start()]
    return (match["unit"] == "年" and len(match["number"]) == 4 and match["number"].isdecimal()) or (
        match["unit"] == "日" and before == "月"
    )


def value_of(written: str) -> Fraction | None:
    """The number that is written in Chinese or Arabic digits; None for what is no number, such as 十四五.

    >>> value_of("一万五千"), value_of("一千零四十二"), value_of("1,500.5"), value_of("十四五")
    (Fraction(15000, 1), Fraction(1042, 1), Fraction(3001, 2), None)
    """
    if len(written) > _LONGEST:
        return None
    if written[0].isascii():
        return Fraction(written.replace(",", "")) if _DIGITS_ONLY.fullmatch(written) else None  # 1百 is no number
    if "点" in written:
        whole, _, decimals = written.partition("点")
        left = value_of(whole)
        return None if left is None else left + Fraction(int(_digits_of(decimals)), 10 ** len(decimals))
    if tail := _SHORT_TAIL.fullmatch(written):
        rounded = value_of(tail[1] + tail[2])
        return None if rounded is None else rounded + _DIGITS[tail[3]] * (_TENS | _SCALES)[tail[2]] // 10
    match = _WRITTEN.fullmatch(written)
    if match is None or any(match[part] == "" for part in ("e", "w")):
        return None
    eights, fours, ones = (_section(match[part] or "") for part in ("e", "w", "n"))
    return Fraction(eights * 10**8 + fours * 10**4 + ones)


def _digits_of(written: str) -> str:
    return "".join(str(_DIGITS[char]) for char in written)


def _section(written: str) -> int:
    """A number below ten thousand."""
    total, digit = 0, 0
    for char in written:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def _shown(number: Fraction) -> str:
    """A number without trailing zeros, 点 for the point; a fraction that has no end in decimals as it is."""
    if number.denominator == 1:
        return str(number.numerator)
    decimals = f"{float(number):.6f}".rstrip("0")
    return decimals.replace(".", "点") if Fraction(decimals) == number else str(number)
