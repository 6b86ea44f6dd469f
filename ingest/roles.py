"""Who does what in one responsibility note: labels (牵头单位：…；责任单位：…) and verbs (甲牵头，乙配合).

A note is read as folded text between two offsets. What is no list of names is told apart: the deadline that stands
in the same bracket, persons, and the remark that rules on later lists (列首位的为牵头单位，下同).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from ingest.deadlines import deadline_of_note
from ingest.name_lists import is_body, names_in
from kb.normal_form import Folded

LEAD, SUPPORT, RESPONSIBLE = "牵头", "配合", "责任"
_LEADS = "牵头|主办|主责|双牵头|总牵头"
_SUPPORTS = "配合|协办|协同|参加|参与|协助|支持|协作"
_OTHERS = "责任|承办|实施|落实|承担|执行|指导|督导|督办|推进"
_ROLE = rf"(?:{_LEADS}|{_SUPPORTS}|{_OTHERS})"
_KIND = "科室|处室|股室|业务科|科|处|单位|部门|机构|主体|地区"
_BODIES = "科室|处室|股室|单位|部门|机构|主体"
_PERSON = r"(?:责任|牵头|分管|负责|主管|包保|挂帅|联系|具体){0,3}(?:市|县|区|局|厅|委)?(?:领导|人员|人|同志)"
_TIME = r"(?:完成|办结|推进|工作|任务|整改|报送|上报|落实|实施|验收|申报|反馈)?(?:时限|期限|时间节点|时间安排|时间要求|完成时间|完成日期|时间)(?:要求|安排)?"
# The label of a role: its words, its kind, and what may stand between it and the colon.
LABEL = re.compile(
    rf"(?P<role>(?:第一|主要|共同|具体|其他|[省市县区州乡镇村]级|本级)?(?:{_ROLE}|负责(?={_BODIES}))(?:{_ROLE}|考核|负责|组织){{0,3}})(?P<kind>{_KIND})?"
    r"(?:[及、和/](?:责任|配合|牵头)?(?:单位|部门|科室|处室))?(?P<rule>\([^()]{0,24}\))?:"
    rf"|(?P<person>{_PERSON}(?:及(?:电话|联系方式))?):|(?P<time>{_TIME}):"
)
# The rule that names the lead by its place: 列第一位者为牵头单位, 排首位的是牵头部门.
FIRST_LEADS = re.compile(
    r"(?:列|排|居|位列|排列|排名|排序|位)?(?:在|于)?(?:首位|首|第一位|第一名|第一个|第一|最前|最前面|首个)"
    r"(?:的)?(?:者|的)?(?:责任)?(?:单位|部门|科室|处室|机构)?(?:者|的)?,?(?:为|是|系|作为)(?:第一|总)?牵头"
)
_REMARK = re.compile(
    r"下同|不再(?:单独|另行|一一|逐一|重复)?(?:列出|列示|列|标注|注明|说明)|不再(?:做|作)?分工|^以下(?:各项|均|同)|^(?:以下|以上|上述|具体)[^,;。]{0,8}[均都](?:需|须|应|要|涉及)|^(?:均|都)?(?:需|涉及).{0,30}$"
)
_ADVERB = (
    r"(?:要|按(?:照)?(?:各自)?(?:职责|职能|任务)(?:任务)?(?:分工)?|根据(?:各自)?职责(?:分工)?|依(?:法|职责)|各负其责|分工|分别|分头|共同|"
    r"联合|具体|积极|密切|统筹|组织|协同|主动|认真|切实|为主|主要|总体|全面|协调|各自){0,4}"
)
_DOES = (
    r"(?:负责)?牵头(?:负责|落实|实施|推进|组织|抓总|办理|协调|推动){0,3}|为牵头(?:单位|部门|科室|处室)|主办|主责|"
    r"(?:协同|积极)?配合(?:落实|实施|做好|推进)?|参与(?:配合)?|参加|协助(?:配合)?|协办|支持(?:配合)?|协同|协作|"
    r"负责(?:落实|实施|组织实施|推进|牵头)?|(?:组织|贯彻)?落实|(?:组织)?实施|承办|指导|推进|督导|监督|执行|承担"
)
_VERB = re.compile(rf"^(?P<names>.+?)(?P<adverb>{_ADVERB})(?P<does>{_DOES})$")
_TOGETHER = re.compile(r"(?:会同|商请|协同)(?=[\u4e00-\u9fff]{2})")
# What a note tells beside who answers: 适用范围:某试验区.
_OTHER_LABEL = re.compile(r"^[\u4e00-\u9fff]{2,8}:")
_FORM = re.compile(r"解释|联合体|填写|申报|盖章|公章|签字|全称")
_BRACKETED = re.compile(r"\([^()]{0,60}\)")
_MAX_PREFIX = 40  # what may stand before the first label: 7月底完成，牵头考核单位：…
_MAX_DEADLINE = 24
_TO_KEEP = re.compile(r"[前底内]$|持续|长期|常态")
_NOT_A_NAME = re.compile(r".由|应当|必须|可以|接受|过程|不得|如何|是否")
_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Party:
    """Names with one role; `kind` is "section", "unit", or "" where the name itself has to tell."""

    role: str
    kind: str
    names: tuple[str, ...]


@dataclass(slots=True)
class Reading:
    """What a note says; `first_leads` where it rules that the first name of a list leads."""

    parties: list[Party] = field(default_factory=list)
    deadline: str | None = None
    first_leads: bool = False


def role_of(label: str) -> str:
    """The role that the words of a label or a verb give.

    >>> role_of("牵头考核单位"), role_of("协同责任单位"), role_of("责任单位"), role_of("配合")
    ('牵头', '配合', '责任', '配合')
    """
    if re.search(_LEADS, label):
        return LEAD
    return SUPPORT if re.search(_SUPPORTS, label) else RESPONSIBLE


def is_section_kind(kind: str | None) -> bool:
    """Whether a label calls its names sections (责任科室) rather than bodies of their own."""
    return kind is not None and kind in ("科室", "处室", "股室", "业务科", "科", "处")


def read_note(folded: Folded, text: str, start: int, end: int) -> Reading | None:
    """What `folded.text[start:end]` says as a note; None if it names nobody or is something else."""
    inside = folded.text[start:end]
    if _FORM.search(inside):
        return None
    reading = Reading(first_leads=bool(FIRST_LEADS.search(inside)))
    depths = _depths(inside)
    labels = [match for match in LABEL.finditer(folded.text, start, end) if depths[match.start() - start] == 0]
    reading.deadline = _deadline_among(folded, text, start, end)
    if not labels:
        found = _verbal(folded, text, start, end)
        reading.parties = found or _bare(folded, text, start, end, reading)
        return reading if reading.parties else None
    if labels[0].start() - start > _MAX_PREFIX:
        return None
    _read_prefix(reading, folded, text, start, labels[0].start())
    for number, label in enumerate(labels):
        stop = labels[number + 1].start() if number + 1 < len(labels) else end
        _read_labelled(reading, folded, text, label, stop)
    return reading if reading.parties else None


def _deadline_among(folded: Folded, text: str, start: int, end: int) -> str | None:
    """The deadline that a segment of its own sets, as written."""
    for a, b in _segments(folded.text, start, end):
        if _is_deadline(folded.text[a:b].strip(",;。")):
            return deadline_of_note(text[slice(*folded.source_span(a, b))])
    return None


def _depths(text: str) -> list[int]:
    """How many brackets are open before each character."""
    return list(accumulate(((char in _OPEN) - (char in _CLOSE) for char in text), initial=0))


def _read_prefix(reading: Reading, folded: Folded, text: str, start: int, end: int) -> None:
    if end - start < 2:
        return
    reading.parties += _verbal(folded, text, start, end)
    if not reading.parties and reading.deadline is None:
        reading.deadline = deadline_of_note(text[slice(*folded.source_span(start, end))])


def _read_labelled(reading: Reading, folded: Folded, text: str, label: re.Match[str], end: int) -> None:
    start = label.end()
    if start >= end or label["person"] or folded.text.startswith(("是指", "系指"), start):
        return
    if label["time"]:
        source = folded.source_span(start, end)
        reading.deadline = text[slice(*source)].strip().rstrip("，,；;。、") or None
        return
    reading.first_leads = reading.first_leads or bool(label["rule"] and FIRST_LEADS.search(label["rule"]))
    if verbal := _verbal(folded, text, start, end):
        reading.parties += verbal
        return
    kind = "section" if is_section_kind(label["kind"]) else ("unit" if "责任" in label["role"] else "")
    role = role_of(label["role"])
    kind = "" if role != RESPONSIBLE and kind == "unit" else kind
    for a, b in _listed(folded.text, start, end):
        reading.parties += _parties(folded, text, a, b, role, kind)


def _listed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a list that are names: no remarks on later lists, no deadline, nothing behind a label of its own."""
    begin = None
    for a, b in _segments(text, start, end):
        if _OTHER_LABEL.match(text[a:b]):
            end = a
            break
        if _is_remark(text[a:b]):
            if begin is not None:
                yield begin, a
            begin = None
        elif begin is None:
            begin = a
    if begin is not None:
        yield begin, end


