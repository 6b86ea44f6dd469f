"""Rules that a sentence has to pass before it may answer: it names the kind of thing asked for."""

from __future__ import annotations

import re

from assistant.query import Expected, Kind, Query
from assistant.synonyms import synonyms
from assistant.wording import unit_group
from kb.normal_form import fold

_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[一二三四五六七八九十百千万两半]+)"
_SCALE = r"(?:万|亿|千|百|多|余)*"
_REDACTED = r"(?:×+|x{2,}|某+|\*{2,}|□+|_{2,}|■+|●{2,}|○{2,})"
REDACTED = re.compile(_REDACTED)
_MONTH_NAMED = r"(?:\d+|(?<![一二三四五六七八九十])(?:十[一二]?|[一二三四五六七八九]))月"
_IN_MONTH = r"(?:每|当|次|本|上|下|同)个?月"
# A day, a time of the year or one that comes again (每年3月, 每月20日前), or a term that begins with an event; 20天 and 每月
# alone say how long and how often.
_DAYS = (
    rf"{_MONTH_NAMED}|年底|年末|月底|月末|年内|年初|(?<!每)(?<!半个)季度|每季度(?:第|首|末|初|结束|开始)|[上下]半年|"
    rf"{_IN_MONTH}(?:\d+[日号]|[上中下]旬|初)|\d+[日号]之?(?:前|内|起|以前)|\d+[日号]?[-~至到]\d+[日号]|"
    rf"{_NUMBER}(?:个?工作日|天|小时|个月|年)(?:以|之)?[内后]|之日起|当[日天]|次日|[春夏秋冬]季|(?:每周|周|星期)[一二三四五六日天](?![个次])|"
    r"每年(?:第|春|夏|秋|冬)|[上下]午|\d+:\d\d"
)
_DATE = rf"20\d\d年|{_DAYS}"
_DURATION = (
    rf"(?<!\d)(?!(?:19|20)\d\d年){_NUMBER}个?(?:年(?![底末初度]|\d+月)|半年)|半年|"
    rf"{_NUMBER}个(?:月|季度|周|工作日|小时)|{_NUMBER}(?:天|小时|分钟|工作日|周(?!年))|(?<![月\d一二三四五六七八九十]){_NUMBER}日(?![前起至])|长期|永久|终身"
)
_PATTERNS = {
    Expected.MONEY: rf"{_NUMBER}{_SCALE}元|(?:按|补|贴|奖|返|减|免|给予|支持)[^,。;]{{0,24}}(?:%|‰)|百分之|免费|全额",
    Expected.COUNT: r"\d|分之|[一二三四五六七八九十百千万两]+(?:亿?元|个|名|人|家|处|次|项|条|种|年|天|座|支|户|亩|株|公里|级|类|米)",
    Expected.PERCENT: r"\d(?:\.\d+)?\s*(?:%|‰|个百分点)|百分之|[一二三四五六七八九十\d]成|\d(?:\.\d+)?倍",
    Expected.DATE: _DATE,
    Expected.DURATION: _DURATION,
    Expected.FREQUENCY: r"每(?:\d+|[一二三四五六七八九十]+个?|年|半年|季度?|个?月|周|日|天|学期|旬|两|三|半)|按(?:年|半年|季度?|月|周|日)|\d+次|(?:每|全年|年度|一年|半年|月度)[^,。;]{0,12}[一两三]次|常年|定期|日常",
    Expected.BODY: r"局|委|办|厅|部|院|科|室|处|站|所|中心|队|场|公司|银行|政府|协会|学会|小组|专班|指挥部|单位|村|农户|企业|人",
    Expected.PHONE: r"\d{7,}|\d{3,4}-\d{6,}|1[0-9]{10}|(?<!\d)1[12]\d{1,3}(?!\d)",
    Expected.ADDRESS: r"https?:|www\.|\.(?:com|cn|net|org)|@|公众号|小程序",
    Expected.PERSON: r"(?:联系人|主持人?|负责人|局长|科长|主任|站长|县长|市长|书记|经办人)[:为是][\u4e00-\u9fff]{2,3}(?=[,。;、(]|$)",
    Expected.REASON: r"因为|由于|鉴于|原因|为了|是为|目的|致使|导致|因此|以便|为[\u4e00-\u9fff]{2,}",
    Expected.DOC_NUMBER: r"[\[(](?:19|20)\d\d[\])]第?\d+号|令第?\d+号",
    Expected.PLACE: r"县|区|市|镇|乡|村|地点|会议室|位于|设在|路\d|楼|在[\u4e00-\u9fff]{2,}",
}  # fmt: skip
_COMPILED = {expected: re.compile(pattern) for expected, pattern in _PATTERNS.items()}
# A definition (122科技服务,是指1名特派员...) has figures that are no answer to 多少名.
_DEFINING = re.compile(r"是指|指的是|所称")
_NOT_BY_DEFINITION = (Expected.COUNT, Expected.MONEY, Expected.PERCENT, Expected.DATE, Expected.FREQUENCY)
# Whom to ring up is no answer to anything else.
_OF_PEOPLE = (Expected.PHONE, Expected.PERSON, Expected.BODY, Expected.ADDRESS, Expected.PLACE)
_ASKS_CONTACT = re.compile(r"联系|电话|咨询|热线|找谁|问谁")
_NUMBER_TO_RING, _CONTACT_CHARS = re.compile(r"0\d{2,3}-?\d{7,8}|(?<!\d)1[3-9]\d{9}(?!\d)"), 40
_ASKS_DAY = re.compile(r"几号|多少号|哪天|哪一天|哪日|几月|何时前|什么时候前|时候之?前|最晚|最迟|截止|期限|时限")
_STARTS = re.compile(
    r"[起日](?:开始|正式)?(?:施行|实施|执行|实行|生效)|(?:施行|执行|有效)期|(?:施行|实施)(?:日期|时间)"
)
_MONTH = re.compile(_DAYS)
_TERM = re.compile(rf"{_DATE}|{_DURATION}")
_DAY = re.compile(r"\d+日|\d+号|月底|年底|月末|\d+个?工作日")
_ASKS_NAME = re.compile(r"哪个|名字|全称|全名|名称|叫什么|叫啥|什么名")
_PLACE_HEAD = re.compile(r"哪(?:一|几|些|两|三)?个?(县|区|市|村|乡镇|乡|镇|街道)")
_PER = re.compile(
    r"(?:每|一)(亩|株|棵|公里|个|家|户|人|名|台|座|根|吨|斤|公斤|平方米|平米|平|天|日|月|次|块|张|份|间|套|辆|头)(?!般|些|定|共|起|样|下|直)"
)
_EMPTY_NUMBERS = re.compile(
    r"[〔(\[]20\d\d[〕)\]]\d+号|20\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|(?<!\d)\d{1,2}月\d{1,2}日|十[一二三四五六七八九]届|"
    r"^[(]?\d{1,2}[).、](?!\d)|(?<!每)一个(?!月|工作日)|"
    r"[一二三四五六七八]中全会|[四两]个(?:全面|意识|自信|维护|确立|伟大)|五位一体|三个代表|第[一二三四五六七八九十\d]+(?:条|章|款|次|届)"
)
_SAID_IN_HEADS = (Expected.MONEY, Expected.COUNT, Expected.PERCENT)
_IN_HEADS = re.compile(
    r"[(（][^()（）|]{0,4}(?:元|亩|个|人|户|公里|吨|株|家|米|%)[^()（）|]{0,3}[)）]|单位[:：]|金额|投资额?|数量|面积|比例"
)
# What says that a sentence tells such things without calling them so: 应提供检测报告 names 材料.
_SAID_BY = {
    "材料": re.compile(r"(?:提供|提交|报送|出具|填写|附|送交|寄送|携带|持|凭)[^。;]{0,40}(?:[书证表函单件票]|报告|记录|清单|证明|协议|合同|复印件)"),
    "颜色": re.compile(r"[红黄蓝绿白黑橙紫灰金银][色底字漆牌]|[红黄蓝绿白黑橙紫灰]{2}"),
    "条件": re.compile(r"应当?|须|必须|不得|具有|具备|满足|符合|下列|以下"),
}  # fmt: skip
_RANKS = ("一级", "二级", "三级", "特级")
_ASKS_TOTAL = re.compile(r"总(?:投资|造价|预算|金额|额|资金|面积|长度?|里程|量|数|产值|规模|人数|户数)|一共|总共|合计")
_TOTAL = re.compile(r"总|共|合计|累计")
_OF_A_CASE = re.compile(r"[每单](?:个|项|户|家|亩|株|公里|处|次|人|座|台)|按.{1,14}\d+(?:\.\d+)?%")
_LIMIT = re.compile(r"最高|不超过")  # of money, what one case gets at most
# 几个亿 is a sum, neither a share nor 百亿元园区.
_ASKS_SUM = re.compile(r"(?:多少|几)个?亿")
_SUM = re.compile(r"(?:\d[\d.,]*|[一二三四五六七八九两]+)(?:多|余)?[十百千万]*(?:多|余)?亿|\d[\d.,]{4,}万元")


