"""Lists of bodies as notes write them, split into names: 市财政局、各县（市、区）人民政府等有关单位.

The separators of a list also stand inside names (工业和信息化局, 各市、县（区）人民政府), so each is judged by what
stands on both sides of it. All work is on the folded text; names come back in the source's own characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.normal_form import Folded, fold_with_offsets

MAX_NAME_CHARS = 40
_MAX_JOINED = 6 * MAX_NAME_CHARS  # names joined by 和 alone; what is longer is no list
_OPEN, _CLOSE = "([{", ")]}"
_SEPARATORS = "、,;。/|\\"
_LEVEL = r"(?:省|市|县|区|旗|州|盟|地|乡|镇|村|街道|地区|自治[州县旗区]|县级市|地级市|开发区|直管县|\([^()]{1,8}\)|\[[^\[\]]{1,8}\])"
# 各市、县(区)人民政府 is one name, 各市、省直有关部门 are two: what follows a bare level must be a level itself.
_BARE_LEVELS = re.compile(
    rf"(?:^|以及|及|和|与)(?:(?:各|各有关|有关|各相关|相关){_LEVEL}+(?:、{_LEVEL}+)*|[省市县区乡镇州旗盟村](?:、{_LEVEL}+)*)$"
)
_PARTY = re.compile(r"党(?:工?委|组)$")
_LEVELS_GO_ON = re.compile(
    rf"^{_LEVEL}+(?:(?:人民)?政府|管委会|管理委员会|党委|党工委|林业局|办事处|(?:行业)?(?:主管|有关|相关)部门)?$"
)
_BODY = re.compile(
    r"(?:局|委|办|厅|部|院|署|司|会|科|室|处|股|站|所|社|馆|校|队|团|联|协|商|行|网|中心|公司|集团|政府|小组|专班|中支|海关|"
    r"中央|街道|乡|镇|村|县|区|市|省|州|盟|旗|单位|部门|地区|大学|企业|机构|组织|各地|各级|地方|协作组|工作组|法庭|运营商|"
    r"组|军|(?<![市现立广战职])场|圃|基地|指挥部|书记处|医疗机构|园|办事机构|兵团|总台|电视台|总站|服务商|平台|铁塔|电网|移动|联通|电信|邮政|烟草|石化|石油)$"
)
_BRACKETS_AT_END = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\])+$")
# Ends that make the left side of 和 a body. 园区和示范区管委会 and 部门和单位 stay whole.
_WHOLE_BODY = re.compile(
    r"(?:局|委|厅|部|院|署|会|司|处|科|室|站|所|办|中心|公司|集团|政府|分行|支行|银行|海关|委员会|小组|专班|各地|地区|(?<![市现立广])场|圃|(?<![关互串])联|(?:科|文|记|作|老|计生)协|.{2,}(?:部门|单位))$"
)
_NO_BODY = re.compile(r"(?:干部|内部|外部|社会|机会|社科|幼儿院|举办|主办|承办|督办|老干|相关|委会和)$")
_BARE_KIND = re.compile(r"^(?:部门|单位|个人|机构|企业|人员|地方|科室|处室)$")
_AND = re.compile(r"以及|及|和|与")
_AND_SO_ON = re.compile(r"(?<![高中同平对初优上下均])等(?!级|次|院校|学校|教育|保|离子)")
_COUNTED = re.compile(
    r"^(?:[\d一二三四五六七八九十]+(?:个|家)?)?(?:单位|部门|科室|处室|机构|企业|地|方面|单位和部门|部门和单位)?$"
)
_JOINT = re.compile(r"^(?:以及|及|和|与|由|会同)(?=[各省市县区州国有相其\u4e00-\u9fff])")
_MARK = re.compile(r"\((?:为)?(牵头|主办|主责|配合|协办|参与)(?:单位|部门|科室|处室)?\)$")
_RULE_AT_END = re.compile(r"\([^()]{0,60}(?:下同|首位|第一)[^()]{0,60}\)$")  # 乙局(列首位的为牵头单位,下同)
_NO_NAME = re.compile(
    r"^(?:盖章|公章|签字|签章|填写|全称|名称|无|空|年月日|联系.*|电话.*|按(?:各自)?职责(?:分工)?|分工|下同|等|详见.*|见附件.*)$"
)
_SUFFIX_ONLY = re.compile(r"^(?:办公室|办公厅|研究室|政治部|管委会|委员会|人民政府|政府|分局|分行|支行|中心支行)$")
_KEEPS_SPACE = re.compile(r"(?:银行|公司|集团|中心|区|市|县|省|州)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a list; `mark` is the role written behind it (市财政局（牵头）), empty without one."""

    text: str
    mark: str = ""


def is_body(name: str) -> bool:
    """Whether `name` ends as names of bodies do.

    >>> is_body("市财政局"), is_body("各县（市、区）"), is_body("专家")
    (True, True, False)
    """
    folded = fold_with_offsets(name).text
    return bool(_BODY.search(_BRACKETS_AT_END.sub("", folded)))


