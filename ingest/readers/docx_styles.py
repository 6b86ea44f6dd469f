"""What the styles of a DOCX say of a paragraph: outline level, numbering, hidden text, table of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ingest.readers.ooxml import W, is_on, number_of, value_of

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])(?!\d)|([一二三四五六七八九1-9])\s*级标题$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|contents|目录)\s*\d$|toc heading$|(?:contents|目录|toc)\s*标题$", re.IGNORECASE)
_BODY_LEVEL = 9  # outline levels are written from 0; 9 is body text
_MAX_CHAIN = 20  # styles that are based on each other; more, or a circle, is damage
_ORDINALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Style:
    """A style's own properties, None where it says nothing: `outline` 1-9, 0 for body text; `number` as `number_ref`."""

    style_id: str
    name: str
    based_on: str | None
    outline: int | None
    number: tuple[str | None, int | None]
    hidden: bool | None


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles by id; `default` is that of paragraphs that name none."""

    by_id: dict[str, Style]
    default: str | None

    def chain(self, style_id: str | None) -> tuple[Style, ...]:
        """The style and those it is based on, nearest first; empty for an unknown one."""
        chain: list[Style] = []
        while style_id is not None and (style := self.by_id.get(style_id)) is not None and len(chain) < _MAX_CHAIN:
            chain.append(style)
            style_id = style.based_on
        return tuple(chain)


def read_styles(root: Any | None) -> Styles:
    """The styles of a styles part; none where it is missing."""
    by_id: dict[str, Style] = {}
    default: str | None = None
    for each in root.iter(f"{W}style") if root is not None else ():
        style_id = each.get(f"{W}styleId") or ""
        properties = each.find(f"{W}pPr")
        by_id[style_id] = Style(
            style_id,
            value_of(each, "name") or style_id,
            value_of(each, "basedOn"),
            written_outline(properties),
            number_ref(properties),
            is_on(each.find(f"{W}rPr/{W}vanish")),
        )
        if each.get(f"{W}type") == "paragraph" and each.get(f"{W}default") in ("1", "true", "on"):
            default = style_id
    return Styles(by_id, default)


def number_ref(properties: Any | None) -> tuple[str | None, int | None]:
    """The list (numId) and the level (from 0) that paragraph properties name, None for what they do not."""
    found = None if properties is None else properties.find(f"{W}numPr")
    return (None, None) if found is None else (value_of(found, "numId"), number_of(value_of(found, "ilvl")))


def written_outline(properties: Any | None) -> int | None:
    """The outline level that paragraph properties write: 1-9, 0 for body text, None where they write none."""
    level = number_of(value_of(properties, "outlineLvl"))
    return None if level is None else level + 1 if level < _BODY_LEVEL else 0


def outline_level(properties: Any | None, chain: tuple[Style, ...]) -> int | None:
    """The outline level (1-9) of a paragraph by its own properties, else by its styles or their names."""
    level = written_outline(properties)
    for style in chain:
        if level is None:
            level = style.outline if style.outline is not None else named_level(style.name)
    return level or None


def named_level(name: str) -> int | None:
    """The level that a style's name says.

    >>> named_level("heading 2"), named_level("标题 1"), named_level("三级标题"), named_level("标题")
    (2, 1, 3, None)
    """
    match = _HEADING.match(name)
    if match is None:
        return None
    said = match[1] or match[2]
    return int(said) if said.isascii() else _ORDINALS.index(said) + 1


def is_contents(chain: tuple[Style, ...]) -> bool:
    """Whether the styles are those of a line of a table of contents."""
    return any(_CONTENTS.match(style.name) for style in chain)


def hides(properties: Any | None, styles: Styles, chain: tuple[Style, ...]) -> bool:
    """Whether run properties, their character style or the paragraph's styles `chain` hide text."""
    own = None
    if properties is not None:
        own = is_on(properties.find(f"{W}vanish"))
        if own is None and (style_id := value_of(properties, "rStyle")) is not None:
            chain = (*styles.chain(style_id), *chain)
    return own if own is not None else bool(next((style.hidden for style in chain if style.hidden is not None), False))
