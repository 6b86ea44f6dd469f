"""From a question to a Query: what is asked, about what, and which documents and names it means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.body_names import masked, names_in, place_asked
from assistant.documents import Mention, find_mention
from assistant.followup import Turn, stand_alone
from assistant.idioms import officially
from assistant.query import Expected, Kind, Place, Query, Slot
from assistant.shortened import spell_out
from assistant.typos import library_text, mend
from assistant.wording import Wording, read_wording, slots_in
from kb.library import Library
from kb.normal_form import fold
from kb.snapshot import Snapshot
from kb.words import STOP_WORDS, Words

_ASKS_TASKS = re.compile(
    r"任务|职责|活|工作|事|承担|分工|(?:哪|几|多少)[些项件几]|管什么|干什么|做什么|干啥|做啥|管啥|负责什么|负责啥|负责哪|牵头哪|配合哪|点了?名"
)
_ASKS_ITEMS = re.compile(
    r"(?:有|是|分|分为|包括|列出?|议定|规定|提出|包含|讲|说|干|给|交|考|安排|明确|具备|符合|满足|属于|看|准备|提供|带)?(?:了|的)?(?:都|分别|一共|总共)?(?:有|是|给|要|能)?"
    r"(?:哪些|哪几[项条个件点块类种样方大步级层档]|几[项条点块类种样大](?!以|钱)|啥材料|什么材料|什么条件|啥条件|一条条|逐条|逐项|全部列|[一二两三四五六七八九十\d]+(?:条|项|个|大|类|种|方面|点)[\u4e00-\u9fff]{0,6}(?:是啥|是什么|有哪|分别|都是))"
)
_ITEMS_ARE = re.compile(
    r"(?:条件|要求|材料|步骤|程序|原则|措施|任务|内容)(?:都|分别|全)?(?:说说|讲讲|列一下|列出来|说一下|有啥)|(?:任务|原则|保障措施|措施|要求|条件|材料|步骤|程序|职责|内容|举措|情形|工程|行动|阶段|范围|对象)(?:都|分别|具体)?(?:是|有)(?:什么|啥|哪些|多少)"
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
_QUESTION_WORDS = re.compile(
    r"(?:几月)?几[号日]之?前|(?:哪天|哪月|哪年|何时|什么时候|啥时候|几时)之?前|"
    r"请问|(?<!申)请(?!示)|列出|告诉我|帮我|查一下|看一下|有没有|是不是|能不能|会不会|什么时候|啥时候|什么|啥时|咋样|怎么样|怎么|怎样|如何|哪些|哪个|哪几个|哪几[项条种类样块点步]|才能|才可以|的时候|时候|列一下|列出来|列举|列个|哪[一二两三四]?家|哪里|"
    r"哪天|多少|几多|几个|谁|为什么|为何|为啥|多久|何时|几时|是多少|分别|一共|总共|全部|都有|都要|现行|目前|现在|具体|规定|提出|里面|文件|方面|打算|准备|这类|那批|那张|那份|那个|这个|这项|"
    r"各项|一条条|逐条|市里|省里|县里|局里|一并|也算上|都算|不算|截止|截至|之前|以前|手上|身上|底下|下面|当中|里头|接着|最后|一天之内|最晚|最迟|起码|至少|最少|最多|最高|最低|顶多|封顶|大概|大约|到底|究竟|应该|应当|具体|自己|说的|分为哪|分哪|分几|[?!。,;:]"
)  # fmt: skip
# Payments of one kind are no answer to a question about another: a grant is no fine, a cover no premium.
_MONEY_KIND = re.compile(
    r"罚款|罚|赔偿|赔|扣|保费|保额|投资|造价|租金|房租|押金|学费|门票|票价|单价|采购价|收购价|保护价|售价|价格|奖金|工资|工钱|投资额|产值|收入|余额|注册资本"
)
_ROLE_ASKED = re.compile(
    r"(组长|主任|院长|书记|会长|理事长|召集人|[\u4e00-\u9fff]{2}(?:人|长|员))(?:是谁|由谁|谁担任|谁当|谁来当|是哪位|叫什么)"
)
_ROLE = re.compile(r"(组长|主任|院长|书记|会长|理事长|召集人)$")
_TELLING_ITEMS = re.compile(r"原则|程序|条件|材料|阶段|步骤")
_ASKED_NOUN = re.compile(r"(?:哪(?:一)?(?:家|个|所|条|位|座|类|种|款|支|间|户|名)|什么|啥|多少)([\u4e00-\u9fff]{2,8})")
_AMOUNT = re.compile(r"[万亿千百]*元|[万亿千百].*|个.*")
_COMMON_HEADS = re.compile(
    r"权利|义务|数据|负担|形式|方式|程度|结果|级别|层次|类型|渠道|途径|平台|系统|成效|工具|技术|服务|活动|会议|项目|理念|方针|策略|方向|领域|环节|阶段|状态|职称|学历|条例|规模|待遇|资格|限制|后果|程序|步骤|样子|照顾|好处|甜头|优惠|便宜|帮助|手续|花样|名堂|讲究|说法|短板|问题|困难|做法|变化|区别|特点|时候|时间|意思|东西|科室|单位|部门|机构|地方|原因|材料|条件|资料|措施|办法|手段|要求|奖励|支持|补助|补贴|扶持|内容|任务|工作|情况|情形|标准|经费|资金|好处|优惠|政策|作用|"
    r"条款|事项|责任|负责|牵头|规定|目标|原则|影响|手续|程序|职责|人员|人在|局|科|站|中心|委"
)
_UNKNOWN_SECTION = re.compile(
    r"^[^,。?]{0,12}?[\u4e00-\u9fff]{1,8}(?:科|处|股|站|办公室|局|中心)(?:室)?(?:都|主要|今年)?(?:有|承担|负责|牵头|配合|管|干)(?:了|着)?(?:哪些|什么|啥|几项|多少)(?:任务|工作|职责|活|事)?"
)
_CN_YEAR = re.compile(r"(二[零○0][一二三四五六七八九零○0]{2})年")
_YEAR_NAMED = re.compile(r"20\d\d|(?<!\d)[12-4]\d年")
_ALL_TASKS = re.compile(
    r"(?:所有|全部)(?:的)?任务|[0-9]+项任务(?:列|都|有)|任务(?:及|和|与)责任(?:科室|单位)|任务(?:都)?列(?:一下|出来)"
)
_EMPTY = "数分种块样条项一二三四五六七八九十两几半百千万亿多少钱事干搞第次按算只又再已各本该每当年月日天时元制性率落"
_COUNTING = re.compile(r"[一二三四五六七八九十两几半百千万亿\d.]+[\u4e00-\u9fff]?")
# Nouns and names say what a question is about; verbs and adjectives less, the rest little (development half of the gold).
_WEIGHT_BY_TAG = (
    ("vn", 1.0),
    ("n", 1.0),
    ("j", 1.0),
    ("l", 0.8),
    ("i", 0.8),
    ("b", 0.8),
    ("s", 0.7),
    ("v", 0.6),
    ("a", 0.5),
)
NOUN = 0.8  # weight from which a token is a noun or name
_ASKS_WHO = re.compile(
    r"谁|(?:哪|什么)(?:个|些|几个|[一二两三四]个)?(?:科室?|处室|股室|部门|单位)(?!学|技|研)|哪[一二两三四几]?家"
)
# 那些部门 at the end of a question that asks nothing else is 哪些部门.
_THAT_FOR_WHICH = re.compile(
    r"那(?=(?:些|个|几个|几家|家|两个|两家)(?:单位|部门|科室|处室|局|科|处)(?:来|去|在)?(?:负责|牵头|管|办|承担|的)*[?。]?$)"
)
_ASKS_ANYTHING = re.compile(r"谁|哪|什么|啥|多少|几|怎|如何|何时|吗|是否|有没有|是不是|能不能|为何")
_POINTED_OUT = re.compile(r"责任[^,。]{0,4}(?:点名|写)")
_WHICH_COUNTY = re.compile(r"哪[^,。]{0,3}(?:县|区|市)")
_DOES = re.compile(r"负责|修|落|承担|做|建|干|实施")
_NEW, _TAKEN_OVER = 2.0, 0.7
_SINGLE = 0.6  # a single character also stands inside of other words
_REPEALED = re.compile(
    r"(?<!不含)(?<!除)(?:旧(?=的|版|那|方案|办法|文件|通知|规定|政策|条例|制度|计划|细则)|老的(?!旧)|原来的|原先|已废止|已作废|失效的|被废止)(?!文件不算)"
)


def understand(
    question: str, history: Sequence[Turn], library: Library, doc: str | None = None, now: str | None = None
) -> Query:
    """The query that `question` and `history` make. `doc` restricts it to one document.

    `now` is the new turn where `question` already holds what earlier turns add.
    """
    snapshot, words = library.snapshot, library.words
    standalone = stand_alone(question, history, words)
    written = _with_which(_with_digits(fold(standalone)))
    official = officially(written)
    folded, corrections = mend(official, snapshot, words)
    folded, written_out = spell_out(folded, snapshot, words)
    corrections += written_out
    wording = read_wording(folded)
    names = names_in(folded, snapshot)
    place = place_asked(folded, snapshot)
    if place is not None and len(place.bodies) == 1:
        names = tuple(dict.fromkeys((*names, *place.bodies)))
    mention = Mention((doc,), 0, 0) if doc else find_mention(masked(folded, snapshot), snapshot, words)
    kind = _kind(folded, wording, names, place)
    shown = folded if corrections or official != written or standalone != question else standalone.strip()
    return Query(
        text=shown,
        kind=kind,
        expected=wording.expected,
        tokens=_weighed(
            _tokens(folded, mention, names if kind is Kind.TASKS else (), words, library_text(snapshot)),
            wording,
            words,
            _said_now(now or question, standalone),
        ),
        slots=_slots(folded, mention, snapshot, words),
        names=names,
        doc_ids=mention.doc_ids if mention else None,
        unit=wording.unit,
        heads=_heads(folded, wording, words),
        role=wording.role,
        corrections=corrections,
        place=place,
        includes_repealed=bool(_REPEALED.search(folded)),
    )


def _kind(folded: str, wording: Wording, names: tuple[str, ...], place: Place | None) -> Kind:
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


def _slots(folded: str, mention: Mention | None, snapshot: Snapshot, words: Words) -> tuple[Slot, ...]:
    """The slots that evidence must agree with: not those that only name the document."""
    slots = tuple(slot for slot in slots_in(folded) if slot.kind != "place" or _is_place(slot.value, snapshot, words))
    if mention is None or mention.end == 0:
        return slots
    naming = folded[mention.start : mention.end]
    outside = folded[: mention.start] + " " + folded[mention.end :]
    kept = [slot for slot in slots_in(outside) if slot in slots]
    titles = "".join(fold(snapshot.entries[doc_id].document.title) for doc_id in mention.doc_ids)
    in_name = [slot for slot in slots_in(naming) if slot.kind != "year" and slot.value not in titles and slot in slots]
    return (*kept, *(slot for slot in in_name if slot not in kept))


def _is_place(value: str, snapshot: Snapshot, words: Words) -> bool:
    """Whether what looks like a county or town is one: 江西县 in 江西县一级 is none, 江西 being a name by itself."""
    if words.part_of_speech(value).startswith("ns") or value in library_text(snapshot):
        return True
    return not words.part_of_speech(value) and not words.part_of_speech(value[:-1]).startswith("ns")


def _tokens(
    folded: str, mention: Mention | None, names: tuple[str, ...], words: Words, texts: str
) -> tuple[tuple[str, float], ...]:
    """Content words with weights: those that only name the document or its year count less."""
    rest = folded
    if mention is not None and mention.end > mention.start:
        rest = folded[: mention.start] + "," + folded[mention.end :]
    for name in names:
        rest = rest.replace(name, ",")
    for slot in slots_in(rest):
        rest = rest.replace(slot.value, ",")
    rest = re.sub(r"20\d\d年?(?:底|度|末)?|(?<!\d)\d\d年(?:底|度)?", ",", rest)
    tokens = dict.fromkeys(content_tokens(rest, words, texts), 1.0)
    tokens |= {slot.value: 1.0 for slot in slots_in(folded) if slot.kind == "place"}
    if mention is not None:
        for token in content_tokens(folded[mention.start : mention.end], words, texts):
            tokens.setdefault(token, 0.35)
    return tuple(tokens.items())


def _with_digits(folded: str) -> str:
    """`folded` with years in Chinese digits written in Arabic ones: 二○二五年."""
    digits = {**{char: str(value) for value, char in enumerate("零一二三四五六七八九")}, "○": "0", "0": "0"}
    return _CN_YEAR.sub(lambda match: "".join(digits[char] for char in match[1]) + "年", folded)


def _with_which(folded: str) -> str:
    """`folded` with 哪 where 那 was typed for it: 归那些部门."""
    return folded if _ASKS_ANYTHING.search(folded) else _THAT_FOR_WHICH.sub("哪", folded)


def asks_anything(text: str) -> bool:
    """Whether `text` has a word that asks, or says what is wanted in another way."""
    return bool(_ASKS_ANYTHING.search(fold(text)))


def _said_now(question: str, standalone: str) -> str | None:
    """The new turn of a follow-up, folded; None where the question stands alone."""
    return fold(question) if standalone != question else None


def _weighed(
    tokens: tuple[tuple[str, float], ...], wording: Wording, words: Words, now: str | None
) -> tuple[tuple[str, float], ...]:
    """`tokens` without the measure word asked for, weighted by what kind of word they are: nouns say what is meant.

    In a follow-up the words of the new turn weigh more than those taken over from the turns before.
    """
    kept = tuple((token, share) for token, share in tokens if token != wording.unit) or tokens
    weighed = []
    for token, share in kept:
        weight = share * _kind_weight(token, words)
        factor = 1.0 if now is None else _NEW if token in now else _TAKEN_OVER
        weighed.append((token, weight * factor if weight >= NOUN else min(weight * factor, NOUN - 0.01)))
    return tuple(weighed)


def _kind_weight(token: str, words: Words) -> float:
    tag = words.part_of_speech(token)
    weight = (
        1.0 if not tag or words.knows(token) else next((w for start, w in _WEIGHT_BY_TAG if tag.startswith(start)), 0.4)
    )
    return weight * (_SINGLE if len(token) == 1 else 1.0)


def content_tokens(text: str, words: Words, texts: str) -> list[str]:
    """Content words of a folded text, question words left out; single characters in a row are taken as one word.

    碳汇 and 伐桩 are in no dictionary: their characters come back one by one. `texts` tells whether the run is a
    word of the library; if not, its characters count one by one.
    """
    found: list[str] = []
    run = ""
    for token in [*words.cut(_QUESTION_WORDS.sub(",", text)), ","]:
        single = len(token) == 1 and "\u4e00" <= token <= "\u9fff" and token not in STOP_WORDS
        if single and token not in _EMPTY:
            run += token
            continue
        if run:
            found += [run] if run in texts else list(run)
            run = ""
        counting = _COUNTING.fullmatch(token) and not words.knows(token)
        if len(token) > 1 and token not in STOP_WORDS and not counting and any(c.isalnum() for c in token):
            found.append(token)
    return list(dict.fromkeys(found))


def _heads(folded: str, wording: Wording, words: Words) -> tuple[str, ...]:
    """Nouns that the answer must have beside it: 银行 in 哪家银行, 女同志 in 多少女同志, 保费 in 保费多少, 组长 in 组长是谁."""
    found: list[str] = []
    for match in _ASKED_NOUN.finditer(folded):
        first, *others = [*words.cut(match[1]), ""]
        if len(first) == 1 and first != wording.unit and len(others[0]) > 1:
            if words.part_of_speech(first).startswith("v"):
                continue  # 多少搞技术的人
            first += others[0]  # 女同志
        if (
            len(first) > 1
            and not _AMOUNT.fullmatch(first)
            and not _COMMON_HEADS.search(first)
            and first != wording.unit
        ):
            found.append(first)
    if wording.expected is Expected.MONEY:
        found += [match[0] for match in _MONEY_KIND.finditer(folded)]
    if _ASKS_ITEMS.search(folded) or _ITEMS_ARE.search(folded):
        found += _TELLING_ITEMS.findall(folded)[-1:]
    found += [(_ROLE.search(match[1]) or match)[1] for match in _ROLE_ASKED.finditer(folded)]
    return tuple(dict.fromkeys(found))