def names_expected(sentence: str, query: Query, above: str = "", heads: str = "") -> bool:
    """Whether `sentence` names the kind of thing that `query` asks for.

    A number must come with a measure word of the same kind as the one asked for, a price for one piece must be
    said of one piece, what one case gets is no total, and a noun behind 哪家 or 什么 must stand in the sentence, of items
    in `above`, the folded headings, too. `heads` are the folded header rows of a table: 总投资(亿元) says what its figures are.
    """
    folded = _without_empty_numbers(fold(sentence), query.expected)
    if heads and query.expected in _SAID_IN_HEADS and _IN_HEADS.search(heads) and re.search(r"(?<![\d〔(])\d", folded):
        return not _is_of_another_thing(folded, query)
    if _is_of_another_thing(folded, query):
        return False
    pattern = _COMPILED.get(query.expected)
    if query.expected is Expected.DATE and (asked := _ASKS_DAY.search(fold(query.text))):
        pattern = _DAY if asked[0] == "几号" else _TERM if asked[0] in ("期限", "时限") else _MONTH
    counted = bool(query.unit) and query.expected is Expected.COUNT  # then the measure word decides
    if pattern is not None and not counted and not pattern.search(folded):
        return False
    if query.unit and query.expected in (Expected.COUNT, Expected.DURATION) and not _has_unit(folded, query.unit):
        return False
    if not _is_sum_asked_for(folded, query):
        return False
    if query.expected is Expected.PLACE and (place := _PLACE_HEAD.search(fold(query.text))):
        suffix = "县|区" if place[1] in ("县", "区") else place[1]
        if not re.search(rf"[\u4e00-\u9fff]{{2}}(?:{suffix})", folded):
            return False
    around = folded + above if query.kind is Kind.ITEMS else folded
    return all(_has_head(head, around) for head in query.heads)


