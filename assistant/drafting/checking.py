"""The last check: every number, date, name, place and superlative of a finished draft with the source that says it.

It knows nothing of how the draft was composed. What no source says stands in no draft: `require_supported` raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answer import Citation
from assistant.drafting.draft import Draft, Item, Sentence
from assistant.drafting.ledger import Ledger
from assistant.drafting.notes import told_place
from assistant.drafting.particulars import KINDS_TOLD, Kind, Particular, particulars_in, stands_in
from assistant.drafting.person_names import perhaps_persons_in
from assistant.drafting.statements import Statement
from kb.errors import DraftUnsupported

_MISSING = re.compile(r"【待补：[^【】]*】")
_NUMBERING = re.compile(r"^（[一二三四五六七八九十]+）")
_SHOWN = 5


def check(draft: Draft) -> tuple[Item, ...]:
    """Every particular of the draft in order, with the sources that say it; an item without sources is unsupported."""
    return tuple(
        item for sentence in draft.sentences() for item in check_sentence(sentence, draft.ledger, draft.citations)
    )


def check_sentence(sentence: Sentence, ledger: Ledger, citations: Sequence[Citation]) -> Iterator[Item]:
    """The particulars of one sentence; placeholders for what is missing state nothing."""
    text = _NUMBERING.sub("", _MISSING.sub("\n", sentence.text))
    statements = [ledger.statements[number] for number in sentence.statements if not ledger.statements[number].order]
    cited = [citation for citation in citations if citation.marker in sentence.markers]
    for particular in _particulars(text, sentence, ledger):
        sources = [told_place(ledger.notes, each.span) for each in statements if says(each, particular)] + [
            f"［{each.marker}］《{each.title}》" for each in cited if _cites(each, particular)
        ]
        yield Item(particular, sentence.text, tuple(dict.fromkeys(sources)))
    for start, end in perhaps_persons_in(text):  # only guessed to be names, so listed only where nobody says them
        guessed = Particular(Kind.NAME, text[start:end], start, end)
        if not any(says(each, guessed) for each in statements) and not any(_cites(each, guessed) for each in cited):
            yield Item(guessed, sentence.text, ())


def _particulars(text: str, sentence: Sentence, ledger: Ledger) -> Iterator[Particular]:
    """The particulars of a sentence; of a form each value by itself, so that no name is read across its edges."""
    if sentence.made == "form":
        values = {ledger.statements[number].text.rstrip("。；，") for number in sentence.statements}
        for value in sorted(values, key=len, reverse=True):
            if value and value in text:
                yield from particulars_in(value, ledger.names)
                text = text.replace(value, "\n")
    yield from particulars_in(text, ledger.names)


def is_supported(sentence: Sentence, ledger: Ledger) -> bool:
    """Whether every particular of a sentence that cites nothing stands in the statements it rests on."""
    return all(item.sources for item in check_sentence(sentence, ledger, ()))


def unsupported(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items that no source says."""
    return tuple(item for item in items if not item.sources)


def require_supported(draft: Draft) -> tuple[Item, ...]:
    """The items of a draft all of which have a source. Raises DraftUnsupported, which keeps the draft from being written."""
    items = check(draft)
    if failed := unsupported(items):
        told = "；".join(f"{KINDS_TOLD[item.particular.kind]}“{item.particular.text[:30]}”" for item in failed[:_SHOWN])
        raise DraftUnsupported(
            f"文稿里有 {len(failed)} 处内容在素材和文件库里都没有出处：{told}", "请补充素材后重新起草"
        )
    return items


def says(statement: Statement, particular: Particular) -> bool:
    """Whether a statement says a particular; what somebody said may be quoted with its inner quotes turned."""
    source = statement.source
    if statement.speaker is not None:
        source = f"{statement.speaker.told}\n{source}"
    if particular.kind is Kind.QUOTE:
        return _plain(particular.text) in _plain(source)
    if statement.source != statement.text and particular.kind in (Kind.NUMBER, Kind.LATIN):  # a row of figures
        return stands_in(particular, statement.text) and _digits(particular.text) <= _digits(source)
    return stands_in(particular, source)


def _cites(citation: Citation, particular: Particular) -> bool:
    source = f"《{citation.title}》（{citation.doc_number or ''}）\n{citation.quote}"
    if particular.kind is Kind.QUOTE:
        return _plain(particular.text) in _plain(citation.quote)
    return stands_in(particular, source)


def _plain(text: str) -> str:
    """A text for the comparison of quotes: without quotation marks, white space and its last stop."""
    return re.sub(r"[“”‘’「」『』\"'\s]", "", text).rstrip("。；;，,")


def _digits(text: str) -> set[str]:
    return {each.replace(",", "").replace("，", "") for each in re.findall(r"\d[\d,，]*(?:\.\d+)?", text)}
