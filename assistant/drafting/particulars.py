"""What a text states that must have a source: numbers, dates, names, places, superlatives, titles, quotes.

One reader for notes and for drafts, and the test whether a source says the same, in whatever way it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.drafting.calendar_words import dates_in, tells_date
from assistant.drafting.person_names import persons_in
from kb.normal_form import fold
from kb.numerals import numbers_in


class Kind(StrEnum):
    """What a particular is."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    PLACE = "place"
    SUPERLATIVE = "superlative"
    TITLE = "title"
    DOC_NUMBER = "doc_number"
    QUOTE = "quote"
    LATIN = "latin"


KINDS_TOLD = {
    Kind.NUMBER: "数字", Kind.DATE: "时间", Kind.NAME: "名称", Kind.PLACE: "地名", Kind.SUPERLATIVE: "评价和最高级",
    Kind.TITLE: "文件名", Kind.DOC_NUMBER: "文号", Kind.QUOTE: "引语", Kind.LATIN: "外文和代号",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Particular:
    """`text[start:end]` of the text that it was read from."""

    kind: Kind
    text: str
    start: int
    end: int


_MEASURES = (
    "个百分点 百分点 平方公里 平方米 立方米 公顷 亩次 公里 千米 公斤 千克 人次 户次 架次 台套 台次 工作日 个月 小时 分钟 学时 "
    "把 面 套 顶 双 桶 车 趟 轮 封 幅 课时 厘米 毫米 部 宗 棚 袋 瓶 升 元 亩 米 吨 斤 人 名 户 家 株 棵 处 条 座 块 支 项 次 套 台 辆 艘 架 件 篇 种 类 批 所 张 片 只 头 羽 尾 本 间 栋 层 对 组 "
    "队 份 场 届 期 天 日 周 月 年 岁 倍 度 级 枚 粒 根 盏 眼 口 位 个 村 镇 乡 县 起 宗 例 成 折 番 号 社 % ‰"
)
MEASURE = "|".join(sorted(map(re.escape, _MEASURES.split()), key=len, reverse=True))
_SCALE = "(?:千万|百万|十万|万亿|万|亿|千|百)?余?多?"
# A Chinese numeral counts only with what it counts: 一是, 统一 and 进一步 are no numbers.
_ARABIC = rf"\d[\d,，]*(?:\.\d+)?(?:\s*[-—~～至到]\s*\d[\d,，]*(?:\.\d+)?)?\s*{_SCALE}(?:{MEASURE})?"
_CHINESE = rf"(?:[一二两三四五六七八九十]?[十百千万亿][一二三四五六七八九十百千万亿零]*|[二两三四五六七八九])余?多?(?:{MEASURE})"
_ONE = "一(?:元|万|亿|亩|吨|公里|倍|成|人|名|户|所|座|半)(?!定|体|家|员|民)"
_VAGUE = (
    "百分之[零一二三四五六七八九十百点]+|[一二三四五六七八九十]+分之[一二三四五六七八九十]+|(?<![不通超经])[过大]半(?![年天夜])|"
    "(?:数|几|上|近|成|好几)[十百千万亿]+(?:余|多)?|翻了?[一两二三四]番|[零一二三四五六七八九]点[零一二三四五六七八九]+"
)
_NUMBER = re.compile(f"{_ARABIC}|{_VAGUE}|{_CHINESE}|{_ONE}")
_TITLE = re.compile(r"《[^《》]{1,80}》")
_DOC_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,6}[〔\[［（(]\d{4}[〕\]］）)]第?\d+[号次]")
_QUOTE = re.compile(r"“[^“”]{1,2000}”|「[^「」]{1,2000}」|\"[^\"\n]{1,2000}\"")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.@:/_+-]*")
_BODY_END = (
    "党支部|党委|党组|支部|委员会|领导小组|合作社|办公室|管护站|林业站|工作站|服务站|林场|公司|集团|中心|大队|学院|大学|学校|"
    "协会|联盟|基金会|研究院|研究所|银行|医院|工作总站|工作队|专班|电视台|日报社?|政府|科(?![技学普教目])|处(?![理置罚于])|局(?![部面限])|"
    "委(?![托派])|厅|部(?![门分署])|站(?!点)|场(?![地所景])|社(?![区会])|队(?![伍员])"
)
_BODY = re.compile(
    rf"[\u4e00-\u9fff]{{1,12}}?(?:{_BODY_END})(?=$|[^\u4e00-\u9fff]|[和及与等负牵配的为是由承主在把将对向被已共从也还均都])"
)
# With its place in front a body's name needs nothing behind it to end: 青石村油茶专业合作社成立.
_PLACED_BODY = re.compile(rf"[\u4e00-\u9fff]{{2,3}}[市县区镇乡村][\u4e00-\u9fff]{{2,10}}?(?:{_BODY_END})")
_NO_BODY = re.compile(
    r"(?:[学百专文本各每全该理工林农医].?科|[好坏各处到多益用坏害妙长短难].?处|格局|结局|布局|全局|大局|干部|全部|内部|外部|局部|"
    r"[东南西北中]部|市场|现场|立场|广场|农场|会场|[车]站|网站|各站|入社|出社|排队|组队|委|社会|结社|为部|部分)$"
)
_PLACE_END = "自治区|自治州|开发区|街道|社区|省|市|县|区|镇|乡|村|屯|组"
_PLACE = re.compile(
    rf"[\u4e00-\u9fff]{{2,3}}(?:{_PLACE_END})(?![\u4e00-\u9fff]?级|民|里|场|容|政|外|内|织|成|建|域|别|间|干)"
)
_NO_PLACE = re.compile(
    r"[们咱全各该本我贵每某外跨驻进入到在为是有从对向把被由和与及等两三四五六七八九十个一的了多成编分大]"
    r"(?:自治区|街道|社区|省|市|县|区|镇|乡|村|屯|组)$|[山林园景片社地灾辖试特示专新老小城郊库牧校厂矿]区$|[农乡新老小山]村$|[小城乡]镇$|[城都]市$|[小班]组$"
    r"|行政村|自然村|下乡|会同|[局科]|美丽|脱贫|贫困|示范|重点|村组|所在|工作组|领导小组|工作专班"
)
_SUPERLATIVE = re.compile(
    r"(?:全国|全省|全市|全县|国内|国际|世界|省内|业内|同类)?(?:首[个家次批创例届位]|率先|唯一|独一无二|领先|前列|第一(?!书记|时间|步|批|产业|届|季度|次)|"
    r"最[\u4e00-\u9fff]|居首|名列前茅|顶尖|顶级|一流|空前|史无前例|遥遥|填补空白|标杆|样板|典范)"
    r"|国家级|世界级|省级|国际级|大幅度?|显著|明显|极大|巨大|彻底|圆满|高度(?:评价|认可|肯定|赞扬|重视)|(?:一致|广泛|普遍)(?:好评|赞誉|认可|称赞|欢迎)|"
    r"广受|深受|备受|翻天覆地|突飞猛进|喜人|(?:通报)?(?:表扬|表彰|嘉奖)|好评|卓越|卓有成效|杰出|辉煌|突出(?:贡献|成效|成绩)|重大(?:突破|成果|贡献)"
)
_LONG_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:有限公司|股份公司|合作社|委员会|领导小组|扑火队|大学|学院|研究院|研究所|林业局|林草局|乡村振兴局)"
)
_HIGH_BODY = re.compile(
    r"国务院|党中央|中央(?:军委|办公厅)?|全国人大|全国政协|[省市县区](?:委|政府|人大|政协)(?![派托])"
)
_BEFORE_BODY = re.compile(r"^.*[由被把将向](?=[\u4e00-\u9fff]{4})")
_TRIM = re.compile(
    r"^(?:[\u4e00-\u9fff]*?(?:其中|由于|根据|按照|通过|经过|依托|联合|会同|组织|邀请|带领|成立|建立|组建|设立|聘请|走进|来到|获得|争取|"
    r"对接|引进|报送|属于|担任|指导|帮助|协调|发动|动员|支持|位于|地处|坐落于|覆盖|涉及|惠及|带动|流转|深入|选派|号召|为了)|"
    r"[在到于从由是对向赴往与和及为把被将让使并请经以后前的了至比据])"
)


