"""A checked draft as an official document: citations as footnotes and a list of sources, the ledger as an annex."""

from __future__ import annotations

from pathlib import Path

from assistant.answer import Citation
from assistant.drafting.checking import require_supported
from assistant.drafting.draft import Draft, Item, Paragraph, Sentence
from assistant.drafting.ledger import FACTS_TOLD
from assistant.drafting.notes import told_place
from assistant.drafting.particulars import KINDS_TOLD
from assistant.official_document import Annex, Kind, OfficialDocument, Piece, Run, Sources, Table, paragraph
from assistant.official_document import Paragraph as Written
from assistant.official_docx import to_docx
from kb.errors import MingceError


def write_draft(draft: Draft, path: Path, annex: bool = True) -> None:
    """Writes the draft as DOCX. Raises DraftUnsupported, before anything is written, and MingceError for a place that cannot be written."""
    data = to_docx(as_document(draft, annex))
    try:
        path.write_bytes(data)
    except OSError as exc:
        raise MingceError(f"文稿无法写入 {path}：{exc.strerror}", "请用 --out 指定可写的位置") from exc


def as_document(draft: Draft, annex: bool = True) -> OfficialDocument:
    """The draft as a document; `annex` adds its ledger, what is asked, and its check. Raises DraftUnsupported."""
    items = require_supported(draft)
    pieces: list[Piece] = []
    for section in draft.sections:
        if section.heading:
            pieces.append(paragraph(section.heading, Kind.HEADING_1))
        pieces += [_written(each, draft) for each in section.paragraphs]
    if draft.citations:
        pieces.append(Sources(tuple(f"{each.marker}. {told_source(each)}" for each in draft.citations)))
    annexes = (Annex("素材台账", tuple(_ledger_pieces(draft, items))),) if annex else ()
    return OfficialDocument(draft.title.text, tuple(pieces), annexes=annexes)


def told_source(citation: Citation) -> str:
    """Where a quote stands: title, number, headings."""
    number = f"（{citation.doc_number}）" if citation.doc_number else ""
    path = "　" + " / ".join(step.strip()[:40] for step in citation.path) if citation.path else ""
    return f"《{citation.title}》{number}{path}"


def _written(part: Paragraph, draft: Draft) -> Written:
    runs = tuple(run for sentence in part.sentences for run in _runs(sentence, draft, plain=part.heading is not None))
    if part.heading is None:
        return Written(Kind.BODY, runs)
    return Written(Kind.HEADING_2, (Run(part.heading.text), *runs))


def _runs(sentence: Sentence, draft: Draft, plain: bool) -> list[Run]:
    notes = [f"{told_source(each)}：“{each.quote}”" for each in draft.citations if each.marker in sentence.markers]
    first = notes[0] if notes else None
    return [Run(sentence.text, first, plain), *(Run("", note, plain) for note in notes[1:])]


def _ledger_pieces(draft: Draft, items: tuple[Item, ...]) -> list[Piece]:
    ledger = draft.ledger
    pieces: list[Piece] = [Table((("序号", "类别", "内容", "出处"), *(
        (str(at), FACTS_TOLD[fact.kind], fact.text, told_place(ledger.notes, fact.span))
        for at, fact in enumerate(ledger.facts, 1)
    )), "素材中的事实")]  # fmt: skip
    if draft.questions:
        pieces.append(paragraph("需要补充和核实的问题", Kind.HEADING_1))
        pieces += [paragraph(f"{at}. {question.text}") for at, question in enumerate(draft.questions, 1)]
    if items:
        rows = ((KINDS_TOLD[item.particular.kind], item.particular.text, "；".join(item.sources)) for item in items)
        pieces.append(Table((("类别", "文稿中的内容", "出处"), *rows), "文稿逐项核对"))
    return pieces
