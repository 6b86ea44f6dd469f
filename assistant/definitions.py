"""What a term means: the library's own definition, or a plain word that it gives none."""

from __future__ import annotations

import re

from assistant.answer import Answer
from assistant.composing import Context, repealed_note, sentence
from assistant.query import Kind
from assistant.refusing import refuse
from kb.glossary import definition_of
from kb.normal_form import fold, letters
from kb.records import Term
from kb.sentences import sentence_spans

_LISTS = re.compile(r"分别|对应|代表|是哪|哪[一二三四五六七八九几些]|包括|指|什么|啥|含义|意思")
_STANDS_FOR = re.compile(
    r"分别(?:是|指|对应|代表)|对应(?:什么|哪)|代表(?:什么|啥)|(?:是|指)[^,。]{0,4}哪[几一二两三四五六七八九十][样个项条者]?|含义|意思"
)
_AFTER_NAME = re.compile(r"[^\u4e00-\u9fff]|是|指|分别|代表|对应|里|中|的|说|包")
_GENERIC = re.compile(
    r"^(?:包括|含义|意思|定义|啥意思|指|范围|概念|内容|是什么|方案|办法|文件|说|提到|叫|名词|术语|解释|一下|主要)+$"
)


_SAYS = 0.5  # weight from which a word of the question says what it is about


def answer_definition(context: Context) -> Answer | None:
    """The defining sentence of the term that the question is about; a refusal if the term is used but not explained."""
    folded = fold(context.query.text)
    terms = [(doc_id, term) for doc_id in context.scope for term in context.snapshot.records[doc_id].terms]
    named = [(doc_id, term) for doc_id, term in terms if letters(term.term) in letters(folded)]
    if not named:
        return _slogan(context, terms, folded)
    if context.query.kind is not Kind.DEFINITION and not _only_about(context, named, folded):
        return None
    longest = max(len(fold(term.term)) for _, term in named)
    named = [(doc_id, term) for doc_id, term in named if len(fold(term.term)) == longest]
    defined = [(doc_id, term) for doc_id, term in named if term.definition is not None]
    if defined:
        return _told(context, defined)
    return (
        _spelled_out(context, named) or _explained_elsewhere(context, named[0][1]) or _unexplained(context, named[0][1])
    )


def _spelled_out(context: Context, named: list[tuple[str, Term]]) -> Answer | None:
    """The sentence that says what a term stands for in brackets close behind it, “四有”干部（心中有党、…）, or what it is.

    The latter begins with it and ends in what kind of thing it is: 无废城市是以……为引领的城市发展模式.
    """
    for doc_id, term in named:
        text = context.snapshot.entries[doc_id].document.text
        name = re.escape(term.term)
        found = re.search(rf"{name}[”》]?[^，。；（(]{{0,8}}[（(][^（）()]*、[^（）()]*[）)]", text) or re.search(
            rf"(?:^|(?<=[。\n\u3000 ]))[“《]?{name}[”》]?(?:就|则)?是(?!否)[^。\n]{{12,}}的[\u4e00-\u9fff]{{2,12}}(?=。)",
            text,
        )
        if found is None:
            continue
        start, end = next(span for span in sentence_spans(text) if span[0] <= found.start() < span[1])
        citer = context.citer()
        told = f"{repealed_note(context, [doc_id])}{sentence(text[start:end])}{citer.cite(doc_id, start, end)}"
        return Answer("answered", told, citations=citer.citations)
    return None


def _explained_elsewhere(context: Context, term: Term) -> Answer | None:
    """What a document outside of the scope says that `term` means, told as such; None where none explains it."""
    snapshot = context.snapshot
    others = [doc_id for doc_id in snapshot.in_force(context.as_of) if doc_id not in context.scope]
    found = definition_of(term.term, ((doc_id, snapshot.records[doc_id]) for doc_id in others))
    if found is None:
        return None
    doc_id, meant = found
    citer = context.citer()
    title = f"所问文件没有解释“{term.term}”，《{snapshot.entries[doc_id].document.title}》的解释是{citer.cite_title(doc_id)}："
    text = f"{title}\n{sentence(meant.definition or '')}{citer.cite(doc_id, meant.start, meant.end)}"
    return Answer("answered", text, citations=citer.citations)


def _unexplained(context: Context, term: Term) -> Answer:
    return refuse(context, "not_explained", f"文件库使用了“{term.term}”一词，但没有解释它的含义。")


def _slogan(context: Context, terms: list[tuple[str, Term]], folded: str) -> Answer | None:
    """A refusal where the question asks what a part of an unexplained slogan stands for: 两不愁是不愁哪两样."""
    if not _STANDS_FOR.search(folded):
        return None
    for _, term in terms:
        start = letters(term.term)[:3]
        rest = folded[len(start) :]
        named = folded.startswith(start) and _AFTER_NAME.match(rest)
        if len(letters(term.term)) > 4 and term.definition is None and named:
            return _unexplained(context, term)
    return None


def _only_about(context: Context, named: list[tuple[str, Term]], folded: str) -> bool:
    """Whether the question asks for nothing but a defined term: 新型林业经营主体包括哪些."""
    explained = any(term.definition for _, term in named)
    if not _LISTS.search(folded) or not (explained or _STANDS_FOR.search(folded)):
        return False
    words = [letters(term.term) for _, term in named]
    rest = [
        token for token, share in context.query.tokens
        if share >= _SAYS and not _GENERIC.match(token) and not any(token in word for word in words)
    ]  # fmt: skip
    return not rest


def _told(context: Context, defined: list[tuple[str, Term]]) -> Answer:
    citer = context.citer()
    lines = []
    for doc_id, term in defined[:3]:
        lines.append(f"{sentence(term.definition or '')}{citer.cite(doc_id, term.start, term.end)}")
    text = repealed_note(context, [doc_id for doc_id, _ in defined[:3]]) + "\n".join(dict.fromkeys(lines))
    return Answer("answered", text, citations=citer.citations)