def particulars_in(text: str, names: Sequence[str] = ()) -> tuple[Particular, ...]:
    """The particulars of `text` in order; `names` are bodies that are known besides those told by their endings.

    >>> [(each.kind.value, each.text) for each in particulars_in("2024年，青石村改造油茶林620亩，居全县首位。")]
    [('date', '2024年'), ('place', '青石村'), ('number', '620亩'), ('superlative', '全县首位')]
    """
    found = sorted(_found(text, names), key=lambda each: (each.start, -each.end))
    kept: list[Particular] = []
    for each in found:
        inside = any(
            other.start <= each.start and each.end <= other.end and other.kind is not Kind.QUOTE for other in kept
        )
        if not inside:
            kept.append(each)
    return tuple(kept)


def _found(text: str, names: Sequence[str]) -> Iterator[Particular]:
    spent = text
    for kind, pattern in ((Kind.TITLE, _TITLE), (Kind.DOC_NUMBER, _DOC_NUMBER)):
        for match in pattern.finditer(spent):
            yield Particular(kind, match[0], match.start(), match.end())
        spent = pattern.sub(lambda match: "\n" * len(match[0]), spent)
    for match in _QUOTE.finditer(spent):
        yield Particular(Kind.QUOTE, match[0][1:-1], match.start() + 1, match.end() - 1)
    for start, end in dates_in(spent):
        yield Particular(Kind.DATE, spent[start:end], start, end)
        spent = spent[:start] + "\n" * (end - start) + spent[end:]
    for kind, pattern in ((Kind.NUMBER, _NUMBER), (Kind.SUPERLATIVE, _SUPERLATIVE), (Kind.LATIN, _LATIN)):
        for match in pattern.finditer(spent):
            yield Particular(kind, match[0], match.start(), match.end())
    yield from _names(spent, names)
    for start, end in _places(spent):
        yield Particular(Kind.PLACE, spent[start:end], start, end)


