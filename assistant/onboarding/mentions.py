"""Where else documents in force name a subject: sentences outside of its tasks, such as 由局…科负责解释."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.citing import Citer
from assistant.onboarding.charges import Charge
from assistant.onboarding.subject import Subject
from kb.document import ClauseKind, Document
from kb.normal_form import fold
from kb.sentences import sentence_spans
from kb.snapshot import Snapshot

_SHORT = 3  # 办公室 also ends names of other bodies: what stands before it decides
_BEFORE_SHORT = re.compile(r"(?:^|[^\u4e00-\u9fff]|[局由向报经与和及同是为送给交]|会同|联系)$")
_POST_GOES_ON = re.compile(r"^(?:制|办|会)")  # 林长制 is no 林长
# Who sat in a meeting and to whom a document goes is no duty.
_ROSTER = re.compile(
    r"(?:^|\n)\s*(?:出席|列席|参会|参加|请假|缺席|主持|记录|主送|抄送|分送)[^，。\n]{0,6}[:：]|^[^，。；]{0,80}[:：]$"
)
_ORDERS = re.compile(r"应当?|必须|不得|负责|职责|须|承担|组织|要|牵头|报|备案|解释|审核|联系|考核")


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that names the subject; `orders` tells whether it says what is to be done."""

    doc_id: str
    document: str
    clause: int
    path: tuple[str, ...]
    text: str
    start: int
    end: int
    orders: bool
    marks: str


def mentions_of(
    snapshot: Snapshot, subject: Subject, scope: tuple[str, ...], charges: Sequence[Charge], citer: Citer
) -> tuple[Mention, ...]:
    """All sentences of `scope` outside of `charges` that name `subject`, in text order a document."""
    found = []
    keys = {snapshot.aliases.canonical(form) for form in subject.forms}
    keys |= {form for key in keys for form in snapshot.aliases.forms_of(key)}
    for doc_id in scope:
        document = snapshot.entries[doc_id].document
        told = _told(document, [each for each in charges if each.doc_id == doc_id])
        for start, end in named_sentences(document, keys, subject.kind == "post"):
            if any(left <= start < right or left < end <= right for left, right in told):
                continue
            clause = document.clause_at(start)
            text = document.text[start:end]
            orders = _ORDERS.search(fold(text)) is not None
            marks = citer.cite(doc_id, start, end)
            path = document.path_of(clause.index)
            found.append(Mention(doc_id, document.title, clause.index, path, text, start, end, orders, marks))
    return tuple(found)


def named_sentences(document: Document, keys: set[str], post: bool = False) -> list[tuple[int, int]]:
    """The spans of the sentences of the body that have one of `keys` (folded), signatures and the title left out."""
    if not any(key in fold(document.text) for key in keys):
        return []
    title = fold(document.title)
    spans = []
    for start, end in sentence_spans(document.text):
        kind = document.clauses[document.clause_at(start).index].kind
        folded = fold(document.text[start:end])
        if kind is ClauseKind.SIGNATURE or folded in title or _ROSTER.search(document.text[start:end]):
            continue
        if any(_names(folded, key, post) for key in keys):
            spans.append((start, end))
    return spans


def _names(sentence: str, key: str, post: bool) -> bool:
    for match in re.finditer(re.escape(key), sentence):
        before, after = sentence[: match.start()], sentence[match.end() :]
        if post and _POST_GOES_ON.match(after):
            continue
        if len(key) > _SHORT or post or _BEFORE_SHORT.search(before):
            return True
    return False


def _told(document: Document, charges: Sequence[Charge]) -> list[tuple[int, int]]:
    """The spans of the tasks, of their notes and, of those in tables, of their rows."""
    spans = []
    for each in charges:
        task = each.task
        spans += [(task.start, task.end), (task.responsibility_start, task.responsibility_end)]
        spans += [(row.start, row.end) for row in document.rows if row.start <= task.start < row.end]
    return spans
