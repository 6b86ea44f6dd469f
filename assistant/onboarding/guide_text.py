"""A guide in words: its parts as lines, and these as plain text or Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.document_rows import DEMONSTRATION
from assistant.onboarding.charges import ROLES, Charge
from assistant.onboarding.guide import Guide
from assistant.onboarding.question import KINDS, Question
from assistant.onboarding.reading import FIRST
from assistant.onboarding.subject import KINDS as SUBJECTS
from assistant.sources import told_source

SOURCES, QUIZ, ANSWERS = "出处", "自测题", "自测题答案"
_LETTERS = "ABCDEFGH"
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")
_NUMBERED = re.compile(r"^(\s*)(\d+)([.)])")
_NOTHING = "（没有）"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a part; `depth` 0 is a paragraph, 1 an item, 2 what belongs to an item. `marks` are its citations."""

    text: str
    depth: int = 0
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the guide under its heading."""

    title: str
    lines: tuple[Line, ...]


def title_of(guide: Guide) -> str:
    """The guide's heading."""
    demonstration = DEMONSTRATION if guide.demonstration else ""
    return f"{guide.subject.name}新人导引{demonstration}"


def opening_of(guide: Guide) -> str:
    """For whom it is, as of which day, and how complete."""
    found = guide.coverage
    counted = (
        f"任务记录 {found.found} 项，来自 {found.documents} 份文件，全部列出" if found.found else "没有责任记录点名"
    )
    mentioned = f"；另有 {len(guide.mentions)} 处条款提到" if guide.mentions else ""
    kind = SUBJECTS[guide.subject.kind]
    return f"{kind}“{guide.subject.name}”，按 {guide.day} 现行的 {guide.searched} 份文件整理：{counted}{mentioned}。"


def parts_of(guide: Guide, quiz: Sequence[Question] = ()) -> tuple[Part, ...]:
    """All parts in their order, the quiz and its answers behind them, the sources last."""
    parts = [
        Part("一、承担的任务", tuple(_charges(guide))),
        Part("二、其他点名的条款", tuple(_mentions(guide))),
        Part("三、同谁一起办", tuple(_partners(guide))),
        Part("四、先读哪几份文件", tuple(_readings(guide))),
        Part("五、用语", tuple(_glossary(guide))),
        Part("六、时间表", tuple(_timeline(guide))),
        Part("七、与上一版相比", tuple(_changes(guide))),
    ]
    if quiz:
        parts += [Part(QUIZ, tuple(_asked(quiz))), Part(ANSWERS, tuple(_answered(quiz)))]
    sources = tuple(Line(f"{told_source(each)}：“{_one_line(each.quote)}”") for each in guide.citations)
    return tuple(
        each if each.lines else Part(each.title, (Line(_NOTHING),)) for each in [*parts, Part(SOURCES, sources)]
    )


def as_text(guide: Guide, quiz: Sequence[Question] = ()) -> str:
    """The guide as plain text."""
    blocks = [title_of(guide), opening_of(guide)]
    for part in parts_of(guide, quiz):
        lines = [f"{'  ' * line.depth}{'· ' if line.depth else ''}{line.text}{line.marks}" for line in part.lines]
        blocks.append("\n".join([part.title, *lines]))
    return "\n\n".join(blocks)


def as_markdown(guide: Guide, quiz: Sequence[Question] = ()) -> str:
    """The guide as Markdown; what documents say cannot be taken for markup."""
    blocks = [f"# {_escape(title_of(guide))}", _escape(opening_of(guide))]
    for part in parts_of(guide, quiz):
        blocks.append(f"## {part.title}")
        told = [_markdown_line(line) for line in part.lines]
        blocks.append(re.sub(r"\n{3,}", "\n\n", "\n".join(told)).strip("\n"))
    return "\n\n".join(blocks) + "\n"


def _markdown_line(line: Line) -> str:
    """An item, or a paragraph that stands apart from what is around it."""
    text = f"{_escape(line.text)}{line.marks}"
    return f"{'  ' * (line.depth - 1)}- {text}" if line.depth else f"\n{text}\n"


