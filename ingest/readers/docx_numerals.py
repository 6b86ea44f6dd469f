"""Numbers written as a DOCX list asks for: ST_NumberFormat of ECMA-376 part 1, 17.18.59."""

from __future__ import annotations

from collections.abc import Callable

_COUNTING = "〇一二三四五六七八九"
_LEGAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def numeral(value: int, number_format: str) -> str:
    """`value` in `number_format`; plain digits for what a series does not reach or a format that is not known.

    >>> [numeral(12, each) for each in ("decimal", "chineseCounting", "ideographTraditional", "lowerRoman")]
    ['12', '十二', '12', 'xii']
    >>> numeral(3, "decimalEnclosedCircleChinese"), numeral(120, "chineseCountingThousand"), numeral(28, "upperLetter")
    ('③', '一百二十', 'BB')
    """
    if number_format in ("none", "bullet"):
        return ""
    write = _FORMATS.get(number_format)
    return (write(value) if write and value > 0 else "") or str(value)


def _series(first: str, count: int) -> Callable[[int], str]:
    return lambda value: chr(ord(first) + value - 1) if value <= count else ""


def _listed(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if value <= len(signs) else ""


def _letters(value: int) -> str:
    return chr(ord("A") + (value - 1) % 26) * min((value - 1) // 26 + 1, 40)


def _roman(value: int) -> str:
    written = ""
    for size, sign in _ROMAN:
        written += sign * (value // size)
        value %= size
    return written if len(written) <= 40 else ""


def _full_width(value: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))


def _digits(signs: str) -> Callable[[int], str]:
    return lambda value: "".join(signs[int(digit)] for digit in str(value))


def _counted(signs: str, units: str = "十百千", short_ten: bool = True) -> Callable[[int], str]:
    """Numbers with their units, 一百零五; `short_ten`: 十二 and not 一十二."""

    def write(value: int) -> str:
        if value >= 10_000:
            return ""  # no list is as long as that
        written, skipped = "", False
        for power, digit in zip(range(len(str(value)) - 1, -1, -1), str(value), strict=True):
            if digit == "0":
                skipped = True
                continue
            bare_ten = short_ten and power == 1 and value < 20
            written += (signs[0] if skipped else "") + ("" if bare_ten else signs[int(digit)])
            written += units[power - 1] if power else ""
            skipped = False
        return written

    return write


def _chinese_counting(value: int) -> str:
    """Units to 99, digits by their place from 100 on."""
    return _counted("零" + _COUNTING[1:])(value) if value < 100 else _digits("○" + _COUNTING[1:])(value)


_THOUSAND = _counted("零" + _COUNTING[1:])
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02d}",
    "numberInDash": lambda value: f"- {value} -",
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "chicago": _listed("*†‡§"),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _series("①", 20),
    "decimalEnclosedCircleChinese": _series("①", 20),
    "decimalEnclosedParen": _series("⑴", 20),
    "decimalEnclosedFullstop": _series("⒈", 20),
    "ideographEnclosedCircle": _series("㊀", 10),
    "ideographTraditional": _listed("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _listed("子丑寅卯辰巳午未申酉戌亥"),
    "ideographDigital": _digits(_COUNTING),
    "japaneseDigitalTenThousand": _digits(_COUNTING),
    "taiwaneseDigital": _digits("○" + _COUNTING[1:]),
    "chineseCounting": _chinese_counting,
    "taiwaneseCounting": _chinese_counting,
    "chineseCountingThousand": _THOUSAND,
    "taiwaneseCountingThousand": _THOUSAND,
    "japaneseCounting": _THOUSAND,
    "chineseLegalSimplified": _counted(_LEGAL_SIMPLIFIED, "拾佰仟", short_ten=False),
    "ideographLegalTraditional": _counted(_LEGAL_TRADITIONAL, "拾佰仟", short_ten=False),
    "japaneseLegal": _counted(_LEGAL_TRADITIONAL, "拾佰仟", short_ten=False),
}
