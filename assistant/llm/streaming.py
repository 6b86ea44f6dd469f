"""An answer worded by a language model, sentence by sentence as each is checked; the extractive answer otherwise."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from time import perf_counter

from assistant.answer import Answer, Citation, ModelUse
from assistant.asking import ask
from assistant.followup import Turn
from assistant.llm.chat_model import Chat
from assistant.llm.checking import MIN_SHARE, MIN_SHARE_NEAR, Checked, Checker, claims_of, leads_in
from assistant.llm.completeness import is_complete
from assistant.llm.material import Material, material_of
from assistant.llm.prompt import messages_for
from assistant.llm.relevant import is_about
from assistant.llm.sentence_stream import sentences_of, without_thinking
from assistant.llm.writing import Sentence, Writer
from assistant.query import Within
from kb.errors import LanguageModelFailed
from kb.library import Library
from kb.normal_form import fold
from kb.snapshot import Snapshot

__all__ = ["Event", "Sentence", "answer_with", "answers", "reworded"]

Event = Sentence | Answer

_MOST_PASSAGES = 40  # a longer list is told as it is: a model takes minutes to copy it, and gains nothing
_A_DATE = 11  # characters of 2024年12月31日
_CANNOT = re.compile(
    r"无法(?:回答|确定|得知|判断|提供)|不能回答|没有(?:足够|相关|提到|写明|明确|找到)|未(?:提及|提到|写明|明确|说明|找到|涉及)|抱歉|对不起|"
    r"\b(?:sorry|cannot|can't|unable)\b",
    re.IGNORECASE,
)
_TOLD = {
    "empty": "语言模型没有给出内容",
    "model_refused": "语言模型认为资料不足以回答",
    "unsupported": "语言模型所写的内容没有通过原文核对",
    "incomplete": "语言模型写漏了内容",
}


def answers(
    library: Library,
    question: str,
    history: Sequence[Turn] = (),
    as_of: str | None = None,
    doc: str | None = None,
    chat: Chat | None = None,
    within: Within | None = None,
) -> Iterator[Event]:
    """Checked sentences as they are completed, then the Answer, which is what holds.

    Without `chat`, and where a model has nothing to word, the extractive Answer is all that comes. It also comes last
    where the model fails, even after sentences: each of those was checked, but something was missing. Raises what
    `assistant.asking.ask` raises.
    """
    with library.reading() as snapshot:
        extractive = ask(library, question, history, as_of, doc, within)
    if chat is None or not _is_for_a_model(extractive):
        yield extractive
        return
    begun = perf_counter()
    worded = yield from reworded(library, snapshot, extractive, as_of, doc, chat)
    spent = (perf_counter() - begun) * 1e3
    timings = {**extractive.timings_ms, "llm": round(spent, 1)}
    timings["total"] = round(extractive.timings_ms.get("total", 0.0) + spent, 1)
    yield replace(worded, timings_ms={**worded.timings_ms, **timings})


def answer_with(
    chat: Chat | None,
    library: Library,
    question: str,
    history: Sequence[Turn] = (),
    as_of: str | None = None,
    doc: str | None = None,
) -> Answer:
    """The Answer of `answers`, when all of it is there."""
    last: Event | None = None
    for last in answers(library, question, history, as_of, doc, chat):  # noqa: B007
        pass
    assert isinstance(last, Answer)
    return last


def _is_for_a_model(answer: Answer) -> bool:
    if answer.missing or answer.sides:
        return False  # a model might leave out what the library does not say, or take one document for the other
    if answer.status == "answered":
        return len(answer.citations) <= _MOST_PASSAGES and any(_says_something(each) for each in answer.citations)
    return answer.reason == "no_evidence" and bool(answer.nearest)


def _says_something(citation: Citation) -> bool:
    """Whether a quote is more than a document's title, number or date: whether it holds is derived, not worded there."""
    return citation.quote not in (citation.title, citation.doc_number) and len(citation.quote) > _A_DATE


