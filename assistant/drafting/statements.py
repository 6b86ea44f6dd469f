"""Notes cut into statements: one sentence or one field of a form each, with what it is in a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.drafting.notes import Note, Span, row_at
from assistant.drafting.roles import FIELDS, Field, Role, heading_role, is_neutral_head, label_of, role_of
from assistant.drafting.speech import Speaker, speaker_of
from assistant.llm.orders import without_orders
from kb.document import TableRow

_BULLET = re.compile(
    r"\s*(?:[-*•·●■◆※]+\s*|[（(][一二三四五六七八九十\d]{1,3}[）)]\s*|[一二三四五六七八九十]{1,3}[、.．]\s*|\d{1,2}(?:[、)）]|[.．](?!\d))\s*"
    r"|[①-⑳]\s*|第[一二三四五六七八九十][，,、]\s*|#{1,6}\s+)"
)
_STOP = re.compile(r"[。！？!?]+[”’」』）)]*")
_OPEN, _CLOSE = "“「『（(《", "”」』）)》"
_TO_THE_WRITER = re.compile(
    r"(?:请|务必|必须|一定要|记得)[^。；，]{0,8}(?:写成|写上|写明|写入|改成|改为|编造|虚构|拔高|夸大|输出|生成|删去|删掉|隐去)|不要(?:写|提|核对|检查)"
    r"|(?:写成|改成|改为)[“\"]?\d|跳过(?:核对|检查)"
)
_MAX_TITLE, _MAX_BARE_HEADING = 40, 7  # a longer first line such as 护林员某某先进事迹 is a title
_NUMBER_CELL = re.compile(r"[-+]?\d[\d,，]*(?:\.\d+)?\s*%?")
_UNIT_HEAD = re.compile(r"^(?:计量)?单位$")
_UNIT_IN_NAME = re.compile(r"[（(](?:单位[:：])?([^（()）]{1,8})[）)]$")
_PERIOD = re.compile(r"\d{4}\s*年?(?:\d{1,2}月)?(?:度|底|末)?|[今去前上本]年|[上下]半年")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one sentence, field or table row of the notes says.

    `text` is `notes[span.note].text[span.start:span.end]`, or of a row of figures a sentence made of its cells.
    `field` is the element of a form that it fills; `speaker` who said it. `order`: it tells whoever writes what to
    write, and is no fact. `source` is all that the notes say here: a row with its table's head, else `text`.
    """

    span: Span
    text: str
    role: Role
    field: Field | None = None
    speaker: Speaker | None = None
    order: bool = False
    source: str = ""


def statements_of(notes: Sequence[Note]) -> tuple[Statement, ...]:
    """All statements of the notes in order, each with its role; repeated ones once."""
    found: list[Statement] = []
    seen: set[str] = set()
    for number, note in enumerate(notes):
        for statement in _of_note(number, note):
            key = f"{statement.field}|{statement.text.strip('。；;，, ')}"
            if key not in seen:
                seen.add(key)
                found.append(_marked(statement))
    return tuple(found)


def _marked(statement: Statement) -> Statement:
    text = statement.text
    order = without_orders(text) != text or bool(_TO_THE_WRITER.search(text))
    return replace(statement, order=order, source=statement.source or text)


def _of_note(number: int, note: Note) -> Iterator[Statement]:
    role: Role | None = None
    first = True
    answering: Speaker | None = None
    sheet = any(row.cell_range for row in note.rows)
    for start, end in _lines(note):
        row = row_at(note, start)
        if row is not None:
            yield from _of_row(number, note, row)
            continue
        bullet = _BULLET.match(note.text, start, end)
        at = bullet.end() if bullet else start
        line = note.text[at:end]
        if is_neutral_head(line) or (sheet and _is_title(line)):
            continue
        if first and bullet is None and _is_title(line) and _has_more(note, end):
            first = False
            yield Statement(Span(number, at, end), line, Role.TITLE, Field.TITLE)
            continue
        if (headed := heading_role(line)) is not None:
            role, first = headed, False
            continue
        first = False
        label, behind = label_of(line)
        if label in FIELDS and line[behind:].strip():
            value = _stripped(note.text, at + behind, end)
            yield Statement(Span(number, *value), note.text[slice(*value)], Role.BASIC, FIELDS[label])
            continue
        speaker, behind_speaker = speaker_of(line)
        if speaker is not None and speaker.asks:
            continue
        own_role = heading_role(label) if label else None
        if own_role is not None:
            at, role = at + behind, own_role
        elif speaker is not None:
            at += behind_speaker
            answering = speaker if speaker.name else answering or speaker
        for span in [_stripped(note.text, at, end)] if speaker else _sentences(note.text, at, end):
            text = note.text[slice(*span)]
            if text.endswith(("？", "?")) or not any(char.isalnum() for char in text):
                continue
            found = Statement(Span(number, *span), text, Role.QUOTE if speaker else role_of(text, role))
            yield replace(found, speaker=answering if speaker else None)


