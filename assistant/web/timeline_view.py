"""Deadlines of tasks and yearly targets in the order of their days, what has no day last; each a link to its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.onboarding.timeline import targets_within, told_figure
from assistant.spreadsheet import TaskLine
from assistant.web.rendering import badge, cut, empty, escape, source_link
from assistant.web.task_view import note_address
from kb.records import Target
from kb.snapshot import Snapshot

MAX_SHOWN = 400


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline or target. `day` is ISO, of a target the last day of its year; empty: it has no day."""

    day: str
    when: str
    what: str
    who: str
    target: bool
    document: str
    address: str


def dues_of(snapshot: Snapshot, rows: Sequence[TaskLine], everything: bool) -> tuple[Due, ...]:
    """The deadlines of `rows`, and the targets in their wording; with `everything` all targets of their documents."""
    dues = [_deadline(row) for row in rows if row.task.deadline]
    found: dict[tuple[str, int, str], Due] = {}
    for doc_id, targets in _targets(snapshot, rows, everything):
        for target in targets:
            found[doc_id, target.start, told_figure(target)] = _target(snapshot, doc_id, target)
    return tuple(sorted([*dues, *found.values()], key=lambda due: (not due.day, due.day, due.target, due.what)))


def timeline_view(dues: Sequence[Due], today: str) -> str:
    """The list by year; `today` is ISO: days before it are marked."""
    if not dues:
        return empty("没有时限和目标", "符合条件的任务没有写明完成时限，也没有带数字的目标。")
    parts = []
    for year, group in groupby(dues[:MAX_SHOWN], key=lambda due: due.day[:4]):
        entries = "".join(_entry(due, today) for due in group)
        heading = f"{year}年" if year else "没有具体日期（定期、长期或相对时限）"
        parts.append(f"<section><h3>{heading}</h3><ol>{entries}</ol></section>")
    more = f'<p class="mc-more">仅显示前 {MAX_SHOWN} 条，请用筛选缩小范围。</p>' if len(dues) > MAX_SHOWN else ""
    return f'<div class="mc-list mc-dues">{"".join(parts)}{more}</div>'


def _targets(snapshot: Snapshot, rows: Sequence[TaskLine], everything: bool) -> Iterable[tuple[str, Sequence[Target]]]:
    if everything:
        for doc_id in dict.fromkeys(row.entry.doc_id for row in rows):
            yield doc_id, [target for target in snapshot.records[doc_id].targets if target.value]
    else:
        for row in rows:
            yield row.entry.doc_id, targets_within(snapshot, row.entry.doc_id, row.task)


def _deadline(row: TaskLine) -> Due:
    who = "、".join((*row.task.sections, *row.task.units))
    document = row.entry.document.title
    return Due(row.task.due_on or "", row.task.deadline or "", row.task.title, who, False, document, note_address(row))


def _target(snapshot: Snapshot, doc_id: str, target: Target) -> Due:
    when = f"{target.year}年" + ("（年份据上下文）" if target.year_inferred else "")
    address = f"/source/{doc_id}?start={target.start}&end={target.end}#quote"
    title = snapshot.entries[doc_id].document.title
    return Due(f"{target.year}-12-31", when, told_figure(target), "", True, title, address)


def _entry(due: Due, today: str) -> str:
    past = bool(due.day) and due.day < today
    kind = badge("目标", "good") if due.target else badge("时限", "warn")
    state = badge("已过", "plain") if past else ""
    who = f"<span>{escape(cut(due.who, 80))}</span>" if due.who else ""
    return (
        f'<li{" class=is-past" if past else ""}><div class="mc-dues__when">{escape(due.when)}</div>'
        f"<div><p>{kind}{state}{escape(cut(due.what, 100))}</p>"
        f'<p class="mc-sub">{who}<span>《{escape(cut(due.document, 50))}》</span>{source_link(due.address, "打开原文")}</p></div></li>'
    )
