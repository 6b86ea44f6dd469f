"""Citations: numbered as they are first used, each checked against the document's text."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer import Citation, PageBox
from kb.normal_form import fold, fold_with_offsets
from kb.records import Task
from kb.sentences import sentence_spans
from kb.snapshot import Snapshot

_SHORT = 160  # a task up to this long is quoted with its note in one piece


class Citer:
    """Numbers the spans that an answer quotes; the same span keeps its number."""

    def __init__(self, snapshot: Snapshot, as_of: str | None = None) -> None:
        self._snapshot = snapshot
        self._as_of = as_of
        self._citations: dict[tuple[str, int, int], Citation] = {}

    def cite(self, doc_id: str, start: int, end: int) -> str:
        """The marker `[n]` of `text[start:end]` of a document."""
        key = (doc_id, start, end)
        if key not in self._citations:
            self._citations[key] = replace(self.show(doc_id, start, end), marker=len(self._citations) + 1)
        return f"[{self._citations[key].marker}]"

    def show(self, doc_id: str, start: int, end: int) -> Citation:
        """The span as a citation without a number, for passages that are only offered."""
        document = self._snapshot.entry(doc_id).document
        clause = document.clause_at(start)
        regions = document.regions_of(start, end)
        return Citation(
            marker=0,
            doc_id=doc_id,
            title=document.title,
            doc_number=document.doc_number,
            path=document.path_of(clause.index),
            quote=document.text[start:end],
            start=start,
            end=end,
            page=document.page_at(start),
            status=self._snapshot.status_on(doc_id, self._as_of).value,
            demonstration=document.demonstration,
            boxes=tuple(PageBox(region.page, region.box) for region in regions),
            confidence=min((each.confidence for each in regions if each.confidence is not None), default=None),
            cell_range=next((row.cell_range for row in document.rows if row.start <= start < row.end), None),
        )

    def cite_task(self, doc_id: str, task: Task) -> str:
        """The markers of a task's heading and of its responsibility note; one marker where both are close by."""
        document = self._snapshot.entry(doc_id).document
        for row in document.rows:
            if row.start <= task.start < row.end:
                return self.cite(doc_id, row.start, row.end)
        if task.start <= task.responsibility_start and task.responsibility_end - task.start <= _SHORT:
            return self.cite(doc_id, task.start, task.responsibility_end)
        line_end = document.text.find("\n", task.start, task.end)
        head_end = line_end if line_end > 0 else task.end
        stop = document.text.find("。", task.start, head_end)
        first_end = stop + 1 if stop > 0 else head_end
        marks = self.cite(doc_id, task.start, first_end)
        if task.deadline and task.deadline not in document.text[task.start : first_end]:
            due = document.text.find(task.deadline, first_end, task.end)
            spans = sentence_spans(document.text, first_end, task.end)
            marks += "".join(self.cite(doc_id, *span) for span in spans if span[0] <= due < span[1])
        return marks + self.cite(doc_id, task.responsibility_start, task.responsibility_end)

    def cite_title(self, doc_id: str) -> str:
        """The marker of the document's title, over several lines if it is; empty where the text does not have it."""
        document = self._snapshot.entry(doc_id).document
        at = document.text.find(document.title)
        if at >= 0:
            return self.cite(doc_id, at, at + len(document.title))
        folded, title = fold_with_offsets(document.text), fold(document.title)
        at = folded.text.find(title) if title else -1
        return self.cite(doc_id, *folded.source_span(at, at + len(title))) if at >= 0 else ""

    def cite_opening(self, doc_id: str) -> str:
        """The marker of the document's title, of its first sentence where the text does not have the title."""
        spans = sentence_spans(self._snapshot.entry(doc_id).document.text)
        return self.cite_title(doc_id) or (self.cite(doc_id, *spans[0]) if spans else "")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All numbered citations, in the order of their numbers."""
        return tuple(self._citations.values())
