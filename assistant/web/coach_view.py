"""The right side of the page for newcomers: reading path, a clause to read, the quiz, a source."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Citation
from assistant.onboarding.guide import Guide
from assistant.onboarding.progress import Kept
from assistant.onboarding.question import KINDS, Question, mark
from assistant.onboarding.reading import Step
from assistant.web.evidence import clause_with_mark
from assistant.web.rendering import cut, demonstration_badge, empty, escape, path_line, status_badge
from kb.snapshot import Snapshot


def path_view(guide: Guide, kept: Kept) -> str:
    """The reading path with what was read, document by document."""
    steps = guide.steps
    if not steps:
        return _panel("阅读路径", "", empty("没有要读的条款", "现行文件里没有与之有关的条款。"))
    read = sum(step.key in kept.read for step in steps)
    parts = []
    for number, reading in enumerate(guide.readings, 1):
        items = "".join(_path_item(step, step.key in kept.read) for step in reading.steps)
        parts.append(
            f'<h3>{number}. 《{escape(reading.title)}》</h3><p class="mc-sub">{escape(reading.why)}</p>'
            f'<ol class="mc-steps">{items}</ol>'
        )
    meter = f'<div class="mc-meter" aria-hidden="true"><i style="width:{100 * read // len(steps)}%"></i></div>'
    line = f'<p class="mc-panel__line" role="status">已读 {read} / {len(steps)} 处</p>{meter}'
    return _panel("阅读路径", line, "".join(parts))


def step_view(guide: Guide, step: Step, kept: Kept, snapshot: Snapshot) -> str:
    """One clause of the path, what concerns the subject highlighted, and the buttons to go on."""
    steps = guide.steps
    at = steps.index(step)
    document = snapshot.entries[step.doc_id].document
    first, *more = step.spans
    text = clause_with_mark(document, *first, more) if document.text[slice(*first)].strip() else ""
    text += "".join(
        clause_with_mark(document, *span) for span in more if not _within(step, document.clause_at(span[0]).index)
    )
    is_read = step.key in kept.read
    said = "标为未读" if is_read else "标为已读，读下一处"
    button = (
        f'<button type="button" class="mc-button" data-event="read" data-step="{step.key}" '
        f'data-state="{"unread" if is_read else "read"}">{said}</button>'
    )
    following = steps[at + 1].key if at + 1 < len(steps) else ""
    skip = _go("下一处", "step", step=following) if following else ""
    line = f'<p class="mc-panel__line">第 {at + 1} / {len(steps)} 处：{escape(step.why)}</p>'
    card = (
        f'<article class="mc-card"><header class="mc-card__head"><h3>{escape(step.document)}</h3></header>'
        f"{path_line(step.path)}"
        f'<div class="mc-card__text" tabindex="0" role="group" aria-label="原文">{text}</div></article>'
        f'<div class="mc-coach__buttons">{button}{skip}</div>'
    )
    return _panel("读条款", line, card)


def quiz_view(quiz: Sequence[Question], at: int, kept: Kept, snapshot: Snapshot) -> str:
    """Question `at` with its options; once it is answered also its mark, the reasons and the words that prove it."""
    if not quiz:
        return _panel("自测", "", empty("出不了题", "现行文件里可以出题的内容不够。"))
    at = min(max(at, 0), len(quiz) - 1)
    question = quiz[at]
    chosen = kept.chosen(question.id)
    answered = [(each, kept.chosen(each.id)) for each in quiz]
    right = sum(mark(each, picked).right for each, picked in answered if picked is not None)
    done = sum(picked is not None for _, picked in answered)
    line = f'<p class="mc-panel__line" role="status">第 {at + 1} / {len(quiz)} 题，已答 {done} 题，答对 {right} 题</p>'
    again = "重新提交" if chosen is not None else "提交"
    form = (
        f'<div class="mc-quiz" data-form><p class="mc-quiz__stem"><span class="mc-badge">{KINDS[question.kind]}</span> '
        f"{escape(question.stem)}</p>{_choices(question, chosen)}"
        f'<div class="mc-coach__buttons"><button type="button" class="mc-button" data-event="answer" data-collect '
        f'data-number="{at}">{again}</button>'
        f"{_go('上一题', 'quiz', number=at - 1) if at else ''}{_go('下一题', 'quiz', number=at + 1) if at + 1 < len(quiz) else ''}"
        f"{_go('换一组题', 'another')}</div></div>"
    )
    return _panel("自测", line, form + (_marked(question, chosen, snapshot) if chosen is not None else ""))


def source_view(citation: Citation, snapshot: Snapshot) -> str:
    """A cited span inside its clause."""
    return _panel("出处", "", source_card(citation, snapshot))


def source_card(citation: Citation, snapshot: Snapshot) -> str:
    """The card of one citation."""
    document = snapshot.entries[citation.doc_id].document
    number = f"<span>{escape(citation.doc_number)}</span>" if citation.doc_number else ""
    badges = status_badge(citation.status) + demonstration_badge(citation.demonstration)
    return (
        f'<article class="mc-card"><header class="mc-card__head"><h3>{escape(citation.title)}</h3></header>'
        f'<div class="mc-card__meta">{badges}{number}</div>{path_line(citation.path)}'
        '<div class="mc-card__text" tabindex="0" role="group" aria-label="原文">'
        f"{clause_with_mark(document, citation.start, citation.end)}</div></article>"
    )


def nothing_to_coach() -> str:
    """The side before anybody is chosen."""
    body = empty("先选科室或岗位", "左侧选好之后，这里是阅读路径和自测题。")
    return f'<div class="mc-panel mc-coach"><div class="mc-panel__head"><h2>阅读路径和自测</h2></div>{body}</div>'


def _within(step: Step, clause: int) -> bool:
    return clause == step.clause and clause != 0


def _path_item(step: Step, read: bool) -> str:
    where = cut(step.path[-1], 40) if step.path else "表格或正文"
    state = '<span class="mc-badge mc-badge--good">已读</span>' if read else '<span class="mc-badge">未读</span>'
    return (
        f'<li>{state} <button type="button" class="mc-rowlink" data-event="step" data-step="{step.key}">{escape(where)}</button>'
        f'<div class="mc-sub">{escape(cut(step.why, 120))}</div></li>'
    )


def _choices(question: Question, chosen: Sequence[int] | None) -> str:
    """Radio buttons, boxes, or a menu a row; what was chosen last is chosen."""
    picked = chosen or ()
    if question.kind == "matching":
        return "".join(_menu(question, at, picked[at] if at < len(picked) else -1) for at in range(len(question.rows)))
    kind = "radio" if question.kind == "single" else "checkbox"
    items = "".join(
        f'<label class="mc-choice"><input type="{kind}" name="choice-{question.id}" value="{at}"'
        f"{' checked' if at in picked else ''}> <span>{escape(option.text)}</span></label>"
        for at, option in enumerate(question.options)
    )
    hint = "选出所有正确的选项。" if kind == "checkbox" else "选一项。"
    return f'<fieldset class="mc-choices"><legend class="mc-sub">{hint}</legend>{items}</fieldset>'


def _menu(question: Question, row: int, picked: int) -> str:
    options = "".join(
        f'<option value="{at}"{" selected" if at == picked else ""}>{escape(option.text)}</option>'
        for at, option in enumerate(question.options)
    )
    return (
        f'<label class="mc-choice mc-choice--row"><span>{escape(question.rows[row])}</span>'
        f'<select><option value="x">请选择</option>{options}</select></label>'
    )


def _marked(question: Question, chosen: Sequence[int], snapshot: Snapshot) -> str:
    result = mark(question, chosen)
    tone, said = ("good", "答对了。") if result.right else ("bad", "没有答对。")
    reasons = "".join(f"<li>{escape(each)}</li>" for each in result.told)
    told = (
        f'<div class="mc-notice mc-notice--{tone}" role="status">{said}{f"<ul>{reasons}</ul>" if reasons else ""}</div>'
    )
    return f"{told}<h3>依据</h3>{''.join(source_card(each, snapshot) for each in question.evidence)}"


def _go(text: str, event: str, **data: object) -> str:
    attributes = "".join(f' data-{name}="{value}"' for name, value in data.items())
    return f'<button type="button" class="mc-button mc-button--quiet" data-event="{event}"{attributes}>{escape(text)}</button>'


def _panel(title: str, line: str, body: str) -> str:
    switch = (
        f'<nav class="mc-coach__nav" aria-label="学习">{_go("阅读路径", "path")}{_go("自测", "quiz", number=0)}</nav>'
    )
    return f'<div class="mc-panel mc-coach"><div class="mc-panel__head">{switch}<h2>{escape(title)}</h2>{line}</div>{body}</div>'
