"""Which sections and units of the library's records a question names, and which it means by a place alone."""

from __future__ import annotations

import re

from assistant.query import Place
from kb.abbreviations import forms_of
from kb.aliases import Aliases
from kb.names import canonical
from kb.normal_form import fold
from kb.snapshot import Snapshot

_GENERIC_SECTION = re.compile(
    r"^.?(?:管理|工作|综合|林业|业务|公共)?(?:科|处|室|股|站|局|中心|政府|委员会|单位|部门|企业|公司)$"
)
_COLLECTIVE = re.compile(r"^(?:各|有关|相关|局机关各?|机关各?|直属)(?:科室?|单位|部门|处室)+$")
_OF_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,7}?(?:市|县|区|旗|镇|乡|街道)(?=[\u4e00-\u9fff]{2})")
# Behind a place that stands for one of its bodies: 砚溪县有哪些任务, 砚溪县2024年负责什么.
_ASKED_OF_PLACE = (
    r"(?:20\d\d年|今年|明年|本年度?|这边|那边|都|又|还|主要|一共|总共|具体|手上|要)*(?:有|承担|负责|牵头|配合|干|做|完成|的)(?:了|着)?"
    r"(?:哪些|哪几[项件个条]|什么|啥|几[项件个条]|多少[项件个条]?)?(?:牵头|配合|重点|主要|具体)*(?:的)?"
    r"(?:任务|职责|工作|活|事情?|$)(?:都|又|分别)?(?:有哪些|有什么|有啥|是什么|是啥|有多少)?[?。吗呢]*$"
)
_ASKS = re.compile(r"哪|什么|啥|几|多少|任务$")


def names_in(folded: str, snapshot: Snapshot) -> tuple[str, ...]:
    """Canonical names of sections and units that stand in the question, longest first, without overlaps."""
    keys = snapshot.derived("name aliases", lambda: _all_aliases(snapshot))
    found: list[tuple[int, str]] = []
    taken = [False] * len(folded)
    for alias in sorted(keys, key=lambda key: (-len(key), key)):
        at = folded.find(alias)
        if at >= 0 and not any(taken[at : at + len(alias)]):
            taken[at : at + len(alias)] = [True] * len(alias)
            found.append((at, keys[alias]))
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


def masked(folded: str, snapshot: Snapshot) -> str:
    """`folded` with names of sections and units blanked out, so that they are not taken for a title."""
    for alias in sorted(snapshot.derived("name aliases", lambda: _all_aliases(snapshot)), key=len, reverse=True):
        if alias in folded:
            folded = folded.replace(alias, "," * len(alias))
    return folded


def _all_aliases(snapshot: Snapshot) -> dict[str, str]:
    tasks = [task for records in snapshot.records.values() for task in records.tasks]
    names = dict.fromkeys(name for task in tasks for name in (*task.sections, *task.units))
    table = snapshot.aliases
    aliases = {alias: table.canonical(name) for name in names for alias in _aliases(name, table)}
    short: dict[str, set[str]] = {}
    for name in {table.canonical(name) for name in names}:
        for at in range(1, len(name) - 2):
            short.setdefault(name[at:], set()).add(name)
    for form, meant in short.items():  # 防火科 for 森林防火科, where no other section ends so
        if len(meant) == 1 and form not in aliases and not _GENERIC_SECTION.match(form):
            aliases[form] = next(iter(meant))
    return aliases


def _aliases(name: str, table: Aliases) -> set[str]:
    """Ways to write a name: as it is, without the body before it, without 市 or 局 before it, its other names."""
    key = canonical(name)
    others = {*forms_of(key), *table.forms_of(table.canonical(name)), table.canonical(name)}
    short = re.sub(r"^(?:市|县|区|省|局)(?=[\u4e00-\u9fff]{4,})", "", key)
    return {form for form in (fold(name), key, short, *others) if len(form) >= 3 and not _COLLECTIVE.match(form)}


def place_asked(folded: str, snapshot: Snapshot) -> Place | None:
    """The place whose tasks a folded question asks for without naming a body of it, with the bodies that may be meant.

    These are what the records name with the place in front (砚溪县林业局), and the place itself where they name it so. None
    where the question names a body, or the place has none.
    """
    found = [
        place
        for place in snapshot.derived("bodies of places", lambda: _bodies_of_places(snapshot)).items()
        if re.search(rf"{re.escape(place[0])}{_ASKED_OF_PLACE}", folded)
    ]
    if not found or not _ASKS.search(folded):
        return None
    written, bodies = max(found, key=lambda each: len(each[0]))
    named = [name for name in names_in(folded, snapshot) if name != written]
    return None if named else Place(written, bodies)


def _bodies_of_places(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """The canonical names of the records' bodies, by the place that stands in front of them."""
    table = snapshot.aliases
    tasks = [task for records in snapshot.records.values() for task in records.tasks]
    names = dict.fromkeys(table.canonical(name) for task in tasks for name in (*task.sections, *task.units))
    found: dict[str, dict[str, None]] = {}
    for name in names:
        if match := _OF_PLACE.match(name):
            found.setdefault(match[0], {})[name] = None
    return {place: tuple(bodies) for place, bodies in found.items()}
