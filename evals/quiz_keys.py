"""Whether the text of a document bears out the key of a quiz question: read again, without the library's records.

Who has a role is read out of the responsibility note or the table's column by patterns that stand here; a value left
out of a sentence has to give the document's words back when it is put in, and no other option may; a definition has to
stand behind its term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.onboarding.question import BLANK, Question
from kb.document import Document
from kb.normal_form import fold
from kb.snapshot import Snapshot

_LABELS = {
    "lead": r"牵头(?:科室|单位|部门)?[:：]([^；;。）)]+)|由([^，。；]+?)牵头",
    "support": r"配合(?:科室|单位|部门)?[:：]([^；;。）)]+)|牵头[，,]([^，。；]+?)配合",
    "responsible": r"(?:责任|牵头|配合)科室[:：]([^；;。）)]+)|由([^，。；]+?)(?:牵头|负责)",
    "unit": r"责任单位[:：]([^；;。）)]+)",
}
_NOTE = re.compile(
    r"(?:责任|牵头|配合)(?:科室|单位|部门)[:：]([^；;。）)]+)|由([^，。；]{2,30}?)牵头|(?<=牵头)[，,]([^，。；]{2,30}?)配合"
)
_COLUMNS = {"responsible": "责任科室", "lead": "责任科室", "unit": "责任单位"}


def fault(question: Question, snapshot: Snapshot) -> str:
    """What is wrong with the key by the text of the documents, empty where it is borne out."""
    document = snapshot.entries[question.doc_id].document
    right = [question.options[at].text for at in question.key]
    wrong = [each.text for at, each in enumerate(question.options) if at not in question.key]
    match question.topic:
        case "lead" | "support" | "responsible" | "unit":
            return _who_fault(_title_asked(question.stem), question.topic, document, right, wrong)
        case "tasks_of":
            return _tasks_fault(question, snapshot)
        case "who_does_what":
            return _matching_fault(question, snapshot)
        case "term" | "definition":
            return _term_fault(question, document, right[0], wrong)
        case _:
            return _value_fault(question, document, right[0], wrong)


def notes_of(document: Document) -> Iterator[tuple[int, list[str]]]:
    """The places of the responsibility notes and rows of a text, each with the names it has."""
    head: list[str] = []
    for match in re.finditer(r"[^\n]*\n?", document.text):
        cells = match[0].rstrip("\n").split("\t")
        if len(cells) > 2 and any("责任" in cell for cell in cells):
            head = cells
        elif len(cells) == len(head) and len(cells) > 2:
            named = [cell for name, cell in zip(head, cells, strict=True) if "责任" in name]
            yield match.start(), [name for cell in named for name in re.split(r"[、，]", cell)]
    for match in _NOTE.finditer(document.text):
        listed = next(group for group in match.groups() if group)
        yield match.start(), [name.strip() for name in re.split(r"[、，,\s]+", listed) if name.strip()]


def _who_fault(title: str, role: str, document: Document, right: list[str], wrong: list[str]) -> str:
    said = _said_of(document, title, role)
    if not said:
        return f"no note for {title}"
    missing = [name for name in right if not any(_ends(each, name) for each in said)]
    also = [name for name in wrong if any(_ends(each, name) for each in said)]
    return f"not said: {missing}; also said: {also}" if missing or also else ""


def _said_of(document: Document, title: str, role: str) -> list[str]:
    """The names that the document gives for `role` of the task called `title`: its row, or the first note behind it."""
    lines = document.text.split("\n")
    rows = [line.split("\t") for line in lines if "\t" in line]
    row = next((cells for cells in rows if any(cell.startswith(title) for cell in cells)), None)
    if row is not None:
        head = next(cells for cells in rows if _COLUMNS["responsible"] in cells)
        return re.split(r"[、，]", row[head.index(_COLUMNS[role])])
    at = max(document.text.find(f"{mark}{title}") for mark in ("．", ".", "）", ")", "、"))
    at = at if at >= 0 else document.text.find(title)
    note = re.search(
        r"[（(][^（）()]*(?:责任|牵头|配合)(?:科室|单位|部门)[:：][^（）()]*[）)]|由[^，。；]+牵头[^。]*",
        document.text[at:],
    )
    if at < 0 or note is None:
        return []
    found = [next(group for group in match.groups() if group) for match in re.finditer(_LABELS[role], note[0])]
    return [name.strip() for listed in found for name in re.split(r"[、，,\s]+", listed) if name.strip()]


def _tasks_fault(question: Question, snapshot: Snapshot) -> str:
    name = _title_asked(question.stem)
    for at, option in enumerate(question.options):
        named = [
            each for role in ("responsible", "unit", "support") for each in _of_option(option.text, role, snapshot)
        ]
        if any(_ends(each, name) for each in named) != (at in question.key):
            return f"{option.text}: {named}"
    return ""


def _matching_fault(question: Question, snapshot: Snapshot) -> str:
    for row, key in zip(question.rows, question.key, strict=True):
        named = _of_option(row, "lead", snapshot) or _of_option(row, "responsible", snapshot)
        everyone = [*named, *_of_option(row, "support", snapshot), *_of_option(row, "unit", snapshot)]
        if len(named) != 1 or not _ends(named[0], question.options[key].text):
            return f"{row}: {named}"
        others = [each.text for at, each in enumerate(question.options) if at != key]
        if also := [other for other in others if any(_ends(each, other) for each in everyone)]:
            return f"{row}: also {also}"
    return ""


def _of_option(text: str, role: str, snapshot: Snapshot) -> list[str]:
    """What is said of a task given as 题目（《文件》）."""
    match = re.fullmatch(r"(.*?)…?（《(.+)》([^》]*)）", text, re.DOTALL)
    assert match is not None, text
    documents = (
        entry.document
        for entry in snapshot.entries.values()
        if entry.document.title == match[2] and match[3] in ("", entry.document.doc_number)
    )
    title = match[1]
    document = next(documents)
    if "\t" in document.text and role == "support":
        return []
    return _said_of(document, title, role)


def _term_fault(question: Question, document: Document, right: str, wrong: list[str]) -> str:
    asked = re.findall(r"[“](.+)[”]", question.stem)[-1]
    term, body = (right, asked) if question.topic == "term" else (asked, right)
    text = _letters(document.text)
    sentence = next((each for each in re.split(r"[。\n]", document.text) if _letters(body) in _letters(each)), "")
    if _letters(term) not in _letters(sentence):
        return f"{term} does not stand before its meaning"
    if question.topic == "term":
        also = [each for each in wrong if f"{_letters(each)}是指{_letters(body)}" in text]
    else:
        also = [each for each in wrong if _letters(each) in _letters(sentence)]
    return f"also: {also}" if also else ""


def _value_fault(question: Question, document: Document, right: str, wrong: list[str]) -> str:
    match = re.fullmatch(r"按原文填空（《.+?》[^：]*）：“(.+)”", question.stem, re.DOTALL)
    assert match is not None, question.stem
    text = fold(document.text)
    if fold(match[1].replace(BLANK, right)) not in text:
        return "the key does not give the text back"
    also = [each for each in wrong if fold(match[1].replace(BLANK, each)) in text]
    return f"also in the text: {also}" if also else ""


def _ends(written: str, name: str) -> bool:
    return re.sub(r"^局", "", written.strip()) == name


def _title_asked(stem: str) -> str:
    return str(re.findall(r"“([^“”]+)”", stem)[-1]).rstrip("…")


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())
