"""Who speaks in interview notes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.drafting.person_names import ROLES, persons_in

_LINE = re.compile(r"(?P<who>[^：:。，；“]{1,24})[：:]\s*")
_BRACKET = re.compile(r"[（(]([^（()）]{1,20})[)）]$")
_ASKS = frozenset(("问", "记者", "采访者", "访谈人", "Q", "q"))
_ANSWERS = frozenset(("答", "受访者", "受访人", "A", "a"))
_ROLE = re.compile(f"(?:{ROLES})$")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says a line: `told` for people (村支书张明), empty where the notes only write 答; `asks`: the interviewer."""

    told: str
    name: str = ""
    asks: bool = False


def speaker_of(line: str) -> tuple[Speaker | None, int]:
    """The speaker of a line and where what is said begins; None for a line that nobody says.

    >>> speaker_of("张明（村支书）：收入多了。")
    (Speaker(told='村支书张明', name='张明', asks=False), 8)
    """
    match = _LINE.match(line)
    if match is None:
        return None, 0
    who = match["who"].strip()
    if who in _ASKS:
        return Speaker(who, asks=True), match.end()
    if who in _ANSWERS:
        return Speaker(""), match.end()
    bracket = _BRACKET.search(who)
    name = who[: bracket.start()] if bracket else who
    if (0, len(name)) in persons_in(name) and 2 <= len(name) <= 4:
        return Speaker(f"{bracket[1]}{name}" if bracket else name, name), match.end()
    if _ROLE.search(name) or any(end == len(name) for _, end in persons_in(name)):
        return Speaker(f"{name}（{bracket[1]}）" if bracket else name, name), match.end()
    return None, 0
