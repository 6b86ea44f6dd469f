"""What a sentence grants: by which means, to whom, when, how much; one grant a part that gives something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from kb.records import Means

# The noun that stands last names the means: 给予企业贷款贴息 is an interest subsidy, 培训费用补助 a subsidy.
_MEANS: tuple[tuple[Means, str], ...] = (
    ("interest_subsidy", r"贴息|贴费"),
    ("insurance", r"保险(?!机制)|保费|投保|参保"),
    ("tax_relief", r"加计扣除|税收(?:优惠|减免)|减税|免税|(?:减免|免征|减征|减半征收|返还)[^，。；]{0,12}(?:税|费|租金|房租)|(?:税|费|租金|房租)[^，。；]{0,4}(?:减免|免征|减征|返还|优惠)|减免|免收|免缴"),
    ("award", r"奖励|奖补|以奖代补|激励|奖金|嘉奖"),
    ("subsidy", r"补助|补贴|资助|补偿|专项(?:资金|经费)|扶持资金|资金(?:支持|扶持|配套|补|保障)|(?:资金|经费)[^，。；]{0,6}(?:支持|扶持)|配套(?:支持|资金)|配套|工作经费|津贴|免费|扶持|资金|经费"),
    ("credit", r"贷款|信贷|授信|担保|融资|增信|金融"),
    ("land", r"用地|土地|林地定额|用林|用能|用电|用水|能耗|指标"),
    ("talent", r"人才|编制|职称|落户|岗位"),
    ("project", r"项目(?:安排|支持|资金|申报|立项)|列入项目|优先(?:安排|支持|纳入)[^，。；]{0,10}项目"),
    ("technology", r"技术(?:指导|服务|支持|支撑)|培训"),
)  # fmt: skip
_BENEFIT = (
    r"(?:补助|补贴|奖励(?!性)|奖补|贴息|资助|补偿|资金|经费|(?<!金融机构)贷款|信贷|授信|担保|(?<!养老)(?<!医疗)(?<!社会)(?<!失业)(?<!工伤)(?<!生育)(?<!护理)保险|"
    r"保费|税收优惠|加计扣除|优惠(?:政策|利率|贷款|价)|扶持|津贴|以奖代补|减免)(?!机制|体系|制度|体制|改革)"
)
_GIVES = re.compile(
    rf"(?:给予|予以|提供|发放)[^，。；]{{0,40}}?(?:{_BENEFIT}|(?<!技术)支持|倾斜|照顾)|"
    rf"(?:享受|落实|兑现|叠加|安排|争取|实施|实行|按)[^，。；]{{0,30}}?{_BENEFIT}|申请[^，。；]{{0,10}}(?:补助|补贴|贴息|奖)|"
    r"(?:给予|予以)[^，。；]{0,36}\d|(?:补助|补贴|奖励|奖补|资助|贴息|补偿)[^，。；]{0,12}?\d|"
    r"\d\s*(?:万|亿|千)?[元%％‰](?!的企业|以上)[^，。；]{0,12}(?:补助|补贴|奖励(?!性)|贴息|资助|扶持|支持)|"
    r"(?:推广|开展|扩大|加大|发展|创新|推出|强化)[^，。；]{0,16}(?:贷款|信贷|贴息|(?:农业|森林|林业|保证|特色|价格|责任)保险)(?!机制|体系)|"
    r"(?:加大|强化|统筹)[^，。；]{0,12}(?:资金|财政)[^，。；]{0,6}(?:支持|扶持|倾斜)|(?:资金|项目|政策)[^，。；]{0,8}向[^，。；]{2,14}倾斜|"
    r"(?:优先|合理)[^，。；]{0,16}(?:用地|用电|用林|指标|定额|资金|贷款|补助|项目支持|林地)|优先(?:给予|享受|纳入|安排|保障)|"
    r"[用能][地耗电][^，。；]{0,10}(?:予以|给予)[^，。；]{0,4}支持|减免|免收|免征|免费(?:送|发放|提供|供|培训|安装|检测|领取|配)|上浮\d|标准上浮|出资\d|"
    r"进行[^，。；]{0,6}(?:扶持|补助|奖励|补贴)|(?:一次性|专项|适当)(?:奖励|补助|补贴|激励)"
)
# 除享受…外, 科技奖励制度, 经费投入强度 and what a text says of its own contents give nothing.
_GIVES_NOTHING = re.compile(
    r"^除[^，]*外|(?:奖励|激励)(?:制度|评价|改革|约束|引导|作用|机制)|经费投入(?:强度|占)|等方面|提出了|绩效工资|负责[)）]$|\.{4}|…{2}|"
    r"(?:补助|补贴|奖励|资金)(?:对象|标准|范围|方式|依据)[。：:]?$"
)
# A figure of money or a share, with what makes it an amount: 每亩补助500元, 按实际投资额的30%, 最高不超过50万元.
_MONEY = r"\d[\d,，.]*\s*(?:万|亿|千|百|千万|百万)?(?:元|美元)(?:/[\u4e00-\u9fff]{1,3}|(?:每|一)(?:亩|株|人|户|个))?(?:以上|以内|左右)?"
_SHARE = r"\d+(?:\.\d+)?\s*[%％‰](?:[-—–~～至到]\d+(?:\.\d+)?[%％‰])?(?:以上|以内)?|\d[\d.]*倍|(?:全额|半价)(?=补|资助|贴|奖|减)|[一二三四五六七八九]折|百分之[一二三四五六七八九十百]+"
_ONE = rf"(?:最高|最多|不超过|不低于|不少于|上限为?|至少|标准为|约)*(?:{_MONEY}|{_SHARE})"
_NOTE = r"(?:[（(][^（）()\d]{1,8}[)）])?"
_LIST = rf"{_ONE}{_NOTE}(?:(?:、|，后[一二三四五六七八九\d]年|和|[，,]?至|[—-])[\u4e00-\u9fff]{{0,6}}{_ONE}{_NOTE})*"
_AMOUNT = re.compile(
    rf"(?:按照?[^，。；]{{0,24}}?(?:的)?|每[\u4e00-\u9fff]{{1,6}}?(?:补助|补贴|奖励|给予|最高|补)?|一次性(?:补助|补贴|奖励|给予)?|补助|补贴|奖励)?{_LIST}"
)
_BARE = re.compile(_LIST)
_LIMIT = re.compile(
    rf"(?:(?:单个|每个|每家|每户|每人|单户|每区县|累计|年度|补助|补贴|奖励|资助|总额|金额|额度|每年)[^，。；（）()]{{0,18}}(?:不超过|最高|上限|封顶)|^最高|最高(?:补助|补贴|奖励|不超过|金额|额度)?[^，。；（）()\d]{{0,6}}?)[^，。；（）()\d]{{0,6}}{_MONEY}"
)
_CAP_PART = re.compile(r"不超过|最高|上限|封顶|为限")
_QUALIFIES = re.compile(
    r"^(?:\s*(?:（含）|\(含\)))?(?:以上|以下|以内|左右)?的(?!标准|比例|额度|一次性|奖励|补助|补贴|资金|支持|资助|配套|后补助|生活|贴息|风险|财政|财力|经费)"
)
_WHO = r"(?:单位|企业|机构|主体|合作社|农户|[\u4e00-\u9fff]户|村|县区?|乡镇|个人|人员|高校|团队|学校|者|林场|平台|基地|农场|协会|家庭|群众|人才|职工|毕业生)"
_TO_WHOM = re.compile(
    r"(?<![应针面])对(?:于|在)?(?P<to>[^，。；：]{2,60}?)(?:[，,]|按|给予|予以|每|实行|提供|发放|的?(?:贷款|补助)给予|依法|进行|一次性|(?=(?:补助|补贴|奖励)\s*\d)|$)|"
    rf"给予(?P<given>[\u4e00-\u9fff、（）()]{{0,14}}?{_WHO})|"
    rf"(?:(?<![面导取转倾方走])向|(?<!政策)(?:支持|鼓励))(?P<toward>[^，。；：]{{0,24}}?{_WHO})"
)
_CONDITION = re.compile(
    r"(?:符合(?:[^，。；]{0,12}?)(?:条件|规定|要求|标准)的?|(?:经|通过)[^，。；]{0,14}?(?:认定|审核|评定|评估|考核|验收|备案|核实|批准|评审)(?:合格|通过|成功|后)*的?|"
    r"验收合格(?:后|的)?|(?:首次|新|获批|入选|入围|被)(?:认定|评定|获批|入选|列入|建|建设|建成)?[^，。；]{0,24}?的(?=[，,企单])|"
    r"(?:达到|超过|不低于|不少于|满)[^，。；]{1,20}?(?:以上)?的(?=[，,企单项])|(?:成功)?(?:创建|获得|建成|完成|上市|挂牌)[^，。；]{0,24}?的(?=[，,])|当年[^，。；]{2,24}?的(?=[，,]))"
)

_RECEIVERS = re.compile(rf"{_WHO}$")
_ARTICLE = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+条|[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十\d]+[、.．])[\s\u3000]*"
)


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant at `start:end` of a sentence; the strings are substrings of the sentence."""

    start: int
    end: int
    means: Means
    beneficiary: str | None
    condition: str | None
    amount: str | None
    cap: str | None


