"""Formulas of a DOCX (OMML) as one line of text, in the linear form of Unicode Technical Note 28 where it is short."""

from __future__ import annotations

from typing import Any

from ingest.readers.ooxml import M, W

_PROPERTIES = "Pr"


def formula(element: Any) -> str:
    """The formula `element` in one line: a fraction with a stroke, powers with ^, indexes with _."""
    name = element.tag.removeprefix(M)
    if name in ("t", f"{W}t"):
        return element.text or ""
    parts = {each.tag.removeprefix(M): each for each in element}
    if name == "f":
        return f"{_operand(parts, 'num')}/{_operand(parts, 'den')}"
    if name == "sSup":
        return f"{_part(parts, 'e')}^{_operand(parts, 'sup')}"
    if name == "sSub":
        return f"{_part(parts, 'e')}_{_operand(parts, 'sub')}"
    if name == "rad":
        return f"{_part(parts, 'deg')}√{_operand(parts, 'e')}"
    if name == "nary":
        return f"{_sign(element, 'chr', '∫')}{_limits(parts)}{_part(parts, 'e')}"
    if name == "d":
        inner = _sign(element, "sepChr", "|").join(formula(each) for each in element.findall(f"{M}e"))
        return f"{_sign(element, 'begChr', '(')}{inner}{_sign(element, 'endChr', ')')}"
    return "".join(formula(each) for each in element if not each.tag.endswith(_PROPERTIES))


def _part(parts: dict[str, Any], name: str) -> str:
    return formula(parts[name]) if name in parts else ""


def _operand(parts: dict[str, Any], name: str) -> str:
    text = _part(parts, name)
    return text if len(text) <= 1 or text.isalnum() else f"({text})"


def _limits(parts: dict[str, Any]) -> str:
    low, high = _part(parts, "sub"), _part(parts, "sup")
    return (f"_({low})" if low else "") + (f"^({high})" if high else "")


def _sign(element: Any, name: str, usual: str) -> str:
    found = element.find(f"{M}{element.tag.removeprefix(M)}Pr/{M}{name}")
    return usual if found is None else found.get(f"{M}val") or ""