def _is_remark(segment: str) -> bool:
    bare = segment.strip(",;。")
    bare = _BRACKETED.sub("", bare) or bare  # 甲局、乙局(列首位的为牵头单位,下同) has names beside the remark
    return bool(FIRST_LEADS.search(bare) or _REMARK.search(bare) or _is_deadline(bare))


def _is_deadline(segment: str) -> bool:
    """Whether a segment sets a deadline and nothing else: 2024年6月底前完成, 持续推进."""
    return len(segment) <= _MAX_DEADLINE and not is_body(segment) and deadline_of_note(segment) is not None


def _segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans between , ; and 。 outside of brackets, each with its mark."""
    depth, begin = 0, start
    for at in range(start, end):
        char = text[at]
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if char in ",;。" and depth == 0:
            yield begin, at + 1
            begin = at + 1
    if begin < end:
        yield begin, end


def _parties(folded: Folded, text: str, start: int, end: int, role: str, kind: str) -> list[Party]:
    """The names of `start:end` in `role`, those with a mark of their own (市财政局（牵头）) in that."""
    by_role: dict[str, list[str]] = {}
    for name in names_in(folded, text, start, end):
        by_role.setdefault(role_of(name.mark) if name.mark else role, []).append(name.text)
    return [Party(each, kind, tuple(names)) for each, names in by_role.items()]


def _verbal(folded: Folded, text: str, start: int, end: int) -> list[Party]:
    """`甲、乙牵头,丙配合` and `甲会同乙负责`; empty unless all of it ends in roles and names bodies."""
    parties: list[Party] = []
    begin = start
    for a, b in _clauses(folded, start, end):
        bare = b - len(folded.text[a:b]) + len(folded.text[a:b].rstrip(",;。、"))
        if _is_remark(folded.text[a:bare]):
            if begin < a:  # names without a verb before it: a list
                return []
            begin = b
            continue
        match = _VERB.match(folded.text[begin:bare])
        if match is None:
            continue
        found = _acting(folded, text, begin, begin + match.end("names"), role_of(match["does"]))
        if not found:
            return []
        parties += found
        begin = b
    return parties if begin >= end else []


def _clauses(folded: Folded, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The segments of a verbal note: also cut behind a verb before 、 or white space (甲牵头 乙配合)."""
    for a, b in _segments(folded.text, start, end):
        begin = a
        for match in re.finditer(rf"(?:{_DOES})(、)?", folded.text[a:b]):
            at = a + match.end()
            spaced = at < b and folded.offsets[at] - folded.offsets[at - 1] > 1
            if at < b and (match[1] or spaced):
                yield begin, at
                begin = at
        if begin < b:
            yield begin, b


