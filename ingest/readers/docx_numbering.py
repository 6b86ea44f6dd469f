"""Automatic numbering of a DOCX: the label that stands before each numbered paragraph (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.readers.docx_numerals import numeral
from ingest.readers.docx_styles import Style, Styles, number_ref
from ingest.readers.ooxml import W, is_on, number_of, value_of

_PLACE = re.compile(r"%([1-9])")
_MARK_ENDS = "、.．。)）]】〕:：,，;；-—"
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: `text` has %1-%9 for the numbers; `restart` is lvlRestart, `style` the linked style's id."""

    start: int
    number_format: str
    text: str
    tight: bool
    restart: int | None
    legal: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class List:
    """A list (w:num): the definition that it counts with, its levels and the starts that are its own."""

    definition: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]

    def start(self, level: int) -> int:
        """The first number of `level`."""
        return self.starts.get(level, self.levels[level].start if level in self.levels else 1)


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted; lists of one definition count on together."""

    lists: Mapping[str, List]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def place(self, properties: Any | None, chain: tuple[Style, ...]) -> tuple[str, int] | None:
        """The list and level of a paragraph by its own properties, else by its styles; None where it is in none."""
        list_id, level = number_ref(properties)
        for style in chain:
            if list_id is None and style.number[0] is not None:
                list_id = style.number[0]
                level = level if level is not None else self._level_of(list_id, style)
        return None if list_id not in self.lists or list_id is None else (list_id, level or 0)

    def _level_of(self, list_id: str, style: Style) -> int | None:
        levels = self.lists[list_id].levels if list_id in self.lists else {}
        linked = (number for number, level in levels.items() if level.style == style.style_id)
        return next(linked, style.number[1])

    def next_label(self, list_id: str, level: int) -> str:
        """Counts one paragraph and returns its label, with a blank behind it where its text would run into it.

        Empty for bullets and for levels that are not defined.
        """
        found = self.lists[list_id]
        own = found.levels.get(level)
        if own is None:
            return ""
        counts = self._counts.setdefault(found.definition, {})
        if (list_id, level) not in self._begun and level in found.starts:
            counts.pop(level, None)
        self._begun.add((list_id, level))
        for higher in range(level):
            counts.setdefault(higher, found.start(higher))  # a level that was passed over counts as begun
        counts[level] = counts.get(level, found.start(level) - 1) + 1
        for lower in [each for each in counts if each > level]:
            restart = found.levels[lower].restart if lower in found.levels else None
            if restart is None or level < restart:
                del counts[lower]
        if own.number_format == "bullet":
            return ""
        label = _PLACE.sub(lambda match: _number(found, counts, int(match[1]) - 1, own.legal), own.text).strip()
        return label if own.tight or not label or label[-1] in _MARK_ENDS else f"{label} "


def _number(found: List, counts: Mapping[int, int], level: int, legal: bool) -> str:
    number_format = found.levels[level].number_format if level in found.levels else "decimal"
    value = counts.get(level, found.start(level))
    return numeral(value, "decimal" if legal and number_format not in ("none", "bullet") else number_format)


def labelled(label: str, text: str) -> str:
    """`text` behind its label, with a blank where the label's point and a digit would read as a decimal number.

    >>> labelled("一、", "总体要求"), labelled("1.", "2030年目标"), labelled("第一条 ", "本办法")
    ('一、总体要求', '1. 2030年目标', '第一条 本办法')
    """
    return f"{label} {text}" if label.endswith((".", "．")) and text[:1].isdigit() else f"{label}{text}"


def read_numbering(root: Any | None, styles: Styles) -> Numbering:
    """The lists of a numbering part; none where it is missing."""
    if root is None:
        return Numbering({})
    definitions = {each.get(f"{W}abstractNumId") or "": each for each in root.iter(f"{W}abstractNum")}
    numbers = {each.get(f"{W}numId") or "": each for each in root.findall(f"{W}num")}
    lists: dict[str, List] = {}
    for list_id, number in numbers.items():
        definition = _linked(value_of(number, "abstractNumId") or "", definitions, numbers, styles)
        if list_id == "0" or definition not in definitions:
            continue
        levels = dict(_levels(definitions[definition]))
        starts: dict[int, int] = {}
        for override in number.findall(f"{W}lvlOverride"):
            level = number_of(override.get(f"{W}ilvl"))
            start = number_of(value_of(override, "startOverride"))
            if level is not None and start is not None:
                starts[level] = start
            levels |= dict(_levels(override))
        lists[list_id] = List(definition, levels, starts)
    return Numbering(lists)


def _linked(definition: str, definitions: dict[str, Any], numbers: dict[str, Any], styles: Styles) -> str:
    """The definition that counts: one that only names a numbering style stands for that style's."""
    for style in styles.chain(value_of(definitions.get(definition), "numStyleLink")):
        number = numbers.get(style.number[0] or "")
        if number is not None:
            return value_of(number, "abstractNumId") or ""
    return definition


def _levels(parent: Any) -> list[tuple[int, Level]]:
    levels: list[tuple[int, Level]] = []
    for each in parent.findall(f"{W}lvl"):
        number = number_of(each.get(f"{W}ilvl"))
        if number is None or number >= _LEVELS:
            continue
        start = number_of(value_of(each, "start"))
        formats = [one.get(f"{W}val") for one in each.iter(f"{W}numFmt")]  # behind mc:Choice comes the plain fallback
        level = Level(
            start=1 if start is None else start,
            number_format=(formats[-1] if formats else None) or "decimal",
            text=value_of(each, "lvlText") or "",
            tight=value_of(each, "suff") == "nothing",
            restart=number_of(value_of(each, "lvlRestart")),
            legal=bool(is_on(each.find(f"{W}isLgl"))),
            style=value_of(each, "pStyle"),
        )
        levels.append((number, level))
    return levels