def told_charge(charge: Charge) -> str:
    """A task in a line: what, until when, with whom."""
    due = f"；时限：{charge.task.deadline}" if charge.task.deadline else ""
    others = f"；同列：{'、'.join(charge.others)}" if charge.others else ""
    named = f"（以“{charge.named}”的名义）" if charge.role == "included" else ""
    return f"{charge.title}{named}{due}{others}（《{charge.document}》）"


def _charges(guide: Guide) -> Iterator[Line]:
    for role, word in ROLES.items():
        held = [each for each in guide.charges if each.role == role]
        if held:
            yield Line(f"{word}（{len(held)} 项）")
            for each in held:
                yield Line(told_charge(each), 1, each.marks)


def _mentions(guide: Guide) -> Iterator[Line]:
    for each in guide.mentions:
        yield Line(f"{_one_line(each.text)}（《{each.document}》）", 1, each.marks)


def _partners(guide: Guide) -> Iterator[Line]:
    for each in guide.partners:
        roles = [
            f"其中对方牵头 {each.leads} 项" if each.leads else "",
            f"对方配合 {each.supports} 项" if each.supports else "",
        ]
        told = "，".join(part for part in (f"共同任务 {each.tasks} 项", *roles) if part)
        yield Line(f"{each.name}：{told}", 1)


def _readings(guide: Guide) -> Iterator[Line]:
    if 0 < len(guide.readings) < FIRST:
        yield Line(f"现行文件中与之有关的只有 {len(guide.readings)} 份。")
    for number, reading in enumerate(guide.readings, 1):
        yield Line(f"{number}.《{reading.title}》{reading.doc_number or ''}：{reading.why}。")
        for step in reading.steps:
            where = step.path[-1] if step.path else "表格或正文"
            yield Line(f"{where}：{step.why}", 1, step.marks)


def _glossary(guide: Guide) -> Iterator[Line]:
    for each in guide.glossary:
        meant = _one_line(each.definition) if each.definition is not None else f"文件库未解释（见于《{each.seen_in}》）"
        yield Line(f"{each.term}：{meant}", 1, each.marks)


def _timeline(guide: Guide) -> Iterator[Line]:
    for each in guide.timeline:
        over = "（已过）" if each.past else ""
        yield Line(f"{each.day or '长期'}{over}　{each.what}　原文：{each.when}", 1, each.marks)


def _changes(guide: Guide) -> Iterator[Line]:
    for each in guide.changes:
        since = f"自 {each.since} 起" if each.since else ""
        yield Line(f"{each.before}{since}{each.state}，现行的是{each.title}。")
        for charge in each.gained:
            yield Line(f"新增：{charge.title}（{ROLES[charge.role]}）", 1, charge.marks)
        for charge in each.gone:
            yield Line(f"不再列：{charge.title}（原为{ROLES[charge.role]}）", 1, charge.marks)
        for pair in each.kept:
            said = "；".join(pair.differences) or "角色和时限未变"
            yield Line(f"延续：{pair.before.title} → {pair.now.title}（{said}）", 1, pair.before.marks + pair.now.marks)


def _asked(quiz: Sequence[Question]) -> Iterator[Line]:
    for number, question in enumerate(quiz, 1):
        yield Line(f"{number}.（{KINDS[question.kind]}）{question.stem}")
        for at, row in enumerate(question.rows, 1):
            yield Line(f"（{at}）{row}", 1)
        for letter, option in zip(_LETTERS, question.options, strict=False):
            yield Line(f"{letter}. {option.text}", 2 if question.rows else 1)


def _answered(quiz: Sequence[Question]) -> Iterator[Line]:
    for number, question in enumerate(quiz, 1):
        if question.rows:
            right = "，".join(f"（{at}）{_LETTERS[key]}" for at, key in enumerate(question.key, 1))
        else:
            right = "".join(_LETTERS[at] for at in question.key)
        yield Line(f"{number}. {right}")
        for at, option in enumerate(question.options):
            if at not in question.key:
                yield Line(f"{_LETTERS[at]} 不对：{option.why}", 1)
        for each in question.evidence:
            yield Line(f"原文：“{_one_line(each.quote)}”（《{each.title}》）", 1)


def _one_line(text: str | None) -> str:
    return re.sub(r"\s*[\n\t]+\s*", "　", (text or "").strip())


def _escape(text: str) -> str:
    return _NUMBERED.sub(r"\1\2\\\3", _MARKDOWN.sub(r"\\\1", text))
