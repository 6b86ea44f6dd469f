"""A question that asks several things, taken apart into one question for each of them. Only the wording is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.query import Kind, Query
from assistant.several_named import ASKED, JOINS, NAMED, NAMES, WHICH, names_several, several_in
from kb.words import STOP_WORDS, Words

# What asks. 几 asks only before a measure word: 几个 and 几百, not 十几 or 几乎.
_WH = r"(?:谁|哪|什么|啥|何时|几时|何地|多少|几多|(?<![十好这那前近每])几(?![乎年来])|多久|多长|多大|多高|多宽|怎么|怎样|咋|如何|为何)"
_YES_NO = r"是否|能否|可否|有没有|是不是|能不能|可不可以|会不会|要不要|需不需要|该不该|准不准"
_ASKS = re.compile(rf"{_WH}|{_YES_NO}|[吗么][?？。]?$")
_BEFORE_ASKING = r"(?:具体|分别|又|都|应当|应该|应|要|该)?(?:由|归|在|是|到|向|找|从|按)?"
_SENTENCE_ENDS, _COMMAS = "?？；;。！!", "，,"
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|「[^」]*」|（[^）]*）|\([^)]*\)")
# `…多长时间、在哪儿讲`: something more is asked behind what asks already, without a comma.
_NEXT_ASK = re.compile(rf"{JOINS}(?=(?:{_BEFORE_ASKING}|{NAMED}{WHICH}){_WH})")
# What asks for the same again: 任务有几项，分别是啥; 多久巡一次林，办法怎么规定.
_AGAIN = re.compile(
    rf"^(?:其中|都|各|具体)*分别{WHICH}{_WH}|^(?:是|有|都是|都有){_WH}[些个]?[?？。]?$|(?:怎么|如何|怎样)(?:规定|说|写|讲)的?[?？。]?$"
)
# What stands between the subject and the word that asks for something of it.
_LINK = re.compile(
    rf"(?:{ASKED}|补助|补贴|奖励|每(?:公里|平方米|[\u4e00-\u9fff])|一(?:公里|平方米|[亩株棵年月天次人个户家])|(?:要|应|需|得|可以)[修建种造办发拨收交报领派配招选开设]"
    r"|分别|具体|一共|总共|最高|最多|最低|至少|最晚|最迟|[补奖罚贴的是为有要由归在应该当能可以得需会到给让，,])+$"
)
_YEAR = re.compile(r"^(?:到|至|在)?(?:20)?\d\d年(?:底|末|度)?(?:前|之前)?[，,]?")
_YEAR_SAID = re.compile(r"20\d\d|(?<!\d)\d\d年")
_GENERIC = re.compile(
    rf"资金|经费|费用|款|钱|结果|工作|任务|项目|人员|情况|手段|办法|方法|文件|地方|公里|县区|乡镇|{NAMES}"
)
_HAN = re.compile("[\u4e00-\u9fff]+")
# Nouns that ask for a measure of something said before, and are no subject themselves.
MEASURES = re.compile(
    r"比例|时限|期限|金额|标准|数量|人数|面积|总数|比重|名额|时间|日期|单位|科室|部门|任务|工作|目标|要求|条件|材料|措施|办法|情况|内容|部分|概括|总结|"
    r"^(?:报告|结果|申请|名单|清单|年龄|限制|人员|负责人|责任|原则|流程|程序|步骤|阶段|范围|对象|依据|保障|经费|资金|费用|职责|后果)$"
)
_ENDS = " \t\n?？。；;，,！!"
_FEW = 4  # so little behind what asks is no subject of its own: 什么时候完成


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a question asks.

    `written` is how the question puts it, `asked` the questions of their own that it may stand for, likeliest first:
    with the subject that it leaves to the part before, and without. `leans` tells that it does, `apart` that it has a
    noun of its own besides.
    """

    written: str
    asked: tuple[str, ...]
    leans: bool
    apart: bool

    def with_more(self, other: Part) -> Part:
        """This part with one that asks the same kind of thing of the same subject: 谁牵头, 谁配合."""
        return replace(
            self,
            written=f"{self.written}，{other.written}",
            asked=tuple(f"{each}，{other.written}" for each in self.asked),
        )


def parts_of(question: str, words: Words) -> tuple[Part, ...]:
    """What a question asks, in order; one part where it asks one thing."""
    found: list[Part] = []
    subject = ""
    for sentence in _asking(_pieces(question, _SENTENCE_ENDS)):
        for number, clause in enumerate(_clauses(sentence)):
            about = subject_of(clause)
            apart = _has_noun(_ASKS.sub("，", clause), words)
            if not found or (number == 0 and _has_noun(about, words)):
                subject, before = about or _ASKS.sub("", clause), ""
            else:
                before = subject
            several = several_in(clause, words)
            for written in several or [clause]:
                asked = _asked(before, written, apart and several is None)
                leans = bool(before) or (several is not None and written is not several[0])
                found.append(Part(written.strip(_ENDS), asked, leans, apart or several is not None))
    return tuple(found)


