"""Figures that a draft ascribes to a document of the library, which that document does not give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.proofreading.finding import Finding, Rule, Source
from assistant.proofreading.mentions import Mention
from assistant.proofreading.quantities import Figure, Part, parts_of
from assistant.summaries import content_words
from kb.document import ClauseKind, Document
from kb.normal_form import fold
from kb.numerals import value_of
from kb.snapshot import Snapshot
from kb.words import Words

# What was done or came about is the writer's own, whatever document is named beside it.
_OWN = re.compile(
    r"全[区县镇乡村]|"
    r"截[至止]|实际|累计|目前|同比|比上年|较上年|去年|今年以来|(?:共|已|全部|顺利|超额|新|先后)(?:完成|建成|发放|落实|兑现|实现|查处|清理|培训|修复|新建|选聘|拨付)|"
    r"(?:完成|建成|达到|实现|发放|兑现|落实|开展|组织|清理|查处|修复|选派|举办|培训|拨付|巡护|整改)了|我[局市县区镇乡村]|本[局市县区镇乡村]"
)
_ATTRIBUTED = re.compile(
    r"[）)]?\s*(?:第[一二三四五六七八九十百零\d]+[条款章])?\s*(?:中|里)?(?:的)?(?:明确|规定|要求|提出|确定|指出|载明|列明)"
)
_ARTICLE = re.compile(r"[）)]?\s*第([一二三四五六七八九十百零]+|\d+)条")
_ON_ITS_BASIS = re.compile(r"(?:按照|根据|依据|依照|遵照|对照|围绕|落实|贯彻)[^，。]{0,6}$")
_VERBS = frozenset(("规定", "明确", "要求", "提出", "确定", "指出", "按照", "根据", "应当"))
_MIN_SHARED, _MIN_PART, _MIN_OF_ARTICLE = 0.6, 0.34, 0.3  # of the draft's words, by length
_TIE, _CLEAR = 0.2, 0.05
_LEAD_IN_CHARS = 80


def check_figures(
    document: Document, mentions: Sequence[Mention], snapshot: Snapshot, words: Words
) -> Iterable[Finding]:
    """Figures that differ from those of the passage which says the same, or that a cited document has nowhere."""
    text = document.text
    for mention in mentions:
        doc_id = mention.doc_id or mention.near
        if doc_id is None:
            continue
        start, end = mention.scope
        cited = _cited(doc_id, _article(text, mention, snapshot.entry(doc_id).document), snapshot, words)
        own = parts_of(text, words, start, end)
        attributed = _is_attributed(text, mention)
        for at, part in enumerate(own):
            if not part.figures or _OWN.search(text[part.start : part.end]):
                continue
            before = own[at - 1].words if at and own[at - 1].sentence == part.sentence else frozenset()
            for figure in part.figures:
                said = (part.words if len(part.words) > 1 else part.words | before) - _VERBS
                finding = _check(figure, said, cited, snapshot)
                if finding is None and attributed and _is_nowhere(figure, said, cited):
                    title = snapshot.entry(doc_id).header.title
                    told = f"《{title}》里没有“{text[figure.start : figure.end]}”这个数字"
                    finding = Finding(Rule.FIGURE, figure.start, figure.end, told)
                if finding is not None:
                    yield finding


@dataclass(frozen=True, slots=True)
class _Cited:
    """A document, or the article of it that is cited, in parts, each with the words of its sentence and what leads in."""

    doc_id: str
    parts: tuple[tuple[Part, frozenset[str]], ...]
    is_article: bool

    @property
    def vocabulary(self) -> frozenset[str]:
        """All words of the parts."""
        return frozenset(word for part, _ in self.parts for word in part.words)


def _cited(doc_id: str, span: tuple[int, int] | None, snapshot: Snapshot, words: Words) -> _Cited:
    document = snapshot.entry(doc_id).document
    parts = snapshot.derived(f"parts {doc_id}", lambda: _with_sentences(document, words))
    if span is not None:
        parts = tuple(each for each in parts if span[0] <= each[0].start < span[1])
    return _Cited(doc_id, parts, span is not None)


def _with_sentences(document: Document, words: Words) -> tuple[tuple[Part, frozenset[str]], ...]:
    parts = parts_of(document.text, words)
    said: dict[int, frozenset[str]] = {}
    for part in parts:
        said[part.sentence] = said.get(part.sentence, frozenset()) | part.words
    return tuple((part, said[part.sentence] | _lead_in(document, part, words)) for part in parts)


def _lead_in(document: Document, part: Part, words: Words) -> frozenset[str]:
    """The words of the clause above, where it only leads in to its items (应聘人员应当具备下列条件：)."""
    parent = document.clauses[document.clause_at(part.start).parent or 0]
    text = document.text[parent.start : parent.own_end]
    return content_words(text, words) if parent.index and len(text) <= _LEAD_IN_CHARS else frozenset()


def _check(figure: Figure, own: frozenset[str], cited: _Cited, snapshot: Snapshot) -> Finding | None:
    """What is wrong with a figure of which a draft says `own`, None where nothing is or nothing can be told."""
    best = _matching(figure, own, cited)
    if not best or figure.value in _values(figure, (part for _, part in best)):
        return None
    top, closest = best[0]
    likeliest = _values(figure, (part for rating, part in best if rating > top - _CLEAR))
    entry = snapshot.entry(cited.doc_id)
    said = entry.document.text
    right = next(each for each in closest.figures if each.unit == figure.unit)
    return Finding(
        Rule.FIGURE, figure.start, figure.end,
        f"与《{entry.header.title}》不一致，原文是：{said[closest.start : closest.end].strip()}",
        said[right.start : right.end] if len(likeliest) == 1 else None,
        Source(cited.doc_id, closest.start, closest.end),
    )  # fmt: skip


def _is_nowhere(figure: Figure, own: frozenset[str], cited: _Cited) -> bool:
    """Whether a document has no such figure, though it does speak of what `own` says."""
    spoken_of = bool(own) and _share(own, cited.vocabulary) >= _MIN_SHARED
    return spoken_of and all(each.value != figure.value for part, _ in cited.parts for each in part.figures)


def _values(figure: Figure, parts: Iterable[Part]) -> set[Fraction]:
    return {each.value for part in parts for each in part.figures if each.unit == figure.unit}


def _matching(figure: Figure, own: frozenset[str], cited: _Cited) -> list[tuple[float, Part]]:
    """The parts that say what `own` says, with a figure of the same unit, and how well; several if close.

    Of an article that the draft cites by number less is asked.
    """
    least_whole, least_here = (_MIN_OF_ARTICLE, 0.0) if cited.is_article else (_MIN_SHARED, _MIN_PART)
    rated = []
    for part, said in cited.parts if own else ():
        if all(each.unit != figure.unit for each in part.figures):
            continue
        whole, here = _share(own, said), _share(own, part.words)
        if whole >= least_whole and here >= least_here:
            rated.append((whole + here, part))
    top = max((rating for rating, _ in rated), default=0.0)
    return [each for each in sorted(rated, key=lambda each: -each[0]) if each[0] >= top - _TIE]


def _share(own: frozenset[str], said: frozenset[str]) -> float:
    return sum(len(word) for word in own if word in said) / sum(map(len, own))


def _is_attributed(text: str, mention: Mention) -> bool:
    """Whether what follows is what the document says: 《…》规定, but not 按照《…》要求, behind which own deeds may stand."""
    match = _ATTRIBUTED.match(text, mention.end)
    return bool(match) and not _ON_ITS_BASIS.search(text, max(0, mention.start - 10), mention.start)


def _article(text: str, mention: Mention, document: Document) -> tuple[int, int] | None:
    """The span of the article that is cited behind a mention, None where none is or the document has no such."""
    match = _ARTICLE.match(text, mention.end)
    if match is None:
        return None
    wanted = value_of(fold(match[1]))
    for clause in document.clauses:
        label = re.fullmatch(r"第(.+)条", fold(clause.label))
        if clause.kind is ClauseKind.ARTICLE and label and value_of(label[1]) == wanted:
            return clause.start, clause.end
    return None
