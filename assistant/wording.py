"""How questions are worded: kind, expected thing, measure words, slots. All patterns are over the normal form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from assistant.query import Expected, Slot
from kb.numerals import value_of

_N = r"[\d一二三四五六七八九十百千万亿两几半]"
# Measure words that count the same things, so that 几场山火 is answered by 3起.
_UNIT_GROUPS = (
    ("株", "棵"), ("人", "名", "位", "人次", "人员"), ("家", "户", "个", "所"), ("起", "场", "次", "宗"), ("处", "个", "座", "片"),
    ("公里", "千米", "米"), ("米", "厘米", "毫米"), ("亩", "公顷"), ("天", "日", "个工作日"), ("年",), ("元",), ("座", "个", "块"),
    ("条",), ("支", "个"), ("架",), ("台", "套", "辆", "机", "车"), ("项", "个", "条"), ("期", "次"), ("份",), ("吨",), ("斤", "公斤"), ("种",), ("批",),
    ("件", "个"), ("分",), ("张",), ("间",), ("度",), ("课时", "节"), ("级",), ("届",), ("岁", "周岁"), ("平方米",), ("个月", "月"), ("小时",),
    ("辆", "台", "车"), ("只",), ("头",), ("粒",), ("学时",), ("门",), ("块",), ("倍",), ("款", "种", "项", "个"), ("字",), ("例", "个"), ("篇",), ("艘",), ("笔",), ("班", "个"), ("趟", "次"),
)  # fmt: skip
_UNIT_WORDS = sorted({unit for group in _UNIT_GROUPS for unit in group}, key=len, reverse=True)
_UNITS = "|".join(_UNIT_WORDS)
_ASKS_UNIT = re.compile(rf"(?<!哪)(?:多少|几多|几)(?:万|亿|千|百)?({_UNITS})(?!级|分之|何|时|号)")
_PER_UNIT = re.compile(
    r"(?:每|一)(亩|株|棵|公里|个|家|户|人|名|台|座|根|吨|斤|公斤|平方米|平米|平|天|日|月|年|次|块|张|份|间|顶|套|辆|头)(?!般|些|定|共|起|样|下|直|旦|体|线|级|并|道|致|律|面|方面)"
)
_DEFINE = re.compile(
    r"(?:是|指的是|指|算|叫)?(?:什么|啥)(?:是|叫|意思|含义)|(?:指|是指|指的是)(?:什么|啥|哪|哪些|谁)|什么是|啥是|啥叫|何为|何谓|怎样(?:才)?算|怎么(?:才)?算|的(?:定义|含义|意思)|"
    r"如何(?:定义|理解|界定)|是什么意思|是个啥|怎么理解|怎么定义|怎么界定"
)
_GREETING = re.compile(
    r"^(?:你好|您好|嗨|hello|hi|在吗|早上好|下午好|上午好|谢谢|多谢|感谢|再见|你是谁|你能做什么|怎么用)[!?。,呀啊吗]*$"
)
_LEAD = re.compile(r"牵头|主办|带头|领头|主抓")
_SUPPORT = re.compile(r"配合|协助|协办")
_ALL_ROLES = re.compile(
    r"(?:牵头|配合|参与|参加|协助)[^,。]{0,6}(?:也算|都|也要|一并|一起|也列|不限)|(?:包括|含|连)[^,。]{0,2}(?:牵头|配合)"
)
_IN_FORCE = re.compile(
    r"(?:还|现在|目前|是否|是不是)?[^,。]{0,4}(?:作不作数|算不算数|有没有效|是否有效|还有效|失效|废止了?[吗没]|是否废止|作废了?[吗没]|还执行|还管用|还在用|过期了?[吗没])"
)

_EXPECTED: tuple[tuple[Expected, re.Pattern[str]], ...] = (
    (Expected.PHONE, re.compile(r"(?:电话|手机号|热线|号码)[^,。]{0,6}(?:多少|几|什么|啥|哪|呢|有吗)|(?:电话|热线|号码)[?。]?$|打(?:什么|哪(?!儿?里?来)|几|多少)|(?:什么|啥|哪个|多少|几)[^,。]{0,3}(?:电话|热线|号码)")),
    (Expected.ADDRESS, re.compile(r"网址|链接|邮箱|邮件地址|(?:哪个|什么|啥|哪)[^,。]{0,2}(?:网站|公众号|小程序|平台网)|(?:网站|公众号|二维码)[^,。]{0,4}(?:是什么|是啥|是哪|叫什么|叫啥|多少|在哪)")),
    (Expected.DOC_NUMBER, re.compile(r"文号|(?<!截止)(?<!最晚)(?<!最迟)(?<!月)多少号(?!楼|线|院|窗|之?前|以前|截|开|起|交|报|到|结)|几号文")),
    (Expected.PERSON, re.compile(r"叫什么|姓名|名字|哪位|(?:谁|哪个人).{0,2}(?:主持|签发|签的)|联系人|(?:局长|科长|主任|站长|书记|负责人|院长|厅长|市长|县长)(?:是|叫)(?:谁|哪)|谁是.{0,6}(?:长|主任|书记)")),
    (Expected.REASON, re.compile(r"为什么(?!形式|样|方式|程度|名|级|等级|单位)|为何|为啥|什么原因|啥原因|什么缘故|怎么会")),
    (Expected.DATE, re.compile(r"什么时候|啥时候|什么时间|啥时间|何时|几时|哪天|哪一天|哪年|哪一年|几月|最晚|最迟|截止|期限|时限|几号|多少号|哪日|多会儿|到什么时候|哪个月")),
    (Expected.FREQUENCY, re.compile(r"多久.{0,8}(?:一次|一回|一趟)|(?:几|多少)个?(?:天|周|月|季度|年).{0,4}一(?:次|回|趟)|多久(?:得|要|就)?(?:巡|查|报|开|评|考|更新|检)|隔多久|多长时间一次|几次|多少次|频率|频次|几天一次")),
    (Expected.DURATION, re.compile(rf"多久|多长时间|(?:几|多少)个?(?:年|天|月|工作日|小时|分钟|周|日)(?!{_N}|的|份)")),
    (Expected.PERCENT, re.compile(r"几成|百分之几|百分之多少|比例|比重|占比|利率|几个点|几折|率[^,。]{0,8}多少|多少个?百分点|多大比例")),
    (Expected.MONEY, re.compile(r"多少钱|几多钱|几块|几毛|几百(?!亩)|多少元|几元|(?:补|奖|罚|赔|扣|贴|发|给|花|收|交|借|贷)(?:助|励|款|偿|贴|费)?(?:多少|几多|几个钱)(?!人|户|亩|株|个|家|天|次|名|成|分)|(?:多少|几)个?(?:万|亿)(?:元|块)?(?![亩株人户平吨公里户个家棵斤次辆台件])|补助标准|补贴标准|奖励标准|补多少|奖多少|多少(?:资金|经费|补助|补贴|奖励|工钱|钱款|报酬|费|投资)|(?:工钱|工资|报酬|注册资本|资本金|产值|营收|GDP|gdp|费用|养护费|经费|资金|单价|价格|价|奖金|总投资|额度|罚款)(?:是|要|得|补|给|标准|最高|最多|一共|总共|总)*多少|收费|(?:保费|房租|租金|学费|票价|单价|门票|押金|保额|补偿费|[\u4e00-\u9fff]费用?|[^评]价格?|金额|额度)[是要为得给都]*(?:标准)?[是要为得]*(?:最高|最多|一共|大概|不低于|不超过)?(?:多少|几[元块])")),
    (Expected.PLACE, re.compile(r"在哪(?!一?年|(?:个|家|些)?(?:局|部门|单位|科|处|委|厅|机构|机关|公司)|些方面)|哪里|哪儿|什么地方|啥地方|(?:哪|几)个?(?:县|区|市|村|乡镇|乡|镇|街道|地方)(?!林|级|分)|哪[两三四]个?(?:县|区|市|村)|地点|地址|位置")),
    (Expected.BODY, re.compile(r"谁|(?:哪|什么|啥)(?:个|些|几个|几家|家|两家|两个)?(?:科(?![研技学普教目])|(?<=个)部(?![分件位])|处(?![罚理置])|局|部门|单位|科室|机构|站|中心|委|厅|股(?!权)|公司)|哪[一二两三四几]?家|归口|责任(?:科室|单位|部门|处室|人)(?!.{0,12}(?:有|的)(?:哪|几)项)|找哪|哪个管|归哪|牵头(?:的)?(?:是|单位|科室|部门)|配合(?:的)?(?:是|单位|科室|部门)")),
    (Expected.COUNT, re.compile(r"多少|几多|几[十百千万亿]|多[长高宽深重]|(?<!哪)几(?:个|家|株|棵|人|名|户|场|起|次|处|座|条|块|支|架|台|项|期|份|种|批|件|分|米|亩|公里|万|亿|头|届|级|所|辆|倍)|数量|总数|人数|面积|规模")),
)  # fmt: skip

_ASKS_WHO = re.compile(
    r"(?:谁|哪[一二两三四几些个]*家?(?:单位|部门|科室|处室|局|科|处)?)(?:在|来)?(?:负责|牵头|主管|承担|管|办|建|考核|配合)|归(?:谁|哪)"
)
_ASKS_NUMBER = re.compile(r"(?:电话|手机|号码|网址|邮箱|链接)[^,。]{0,4}(?:多少|是什么|是啥|几号|怎么打)")
_OF_MONEY = ("元", "个", "块")
_SAYS_MONEY = re.compile(r"钱|元|补|奖|贴|罚|赔|费|价|资金|经费|金额|投资|贷")
# How many things there are: 哪七个领域, 那十条, 哪三统一; without such a word before it only where a noun follows (四项原则).
_NUMBER_ASKED = re.compile(
    r"哪([二三四五六七八九十\d]{1,3})(?![年月日号天成折家])|(?:那|这|的)([二三四五六七八九十\d]{1,3})(?:个|条|项|种|类|大|件|点|方面|步|块|样)"
    r"|(?<![第\d.一二三四五六七八九十])([二三四五六七八九十\d]{1,3})(?:大|项|条|类|件)(?=[\u4e00-\u9fff]{2})"
)
_DIMENSIONS = (("多长时间", None), ("多长", "公里"), ("多高", "米"), ("多宽", "米"), ("多深", "米"), ("多重", "公斤"))
_YEAR = re.compile(r"(?<!\d)(?:(20\d\d)年?(?![\d号])|(?<![\d第])([12]\d)年(?!以|内|来|期|制|度内))")
_PLACE = re.compile(
    r"([\u4e00-\u9fff]{2}(?:县(?![级区市里域])|区(?![域级县]))"
    r"|[\u4e00-\u9fff]{2,3}(?:市(?![里级场民财政直])|镇(?!级)|乡(?![村镇土级])|村(?![级集民里镇])|街道))"
)
_NOT_PLACES = re.compile(
    r"前|向|后|时|天|日|月|应|于|按|以|各|全|本|该|哪|个|县区|市区|乡镇|景区|园区|林区|灾区|山区|地区|辖区|社区|片区|库区|牧区|城区|郊区|老区|小区|特区|新区|示范|保护区|高新|开发区|综保|自贸|保税|试验|合作区|功能区|校区|院区|厂区|矿区|工业|产业|物流|商务|经开|核心区|先导|先行|小镇|"
    r"先进|贫困|脱贫|行政|自然|所在|重点|攻坚|乡村|农村|下乡|美丽|城市|城镇|村镇|[的在到给对把被和与及由从是有说讲写]|每|一|两|多|几|上|我|你|他|落|点名|同意|建设|森林"
)
_LEVELS = ("国家级", "省级", "市级", "县级", "乡级", "村级", "一级", "二级", "三级", "特级", "优秀", "合格")


@dataclass(frozen=True, slots=True)
class Wording:
    """What the wording of a question says by itself."""

    expected: Expected
    unit: str | None
    per_unit: str | None
    asks_definition: bool
    asks_in_force: bool
    greeting: bool
    role: str | None


def read_wording(folded: str) -> Wording:
    """The wording of a folded question.

    >>> read_wording("竹林道路27年要修到多少公里").unit
    '公里'
    """
    expected = next((expected for expected, pattern in _EXPECTED if pattern.search(folded)), Expected.ANY)
    if expected in (Expected.PHONE, Expected.ADDRESS) and _ASKS_WHO.search(folded) and not _ASKS_NUMBER.search(folded):
        expected = Expected.BODY  # a hotline or a web page is what is spoken of
    unit = _ASKS_UNIT.search(folded)
    if expected is Expected.MONEY and unit and unit[1] not in _OF_MONEY and not _SAYS_MONEY.search(folded):
        expected = Expected.COUNT  # 收多少斤粮 is no money
    per_unit = _PER_UNIT.search(folded)
    counted = unit[1] if unit else next((unit for asked, unit in _DIMENSIONS if asked in folded), None)
    if unit and counted == "个" and folded[unit.end() : unit.end() + 1] == "人":
        counted = "人"
    all_roles = bool(_ALL_ROLES.search(folded))
    lead, support = bool(_LEAD.search(folded)), bool(_SUPPORT.search(folded))
    return Wording(
        expected=expected,
        unit=counted,
        per_unit=per_unit[1] if per_unit and expected in (Expected.MONEY, Expected.COUNT) else None,
        asks_definition=bool(_DEFINE.search(folded)),
        asks_in_force=bool(_IN_FORCE.search(folded)),
        greeting=bool(_GREETING.match(folded)),
        role=None if all_roles or lead == support else "lead" if lead else "support",
    )


def unit_group(unit: str) -> tuple[str, ...]:
    """Measure words that count what `unit` counts, itself included."""
    found = dict.fromkeys(word for group in _UNIT_GROUPS if unit == group[0] or unit in group for word in group)
    return tuple(found) or (unit,)


def number_asked(folded: str) -> Fraction | None:
    """How many things a folded question says there are, None where it does not.

    >>> number_asked("重点盯哪七个领域") == 7
    True
    """
    asked = _NUMBER_ASKED.search(folded)
    return value_of(asked[1] or asked[2] or asked[3]) if asked else None


def number_end(folded: str) -> int | None:
    """Where the number of things in a folded question ends, with its measure word; None where it has none."""
    asked = _NUMBER_ASKED.search(folded)
    return asked.end() if asked else None


def slots_in(folded: str) -> tuple[Slot, ...]:
    """Years, places and levels that a folded text names, in order of kind.

    >>> [slot.value for slot in slots_in("24年砚溪县分到几万株")]
    ['2024', '砚溪县']
    """
    years = [match[1] or f"20{match[2]}" for match in _YEAR.finditer(folded)]
    places = places_in(folded)
    ordinals = re.findall(r"第[一二三四五六七八九十\d]{1,3}(?:次|期|批|号|届|条)", folded)
    levels = [level for level in _LEVELS if _names_level(level, folded)]
    found = [Slot("year", year) for year in years]
    found += (
        [Slot("place", place) for place in places]
        + [Slot("level", level) for level in levels]
        + [Slot("ordinal", each) for each in ordinals]
    )
    return tuple(dict.fromkeys(found))


def _names_level(level: str, folded: str) -> bool:
    """Whether a folded text has `level` as one: not 县一级, 哪一级, 不合格."""
    before = "[不省市县乡村哪第]" if level == "一级" else "[不哪第]" if level[0] in "二三" else "不"
    return bool(re.search(rf"(?<!{before}){level}(?!不)", folded))


def places_in(folded: str) -> list[str]:
    """Names of counties, towns and villages in a folded text."""
    return [match[1] for match in _PLACE.finditer(folded) if not _NOT_PLACES.search(match[1])]
