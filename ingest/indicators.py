"""What a figure of a target measures: 森林覆盖率达到62%, 建成20个以上智慧社区, 城镇、农村居民收入分别增长6%、8%."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.quantities import Figure, find_figures

_MAX_NAME = 40
_MAX_BEFORE = 120  # characters in front of a figure that are looked at
# What makes a figure the thing to be reached rather than a part of the name before it (5米远场识别率超过92%).
VERB = (
    "达到|达|实现|完成|建成|新建|建设|新增|增加|增长|提高|提升|降低|下降|减少|缩短|压减|控制在|稳定在|保持在|保持|超过|突破|形成|打造|培育|发展|"
    "创建|创成|引进|引育|培养|培训|推广|实施|开展|遴选|认定|推进|改造|改建|修复|治理|营造|种植|支持|组建|选派|布局|配备|扶持|征集|办好|"
    "举办|招引|落地|开工|投产|盘活|处置|整治|解决|筹集|争取|争创|力争|确保|攻克|突破|入库|制定|修订|制修订|编制|接待|到位|完善|"
    "超|改善|不低于|不少于|不小于|不超过|不高于|低于|高于|大于|小于|少于|多于|至少|占|为|推动|带动|使|选树|选育|命名|储备|谋划|签约|开发|申请|推出|设立|统筹建设|每年"
)
_DIRECT = re.compile(rf"(?:{VERB}|[≥≤<>＜＞])(?:了|到|至|在|不|超|约|大约|近|累计|总体|全省|全市|全县|上述)*\s*$")
_LEADING = re.compile(
    r"^(?:[，,、；;：:。\s]|\d{1,2}[.．、)）]|[（(][一二三四五六七八九十\d]+[)）]|其中|同时|并且?|以及|及|和|与|到|至|截至|力争|争取|努力|确保|预计|计划|实现|完成(?![率度量])|推动|累计|使|将|要|在?全(?:国|省|市|县|区|州|局)(?:范围内)?(?=.{0,3}$|实现|完成|新增|建成|累计)|年?底前?|年?末)+"
)
_TRAILING = re.compile(
    r"(?:[，,：:\s]|总?(?:数|量)?(?:达到|达|占到|占|为|实现|完成)|提高到|提高至|提升到|提升至|增加到|增至|增加至|降到|降至|降低到|下降到|下降至|缩短至|缩短到|压缩至|压减至|控制在|稳定在|保持在|维持在|"
    r"不低于|不少于|不小于|不超过|不高于|(?<!不)低于|(?<!不)高于|大于|小于|少于|多于|超过|突破|超|至少|最少|约|大约|近|力争|争取|确保|均|都|各|分别|预期|原则上|到|至|[≥≤<>＜＞])++$"
)
_ONLY_VERB = re.compile(
    rf"^(?:{VERB}|重点|累计|组织|发挥|、|推介|评选|发布|稳步|加快|持续|统筹|规划|壮大|做强|做大|联合|高标准|高质量|努力|积极|计划|每年|年均|全[国省市县]|各[级地]|再|共|以上|的|地|了)*+$"
)
_EDGES = "，,、；;：: \u3000的"
_AFTER = re.compile(r"^[的\s]+")
_PER = re.compile(r"(?:每|(?<!超)(?<!不)过|首次突破)$")  # 每5所幼儿园, 收入过200亿元的企业
_MAKES = re.compile(
    r"(?:建成|新建|建设|新增|形成|打造|培育|创建|创成|引进|引育|培养|培训|推广|实施|开展|遴选|认定|推进|改造|组建|选派|扶持|举办|招引|"
    r"争创|攻克|入库|制定|修订|命名|储备|谋划|开发|申请|推出|设立|支持|应用|配备|获批|建立|壮大|完成|改善|推动|发挥|培植)(?:了|出|约|累计|至少|不少于|不低于|超过)*$"
)
_YEARLY = re.compile(r"每年|年均")
_QUALIFIES = re.compile(r"(?:规模|规格)?的")
_TO_CALENDAR = re.compile(r"(?:工作日|自然日|月|小时|星期|年|学期|学时|环节|方面|层面)")


@dataclass(frozen=True, slots=True)
class Named:
    """A figure with what it measures (None where that is not told); `start:end` is the part that states it."""

    figure: Figure
    indicator: str | None
    start: int
    end: int


def named_figures(text: str) -> list[Named]:
    """The figures of one part of a sentence (no commas) that are to be reached, each with its indicator.

    >>> [(each.indicator, each.figure.value) for each in named_figures("打造20个以上智慧社区、30家示范基地")]
    [('智慧社区', '20'), ('示范基地', '30')]
    >>> [each.indicator for each in named_figures("城镇、农村居民人均可支配收入分别增长6%、8%")]
    ['城镇居民人均可支配收入增长', '农村居民人均可支配收入增长']
    """
    found: list[Named] = []
    masked = re.sub(r"[（(][^（）()]*[)）]", lambda match: "\u3000" * len(match[0]), text)
    shared: list[str] = []  # names that 分别 distributes over the figures from number `since` on
    since = 0
    for start, end, figures in _pieces(masked, find_figures(masked)):
        for figure in _reached(masked, start, figures):
            before = text[found[-1].figure.after if found and found[-1].end > start else start : figure.start]
            indicator = _name(before, text[figure.after : end])
            if "分别" in before:
                shared, since = _distributed(before), len(found)
                indicator = shared[0] if shared else indicator
            elif indicator:
                shared = []
            elif shared:
                indicator = shared[min(len(shared) - 1, len(found) - since)]
            elif found:
                indicator = found[-1].indicator
            found.append(Named(figure, indicator, start, end))
    return [*found[:since], *_with_last_comparison(found[since:])] if shared else found


def _pieces(masked: str, figures: list[Figure]) -> list[tuple[int, int, list[Figure]]]:
    """The spans between 、 or 和 behind a figure, with their figures; an enumeration in front of one stays whole."""
    cuts = [match.end() for match in re.finditer(r"、|(?:和|及|以及|并|与)(?=不少于|至少|\d)", masked)]
    pieces: list[tuple[int, int, list[Figure]]] = []
    start = at = 0
    for cut in [*cuts, len(masked)]:
        first = at
        while at < len(figures) and figures[at].start < cut:
            at += 1
        if cut == len(masked) or (at < len(figures) and at > first):
            end = cut - (cut < len(masked) and masked[cut - 1] == "、")
            pieces.append((start, end, figures[first:at]))
            start = cut
        else:
            at = first
    return [piece for piece in pieces if piece[0] < piece[1]]


def _reached(masked: str, start: int, piece: list[Figure]) -> list[Figure]:
    """The figures of a piece that are to be reached, without those that only describe (年收入200亿元的企业)."""
    piece = [figure for figure in piece if not _TO_CALENDAR.match(masked, figure.end)]
    kept: list[tuple[int, Figure]] = []
    for figure in piece:
        before = masked[max(start, figure.start - _MAX_BEFORE) : figure.start]
        direct = bool(_DIRECT.search(before)) or (len(piece) == 1 and not _LEADING.sub("", before))
        describes = _QUALIFIES.match(masked, figure.after)
        if _PER.search(before) or (describes and (not direct or figure is not piece[-1])):
            continue
        kept.append((2 * direct + (figure.comparison != "exact"), figure))
    best = max((rank for rank, _ in kept), default=0)
    return [figure for rank, figure in kept if rank >= min(best, 2)]


def _name(before: str, behind: str) -> str | None:
    """The name in front of a figure; behind it where a verb of making stands in front (建成20个以上智慧社区)."""
    before = before[-_MAX_BEFORE:].rstrip()
    yearly = match[0] if (match := _YEARLY.search(before)) else ""
    name = _LEADING.sub("", _TRAILING.sub("", _LEADING.sub("", before))).strip(_EDGES)
    after = _noun(behind)
    if after and (not name or _ONLY_VERB.match(name) or name == yearly or _MAKES.search(before)):
        name = yearly + after
    elif after and before.endswith("实现"):  # 新建建筑实现100%绿色设计
        name += after
    name = "".join(name.split())
    return name[-_MAX_NAME:] if name and not _ONLY_VERB.match(name) else None


def _noun(behind: str) -> str:
    """What a figure counts, behind it; of 特色鲜明、带动力强的集群 only the noun."""
    phrase = re.split(r"[，,；;。]", _AFTER.sub("", behind[:_MAX_BEFORE]))[0].strip(_EDGES)
    noun = phrase.rpartition("的")[2]
    phrase = noun if len(noun) > 1 else phrase
    return phrase if len(phrase) > 1 and not phrase.startswith(("和", "及", "、")) else ""


def _distributed(before: str) -> list[str]:
    """The names of an enumeration before 分别, each with what they share, and the verb behind 分别."""
    names, _, verb = before[-_MAX_BEFORE:].rpartition("分别")
    verb = _TRAILING.sub("", verb).strip()
    parts = [_LEADING.sub("", part).strip() for part in re.split(r"、|和|及|与|以及", names)]
    parts = [part for part in parts if part]
    if not parts:
        return []
    last = parts[-1]
    full = [part + last[len(part) :] if len(part) < len(last) else part for part in parts]
    return ["".join((name + verb).split())[:_MAX_NAME] for name in full]


def _with_last_comparison(found: list[Named]) -> list[Named]:
    """`found` where 左右 or 以上 behind the last figure of an enumeration holds for all."""
    last = found[-1].figure.comparison
    return [
        replace(each, figure=replace(each.figure, comparison=last)) if each.figure.comparison == "exact" else each
        for each in found
    ]