def _names(text: str, names: Sequence[str]) -> Iterator[Particular]:
    for name in names:
        at = text.find(name)
        while at >= 0:
            yield Particular(Kind.NAME, name, at, at + len(name))
            at = text.find(name, at + len(name))
    for match in _HIGH_BODY.finditer(text):
        yield Particular(Kind.NAME, match[0], match.start(), match.end())
    for match in (*_PLACED_BODY.finditer(text), *_BODY.finditer(text), *_LONG_BODY.finditer(text)):
        led = _BEFORE_BODY.match(match[0])
        start = _trimmed(text, match.start() + (led.end() if led else 0), match.end())
        if match.end() - start > 2 and not _NO_BODY.search(text[start : match.end()]):
            yield Particular(Kind.NAME, text[start : match.end()], start, match.end())
    for start, end in persons_in(text):
        yield Particular(Kind.NAME, text[start:end], start, end)


def _places(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while match := _PLACE.search(text, at):
        at = match.end()
        start = _trimmed(text, match.start(), match.end())
        if match.end() - start < 3 or _NO_PLACE.search(text[start : match.end()]):
            continue
        while (below := _PLACE.match(text, at)) and not _NO_PLACE.search(below[0]):  # 砚溪县青石村 is one place
            at = below.end()
        yield start, at


def _trimmed(text: str, start: int, end: int) -> int:
    """Where a name begins behind the verbs and prepositions before it."""
    while (match := _TRIM.match(text[start:end])) and end - start - match.end() >= 3:
        start += match.end()
    return start


def stands_in(particular: Particular, source: str) -> bool:
    """Whether `source` says the particular: figures by value and unit, dates by the day, all else by the letter.

    >>> stands_in(Particular(Kind.NUMBER, "620亩", 0, 0), "改造了六百二十亩"), stands_in(Particular(Kind.NUMBER, "62亩", 0, 0), "620亩")
    (True, False)
    """
    folded = fold(source)
    wanted = fold(particular.text)
    if particular.kind is Kind.DATE:
        return tells_date(particular.text, source)
    if particular.kind is Kind.NUMBER:
        return _literally(wanted, folded) or _tokens(wanted) <= _tokens(folded) != frozenset()
    return wanted in folded


def _literally(wanted: str, folded: str) -> bool:
    before = r"(?<![\d一二三四五六七八九十百千万亿零])(?<!\d[.,])" if wanted[0] != "-" else ""
    behind = r"(?![\d万亿%‰]|[.,]\d)" if wanted[-1].isdigit() or wanted[-1] in "十百千万" else ""
    return re.search(before + re.escape(wanted) + behind, folded) is not None


@lru_cache(maxsize=8192)
def _tokens(folded: str) -> frozenset[str]:
    """The first token of each number: value with unit where it has one. Empty only where no number was read."""
    return frozenset(each.tokens[0] for each in numbers_in(folded)) or frozenset({f"?{folded}"})