def find_grants(sentence: str) -> list[Grant]:
    """The grants of one sentence, in order; empty where it gives nothing.

    >>> [(each.means, each.amount) for each in find_grants("新造林每亩补助500元，对获评示范社的一次性奖励3万元。")]
    [('subsidy', '每亩补助500元'), ('award', '一次性奖励3万元')]
    """
    parts = _parts(sentence)
    giving = [at for at, (a, b) in enumerate(parts) if _gives(sentence[a:b])]
    if not giving:
        return []
    starts = [0]  # of the groups of parts, one a grant
    for at in giving[1:]:
        if _begins(sentence, parts, starts[-1], at):
            starts.append(_first_part(sentence, parts, starts[-1], at))
    bounds = [*(parts[at][0] for at in starts), len(sentence)]
    return [_grant(sentence, a, b) for a, b in pairwise(bounds)]


def _parts(sentence: str) -> list[tuple[int, int]]:
    """The spans between commas outside of brackets."""
    masked = re.sub(r"[（(][^（）()]*[)）]", lambda match: "\u3000" * len(match[0]), sentence)
    cuts = [0, *(match.end() for match in re.finditer(r"[，,；;：]", masked)), len(sentence)]
    return [(a, b) for a, b in pairwise(cuts) if a < b]


def _gives(part: str) -> bool:
    return bool(_GIVES.search(part)) and not _GIVES_NOTHING.search(part.strip("，,；;。 "))


