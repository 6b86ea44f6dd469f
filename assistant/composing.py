"""What all answerers share: the context they work in, and marked sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.citing import Citer
from assistant.evidence import Evidence, gather
from assistant.query import Query
from kb.library import Library
from kb.snapshot import Snapshot

_WRAP = re.compile(r"(?<=[\u3001-\u9fff，]) *\n(?: *[-—]? *\d{1,3} *[-—]? *\n)* *(?=[\u4e00-\u9fff“《])")


@dataclass
class Context:
    """One question in its library: `scope` are the documents that may answer it.

    `told_before` are the sentences, as (doc_id, start), that answered the turn before. `doc` is the only document that
    may answer, where the person chose one.
    """

    library: Library
    snapshot: Snapshot
    query: Query
    scope: tuple[str, ...]
    as_of: str | None = None
    told_before: frozenset[tuple[str, int]] = frozenset()
    doc: str | None = None
    _evidence: tuple[Evidence, ...] | None = field(default=None, init=False)

    def citer(self) -> Citer:
        """A new numbering of citations."""
        return Citer(self.snapshot, self.as_of)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The sentences that may answer, most relevant first; gathered once."""
        if self._evidence is None:
            self._evidence = gather(self.library, self.query, self.scope)
        return self._evidence


def sentence(body: str) -> str:
    r"""A quoted sentence ready for an answer: one line, tabs of table rows as spaces, a full stop at the end.

    Wrapped lines are joined as they were written, without the number of a page between them.

    >>> sentence("种树；"), sentence("每年种\n3 \n树")
    ('种树。', '每年种树。')
    """
    text = _WRAP.sub("", body)
    text = re.sub(r"[ \t\n]+", " ", text).strip()
    text = text.rstrip("；;，,")
    return text if text.endswith(("。", "！", "？", "!", "?", "：", ":")) else text + "。"


def repealed_note(context: Context, doc_ids: Sequence[str]) -> str:
    """A warning in front of an answer that rests on documents no longer in force; empty otherwise."""
    old = [doc_id for doc_id in dict.fromkeys(doc_ids) if not context.snapshot.status_on(doc_id, context.as_of).holds]
    return "（以下依据的文件已不再有效，仅供查考）\n" if old else ""
