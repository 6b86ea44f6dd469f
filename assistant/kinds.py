"""The kind of a question: what its wording and the names in it ask for."""

from __future__ import annotations

import re

from assistant.query import Expected, Kind, Place
from assistant.wording import Wording

_ASKS_TASKS = re.compile(
    r"任务|职责|活|工作|事|承担|分工|(?:哪|几|多少)[些项件几]|管什么|干什么|做什么|干啥|做啥|管啥|负责什么|负责啥|负责哪|牵头哪|配合哪|点了?名"
)
_ASKS_ITEMS = re.compile(
    r"(?:有|是|分|分为|包括|列出?|议定|规定|提出|包含|讲|说|干|给|交|考|安排|明确|具备|符合|满足|属于|看|准备|提供|带)?(?:了|的)?(?:都|分别|一共|总共)?(?:有|是|给|要|能)?"
    r"(?:哪些|哪几[项条个件点块类种样方大步级层档]|几[项条点块类种样大](?!以|钱)|啥材料|什么材料|什么条件|啥条件|一条条|逐条|逐项|全部列|[一二两三四五六七八九十\d]+(?:条|项|个|大|类|种|方面|点)[\u4e00-\u9fff]{0,6}(?:是啥|是什么|有哪|分别|都是))"
)
_ITEMS_ARE = re.compile(
    r"(?:条件|要求|材料|步骤|程序|原则|措施|任务|内容)(?:都|分别|全)?(?:说说|讲讲|列一下|列出来|说一下|有啥)|(?:任务|原则|保障措施|措施|要求|条件|资格|材料|步骤|程序|流程|职责|内容|举措|情形|工程|行动|阶段|范围|对象)(?:都|分别|具体)?(?:是|有)(?:什么|啥|哪些|多少)|"
    r"[\u4e00-\u9fff]{2}(?:申请|申报|报名|办理|认定|评审|验收|选聘|选派|准入)(?:条件|资格|材料|流程|程序|步骤)[?。]?$"
)
# Asked for several things by their measure word or number, whatever they are called: 哪几种社团, 哪七块, 分几个阶段.
_SEVERAL = re.compile(
    r"哪(?:几|[二三四五六七八九十两\d]{1,3})(?:[项条个点块类种样方大步级层档件性]|(?=[\u4e00-\u9fff]))(?!月|天|年|日)|分(?:成|为)?几|"
    r"[二三四五六七八九十\d]{1,3}(?:大|项|条|类|件|个)[\u4e00-\u9fff]{0,8}(?:是|有|都|分别)+(?:啥|什么|哪)|列(?:一下|出来?|举)$"
)
# Also where a number of them is asked for, or said without a question: 分几个阶段, 方案的四项原则.
_PARTS = re.compile(
    r"分(?:成|为|哪)*几个?(?:阶段|步|类|种|档|部分|方面|大块)|"
    r"(?<!第)[二三四五六七八九十\d]{1,2}(?:大|项|条|类|件|个)[\u4e00-\u9fff]{0,4}(?:原则|任务|措施|举措|条件|阶段|步骤)$"
)
_ASKS_TARGETS = re.compile(r"目标|要(?:达到|实现|做到|建成|完成)(?:什么|啥|哪些|怎样)|达到什么|实现什么|做到什么程度")
_ITEM_CONCEPT = re.compile(
    r"任务|原则|保障|措施|举措|目标|要求|条件|材料|情形|情况|内容|步骤|程序|职责|标准|方式|行为|事项|扶持|支持|对象|范围|阶段|工作|工程|行动|事$|事[?,。]|哪些事|啥材料|一条条|哪几块|议定|领域|方向|短板|问题|不足|困难|经验|做法|特点"
)
_UNKNOWN_SECTION = re.compile(
    r"^[^,。?]{0,12}?[\u4e00-\u9fff]{1,8}(?:科|处|股|站|办公室|局|中心)(?:室)?(?:都|主要|今年)?(?:有|承担|负责|牵头|配合|管|干)(?:了|着)?(?:哪些|什么|啥|几项|多少)(?:任务|工作|职责|活|事)?"
)
_YEAR_NAMED = re.compile(r"20\d\d|(?<!\d)[12-4]\d年")
_ALL_TASKS = re.compile(
    r"(?:所有|全部)(?:的)?任务|[0-9]+项任务(?:列|都|有)|任务(?:及|和|与)责任(?:科室|单位)|任务(?:都)?列(?:一下|出来)"
)
_ASKS_WHO = re.compile(
    r"谁|(?:哪|什么)(?:个|些|几个|[一二两三四]个)?(?:科室?|处室|股室|部门|单位)(?!学|技|研)|哪[一二两三四几]?家"
)
_POINTED_OUT = re.compile(r"责任[^,。]{0,4}(?:点名|写)")
_WHICH_COUNTY = re.compile(r"哪[^,。]{0,3}(?:县|区|市)")
_DOES = re.compile(r"负责|修|落|承担|做|建|干|实施")
# ... said in a sentence, whatever the kind of the question.
_SAYS_SEVERAL = re.compile(
    r"哪些|哪几|哪[一二三四五六七八九十两]|啥|什么(?:材料|条件|东西|资料|手续|内容)|都是|[一二三四五六七八九十\d]+(?:件|项|个|大|条|种|类)"
)


def kind_of(folded: str, wording: Wording, names: tuple[str, ...], place: Place | None) -> Kind:
    """The first kind whose sign the wording has."""
    expected = wording.expected
    signs = (
        (Kind.GREETING, wording.greeting),
        (Kind.IN_FORCE, wording.asks_in_force),
        (Kind.DEFINITION, wording.asks_definition),
        (Kind.TASKS, place is not None or _asks_tasks_of(folded, expected, names)),
        (Kind.WHO, expected is Expected.BODY and not _POINTED_OUT.search(folded)),
        (Kind.WHO, expected is Expected.PLACE and bool(_WHICH_COUNTY.search(folded) and _DOES.search(folded))),
        (Kind.TARGETS, expected is Expected.ANY and bool(_YEAR_NAMED.search(folded) and _ASKS_TARGETS.search(folded))),
        (Kind.ITEMS, bool(_ASKS_ITEMS.search(folded) and _ITEM_CONCEPT.search(folded))),
        (Kind.ITEMS, bool(_ITEMS_ARE.search(folded))),
        (Kind.ITEMS, expected is Expected.ANY and bool(_SEVERAL.search(folded))),
        (Kind.ITEMS, bool(_PARTS.search(folded))),
    )
    return next((kind for kind, shown in signs if shown), Kind.PASSAGE)


def _asks_tasks_of(folded: str, expected: Expected, names: tuple[str, ...]) -> bool:
    """Whether the question asks which tasks a body has: one that it names, or one that no task has."""
    if not names:
        return bool(_UNKNOWN_SECTION.search(folded) or _ALL_TASKS.search(folded))
    definite = expected in (Expected.MONEY, Expected.PERSON)
    if expected is Expected.DATE and not re.search(r"任务|哪些|哪几", folded):
        return False
    return not definite and bool(_ASKS_TASKS.search(folded)) and not _ASKS_WHO.search(folded)


def asks_several(folded: str) -> bool:
    """Whether a folded question asks for more than one thing, so that a list or an enumeration is wanted."""
    return bool(_SAYS_SEVERAL.search(folded))


def asks_items(folded: str) -> bool:
    """Whether a folded question asks which items there are, of whatever kind."""
    return bool(_ASKS_ITEMS.search(folded) or _ITEMS_ARE.search(folded))
