"""Signs of the symbol fonts that Chinese office documents use, as Unicode characters."""

from __future__ import annotations

_PRIVATE = 0xF000  # symbol fonts have their codes from here on
_WINGDINGS = {
    0x21: "✏", 0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x46: "☞", 0x4A: "☺", 0x6C: "●", 0x6D: "❍", 0x6E: "■",
    0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x7A: "⌘", 0xA1: "○", 0xA4: "◉", 0xA7: "▪",
    0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
} | {0x81 + at: chr(ord("①") + at) for at in range(10)} | {0x8C + at: chr(ord("❶") + at) for at in range(10)}  # fmt: skip
_WINGDINGS_2 = {0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA3: "□", 0x2A: "□"} | {
    0x6A + at: chr(ord("①") + at) for at in range(10)
}
_WINGDINGS_3 = {0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x70: "▲", 0x71: "▼", 0x75: "◀", 0x76: "▶"}
_SYMBOL = {
    0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×",
    0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xD0: "∠", 0xD6: "√",
    0xD7: "⋅", 0xDE: "⇒", 0xE5: "∑", 0x2D: "−", 0x5E: "⊥", 0x7E: "∼",
} | dict(zip(
    range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True
)) | dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": _WINGDINGS_3, "symbol": _SYMBOL}


def symbol(font: str, char: str) -> str:
    """The character that code `char` (hexadecimal) shows in `font`; empty where neither Unicode nor the table has it.

    >>> symbol("Wingdings", "F0FE"), symbol("Wingdings 2", "0052"), symbol("Symbol", "F0B3"), symbol("宋体", "2103")
    ('☑', '☑', '≥', '℃')
    """
    try:
        code = int(char, 16)
    except ValueError:
        return ""
    table = _FONTS.get(font.lower())
    low = code - _PRIVATE if _PRIVATE <= code < _PRIVATE + 0x100 else code
    if table is not None and low < 0x100:
        return table.get(low, "" if low != code or low > 0x7E else chr(low))
    readable = 0x20 <= low < 0x7F if low != code else 0xA0 <= code < 0xD800 or 0xF900 <= code < 0xFFFE
    return chr(low) if readable else ""
