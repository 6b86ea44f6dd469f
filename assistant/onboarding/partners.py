"""With whom a subject works: the other bodies of its tasks, in which roles and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.onboarding.charges import Charge
from kb.aliases import Aliases


@dataclass(frozen=True, slots=True)
class Partner:
    """Another body and how many tasks it shares; `leads` and `supports` count those in which it has that role."""

    name: str
    tasks: int
    leads: int
    supports: int
    titles: tuple[str, ...]


def partners_of(charges: Sequence[Charge], aliases: Aliases) -> tuple[Partner, ...]:
    """The other bodies of the tasks that name the subject itself, those with most tasks first; 局办公室 and 办公室 are one."""
    forms: dict[str, Counter[str]] = {}
    tasks: dict[str, list[str]] = {}
    leads, supports = Counter[str](), Counter[str]()
    for charge in (each for each in charges if each.role != "included"):
        for key, name in {aliases.canonical(other): other for other in charge.others}.items():
            forms.setdefault(key, Counter())[name] += 1
            tasks.setdefault(key, []).append(charge.title)
            leads[key] += name in charge.task.lead
            supports[key] += name in charge.task.support
    found = [
        Partner(forms[key].most_common(1)[0][0], len(titles), leads[key], supports[key], tuple(titles))
        for key, titles in tasks.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.tasks, each.name)))