def _is_of_another_thing(folded: str, query: Query) -> bool:
    """Whether a folded sentence defines, says whom to ring up, or is about no beginning, where something else is asked."""
    if query.expected in _NOT_BY_DEFINITION and _DEFINING.search(folded):
        return True
    if query.expected not in _OF_PEOPLE and not _ASKS_CONTACT.search(query.text) and _is_contact(folded):
        return True
    return query.expected is Expected.DATE and "起施行" in query.text and not _STARTS.search(folded)


def _is_sum_asked_for(folded: str, query: Query) -> bool:
    """Whether the money of a folded sentence is of the size asked for: of one piece, of all, in 亿."""
    asked, money = fold(query.text), query.expected is Expected.MONEY
    if money and (per := _PER.search(asked)) and not _per_piece(folded, per[1]):
        return False
    if money and _ASKS_SUM.search(asked) and not _SUM.search(folded):
        return False
    of_a_case = _OF_A_CASE.search(folded) or (money and _LIMIT.search(folded))
    return not (of_a_case and _ASKS_TOTAL.search(asked) and not _TOTAL.search(folded))


def _without_empty_numbers(folded: str, expected: Expected) -> str:
    """`folded` without numbers that count nothing: dates, document and item numbers, slogans such as 四个全面."""
    if expected not in (Expected.COUNT, Expected.MONEY, Expected.PERCENT):
        return folded
    return _EMPTY_NUMBERS.sub("", folded)