def _acting(folded: Folded, text: str, start: int, end: int, role: str) -> list[Party]:
    """Who acts in `start:end`: 甲会同乙 has 甲 in `role` and 乙 beside it; empty unless all are bodies."""
    if folded.text.startswith("由", start):
        start += 1
    if folded.text.startswith("会同", start):  # 甲牵头,会同乙落实
        start, role = start + 2, SUPPORT
    parts = [(start, end, role)]
    if match := _TOGETHER.search(folded.text, start + 1, end):
        parts = [(start, match.start(), role), (match.end(), end, SUPPORT)]
    parties: list[Party] = []
    for a, b, each in parts:
        found = _parties(folded, text, a, b, each, "")
        names = [name for party in found for name in party.names]
        if not names or not all(is_body(name) and not _NOT_A_NAME.search(name) for name in names):
            return []
        parties += found
    return parties


def _bare(folded: Folded, text: str, start: int, end: int, reading: Reading) -> list[Party]:
    """A list without label or verb; a note only where it brings a rule on its order or a deadline to keep."""
    if not reading.first_leads and not _TO_KEEP.search(reading.deadline or ""):
        return []
    parties = [
        party for a, b in _listed(folded.text, start, end) for party in _parties(folded, text, a, b, RESPONSIBLE, "")
    ]
    return parties if all(is_body(name) for party in parties for name in party.names) else []
