"""What a document repeals, replaces or amends: the acts that it states itself, not those that it tells of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.head import DOC_NUMBER
from ingest.titles import named_titles, same_title

_NAME = r"《[^《》]{3,90}(?:《[^《》]*》[^《》]*)?》"
_NOTE = r"(?:\s*[（(](?:[^（）()]|[（(][^（）()]*[)）]){2,90}[)）])?"
_FROM = r"(?:原|此前|以前)?[^《》。；，、\n]{0,24}(?:印发|发布|制定|公布|下发|出台|颁布|实施|执行)的|原[^《》。；，、\n]{0,16}|[\u4e00-\u9fff]{2,16}(?=《)"
_ONE = rf"(?:{_FROM})?\s*{_NAME}{_NOTE}(?:等?(?:文件|通知)|等规定)?"
_JOIN = r"\s*(?:[、，,]|以及|和|及|与|并)*\s*"
_LIST = re.compile(rf"{_ONE}(?:{_JOIN}{_ONE})*")
_END = re.compile(
    r"^[^《》。；，,\n]{0,24}?(?:[，,]\s*)?(?:自[^《》。；，,\n]{4,24}起)?[，,]?\s*"
    r"(?:同时|即行|自行|一并|相应|予以|自动|立即|随之|即|均|全部|现|宣布|不再)*\s*"
    r"(?P<verb>废止|停止执行|停止使用|停止施行|执行|施行|有效|适用|失效|作废)(?!\s*《)"
)
_HELD = ("执行", "施行", "有效", "适用")  # end something only behind 不再
_TOLD_OF = re.compile(
    r"(?:已经?(?:于|在|被|由)?|曾|被|业已|未|没有|不予|是否|经[^，。]{0,12}后?)[^，。；《》]{0,16}$|\d+年[^，。；]{0,8}已"
)
_BEFORE_VERB = re.compile(rf"(?:废止|停止执行|失效|作废)(?:以下|下列|了)?[^《》。；，\n]{{0,16}}(?={_NAME})")
_REPLACES = re.compile(rf"(?:代替|替代|取代)(?:了)?(?:原)?\s*({_NAME})")
_NUMBER_ONLY = re.compile(
    rf"原?(?P<number>{DOC_NUMBER.pattern})(?:文件?)?[^《》。；，\n]{{0,12}}(?:同时|即行|自行|一并|予以)(?:废止|停止执行|失效)"
)
_PARTIAL = re.compile(r"第[一二三四五六七八九十百零\d]+[章节条款项]")
_AMENDS = re.compile(
    rf"(?:对|将|决定对|修改|修订)\s*({_ONE}(?:{_JOIN}{_ONE})*)[^《》。；\n]{{0,40}}?"
    r"(?:作(?:出)?(?:如下|以下|部分)?(?:修改|修订|调整)|进行(?:了)?(?:修改|修订)|予以修改|修改为|修改如下|修订如下|中的?[“\"][^”\"]{1,60}[”\"]修改为)"
)
_REPEAL_TITLE = re.compile(r"(?:关于|决定)?(?:宣布)?(?:废止|宣布失效|公布废止|停止执行)(?!期)")
_AMEND_TITLE = re.compile(rf"(?:修改|修订|修正)(?:<|〈|部分|\s)*({_NAME}(?:{_JOIN}{_NAME})*)")
_LIST_LINE = re.compile(rf"^\s*(?:[（(]?[\d０-９一二三四五六七八九十]{{1,3}}[)）.．、\s]\s*)?(?:{_FROM})?\s*{_NAME}")
_CHANGES = re.compile("修改|修订")
_KEEPS = re.compile("修改|修订|继续有效|保留")
_NO_CHANGES = re.compile("废止|失效|停止执行|继续有效|保留")
_DROPS = re.compile("废止|失效|停止执行")


def repealed(title: str, lines: Sequence[str], rows: Iterable[Sequence[str]] = ()) -> tuple[str, ...]:
    """Titles and numbers of what the document repeals or replaces; `lines` are its text, `rows` its tables' cells.

    >>> repealed("护林办法", ["《护林暂行办法》（栖林发〔2020〕3号）同时废止。"])
    ('护林暂行办法', '栖林发〔2020〕3号')
    """
    found: list[str] = []
    for sentence in _sentences(lines):
        for match in _LIST.finditer(sentence):
            end = _act(sentence[match.end() :])
            if end and not _PARTIAL.search(end):
                found += _names_and_numbers(match[0])
        if verb := _BEFORE_VERB.search(sentence):
            told = _is_told(sentence[: verb.start()])
            listed = _LIST.match(sentence, verb.end())
            if listed and not told and not re.match(r"\s*(?:的|后|以来)", sentence[listed.end() :]):
                found += _names_and_numbers(listed[0])
        found += [named_titles(match[1])[0] for match in _REPLACES.finditer(sentence)]
        found += [_number(match["number"]) for match in _NUMBER_ONLY.finditer(sentence)]
    if _REPEAL_TITLE.search(title):
        found += _listed(title, lines, rows)
    return tuple(dict.fromkeys(name for name in found if not same_title(name, title)))


def amended(title: str, lines: Sequence[str]) -> tuple[str, ...]:
    """Titles and numbers of what the document changes.

    >>> amended("关于修改《护林办法》的决定", [])
    ('护林办法',)
    """
    found: list[str] = []
    if match := _AMEND_TITLE.search(title):
        found += named_titles(match[1])
    if _CHANGES.search(title):
        found += _under(lines, _CHANGES, _NO_CHANGES, at_first=False)
    for sentence in _sentences(lines):
        for match in _AMENDS.finditer(sentence):
            if not re.search(r"(?:根据|按照|依据|已|曾)[^，。]{0,10}$", sentence[: match.start()]):
                found += _names_and_numbers(match[1])
        for match in _LIST.finditer(sentence):
            end = _act(sentence[match.end() :])
            if end and _PARTIAL.search(end):
                found += _names_and_numbers(match[0])
    return tuple(dict.fromkeys(name for name in found if not same_title(name, title) and "关于修改" not in name))


def _sentences(lines: Sequence[str]) -> list[str]:
    text = "\n".join(lines)
    return [
        part
        for part in re.split(r"[。；;\n]", text)
        if re.search("废止|执行|失效|作废|替代|代替|取代|施行|使用|修改|修订|适用|有效", part)
    ]


def _act(behind: str) -> str | None:
    """The words up to a verb that ends what stands before `behind`, None where nothing ends or it is only told of."""
    match = _END.match(behind)
    if match is None or _is_told(behind[: match.start("verb")]):
        return None
    return match[0] if match["verb"] not in _HELD or match[0].endswith(f"不再{match['verb']}") else None


def _is_told(before_verb: str) -> bool:
    return bool(_TOLD_OF.search(before_verb))


def _number(written: str) -> str:
    """A document number without white space and without what a sentence put before it."""
    return re.sub(r"^.*日|^[原以和及由与]", "", re.sub(r"\s+", "", written))


def _names_and_numbers(listed: str) -> list[str]:
    """The titles of a list, each followed by the number in the brackets behind it."""
    found: list[str] = []
    for match in re.finditer(rf"({_NAME})({_NOTE})", listed):
        found += named_titles(match[1])
        found += [_number(number[0]) for number in DOC_NUMBER.finditer(match[2] or "")]
    return found


def _listed(title: str, lines: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """What a document lists whose subject is repealing; lists under a heading of changes or of what stays are left out."""
    found = [name for name in named_titles(title) if not re.search(r"关于(?:废止|修改)", name)]
    found += _under(lines, _DROPS, _KEEPS, at_first=True)
    for row in rows:
        for cell in row:
            found += named_titles(cell)
            if DOC_NUMBER.fullmatch(cell.strip()):
                others = [other.strip() for other in row if len(other.strip()) > 6]
                found += [name.strip("《》") for name in others if not DOC_NUMBER.fullmatch(name)][:1]
                found.append(_number(cell))
    return found


def _under(lines: Sequence[str], wanted: re.Pattern[str], other: re.Pattern[str], at_first: bool) -> list[str]:
    """The titles that lines of a list name, while the last heading without a title was of the `wanted` kind."""
    found: list[str] = []
    listing = at_first
    for line in lines:
        if "《" not in line and len(line) <= 60 and (wanted.search(line) or other.search(line)):
            listing = bool(wanted.search(line)) and not (other.search(line) and not at_first)
        elif listing and _LIST_LINE.match(line):
            found += _names_and_numbers(line)
    return found
