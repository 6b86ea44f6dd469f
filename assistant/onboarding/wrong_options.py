"""What may stand beside the right answer: plausible, and wrong by every record and by the words of the clause itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.onboarding.collective import includes, is_collective
from assistant.onboarding.subject import names_of
from assistant.task_rows import TaskRow, rows, told_title
from kb.normal_form import fold
from kb.records import Task
from kb.snapshot import Snapshot

_SAME_TITLE = 0.5
_SHORTEST_CORE = 3


@dataclass(frozen=True, slots=True)
class Body:
    """A section or unit that may be offered, with a task of its own that explains what it does do."""

    key: str
    name: str
    does: TaskRow


@dataclass(frozen=True)
class Bodies:
    """The bodies and tasks of the documents in `scope`, which are all in force: what is wrong has to be so in all."""

    snapshot: Snapshot
    scope: tuple[str, ...]

    @cached_property
    def tasks(self) -> list[TaskRow]:
        """All tasks of the scope."""
        return rows(self.snapshot, self.scope)

    @cached_property
    def issuers(self) -> set[str]:
        """The bodies that issued the documents; each stands above all its sections."""
        return {self.key_of(issuer, doc_id) for doc_id in self.scope if (issuer := self._issuer(doc_id))}

    @cached_property
    def _called(self) -> list[tuple[TaskRow, str, frozenset[str]]]:
        called = ((row, fold(told_title(row[1]))) for row in self.tasks)
        return [(row, title, pairs_of(title)) for row, title in called]

    def offered(self, names: Callable[[Task], Sequence[str]]) -> list[Body]:
        """The bodies that `names` gives of the tasks, each once under the form that comes first."""
        found: dict[str, Body] = {}
        for doc_id, task in self.tasks:
            for name in names(task):
                key = self.key_of(name, doc_id)
                if key not in found and not is_collective(name):
                    found[key] = Body(key, name, (doc_id, task))
        return list(found.values())

    def key_of(self, name: str, doc_id: str) -> str:
        """The form under which names of a document are compared."""
        return self.snapshot.aliases.canonical(name, self.snapshot.entries[doc_id].document.issuer)

    def wrong_for(self, asked: TaskRow, candidates: Iterable[Body]) -> list[Body]:
        """Those of `candidates` that have nothing to do with the task, or with any task like it, in force."""
        alike = self._alike(asked)
        wording = "".join(self.wording(row) for row in alike)
        named = [(name, doc_id) for doc_id, task in alike for name in names_of(task)]
        return [each for each in candidates if not self._may_be_meant(each, named, wording)]

    def has_part_in(self, body: Body, asked: TaskRow) -> bool:
        """Whether the body is, or may be, one of those that the task names."""
        return not self.wrong_for(asked, [body])

    def wording(self, row: TaskRow) -> str:
        """The folded text of a task with its note; of one in a table, of its row."""
        doc_id, task = row
        document = self.snapshot.entries[doc_id].document
        held = next((each for each in document.rows if each.start <= task.start < each.end), None)
        spans = [(held.start, held.end)] if held else [(task.start, task.end)]
        clause = document.clauses[task.clause]
        spans += [(clause.start, clause.end)] if task.clause and not held else []
        spans.append((task.responsibility_start, task.responsibility_end))
        return fold("\n".join(document.text[slice(*span)] for span in spans))

    def _may_be_meant(self, body: Body, named: Sequence[tuple[str, str]], wording: str) -> bool:
        if body.key in self.issuers or body.key in wording or _core(body.key) in wording:
            return True
        for name, doc_id in named:
            key = self.key_of(name, doc_id)
            if key in self.issuers or key in body.key or body.key in key or includes(name, body.name) != "no":
                return True
        return False

    def _issuer(self, doc_id: str) -> str:
        return self.snapshot.entries[doc_id].document.issuer or ""

    def _alike(self, asked: TaskRow) -> list[TaskRow]:
        """The task, those around and within it, and those of about the same name in any document."""
        doc_id, task = asked
        title = fold(told_title(task))
        pairs = pairs_of(title)
        found = [asked]
        for (other_id, other), called, theirs in self._called:
            around = other_id == doc_id and other.start < task.end and task.start < other.end
            same = called in title or title in called
            if around or same or len(pairs & theirs) >= _SAME_TITLE * len(pairs | theirs):
                found.append((other_id, other))
        return found


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _core(key: str) -> str:
    """A body's name without the level in front: 市林业工作总站 is also written 林业工作总站."""
    return key[1:] if key[:1] in ("省", "市", "县", "区") and len(key) > _SHORTEST_CORE else key