def _lines(note: Note) -> Iterator[tuple[int, int]]:
    at = 0
    for line in note.text.split("\n"):
        span = _stripped(note.text, at, at + len(line))
        if span[0] < span[1]:
            yield span
        at += len(line) + 1


def _is_title(line: str) -> bool:
    if len(line) <= _MAX_BARE_HEADING and heading_role(line) is not None:
        return False
    return len(line) <= _MAX_TITLE and not re.search(r"[。！？；;：:，,]", line)


def _has_more(note: Note, end: int) -> bool:
    return bool(note.text[end:].strip())


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a line, none cut inside quotes or brackets."""
    at = start
    for match in _STOP.finditer(text, start, end):
        said = text[at : match.end()]
        if sum(map(said.count, _OPEN)) > sum(map(said.count, _CLOSE)):
            continue
        yield _stripped(text, at, match.end())
        at = match.end()
    rest = _stripped(text, at, end)
    if rest[0] < rest[1]:
        yield rest


def _of_row(number: int, note: Note, row: TableRow) -> Iterator[Statement]:
    """What a table's row says: a form's field, a part of a draft in a form, or figures."""
    filled = _filled(note, row)
    label = note.text[slice(*filled[0])].strip().rstrip("：:") if len(filled) == 2 else ""
    role = heading_role(label) if label else None
    if label in FIELDS:
        value = _stripped(note.text, *filled[1])
        yield Statement(Span(number, *value), note.text[slice(*value)], Role.BASIC, FIELDS[label])
    elif role is not None:
        for span in _sentences(note.text, *filled[1]):
            yield Statement(Span(number, *span), note.text[slice(*span)], role_of(note.text[slice(*span)], role))
    elif (figure := _row_statement(number, note, row)) is not None:
        yield figure


def _row_statement(number: int, note: Note, row: TableRow) -> Statement | None:
    """A row of figures as a sentence of its cells under their heads; None for the head and for what tells no figure.

    指标|单位|2024年 over 油茶面积|亩|620 is 2024年油茶面积620亩.
    """
    head = next((each for each in note.rows if each.table == row.table and len(_filled(note, each)) > 1), row)
    if head.start >= row.start:
        return None
    names = [note.text[slice(*cell)].strip() for cell in head.cells]
    cells = [note.text[slice(*cell)].strip() for cell in row.cells]
    pairs = list(zip(names, cells, strict=False))
    if not pairs or not cells[0] or (_NUMBER_CELL.fullmatch(cells[0]) and not _PERIOD.fullmatch(cells[0])):
        return None
    unit = next((cell for name, cell in pairs if _UNIT_HEAD.match(name)), "")
    parts = [_told_cell(name, cell, cells[0], unit) for name, cell in pairs[1:] if _NUMBER_CELL.fullmatch(cell)]
    if not parts:
        return None
    source = "\t".join((*names, *cells))
    return Statement(Span(number, row.start, row.end), "，".join(parts) + "。", Role.RESULT, source=source)


def _filled(note: Note, row: TableRow) -> list[tuple[int, int]]:
    return [cell for cell in row.cells if note.text[slice(*cell)].strip()]


def _told_cell(head: str, cell: str, subject: str, unit: str) -> str:
    """One figure of a row, with what it is of."""
    named = _UNIT_IN_NAME.search(head) or _UNIT_IN_NAME.search(subject)
    measure = "" if cell.endswith("%") else (named[1] if named else unit)
    head, subject = _UNIT_IN_NAME.sub("", head), _UNIT_IN_NAME.sub("", subject)
    plain = head in ("数值", "数量", "数据", "完成情况", "结果", "合计", "指标值", "完成数", "数")
    return (
        f"{head}{subject}{cell}{measure}" if _PERIOD.match(head) else f"{subject}{'' if plain else head}{cell}{measure}"
    )


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
