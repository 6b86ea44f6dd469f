"""A draft as HTML: its text with the sources beside each paragraph, what is asked, and the list of its particulars."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.drafting.draft import Basis, Draft, Item, Paragraph, Sentence
from assistant.drafting.draft_document import told_source
from assistant.drafting.ledger import FACTS_TOLD
from assistant.drafting.notes import Note, told_place
from assistant.drafting.particulars import KINDS_TOLD
from assistant.web.rendering import badge, cut, empty, escape, notice

_PLACEHOLDER = re.compile(r"【待[补核]：[^【】]*】")
MAX_ROWS = 300


def nothing_drafted() -> str:
    """What the side shows before the first draft."""
    hint = "在左边写下或上传素材，选好文种，点“起草”。每句话的出处会列在旁边，缺什么会逐项问。"
    return f'<div class="mc-panel">{empty("还没有文稿", hint)}</div>'


def draft_view(draft: Draft, items: Sequence[Item]) -> str:
    """The whole side: questions, the draft, what was checked, the ledger."""
    return f'<div class="mc-panel">{_questions(draft)}{_text(draft)}{_checked(items)}{_ledger(draft)}</div>'


def failure_view(message: str) -> str:
    """Why there is no draft."""
    return f'<div class="mc-panel"><div class="mc-draft__fail">{notice(message, "bad")}</div></div>'


def files_view(notes: Sequence[Note], refused: Sequence[str] = ()) -> str:
    """The files of notes that were read, and why others were not."""
    read = "".join(
        f"<li>{badge('已读入', 'good')}<span>{escape(note.name)}（{len(note.text)} 字）</span></li>" for note in notes
    )
    failed = "".join(f"<li>{badge('未读入', 'bad')}<span>{escape(each)}</span></li>" for each in refused)
    return f'<ul class="mc-draft__files" aria-label="素材文件">{read}{failed}</ul>' if read or failed else ""


def basis_choices(offered: Sequence[Basis]) -> list[tuple[str, str]]:
    """The policy bases as labels with their ids."""
    return [(f"《{cut(each.citation.title, 30)}》“{cut(each.citation.quote, 60)}”", each.id) for each in offered]


def _questions(draft: Draft) -> str:
    told = notice(draft.model.told, "plain") if draft.model is not None else ""
    if not draft.questions:
        return f'<div class="mc-panel__head"><h2>文稿</h2></div>{told}'
    listed = "".join(f"<li>{escape(question.text)}</li>" for question in draft.questions)
    return (
        f'<div class="mc-panel__head"><h2>需要补充和核实（{len(draft.questions)} 处）</h2>'
        '<p class="mc-panel__line">把回答写进左边的素材，再点“起草”。</p></div>'
        f'<ol class="mc-draft__questions">{listed}</ol>{told}<div class="mc-panel__head"><h2>文稿</h2></div>'
    )


def _text(draft: Draft) -> str:
    rows = [_row(f"<h3>{_marked(draft.title.text)}</h3>", [draft.title], draft)]
    for section in draft.sections:
        if section.heading:
            rows.append(f"<h4>{escape(section.heading)}</h4>")
        rows += [_row(f"<p>{_paragraph(each)}</p>", _sentences(each), draft) for each in section.paragraphs]
    return f'<article class="mc-draft">{"".join(rows)}</article>'


def _sentences(paragraph: Paragraph) -> list[Sentence]:
    return [*([paragraph.heading] if paragraph.heading else []), *paragraph.sentences]


def _paragraph(paragraph: Paragraph) -> str:
    heading = f"<b>{_marked(paragraph.heading.text)}</b>" if paragraph.heading else ""
    return heading + "".join(
        _marked(each.text) + "".join(f"<sup>[{marker}]</sup>" for marker in each.markers)
        for each in paragraph.sentences
    )


def _marked(text: str) -> str:
    """`text` with its placeholders highlighted."""
    parts: list[str] = []
    at = 0
    for match in _PLACEHOLDER.finditer(text):
        parts += [escape(text[at : match.start()]), f"<mark>{escape(match[0])}</mark>"]
        at = match.end()
    return "".join((*parts, escape(text[at:])))


def _row(body: str, sentences: Sequence[Sentence], draft: Draft) -> str:
    """A paragraph with its sources beside it."""
    ledger = draft.ledger
    numbers = dict.fromkeys(number for each in sentences for number in each.statements)
    sources = [told_place(ledger.notes, ledger.statements[number].span) for number in numbers]
    cited = [each for each in draft.citations if any(each.marker in sentence.markers for sentence in sentences)]
    sources += [f"[{each.marker}] {told_source(each)}" for each in cited]
    beside = "".join(f"<li>{escape(each)}</li>" for each in dict.fromkeys(sources))
    return f'<div class="mc-draft__row">{body}<ul aria-label="出处">{beside}</ul></div>'


def _checked(items: Sequence[Item]) -> str:
    """Every number, date, name, place and superlative with its source."""
    rows = (
        f"<tr><td>{KINDS_TOLD[item.particular.kind]}</td><td>{escape(cut(item.particular.text, 60))}</td>"
        f"<td>{escape('；'.join(item.sources))}</td></tr>"
        for item in items[:MAX_ROWS]
    )
    return _folded(f"逐项核对：{len(items)} 处都有出处", ("类别", "文稿中的内容", "出处"), "".join(rows))


def _ledger(draft: Draft) -> str:
    facts = draft.ledger.facts
    rows = (
        f"<tr><td>{FACTS_TOLD[fact.kind]}</td><td>{escape(cut(fact.text, 120))}</td>"
        f"<td>{escape(told_place(draft.ledger.notes, fact.span))}</td></tr>"
        for fact in facts[:MAX_ROWS]
    )
    return _folded(f"素材台账：{len(facts)} 条", ("类别", "内容", "位置"), "".join(rows))


def _folded(title: str, heads: Sequence[str], rows: str) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        f'<details class="mc-draft__table"><summary>{escape(title)}</summary><div class="mc-scroll">'
        f'<table class="mc-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>'
    )
