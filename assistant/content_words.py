"""Content words of a question, weighted by what kind of word they are: nouns say what is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from assistant.documents import Mention
from assistant.synonyms import everyday_words
from assistant.wording import Wording, slots_in
from kb.words import STOP_WORDS, Words

_QUESTION_WORDS = re.compile(
    r"(?:几月)?几[号日]之?前|(?:哪天|哪月|哪年|何时|什么时候|啥时候|几时)之?前|"
    r"请问|(?<!申)请(?!示)|列出|告诉我|帮我|查一下|看一下|有没有|是不是|能不能|会不会|什么时候|啥时候|什么|啥时|咋样|怎么样|怎么|怎样|如何|哪些|哪个|哪几个|哪几[项条种类样块点步]|才能|才可以|的时候|时候|列一下|列出来|列举|列个|[哪几][几]?[件样桩]事情?|哪[一二两三四]?家|哪里|"
    r"哪天|多少|几多|几个|谁|为什么|为何|为啥|多久|何时|几时|是多少|分别|一共|总共|全部|都有|都要|现行|目前|现在|具体|规定|提出|里面|文件|方面|打算|准备|这类|那批|那张|那份|那个|这个|这项|"
    r"各项|一条条|逐条|市里|省里|县里|局里|一并|也算上|都算|不算|截止|截至|之前|以前|手上|身上|底下|下面|当中|里头|接着|最后|一天之内|最晚|最迟|起码|至少|最少|最多|最高|最低|顶多|封顶|大概|大约|到底|究竟|应该|应当|具体|自己|说的|分为哪|分哪|分几|[?!。,;:]"
)  # fmt: skip
# Verbs that only ask, right before what is asked for: 包括哪几个方面, 坚持哪些原则, 按照哪些程序进行.
_ASKING_VERB = re.compile(
    r"(?:包括|包含|涵盖|涉及|坚持|遵循|遵守|采取|实行|开展|进行|安排|确定|明确|具备|符合|满足|需要|属于|按照|依照|分成|组成|设置|设立)[了的]?(?=哪|什么|啥|几)|"
    r"(?<=程序|流程|步骤|方式)进行(?=[?。]?$)"
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
_taken_apart: WeakKeyDictionary[Words, re.Pattern[str]] = WeakKeyDictionary()
NOUN = 0.8  # weight from which a token is a noun or name
_NEW, _TAKEN_OVER = 2.0, 0.7
_SINGLE = 0.6  # a single character also stands inside of other words


def weighted_tokens(
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


def weighed(
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


def _cut(text: str, words: Words) -> Iterator[str]:
    """The words of a text; those of everyday speech that the tokenizer takes apart (卖不动, 驾龄) in one piece.

    Only what it cut into single characters is joined: 物管 in 废物管理 is no word.
    """
    run = ""
    for token in [*words.cut(text), ""]:
        if len(token) == 1:
            run += token
            continue
        at = 0
        for match in _whole(words).finditer(run):
            yield from run[at : match.start()]
            yield match[0]
            at = match.end()
        yield from run[at:]
        run = ""
        if token:
            yield token


def _whole(words: Words) -> re.Pattern[str]:
    """The everyday words that the tokenizer takes apart into single characters."""
    if words not in _taken_apart:
        apart = [word for word in everyday_words() if all(len(token) == 1 for token in words.cut(word))]
        _taken_apart[words] = re.compile("|".join(map(re.escape, apart)))
    return _taken_apart[words]


def content_tokens(text: str, words: Words, texts: str) -> list[str]:
    """Content words of a folded text, question words left out; single characters in a row are taken as one word.

    碳汇 and 伐桩 are in no dictionary: their characters come back one by one. `texts` tells whether the run is a
    word of the library; if not, its characters count one by one.
    """
    found: list[str] = []
    run = ""
    for token in [*_cut(_QUESTION_WORDS.sub(",", _ASKING_VERB.sub(",", text)), words), ","]:
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
