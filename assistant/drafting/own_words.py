"""The writer's own words as sentences of a draft: ended, told in the third person, with what is contradicted asked."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.drafting.checking import is_supported
from assistant.drafting.conflicts import Conflict
from assistant.drafting.draft import Sentence
from assistant.drafting.genres import Genre
from assistant.drafting.ledger import Ledger
from assistant.drafting.statements import Statement

_OURS = re.compile(
    r"(?<![自他她你的])(?:我|咱)(?:们)?(?P<body>县|市|区|乡|镇|村|局|站|场|社|所|中心|公司|单位|支部|协会|科|街道)"
)
_WE = re.compile(r"(?:我们|咱们|咱)(?![县市区乡镇村局站场社所科])")
_END = re.compile(r"[。！？!?…]+[”’」』）)]*$|[”」』]$")
_LOOSE_END = re.compile(r"[，,、；;：:.\s]+$")
_FIRST_CLAUSE = re.compile(r"([^，,。；;：:“”《》（）()]{4,16})[，,](?=\S{6,})")
_NO_HEADING = re.compile(
    r"\d|^(?:为|在|从|由于|自|截至|今年|去年|当|对|把|将|经|据|因|如|并|同时|此外|其中|另外|每|他|她|它|该|随后|然后|后来|接着|我|他们|各)|"
    r"[一二三四五六七八九十]+[个次名月日年]|[后时前中来以]$"
)


def own_sentence(ledger: Ledger, number: int, genre: Genre, text: str | None = None) -> Sentence:
    """Statement `number` (or `text`, a part of it) as a sentence: a speech with its speaker, contradictions as 【待核：…】.

    Where what is so made of it says something that the notes do not (我村县乡联合 as 该村县乡联合), their very words stand.
    """
    statement = ledger.statements[number]
    others = {number}
    said = statement.text if text is None else text
    for conflict in ledger.conflicts:
        for mine, other in ((conflict.first, conflict.second), (conflict.second, conflict.first)):
            if mine.statement == number and mine.text in said:
                said = said.replace(mine.text, told_conflict(conflict), 1)
                others.add(other.statement)
    made = Sentence(_ended(_told(statement, said, genre)), tuple(sorted(others)))
    return made if is_supported(made, ledger) else replace(made, text=_ended(said))


def _told(statement: Statement, said: str, genre: Genre) -> str:
    if statement.speaker is not None:
        quoted = said.replace("“", "‘").replace("”", "’")
        return f"{statement.speaker.told or '受访者'}说：“{_ended(quoted)}”"
    return said if genre.own_voice else _in_third_person(said)


def told_conflict(conflict: Conflict) -> str:
    """The placeholder for a contradiction, with both figures in the order of the notes."""
    return f"【待核：{conflict.first.text}还是{conflict.second.text}】"


def heading_and_rest(ledger: Ledger, number: int) -> tuple[str, str] | None:
    """The first clause of a statement as a small heading, and the rest of it; None where it makes none."""
    text = ledger.statements[number].text
    match = _FIRST_CLAUSE.match(text)
    disputed = any(number in (each.first.statement, each.second.statement) for each in ledger.conflicts)
    if match is None or disputed or _NO_HEADING.search(match[1]):
        return None
    return match[1], text[match.end() :]


def _in_third_person(text: str) -> str:
    """Outside of quotes 我村 is 该村, and 我们 is 当地.

    >>> _in_third_person("我村流转山地，我们请来专家。")
    '该村流转山地，当地请来专家。'
    """
    parts = re.split(r"(“[^”]*”)", text)
    return "".join(part if at % 2 else _WE.sub("当地", _OURS.sub(r"该\g<body>", part)) for at, part in enumerate(parts))


def _ended(text: str) -> str:
    """`text` with a full stop at its end, and without loose punctuation there.

    >>> _ended("请专家培训3次；"), _ended("他说：“好。”")
    ('请专家培训3次。', '他说：“好。”')
    """
    text = text.strip()
    if _END.search(text):
        return text
    return _LOOSE_END.sub("", text) + "。"