def distinct(parts: tuple[Part, ...], queries: tuple[Query, ...]) -> tuple[Part, ...]:
    """`parts` without those that ask the same as the part before; `queries` is what each was understood as."""
    kept: list[tuple[Part, tuple[object, ...]]] = []
    for part, query in zip(parts, queries, strict=True):
        sign = (Kind.WHO,) if query.kind is Kind.WHO else (query.kind, query.expected, query.unit, query.slots)
        same = bool(kept) and kept[-1][1] == sign
        if same and part.leans and (query.kind is Kind.WHO or not part.apart):
            kept[-1] = (kept[-1][0].with_more(part), sign)
        else:
            kept.append((part, sign))
    return tuple(part for part, _ in kept)


def _asked(before: str, clause: str, apart: bool) -> tuple[str, ...]:
    """The questions that a clause may stand for behind the subject `before`, if it has one before it."""
    if not before:
        return (clause.strip(_ENDS),)
    undated = _YEAR.sub("", before) + clause
    candidates = [undated if _YEAR_SAID.search(clause) else before + clause, undated, *([clause] if apart else [])]
    return tuple(dict.fromkeys(each.strip(_ENDS) for each in candidates))


def _asking(sentences: list[str]) -> list[str]:
    """The sentences that ask, each with those before it that do not."""
    found: list[str] = []
    begun = ""
    for each in sentences:
        if _asks(each):
            found.append(begun + each)
            begun = ""
        else:
            begun += each
    return found


def _asks(text: str) -> bool:
    return bool(_ASKS.search(_QUOTED.sub("", text).strip(_ENDS)))


def _clauses(sentence: str) -> list[str]:
    """The clauses of a sentence that ask, each with those before it that do not; the last with what follows."""
    found: list[str] = []
    begun = ""
    for piece in _pieces(sentence, _COMMAS):
        for each in _at_joins(piece):
            if not _asks(each):
                begun += each
            elif found and not begun and _AGAIN.search(each):
                found[-1] += each
            else:
                found.append(begun + each)
                begun = ""
    if begun and found:
        found[-1] += begun
    return [each.strip() for each in found]


def _at_joins(piece: str) -> Iterator[str]:
    """A piece cut where something more is asked behind what asks already."""
    at = 0
    for match in _NEXT_ASK.finditer(_masked(piece)):
        if _ASKS.search(piece, at, match.start()):
            yield piece[at : match.start()]
            at = match.end()
    yield piece[at:]


def _pieces(text: str, ends: str) -> list[str]:
    """`text` cut behind each of the characters `ends` that stands in no quotation, without empty pieces."""
    cuts = [match.end() for match in re.finditer(f"[{re.escape(ends)}]", _masked(text))]
    bounds = [0, *cuts, len(text)]
    return [piece for start, end in pairwise(bounds) if (piece := text[start:end]).strip(_ENDS)]


def _masked(text: str) -> str:
    """`text` with what is quoted, bracketed or a title blanked out."""
    return _QUOTED.sub(lambda match: "□" * len(match[0]), text)


def subject_of(clause: str) -> str:
    """What a clause that asks is about: what stands before that, else what stands behind, if it is more than a verb."""
    clause = clause.strip(_ENDS)
    if several := names_several(clause):
        return several["subject"].strip(_ENDS)
    asks = _ASKS.search(_masked(clause))
    if asks is None:
        return clause
    if re.match(_YES_NO, asks[0]) or asks[0] in "吗么":
        return clause[: asks.start()] + clause[asks.end() :]
    before = _LINK.sub("", clause[: asks.start()]).strip(_ENDS)
    behind = clause[asks.end() :]
    return before or (behind if len(behind) > _FEW else "")


def _has_noun(about: str, words: Words) -> bool:
    """Whether a subject has a noun that says what it is: not 资金, nor what is done with it (验收).

    Characters in a row that are no words count as one: 疫木 is in no dictionary.
    """
    tokens = words.cut(about)
    strange = any(
        _HAN.fullmatch(one + other) and not {one, other} & STOP_WORDS
        for one, other in pairwise(tokens)
        if len(one + other) == 2
    )
    return strange or any(
        len(token) > 1 and words.part_of_speech(token).startswith(("n", "j", "l", "i")) and not _GENERIC.search(token)
        for token in tokens
    )