def reworded(
    library: Library, snapshot: Snapshot, extractive: Answer, as_of: str | None, doc: str | None, chat: Chat
) -> Generator[Sentence, None, Answer]:
    """Yields the checked sentences of `chat` for `extractive`, returns the answer: its wording, or `extractive` again."""
    material = material_of(extractive, snapshot, as_of)
    attempt = _Attempt(library, snapshot, material, extractive, doc)
    try:
        yield from attempt.sentences(chat)
    except LanguageModelFailed as exc:
        return _fallen_back(extractive, chat.model, exc.reason, exc.message)
    outcome = attempt.outcome()
    if outcome != "worded":
        return _fallen_back(extractive, chat.model, outcome, _TOLD[outcome], attempt.dropped)
    return attempt.writer.answer(extractive, chat.model, attempt.dropped)


def _fallen_back(extractive: Answer, model: str, reason: str, told: str, dropped: int = 0) -> Answer:
    behind = "，仍按未找到依据处理。" if extractive.status == "refused" else "，这里是直接摘自原文的回答。"
    return replace(extractive, llm=ModelUse(model, reason, told + behind, dropped))


class _Attempt:
    """One reply: what of it was kept, and how it ended."""

    def __init__(
        self, library: Library, snapshot: Snapshot, material: Material, extractive: Answer, doc: str | None
    ) -> None:
        self._library, self._material, self._extractive, self._doc = library, material, extractive, doc
        self._refused = extractive.status == "refused"
        self._names = folded_names(snapshot)
        self._checker = Checker(material, library.words, self._names, MIN_SHARE_NEAR if self._refused else MIN_SHARE)
        self.writer = Writer(material)
        self.kept: list[Checked] = []
        self.dropped = 0
        self._said = 0
        self._declined = False

    def sentences(self, chat: Chat) -> Iterator[Sentence]:
        """The checked sentences as they come; of a refused question none, until the whole reply is found to answer it."""
        messages = messages_for(self._extractive.standalone, self._material)
        with closing(chat.stream(messages)) as pieces:  # hangs up when the reader goes away
            for text in sentences_of(without_thinking(pieces)):
                self._said += 1
                added = self._add(text)
                if not self._refused:
                    yield from added
                if self._declined:
                    return

    def outcome(self) -> str:
        """`worded`, or why the extractive answer stands."""
        if not self._said:
            return "empty"
        if self._declined:
            return "model_refused"
        if not self.kept or self.dropped > len(self.kept):
            return "unsupported"
        if self._refused:
            about = not self.dropped and is_about(self._library, self._extractive.standalone, self._doc, self._cited())
            return "worded" if about else "unsupported"
        whole = is_complete(self._extractive, self._material, self.kept, self._library.words, self._names)
        return "worded" if whole else "incomplete"

    def _add(self, text: str) -> list[Sentence]:
        claims, ordinal = claims_of(text)
        if not claims or leads_in(claims):
            return []
        checked = self._checker.check(claims, ordinal)
        if checked is None:
            self._declined = not self.kept and bool(_CANNOT.search(text))
            self.dropped += not self._declined
            return []
        self.kept.append(checked)
        begun = [self.writer.begin(self._material.head)] if self._material.head and len(self.kept) == 1 else []
        return [*begun, self.writer.add(checked, text.endswith("\n"))]

    def _cited(self) -> list[tuple[str, str]]:
        """(sentence, what it cites with its headings, folded) of every sentence kept."""
        passages = self._material.by_number
        return [
            (
                each.body,
                "|".join(f"{passages[number].said}|{passages[number].around}" for number in sorted(each.numbers)),
            )
            for each in self.kept
        ]


def folded_names(snapshot: Snapshot) -> tuple[str, ...]:
    """The folded names of all sections and units of the library, longest first."""

    def make() -> tuple[str, ...]:
        tasks = [task for records in snapshot.records.values() for task in records.tasks]
        names = {fold(name) for task in tasks for name in (*task.sections, *task.units)}
        return tuple(sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name)))

    return snapshot.derived("folded names", make)
