"""Kinds and parts that one sentence names: 数据共享分为无条件共享、有条件共享和不予共享."""

from __future__ import annotations

import re

from assistant.answer import Answer, Coverage
from assistant.composing import Context, repealed_note, sentence
from assistant.coverage import stands
from assistant.running_lists import parts_in
from kb.normal_form import fold

# What is asked for: kinds by a measure word alone (分哪几类), or parts by their name (包括哪几个子平台).
_ASKS = re.compile(
    r"(?:分(?:成|为)?|包括|包含|由|有|设|是)(?:哪|几)(?:[几些]?)(?P<measure>类|种|级|档|型|个|大|部分)(?P<name>[\u4e00-\u9fff]{0,6}?)(?:组成|构成|类型|呢|啊)?[?。]?$"
)
_ASKS_PRINCIPLES = re.compile(r"(?:坚持|遵循|遵守|按照|依照)(?:的)?(?:哪些|什么|啥|哪几[个项条])(?P<name>原则)[?。]?$")
_PRINCIPLES = re.compile(r"(?:坚持|遵循|遵守|按照|依照|本着)(?P<parts>[^。；]*、[^。；]*?)的?原则")
_CLASSES = ("类", "种", "级", "档", "型")
_NAMES_THEM = re.compile(r"(?:分为|分成|划分为|包括|包含|涵盖|由|设有?|即|是指|为)[：:]?(?P<parts>[^。；]*、[^。；]*)")
_LEAST, _MOST_MISSING, _LOOKED_AT = 0.12, 0.34, 8


def enumerated(context: Context) -> Answer | None:
    """The sentence that names the kinds or parts asked for; None where the question asks for none, or none names them."""
    folded = fold(context.query.text)
    asked, says = _ASKS.search(folded), _NAMES_THEM
    if asked is None or (asked["measure"] not in _CLASSES and not asked["name"]):
        asked, says = _ASKS_PRINCIPLES.search(folded), _PRINCIPLES
    if asked is None:
        return None
    for each in [one for one in context.evidence if one.fits][:_LOOKED_AT]:
        found = says.search(each.text)
        if each.relevance < _LEAST or each.missing > _MOST_MISSING or found is None:
            continue
        behind = fold(each.text[found.start() :])
        named = stands(asked["name"], behind) if asked["name"] else any(one in behind for one in _CLASSES)
        if not named:
            continue
        citer = context.citer()
        mark = citer.cite(each.doc_id, each.start, each.end)
        text = f"{repealed_note(context, [each.doc_id])}{sentence(each.text)}{mark}"
        coverage = Coverage(parts_in(found["parts"]), 1, complete="等" not in found["parts"])
        return Answer("answered", text, citations=citer.citations, coverage=coverage, confidence=each.relevance)
    return None