def _begins(sentence: str, parts: list[tuple[int, int]], first: int, at: int) -> bool:
    """Whether part `at` gives something else than the parts from `first` on do: its own amount or its own receiver."""
    part = sentence[slice(*parts[at])]
    before = sentence[parts[first][0] : parts[at][0]]
    if not any(_gives(sentence[a:b]) for a, b in parts[first:at]) or (_CAP_PART.search(part) and not _other(part)):
        return False
    amount = _BARE.search(part)
    new_receiver = re.search(r"^(?:其中)?[，,]?对|^(?:其中|另|再|同时)", part.strip())
    if new_receiver:
        return True
    if amount is None:
        return bool(_BARE.search(before)) and means_of(part) != means_of(before) and "给予" in part
    return bool(_BARE.search(before)) or means_of(part) != means_of(before)


def _other(part: str) -> bool:
    return part.lstrip().startswith("对")


def _first_part(sentence: str, parts: list[tuple[int, int]], first: int, at: int) -> int:
    """Where a new grant begins: with the 对… in front of part `at` if nothing between gives."""
    while at - 1 > first and not _gives(sentence[slice(*parts[at - 1])]):
        before = sentence[slice(*parts[at - 1])]
        if _CAP_PART.search(before) and _BARE.search(before) and not _other(before):
            break
        at -= 1
    return at


def _grant(sentence: str, start: int, end: int) -> Grant:
    text = sentence[start:end]
    limit = _LIMIT.search(text)
    amount = _amount(text, limit.span() if limit else None)
    cap = limit[0] if limit else None
    if amount is None:
        amount, cap = cap, None
    return Grant(
        start, start + len(text.rstrip("，,；;")), means_of(text), _beneficiary(text), _condition(text), amount, cap
    )


def _amount(text: str, limit: tuple[int, int] | None) -> str | None:
    """The first amount outside of the limit that does not only describe (年收入2000万元以上的企业)."""
    at = 0
    masked = re.sub(r"[（(]含[^（）()]*[)）]", lambda match: "\u3000" * len(match[0]), text)
    while match := _AMOUNT.search(masked, at):
        bare = _BARE.search(match[0])
        describes = _QUALIFIES.match(masked[match.end() :])
        inside = limit and bare and limit[0] <= match.start() + bare.start() < limit[1]
        counted = "元" in match[0] and re.search(
            r"(?:达到|超过|收入|税额|面积|投资额|贷款额|年销售|规模|注册资本|产值)(?:不超过|不低于|达到|超过)?$",
            text[: match.start() + (bare.start() if bare else 0)],
        )
        if not describes and not inside and not counted:
            return text[match.start() : match.end()].strip()
        at = match.start() + (bare.end() if bare else len(match[0]))
    return None


def means_of(text: str) -> Means:
    """The means that `text` names last, "other" where it names none.

    >>> [means_of(text) for text in ("给予贷款贴息", "给予培训费用补助", "优先安排用地", "给予支持")]
    ['interest_subsidy', 'subsidy', 'land', 'other']
    """
    strong = [kind for kind in _MEANS if kind[0] in ("interest_subsidy", "insurance", "tax_relief")]
    given = re.search(r"(?:给予|予以|提供|享受|发放|落实|一次性|申请)[^，。；]*", text)
    for piece in ([given[0]] if given else []) + [text]:
        for means, pattern in strong:
            if re.search(pattern, piece):
                return means
        for means, pattern in _MEANS[3:5]:
            if re.search(pattern, piece):
                return means
    found: Means = next((means for means, pattern in _MEANS if re.search(pattern, text)), "other")
    return "subsidy" if found in ("other", "project", "technology", "talent") and _BARE.search(text) else found


def _beneficiary(text: str) -> str | None:
    """Who gets it: 对…给予, 给予…, or what the part in front of the grant names (获评优秀的县区，每个奖励)."""
    if match := _TO_WHOM.search(text):
        found = match["to"] or match["given"] or match["toward"] or ""
        return found.rstrip("的，, ") or None
    front = _front(text)
    return front if front and _RECEIVERS.search(front) else None


def _front(text: str) -> str | None:
    """The part in front of the one that gives, without the number of its article."""
    parts = _parts(text)
    if len(parts) < 2 or _gives(text[slice(*parts[0])]):
        return None
    return _ARTICLE.sub("", text[slice(*parts[0])].strip("，,；;： \n\u3000")) or None


def _condition(text: str) -> str | None:
    if match := _CONDITION.search(text):
        return match[0].rstrip("，,")
    front = _front(text)
    return front if front and front.endswith("的") else None
