"""The facts of a sentence that must stand in what it cites: figures, dates, document numbers, titles, names, places."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.wording import places_in
from kb.normal_form import fold
from kb.numerals import numbers_in

FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:%|‰|万|亿)?")
_DATE = re.compile(r"(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日)?|20\d\d年")
_DOC_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,6}\[20\d\d\]第?\d+[号次]")
_TITLE = re.compile(r"《([^《》]{2,80})》")
# A body by its ending, where its name is over; the two characters before tell 财务科 from 宣传科.
_BODY = re.compile(
    r"(?=([\u4e00-\u9fff]{2}(?:科|处|股|局|委|厅|站|中心|大队|公司|银行|办公室|委员会|领导小组))"
    r"(?:$|[^\u4e00-\u9fff]|[和及与等负牵配的为是由承主]))"
)
_LATIN = re.compile(r"[a-z][a-z0-9.@:/_-]{2,}")


def missing_facts(claim: str, said: str, around: str, names: Iterable[str]) -> list[str]:
    """The facts of `claim` that `said` (folded) lacks; places and the number of an article may stand in `around`.

    `names` are the folded names of all bodies of the library, longest first.

    >>> missing_facts("一级古树每株补助1300元", "一级古树每株每年补助1200元", "", ())
    ['1300', '1300元']
    """
    folded = fold(claim)
    gone = [each for each in FIGURE.findall(folded) if not holds(said, each)]
    gone += [each for pattern in (_DATE, _DOC_NUMBER) for each in pattern.findall(folded) if not holds(said, each)]
    gone += _missing_quantities(folded, said, around)
    gone += [f"《{title}》" for title in _TITLE.findall(claim) if fold(title) not in said]
    gone += [name for name in names_in(folded, names) if name not in said]
    gone += [tail for tail in _BODY.findall(folded) if tail not in said]
    gone += [place for place in places_in(folded) if place not in said and place not in around]
    return gone + [word for word in _LATIN.findall(folded) if word not in said and word not in around]


def holds(text: str, figure: str) -> bool:
    """Whether a figure stands in a folded text by itself: 5 is not in 1.5 or 50, nor 3 in 3万.

    >>> holds("补助1.5万元", "5"), holds("补助15万元", "15万"), holds("补助15万元", "15")
    (False, True, False)
    """
    before = r"(?<!\d)(?<!\d[.,])" if figure[0].isdigit() else ""
    behind = r"(?!\d|[.,]\d|[万亿%‰])" if figure[-1].isdigit() else ""
    return re.search(before + re.escape(figure) + behind, text) is not None


def dates_in(folded: str) -> list[str]:
    """The dates of a folded text, and their years by themselves.

    >>> dates_in("2025年6月底前")
    ['2025年6月', '2025年']
    """
    return [*_DATE.findall(folded), *re.findall(r"20\d\d年", folded)]


def figures_in(text: str) -> set[str]:
    """The figures of a text, as they are written."""
    return set(FIGURE.findall(fold(text)))


def names_in(folded: str, names: Iterable[str]) -> list[str]:
    """The names that stand in a folded text, none inside another; `names` longest first."""
    found: list[str] = []
    for name in names:
        if name in folded:
            found.append(name)
            folded = folded.replace(name, "|")
    return found


def _missing_quantities(folded: str, said: str, around: str) -> list[str]:
    """Numbers with their units that `said` has in no way of writing: 十五亩 is 15亩, 3元 is not 3株."""
    known = {token for each in numbers_in(said) for token in each.tokens}
    known |= {token for each in numbers_in(around) for token in each.tokens if token.startswith("第")}
    return [
        folded[each.start : each.end]
        for each in numbers_in(folded)
        if each.tokens[0] not in known and folded[each.start : each.end] not in said
    ]
