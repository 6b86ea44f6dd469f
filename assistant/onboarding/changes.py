"""What is new for a subject in documents that replaced others: tasks gained, gone, and with another role or deadline."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.citing import Citer
from assistant.document_rows import STATES
from assistant.onboarding.charges import ROLES, Charge, charges_of
from assistant.onboarding.document_name import document_name
from assistant.onboarding.subject import Subject
from kb.document import Status
from kb.normal_form import fold
from kb.snapshot import Snapshot

_SAME_TITLE, _SAME_WORDING = 0.5, 0.35  # share of pairs of characters; reworded tasks of a later plan lie above


@dataclass(frozen=True, slots=True)
class Kept:
    """A task of both versions; `differences` says what is another now, empty where nothing of the records is."""

    before: Charge
    now: Charge
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A document in force and one that it replaced or changed, both named as `document_name` does; `since` is ISO or None."""

    doc_id: str
    title: str
    before_id: str
    before: str
    state: str
    since: str | None
    gained: tuple[Charge, ...]
    gone: tuple[Charge, ...]
    kept: tuple[Kept, ...]


def changes_of(
    snapshot: Snapshot, subject: Subject, scope: tuple[str, ...], today: str, citer: Citer
) -> tuple[Replaced, ...]:
    """Every replacement by a document of `scope` in which the subject has a task before or after."""
    found = []
    for before_id in snapshot.entries:
        change = snapshot.standing(before_id).change_on(today)
        if change is None or change.by not in scope:
            continue
        now = [each for each in charges_of(snapshot, subject, (change.by,), citer) if each.role != "included"]
        # Nothing of an amended document goes with its amendment.
        replaced = change.status in (Status.REPEALED, Status.SUPERSEDED)
        before = charges_of(snapshot, subject, (before_id,), citer) if replaced else ()
        before = tuple(each for each in before if each.role != "included")
        if not now and not before:
            continue
        pairs = _paired(before, now)
        titles = [document_name(snapshot, doc_id) for doc_id in (change.by, before_id)]
        state = STATES[change.status.value]
        gained = tuple(each for each in now if each.key not in {pair[1].key for pair in pairs})
        gone = tuple(each for each in before if each.key not in {pair[0].key for pair in pairs})
        kept = tuple(Kept(one, other, _differences(one, other)) for one, other in pairs)
        found.append(Replaced(change.by, titles[0], before_id, titles[1], state, change.on, gained, gone, kept))
    return tuple(found)


def _paired(before: tuple[Charge, ...], now: list[Charge]) -> list[tuple[Charge, Charge]]:
    """The tasks that correspond, most alike first, each once."""
    rated = sorted(
        ((_alike(one, other), one.task.start, other.task.start, one, other) for one in before for other in now),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    pairs: list[tuple[Charge, Charge]] = []
    for alike, _, _, one, other in rated:
        taken = any(one.key == pair[0].key or other.key == pair[1].key for pair in pairs)
        if alike > 0 and not taken:
            pairs.append((one, other))
    return sorted(pairs, key=lambda pair: pair[1].task.start)


def _alike(one: Charge, other: Charge) -> float:
    by_title = overlap(one.title, other.title)
    by_wording = overlap(one.task.text, other.task.text)
    return max(by_title if by_title >= _SAME_TITLE else 0.0, by_wording if by_wording >= _SAME_WORDING else 0.0)


def overlap(one: str, other: str) -> float:
    """The share of pairs of characters that two texts have in common, 0-1.

    >>> overlap("森林防火", "森林防火")
    1.0
    """
    first, second = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (fold(one), fold(other)))
    return len(first & second) / len(first | second) if first | second else 0.0


def _differences(before: Charge, now: Charge) -> tuple[str, ...]:
    told = []
    if before.role != now.role:
        told.append(f"由{ROLES[before.role]}改为{ROLES[now.role]}")
    if before.task.deadline != now.task.deadline:
        told.append(f"完成时限由“{before.task.deadline or '未写明'}”改为“{now.task.deadline or '未写明'}”")
    return tuple(told)