def split_names(text: str) -> tuple[Name, ...]:
    """The names of a list that stands alone, as a table cell does.

    >>> [name.text for name in split_names("工业和信息化部、财政部及各地区等有关部门")]
    ['工业和信息化部', '财政部', '各地区', '有关部门']
    """
    folded = fold_with_offsets(text)
    return names_in(folded, text, 0, len(folded.text))


def names_in(folded: Folded, text: str, start: int, end: int) -> tuple[Name, ...]:
    """The names in `folded.text[start:end]`, each once, without white space; `text` is the source of `folded`."""
    names: dict[str, Name] = {}
    for piece_start, piece_end in _pieces(folded, start, end):
        bare_end, mark = _unmarked(folded.text, piece_start, piece_end)
        if bare_end <= piece_start or _NO_NAME.match(folded.text[piece_start:bare_end].strip(_OPEN + _CLOSE)):
            continue
        source = folded.source_span(piece_start, bare_end)
        written = "".join(text[source[0] : source[1]].split())
        if 1 < len(written) <= MAX_NAME_CHARS and re.search(r"[\u4e00-\u9fff]{2}", written):
            names.setdefault(written, Name(written, mark))
    return tuple(names.values())


def _unmarked(text: str, start: int, end: int) -> tuple[int, str]:
    if match := _MARK.search(text[start:end]):
        return start + match.start(), match[1]
    rule = _RULE_AT_END.search(text[start:end])
    return (start + rule.start() if rule else end), ""


def _pieces(folded: Folded, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    for a, b in _joined_levels(folded.text, _separated(folded.text, start, end)):
        for c, d in _at_and_so_on(folded.text, a, b):
            for e, f in _at_spaces(folded, c, d):
                pieces += _at_and(folded.text, e, f)
    return pieces


def _separated(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans between separators that stand outside of brackets."""
    spans: list[tuple[int, int]] = []
    depth, begin = 0, start
    for at in range(start, end):
        char = text[at]
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if char in _SEPARATORS and depth == 0:
            spans.append((begin, at))
            begin = at + 1
    spans.append((begin, end))
    return [(a, b) for a, b in spans if a < b]


def _joined_levels(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        before = text[slice(*joined[-1])] if joined and text[joined[-1][1]] == "、" else ""
        levels = _BARE_LEVELS.search(before) and _LEVELS_GO_ON.match(text[start:end])
        if levels or (_PARTY.search(before) and _SUFFIX_ONLY.match(text[start:end])):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _at_and_so_on(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """`start:end` cut at 等; what follows it is a name of its own unless it only counts (等单位, 等5个部门)."""
    match = _AND_SO_ON.search(text, start, end)
    if match is None:
        return [(start, end)]
    rest = _without_joint(text, match.end(), end)
    spans = [(start, match.start())] if match.start() > start else []
    if not _COUNTED.match(text[rest:end]):
        spans += _at_and_so_on(text, rest, end)
    return spans


def _without_joint(text: str, start: int, end: int) -> int:
    match = _JOINT.match(text[start:end])
    return start + match.end() if match else start


def _at_spaces(folded: Folded, start: int, end: int) -> list[tuple[int, int]]:
    """`start:end` cut where white space parts two bodies; a name that is broken over lines stays whole."""
    begin, spans = start, []
    for at in range(start + 2, end - 1):
        if folded.offsets[at] - folded.offsets[at - 1] <= 1:
            continue
        left, right = folded.text[begin:at], folded.text[at:end]
        parts = _BODY.search(left) and not _KEEPS_SPACE.search(left) and not _SUFFIX_ONLY.match(right)
        if parts and right[0] not in _OPEN and is_body(right) and len(left) > 2 and len(right) > 2:
            spans.append((begin, at))
            begin = at
    return [*spans, (begin, end)]


def _at_and(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """`start:end` cut at 和, 及, 与 between two whole bodies; inside a proper name they stay."""
    if end - start > _MAX_JOINED:
        return [(start, end)]
    begin = _without_joint(text, start, end) if text.startswith(("及", "和", "以及", "会同", "由"), start) else start
    for match in _AND.finditer(text, begin + 1, end):
        depth = sum((char in _OPEN) - (char in _CLOSE) for char in text[begin : match.start()])
        left, right = text[begin : match.start()], text[match.end() : end]
        if depth == 0 and _parts_bodies(left, right):
            return [(begin, match.start()), *_at_and(text, match.end(), end)]
    return [(begin, end)] if begin < end else []


def _parts_bodies(left: str, right: str) -> bool:
    bare = _BRACKETS_AT_END.sub("", left)
    if len(bare) < 2 or not _WHOLE_BODY.search(bare) or _NO_BODY.search(bare):
        return False
    if _BARE_KIND.match(right):
        return False  # 有关部门和单位
    return (
        not right.startswith("其")
        and not _SUFFIX_ONLY.match(right)
        and bool(_BODY.search(_BRACKETS_AT_END.sub("", right)))
    )
