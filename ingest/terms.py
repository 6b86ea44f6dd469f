"""Terms: defined words, short forms, slogans and what else stands in quotes, with their explanation where given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.document import Clause, ClauseKind, Document
from kb.records import Term, TermKind
from kb.sentences import sentence_spans

_MAX_SENTENCE = 3000  # characters; longer runs are no sentence
_QUOTED = re.compile(r"“([^“”\n]{2,24})”|\"([^\"\n]{2,24})\"|「([^「」\n]{2,24})」")
_DEFINED = re.compile(
    r"(?:本(?:办法|方案|规定|细则|条例|计划|意见|制度|通知|规划|规程|标准|法)(?:中)?所称的?|所称)\s*[“\"]?([^，,。；“”\"]{2,24}?)[”\"]?\s*[，,]?\s*(?:是)?指"
    r"|^(?:第[一二三四五六七八九十百]+条[\s　]*)?(?:[（(]?[一二三四五六七八九十\d]+[)）、.．]\s*)?([\u4e00-\u9fff“”+\dA-Za-z]{2,20}?)[，,]?\s*(?:是指|指的是)"
)
_NAME = r"[“\"]([^“”\"\n]{2,24})[”\"]"
_MEANING = (
    re.compile(
        rf"{_NAME}\s*(?:[，,]\s*)?(?:即|就是|也就是|是指|指的是|指(?![数标导定南挥示向引派明出教])|包括|（即|\(即)"
    ),
    # 落实“四个不摘”（摘帽不摘责任、…）, “三个一批”——储备一批、…; never a number of a footnote or a short form.
    re.compile(rf"{_NAME}\s*[（(](?!以下|下称|下同|简称|[\d\s]+[)）]|附件|见)(?=[^（）()]{{5,}}[)）])"),
    re.compile(rf"{_NAME}\s*(?:——|—|--)\s*(?=[^，。；]{{4,}})"),
    re.compile(rf"(?:即|简称为?|统称为?|合称|概括为)\s*{_NAME}"),
    re.compile(rf"[\u4e00-\u9fff]+(?:、[\u4e00-\u9fff]+)+(?:等)?[（(]{_NAME}[)）]"),
)
# 一长三员（林长、警员、技术员、护林员）: a formula of numbers without quotes, with its list in brackets.
_BARE_FORMULA = re.compile(
    r"((?:[一二两三四五六七八九十]个?[\u4e00-\u9fff]{1,3}){2,4})[（(](?=[^（）()、]{1,14}、[^（）()]{1,80}[)）])"
)
_LIST_FOLLOWS = re.compile(rf"{_NAME}[^“”。]{{0,12}}[：:]\s*(?=一是|1[.．、]|[（(]一[)）]|①)")
_LIST_ITEM = re.compile(r"^\s*(?:[一二三四五六七八九十]是|\d[.．、]|[（(][一二三四五六七八九十][)）]|[①-⑳])")
_SHORT_FORM = re.compile(
    r"([\u4e00-\u9fff“”《》〈〉（）·、\dA-Za-z\-—]{2,60}?)[（(]以下(?:统称|简称|合称)(?:为|作)?[：:]?\s*[“\"《]?([^“”\"《》）)]{2,20})[”\"》]?[)）]"
)
_FULL_LEAD = re.compile(
    r"^(?:.*(?:根据|按照|依据|依照|制定|成立|设立|组建|组成|印发的?|发布的?|贯彻|调整|召开|举办|申报)|为了?|对|由|向|将|把|在|各|全面|推进|落实|开展|实施)(?=[\u4e00-\u9fff]{4,}$)"
)
_GLOSSARY = re.compile(
    r"(?:名词|术语|用语|概念|词语|指标)(?:的)?(?:解释|说明|释义|定义|注释)|^(?:附)?(?:注释|释义|术语和定义|术语与定义|相关名词)$"
)
_ENTRY = re.compile(
    r"^\s*(?:[\[［〔【(（]?\d{1,3}[\]］〕】)）]?\s*[.．、]?|[①-⑳]|[（(][一二三四五六七八九十]+[)）]|注\s*\d{0,2}[：:])?\s*[“\"]?([^“”\"：:，,。；\s]{2,24})[”\"]?\s*(?:[：:]\s*|——)(?=\S{6,})"
)
# Standards put the word in a numbered heading and what it means in the next line (GB/T 1.1).
_HEADED = re.compile(r"^\d+(?:\.\d+)+\s*([\u4e00-\u9fff（）()A-Za-z0-9 ]{2,24})$")
_NOTE_ENTRY = re.compile(
    r"^\s*(?:[\[［〔【(（]\d{1,3}[\]］〕】)）]|[①-⑳]|\d{1,3}[.．、])\s*[“\"]?([^“”\"：:，,。；\s]{2,24})[”\"]?\s*[：:，,]\s*(?:是?指|即|主要指|包括|就是)"
)
_NUMERAL = re.compile(r"[一二两三四五六七八九十百千\d]")
_PREFIX = re.compile(r"^本[\u4e00-\u9fff]{1,4}所称的?")
_NOT_A_TERM = re.compile(
    r"^[\d\s.,，。、]+$|[，。；：]$|^(?:以下|其中|备注|说明|注|附件|来源|单位|电话|地址|邮箱|联系人|时间|地点)$"
)


def find_terms(document: Document) -> tuple[Term, ...]:
    """The terms of `document`: each once, at its explanation, or where it first stands if it has none."""
    found: dict[str, Term] = {}
    for clause in document.clauses:
        if clause.kind is ClauseKind.SIGNATURE:
            continue
        for term in _of_clause(document, clause):
            held = found.get(term.term)
            if held is None or (term.definition is not None and held.definition is None):
                found[term.term] = term
    return tuple(sorted(found.values(), key=lambda term: (term.start, term.term)))


def _of_clause(document: Document, clause: Clause) -> Iterator[Term]:
    path = document.path_of(clause.index)
    spans = sentence_spans(document.text, clause.start, clause.own_end)
    glossary = any(_GLOSSARY.search(heading.strip()) for heading in path)
    if glossary and len(spans) > 1 and (headed := _HEADED.match(document.text[slice(*spans[0])])):
        yield _term(document, clause, headed[1], (spans[0][0], spans[1][1]), explained=True)
    for number, (start, end) in enumerate(spans):
        body = document.text[start:end]
        if len(body) > _MAX_SENTENCE:
            continue
        at_line_start = start == clause.start or "\n" in document.text[spans[number - 1][1] if number else 0 : start]
        if at_line_start and (entry := (_ENTRY if glossary else _NOTE_ENTRY).match(body)):
            stop = _line_end(document.text, start, clause.own_end)
            yield _term(document, clause, _clean(entry[1]), (start, stop), explained=True)
        for match in _LIST_FOLLOWS.finditer(body):
            stop = _list_end(document.text, spans, number)
            yield _term(document, clause, match[1], (start, stop), explained=True)
        for term, full_form, explained in _in_sentence(body):
            yield _term(document, clause, term, (start, end), explained, full_form)


def _term(
    document: Document, clause: Clause, term: str, span: tuple[int, int], explained: bool, full_form: str | None = None
) -> Term:
    kind: TermKind = "defined" if explained else "quoted"
    if full_form is not None:
        kind = "short_form"
    elif _NUMERAL.search(term) and len(term) <= 12:
        kind = "slogan"
    definition = document.text[slice(*span)] if explained else None
    return Term(
        clause.index, document.path_of(clause.index), term, definition, span[0], span[1], kind=kind, full_form=full_form
    )


def _line_end(text: str, start: int, limit: int) -> int:
    end = text.find("\n", start, limit)
    end = limit if end < 0 else end
    return start + len(text[start:end].rstrip())


def _list_end(text: str, spans: list[tuple[int, int]], number: int) -> int:
    """Where the enumeration ends that sentence `number` begins: behind the last sentence that counts on."""
    end = spans[number][1]
    for start, stop in spans[number + 1 :]:
        if not _LIST_ITEM.match(text[start:stop]):
            break
        end = stop
    return end


def _in_sentence(body: str) -> list[tuple[str, str | None, bool]]:
    """The terms of one sentence: the word, what it is short for, and whether the sentence explains it.

    >>> _in_sentence("成立栖云市林长制办公室（以下简称“市林长办”），落实“四个不摘”。")
    [('市林长办', '栖云市林长制办公室', True), ('四个不摘', None, False)]
    """
    found: dict[str, tuple[str | None, bool]] = {}
    for match in _SHORT_FORM.finditer(body):
        found[match[2].strip()] = (_full_form(match[1]), True)
    for match in _DEFINED.finditer(body):
        found.setdefault(_clean(next(filter(None, match.groups()))), (None, True))
    for pattern in (*_MEANING, _BARE_FORMULA):
        for match in pattern.finditer(body):
            found.setdefault(match[1], (None, True))
    for match in _QUOTED.finditer(body):
        found.setdefault(next(filter(None, match.groups())), (None, False))
    return [(term, full, said) for term, (full, said) in found.items() if term and not _NOT_A_TERM.search(term)]


def _full_form(before: str) -> str:
    """What a short form stands for: the title in 《》 in front of it, or the phrase without what leads up to it."""
    if before.endswith("》"):
        return before[before.rfind("《") :]
    phrase = _FULL_LEAD.sub("", before)
    return phrase or before


def _clean(term: str) -> str:
    """`term` without 本办法所称 before it and without quotation marks around it or left alone in it.

    >>> _clean("“四旁”"), _clean("“122”科技服务"), _clean("疫木”")
    ('四旁', '“122”科技服务', '疫木')
    """
    term = _PREFIX.sub("", term)
    if term.count("“") != term.count("”"):
        return re.split("[“”]", term.strip("“”"))[0]
    return term[1:-1] if re.fullmatch("“[^“”]*”", term) else term