def _is_contact(folded: str) -> bool:
    """Whether a folded sentence is little more than a number to ring up."""
    left = _NUMBER_TO_RING.sub("", folded)
    return left != folded and len(left) <= _CONTACT_CHARS


def _has_unit(folded: str, unit: str) -> bool:
    units = "|".join(sorted(unit_group(unit), key=len, reverse=True))
    if unit == "名" and re.search(r"[前第]\d", folded):
        return True  # 前30 is a rank
    return bool(re.search(rf"{_NUMBER}{_SCALE}个?(?:{units})", folded))


def _per_piece(folded: str, piece: str) -> bool:
    if re.search(r"单(?:机|车|台|套)", folded) and piece in ("台", "辆", "套"):
        return True
    pieces = "|".join(
        sorted(set(unit_group(piece)) | {piece, "平方米" if piece.startswith("平") else piece}, key=len, reverse=True)
    )
    return bool(re.search(rf"(?:每|一|单)个?(?:{pieces})|/(?:{pieces})|(?:{pieces})均", folded))


def _has_head(head: str, folded: str) -> bool:
    if (said := _SAID_BY.get(head)) and said.search(folded):
        return True
    return head in folded or any(word in folded for word in synonyms(head)) or (len(head) > 2 and head[:2] in folded)


def redacts_expected(sentence: str, query: Query) -> bool:
    """Whether the thing asked for stands in `sentence` but is blacked out (×, XX, 某) by the source."""
    folded = fold(sentence)
    if not REDACTED.search(folded):
        return False
    if query.expected in (Expected.COUNT, Expected.MONEY, Expected.DURATION, Expected.PERCENT):
        asked = {Expected.MONEY: "元", Expected.PERCENT: "%|‰|成|个百分点"}.get(query.expected, r"[\u4e00-\u9fff]")
        units = "|".join(unit_group(query.unit)) if query.unit else asked
        return bool(re.search(rf"{_REDACTED}{_SCALE}(?:{units})", folded))
    if _ASKS_NAME.search(fold(query.text)) and _redacts_name(folded, query):
        return True
    if query.expected is Expected.PERSON:
        return bool(re.search(rf"(?:联系人|负责人|主持人?|局长|科长|主任)[^,。;]{{0,4}}{_REDACTED}", folded))
    if query.expected is Expected.PHONE:
        return bool(re.search(rf"(?:电话|手机|号码|热线)[^,。;]{{0,6}}[\d×x*-]*{_REDACTED}", folded))
    return query.expected in (Expected.PLACE, Expected.DATE, Expected.BODY) and bool(
        re.search(rf"{_REDACTED}(?:年|月|日|县|区|市|镇|乡|村|局|科|委|办)", folded)
    )


def _redacts_name(folded: str, query: Query) -> bool:
    """Whether a part of a name that the question has is blacked out: ×茶谷."""
    return any(
        re.search(rf"{_REDACTED}{re.escape(token)}|{re.escape(token)}{_REDACTED}", folded) for token, _ in query.tokens
    )
