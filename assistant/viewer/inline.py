"""What was struck out and put in between two wordings of a line, as a reader would mark it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[%％‰]?|[A-Za-z]+|.", re.DOTALL)  # figures change whole
_MAX_ISLAND = 2  # unchanged characters between two changes that are marked with them: word by word is easier to read
_TOO_MUCH = 0.35  # share of unchanged characters below which the whole line is marked


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line: kept where both texts are the same, else what was struck out and what was put in."""

    old: str
    new: str

    @property
    def kept(self) -> bool:
        """Whether it is unchanged."""
        return self.old == self.new


def inline_parts(old: str, new: str) -> list[Part]:
    """The parts of which `old` and `new` are made: the old texts joined are `old`, the new ones `new`.

    >>> [(part.old, part.new) for part in inline_parts("新造林3万亩。", "新造林3.5万亩以上。")]
    [('新造林', '新造林'), ('3', '3.5'), ('万亩', '万亩'), ('', '以上'), ('。', '。')]
    """
    olds, news = _TOKEN.findall(old), _TOKEN.findall(new)
    opcodes = SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    parts = [Part("".join(olds[i:j]), "".join(news[k:m])) for _, i, j, k, m in opcodes]
    same = sum(len(part.old) for part in parts if part.kept)
    if same < _TOO_MUCH * max(len(old), len(new)):
        return [Part(old, new)]
    return list(_joined(parts))


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    """`parts` with short unchanged ones between changes taken into them; a figure or a mark stays for itself."""
    held: Part | None = None
    for at, part in enumerate(parts):
        island = part.kept and 0 < at < len(parts) - 1 and len(part.old) <= _MAX_ISLAND and part.old.isalpha()
        if part.kept and not (island and _replaces(parts[at - 1]) and _replaces(parts[at + 1])):
            if held is not None:
                yield held
            held = None
            yield part
        else:
            held = Part(held.old + part.old, held.new + part.new) if held is not None else part
    if held is not None:
        yield held


def _replaces(part: Part) -> bool:
    """Whether something was struck out and something put in, both more than one character."""
    return len(part.old) > 1 and len(part.new) > 1
