"""Terms: quoted slogans and defined words, with their definition where the text gives one."""

from __future__ import annotations

import re

from kb.document import ClauseKind, Document
from kb.records import Term
from kb.sentences import sentence_spans

_QUOTED = re.compile(r"“([^“”\n]{2,24})”|\"([^\"\n]{2,24})\"|「([^「」\n]{2,24})」")
_DEFINED = re.compile(
    r"(?:本(?:办法|方案|规定|细则|条例|计划|意见|制度|通知)(?:中)?所称的?|所称)\s*[“\"]?([^，,。；“”\"]{2,24}?)[”\"]?\s*[，,]?\s*(?:是)?指"
    r"|^(?:第[一二三四五六七八九十百]+条[\s　]*)?(?:[（(]?[一二三四五六七八九十\d]+[)）、.．]\s*)?“?([\u4e00-\u9fff“”+\dA-Za-z]{2,20}?)[，,]?\s*(?:是指|指的是)"
)
_QUOTED_MEANING = re.compile(r"[“\"]([^“”\"\n]{2,24})[”\"]\s*(?:[，,]\s*)?(?:即|是指|指的是|指|包括|（即|\(即)[^“”\"]?")
_SHORT_FORM = re.compile(
    r"([\u4e00-\u9fff“”]{4,40})[（(]以下(?:统称|简称|合称)[：:]?\s*[“\"]?([^“”\"）)]{2,20})[”\"]?[)）]"
)
_PREFIX = re.compile(r"^本[\u4e00-\u9fff]{1,4}所称的?")
_NOT_A_TERM = re.compile(r"^[\d\s.,，。、]+$|[，。；：]$")


def find_terms(document: Document) -> tuple[Term, ...]:
    """The terms of `document`: each once, at its definition, or where it first stands if it has none."""
    found: dict[str, Term] = {}
    for clause in document.clauses:
        if clause.kind is ClauseKind.SIGNATURE:
            continue
        path = document.path_of(clause.index)
        for start, end in sentence_spans(document.text, clause.start, clause.own_end):
            body = document.text[start:end]
            for term, defined in _in_sentence(body):
                if term not in found or (defined and found[term].definition is None):
                    found[term] = Term(clause.index, path, term, body if defined else None, start, end)
    return tuple(sorted(found.values(), key=lambda term: (term.start, term.term)))


def _in_sentence(body: str) -> list[tuple[str, bool]]:
    """The terms of one sentence, and whether it defines them."""
    defined = [_clean(next(filter(None, match.groups()))) for match in _DEFINED.finditer(body)]
    defined += [match[1] for match in _QUOTED_MEANING.finditer(body)]
    defined += [match[2] for match in _SHORT_FORM.finditer(body)]
    quoted = [next(filter(None, match.groups())) for match in _QUOTED.finditer(body)]
    terms = [(term, True) for term in defined] + [(term, False) for term in quoted if term not in defined]
    return [(term, is_defined) for term, is_defined in terms if not _NOT_A_TERM.search(term)]


def _clean(term: str) -> str:
    """`term` without 本办法所称 before it and without unpaired quotation marks."""
    term = _PREFIX.sub("", term)
    return term if term.count("“") == term.count("”") == 1 and not term.startswith("“") else term.strip('“”"')
