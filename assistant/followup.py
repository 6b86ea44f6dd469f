"""Follow-up questions made to stand alone: what the history adds, and what the new turn replaces."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.parts import subject_of
from assistant.query import Expected, Slot
from assistant.regions import regions_in
from assistant.several_named import ASKED, WHICH
from assistant.two_documents import leaves_out_one
from assistant.wording import read_wording, slots_in
from kb.normal_form import fold
from kb.numerals import value_of
from kb.words import Words

Turn = Mapping[str, str]

_OPENING = re.compile(
    r"^(?:那么?(?![些几])|再|还有|另外|然后|接着|要是|如果|假如|换成|至于|其中|它们?|这个(?!月)|这项|该项|该|上面|前面|刚才)"
)
_PRONOUN = re.compile(
    r"它们?的?|那[些几](?:[项条个点种类])?(?:任务|工作|措施|举措|条件|材料|原则|要求|目标|内容|情形|步骤|阶段|政策|项目|资金|补助|补贴|奖励)|(?:这|那件)(?:件|个|桩|些|几[项条个])?(?:事情?|活儿?|任务|工作|措施|条件|材料|单位|政策|笔?钱)|该项工作|该工作|这项工作|这个(?!月)|这项|这些|那个|那项|该项|上述|其中|刚才|前面说的|上面说的"
)
_TRAILING = re.compile(r"(?:呢|怎么样|如何|又是多少|又如何)[?]?$")
_RELATIVE_YEAR = (
    ("第二年", 1),
    ("次年", 1),
    ("下一年", 1),
    ("后一年", 1),
    ("转年", 1),
    ("第三年", 2),
    ("上一年", -1),
    ("前一年", -1),
)
# 省里认的呢 after 国家级工业设计中心奖多少.
_LEVEL_SAID = re.compile(r"(国家|省|市|县|区)(?:里|上|级)?(?:认|评|批|定|授|给|发|认定|评定|认可|命名|评上|拿到)?的?")
# 做衣服的那个集群: a name with what tells it from others of its head, and no verb that asks.
_NAMED = re.compile(r"(?!.*(?:多少|几|谁|哪|什么|怎么|如何|负责|牵头))[\u4e00-\u9fffA-Za-z\d·]{3,16}")
_MODIFIER = re.compile(r"(?:的)?(?:那|这)?(?:个|些|种|类|项|家|批|支)?$")
_LEADING = re.compile(r"^.*(?:年|里|中|的|对|把|给|和|在)")
_LONGEST_HEAD = 6
# 那里路测要买多少保险 after 青岛路测的驾驶人要几年驾龄: the place of the turn before, and nothing else of it.
_THERE = re.compile(r"^(?:那么?,?)?(?:那里(?![面头边])|那儿|那边|当地)(?:的)?(?=[^呢?。]{2})")
_ASKS_ITSELF = re.compile(r"怎么|如何|多少|咋")
_AMOUNT = re.compile(
    r"(?:分别|一共|每[年月次亩人株家户])?(?:要|能|可以|会|得|最[多少高低])?(?:补|奖|罚|给|发|交|缴|收|赔|拿|扣)(?:款|助|励)?(?:多少|几)(?:钱|元|万元?)?$"
)
# What work reports set targets for: one of these alone takes the place of another (社零呢 after GDP目标定多少).
_INDICATOR = re.compile(
    r"地区生产总值|生产总值|gdp|社会消费品零售总额|社零(?:总额)?|固定资产投资|固投|一般公共预算收入|财政收入|税收收入|规(?:模以)?上工业增加值|"
    r"(?:外贸)?进出口(?:总额|总值)?|(?:城镇|农村|城乡)?居民(?:人均可支配)?收入|城镇新增就业|新增就业|居民消费价格(?:涨幅)?|cpi|粮食(?:总)?产量|研发(?:经费)?投入"
)
_ONLY_ASKS = re.compile(
    r"[年到至的在里呢要得应是有该会又能分了]|多少|几[\u4e00-\u9fff]?|目标|指标|任务数?|情况|怎么样|如何|什么|底|前"
)
_PREDICATE = re.compile(
    r"(?:的)?(?:责任科室|责任单位|牵头(?:科室|单位)?|配合(?:科室|单位)?|保障措施|主要任务|任务|目标|要求|期限|时限|标准)?(?:都|又|还)?(?:由|归|是|有|要|在|补|奖|叫)?(?:给)?"
    r"(?:谁|哪些?|哪个|哪几个?|哪家)(?:科室?|部门|单位|处室|家|项|条)?"
    r"(?:来|去|在)?(?:负责|牵头|管|做|办|任务|工作|职责|配合|承担|是|的)*$"
)
# What is asked of a subject by its conditions: 应符合什么条件, 要交哪些材料.
_CONDITIONS = re.compile(
    r"(?:应当?|应该|要|需要?|须|必须)?(?:符合|具备|满足|达到|提供|提交|交|准备)(?:哪些|什么|啥)(?:条件|材料|要求|手续|资料|标准)$"
)
_NAMED_OF_IT = re.compile(rf"的?{ASKED}{WHICH}(?:多少|什么|啥|哪些)[^,]*$")  # 的申报条件是什么
_LISTED = re.compile(r"(?:都|分别)?(?:有|是|包括)(?:哪些|哪几[项条个]|什么|啥)$")
_KIND_OF = re.compile(r"(?:的|重点|主要|基本|具体|工作)+$")
_ASPECT = re.compile(
    r"的?((?:重点|主要|基本|具体|工作|保障|总体|实施|试点)*(?:任务|措施|举措|原则|条件|材料|步骤|程序|流程|阶段|情形|职责|内容|要求|保障))"
    r"(?:都|又)?(?:有|是|包括)?(?:哪些|哪几[项条个]|啥|什么)?$"
)
_ROLE_ONLY = re.compile(r"^(?:其中)?(?:牵头|配合|负责|主办|协办)的?$")
# The document of the turn before, and an item of the list that answered it.
_THIS_DOCUMENT = re.compile(
    r"(?:这|(?<!应)(?<!不)(?<!活)该|那|上述|(?<![\u4e00-\u9fff])本|同一)(?:份|个|部|项)?(?:文件|办法|方案|通知|意见|规定|条例|规划|计划|细则|要点|规范|指南|报告|文)(?:里面?|中|上)?(?:的|,)?"
)
# 它 is the document of the turn before where something is asked that only a document has: 它什么时候开始施行.
_IT = re.compile(r"^(?:那么?,?)?它的?")
_OF_A_DOCUMENT = re.compile(
    r"^.{0,8}(?:施行|实施|执行|生效|印发|发布|下发|(?:时候|哪天|何时|哪年)(?:发|印)的|出台|公布|废止|作废|失效|有效|文号|发文|解释)|"
    r"(?:施行|印发|发布|公布|出台|成文)(?:日期|时间)|还?(?:有效|管用|作数)[吗么]"
)
_ORDINAL = re.compile(
    r"^(?:那么?)?(?:其中)?(?:的)?(?:第([一二三四五六七八九十\d]{1,3})|(最后))一?(?:项|个|点|类|种|步|条|件|块|阶段|方面)(?:任务|措施|条件|原则|工作|要求|内容|阶段)?"
    r"(?:的)?(?:具体)?(?:呢|是(?:什么|啥)|(?:有|说|讲|写)?(?:了|的)?(?:什么|啥|哪些)?(?:内容|要求)?|怎么(?:说|写|讲|做)的?)?[?。]?$"
)
_SHORT = 12  # a question this short without a subject of its own leans on what was said before


def stand_alone(question: str, history: Sequence[Turn], words: Words | None = None) -> str:
    """`question` with what it leaves to the history filled in; the question itself where it stands alone.

    With `words` another region takes the place of the one before: 济宁今年改几个 after 青岛24年改多少个老旧小区.

    >>> turns = [{"role": "user", "content": "2024年竹产业总产值目标是多少"}]
    >>> stand_alone("2027年呢？", turns)
    '2027年竹产业总产值目标是多少'
    """
    asked = [
        turn.get("content", "") for turn in history if turn.get("role") == "user" and turn.get("content", "").strip()
    ]
    if not asked:
        return question
    previous = stand_alone(asked[-1], _user_turns(asked[:-1]), words)
    there = _THERE.match(fold(question))
    if there and words is not None and (regions := regions_in(fold(previous), words)):
        return "".join(regions) + fold(question)[there.end() :]
    moved = _moved(question, previous, words) if words is not None else None
    if moved is not None or not leans_on_history(question) or leaves_out_one(fold(question)):
        return moved or question  # what is set against the document before is no subject to put in its place
    replaced = _replaced(question, previous) or _of_another_kind(question, previous)
    if replaced is not None:
        return replaced
    return _merged(question, previous)


def with_topic(question: str, history: Sequence[Turn], words: Words | None = None) -> str | None:
    """`question` with the subject of the turn before, None without one: for a question that finds nothing alone."""
    asked = [
        turn.get("content", "") for turn in history if turn.get("role") == "user" and turn.get("content", "").strip()
    ]
    return _merged(question, stand_alone(asked[-1], _user_turns(asked[:-1]), words)) if asked else None


def without_this_document(question: str) -> str | None:
    """`question` without the words that mean the document of the turn before (这份文件); None where it has none.

    >>> without_this_document("这份文件从哪天起施行")
    '从哪天起施行'
    >>> without_this_document("它什么时候开始施行")
    '什么时候开始施行'
    """
    folded = fold(question)
    rest, found = _THIS_DOCUMENT.subn("", folded)
    if not found and (it := _IT.match(folded)) and _OF_A_DOCUMENT.search(folded[it.end() :]):
        rest, found = folded[it.end() :], 1
    return rest if found and rest else None


def item_asked(question: str) -> int | None:
    """Which item of the list before is asked for, 1-based, -1 for the last; None where none is.

    >>> item_asked("那第三项呢"), item_asked("最后一条是什么"), item_asked("第三项谁负责")
    (3, -1, None)
    """
    match = _ORDINAL.match(fold(question))
    if match is None:
        return None
    return -1 if match[2] else int(value_of(match[1]) or 0) or None


def _user_turns(texts: Sequence[str]) -> list[Turn]:
    return [{"role": "user", "content": text} for text in texts]


def leans_on_history(question: str) -> bool:
    """Whether `question` is a follow-up: it opens or ends like one, or has a pronoun, or no subject."""
    folded = fold(question)
    if _OPENING.match(folded) or _PRONOUN.search(folded) or _TRAILING.search(folded):
        return len(folded) <= 40
    bare = re.sub(r"[?。!,]", "", folded)
    return len(bare) <= _SHORT and _subject(bare) == ""


def _subject(folded: str) -> str:
    """What is left of a short question without its question words."""
    rest = re.sub(
        r"什么时候|啥时候|何时|几时|哪天|多少钱|多少|几|谁|哪个|哪些|哪家|哪里|什么|怎么|为什么|负责|完成|牵头|配合|责任|科室|单位|部门|是|的|"
        r"有|要|由|来|在|补|奖|做|弄完|时限|期限|吗|呢|到|截止|分别|都|各|具体|部门|处室",
        "",
        folded,
    )
    return rest if len(rest) > 1 else ""


def _moved(question: str, previous: str, words: Words) -> str | None:
    """`previous` with its region replaced by the one of a short `question` that brings nothing else."""
    folded, before = fold(question), fold(previous)
    new, old = regions_in(folded, words), regions_in(before, words)
    if len(new) != 1 or len(old) != 1 or new == old:
        return None
    rest = _ONLY_ASKS.sub("", _TRAILING.sub("", _OPENING.sub("", folded.replace(new[0], "")))).strip("?。, ")
    rest = re.sub(r"今年?|[的市省县]", "", rest)
    return before.replace(old[0], new[0]) if all(char in before for char in rest) else None


def _of_another_kind(question: str, previous: str) -> str | None:
    """`previous` about another one of the same head: 做衣服的那个集群呢 after 现代家居集群营收目标多少.

    >>> _of_another_kind("那机器人产业园呢", "新材料产业园2025年产值目标是多少")
    '机器人产业园2025年产值目标是多少'
    """
    folded, before = fold(question).strip("?。, "), fold(previous)
    named = _TRAILING.sub("", _OPENING.sub("", folded))
    if named == folded or not _NAMED.fullmatch(named):
        return None
    for length in range(min(_LONGEST_HEAD, len(named) - 2), 1, -1):
        head = named[-length:]
        if before.count(head) != 1:
            continue
        kind = _MODIFIER.sub("", named[:-length])
        modifier = re.search("[\u4e00-\u9fff]*$", before[: before.index(head)])
        assert modifier is not None
        if kind and modifier[0] and kind not in before:
            begin = before.index(head) - len(_LEADING.sub("", modifier[0]))
            return f"{before[:begin]}{kind}{before[before.index(head) :]}"
    return None


def _replaced(question: str, previous: str) -> str | None:
    """`previous` with its year, place or level replaced, where that is all that `question` brings."""
    folded, before = fold(question), fold(previous)
    before_slots, new_slots = slots_in(before), slots_in(folded)
    for words, shift in _RELATIVE_YEAR:
        years = [slot.value for slot in before_slots if slot.kind == "year"]
        if words in folded and years:
            return before.replace(years[-1], str(int(years[-1]) + shift))
    rest = _TRAILING.sub("", _OPENING.sub("", folded)).strip("?。,")
    if _INDICATOR.fullmatch(rest) and len(set(old := _INDICATOR.findall(before))) == 1:
        return before.replace(old[0], rest)
    if (said := _LEVEL_SAID.fullmatch(rest)) and any(slot.kind == "level" for slot in before_slots):
        new_slots, rest = (Slot("level", f"{said[1]}级"),), f"{said[1]}级"
    for slot in new_slots:
        rest = rest.replace(slot.value, "").replace(f"{slot.value[2:]}年" if slot.kind == "year" else slot.value, "")
    rest = _ONLY_ASKS.sub("", rest)
    if not new_slots or rest:
        return None
    text = before
    for slot in new_slots:
        old = [one.value for one in before_slots if one.kind == slot.kind]
        if not old or (old[0] not in text and slot.kind != "year"):
            return None
        written = old[0] if old[0] in text else old[0][2:]
        text = text.replace(written, slot.value)
    return text


def _merged(question: str, previous: str) -> str:
    """The previous question's subject with the new question behind it."""
    folded = _PRONOUN.sub("", _TRAILING.sub("", _OPENING.sub("", fold(question)))).strip("?。, ")
    before = fold(previous).strip("?。, ")
    new, old = read_wording(folded), read_wording(before)
    if aspect := _ASPECT.match(folded):  # 那保障措施呢: another part of the old subject
        predicate = _PREDICATE.search(before)
        subject = _KIND_OF.sub("", before[: predicate.start()]) if predicate else f"{_without_question(before)},"
        return f"{subject}{aspect[1]}有哪些"
    if new.expected is Expected.ANY and not new.asks_definition:
        asking = (
            _CONDITIONS.search(before)
            or (None if _ASKS_ITSELF.search(folded) else _AMOUNT.search(before))
            or _PREDICATE.search(before)
        )
        if asking and len(folded) <= _SHORT and not _ROLE_ONLY.match(folded):
            return folded + asking[0]  # 那竹产业呢: a new subject for the old question
        return f"{before},{folded}"
    if old.expected is not Expected.ANY:
        return f"{_without_question(before).rstrip(',')},{folded}"
    pointed = _PRONOUN.search(fold(question))  # 那些措施 are part of the subject
    kept = _LISTED.sub("", before) if pointed else _NAMED_OF_IT.sub("", before)
    return f"{kept if kept and kept != before else subject_of(before) or before},{folded}"


def _without_question(folded: str) -> str:
    """A question without the words that ask: 全市要设多少界碑 becomes 全市要设界碑."""
    return re.sub(r"多少|几多", "", _without_ending(folded)) or folded


def _without_ending(folded: str) -> str:
    return (
        re.sub(
            r"(?:由|归|是|到|要|在|为|分别)*(?:多少钱?|几多钱?|谁(?:来)?(?:负责|牵头|管)?|哪(?:个|些|几个|家)(?:科室|科|部门|单位)?(?:负责|牵头|管)?|什么时候|何时|哪天|"
            r"多久(?:一次)?|怎么(?:补|算|办)?|如何|是什么|负责|牵头)(?:完成|交)?$",
            "",
            folded,
        )
        or folded
    )
