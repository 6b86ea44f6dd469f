"""Whether a model's answer still tells everything that the extractive answer told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Answer
from assistant.llm.checking import Checked
from assistant.llm.facts import figures_in, names_in
from assistant.llm.material import Line, Material
from assistant.llm.support import content_words, share_in
from kb.normal_form import fold
from kb.words import Words

_MIN_TOLD = 0.6  # share of an item's words that must be told
_TITLE_LINE = re.compile(r"^《[^》]+》$")
_ORDINAL = re.compile(r"^\d{1,3}[.、．)）]\s*")


def is_complete(
    extractive: Answer, material: Material, kept: Sequence[Checked], words: Words, names: Sequence[str]
) -> bool:
    """Whether `kept` has every item of a list and every body of a record; else whether it has the key passage."""
    if not kept:
        return False
    if extractive.coverage is not None:
        return all(_tells(line, kept, words, names) for line in _items(material))
    if extractive.records:
        return all(_has_facts(line, kept, names) for line in _items(material))
    return _has_key(material, kept)


def _has_key(material: Material, kept: Sequence[Checked]) -> bool:
    """Whether the passage found to answer is still cited, and a figure told where it has some."""
    lines = _items(material)
    if not lines:
        return True
    told = figures_in("".join(each.body for each in kept))
    key = any(each.numbers & lines[0].numbers for each in kept)
    return key and (bool(told) or not any(figures_in(_ORDINAL.sub("", line.body)) for line in lines))


def _items(material: Material) -> list[Line]:
    return [line for line in material.lines if line.numbers and not _TITLE_LINE.match(line.body)]


def _tells(line: Line, kept: Sequence[Checked], words: Words, names: Sequence[str]) -> bool:
    """Whether the sentences that cite the item's passages have most of its words, and all its facts."""
    mine = content_words(_ORDINAL.sub("", line.body), words)
    told = "".join(each.body for each in kept if each.numbers & line.numbers)
    return share_in(mine, fold(told)) >= _MIN_TOLD and _has_facts(line, kept, names)


def _has_facts(line: Line, kept: Sequence[Checked], names: Sequence[str]) -> bool:
    told = "".join(each.body for each in kept if each.numbers & line.numbers)
    body = _ORDINAL.sub("", line.body)
    bodies = set(names_in(fold(body), names))
    return figures_in(body) <= figures_in(told) and bodies <= set(names_in(fold(told), names))
