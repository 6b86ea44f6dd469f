"""A conversation as the page leads it: asked, kept, stopped, asked again, rated."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from assistant.llm.streaming import Event
from assistant.memory import Memory
from assistant.memory.journal import FAULTS, Verdict
from assistant.query import Within
from assistant.web.conversation import Exchange, Stage, converse
from assistant.web.failures import readable
from assistant.web.scope import Scope
from kb.errors import MingceError
from kb.snapshot import Snapshot


class Ask(Protocol):
    """Answers a question: sentences of a language model, if there is one, and the answer last."""

    def __call__(
        self,
        question: str,
        history: Sequence[Mapping[str, str]],
        as_of: str | None = None,
        doc: str | None = None,
        *,
        within: Within | None = None,
    ) -> Iterator[Event]:
        """The events."""
        ...


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation; it has an id as soon as something was asked."""

    id: str = ""
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class Talking:
    """What can be done in a conversation. `owner` is the browser that has it, empty where it is not known."""

    ask: Ask
    memory: Memory

    def say(
        self, owner: str, talk: Talk, question: str, scope: Scope, snapshot: Snapshot
    ) -> Iterator[tuple[Talk, Stage]]:
        """The conversation while one more question is answered; what has been answered is kept."""
        talk = talk if talk.id else Talk(uuid.uuid4().hex)
        try:
            told = scope.told(snapshot)
            ask = partial(self.ask, as_of=scope.as_of(), doc=scope.doc(snapshot), within=scope.within(snapshot))
        except MingceError as exc:
            failed = (*talk.exchanges, Exchange(question.strip(), failure=readable(exc)))
            yield Talk(talk.id, failed), Stage(failed)
            return
        for stage in converse(ask, question, talk.exchanges, told):
            if stage.is_last:
                stage = self._kept(owner, talk.id, stage)  # noqa: PLW2901 - the last stage, with its key
            yield Talk(talk.id, stage.exchanges), stage

    def _kept(self, owner: str, talk: str, stage: Stage) -> Stage:
        last = stage.exchanges[-1]
        key = self.memory.journal.note(last.question, last.answer, "web")
        last = replace(last, key=key if last.answer else "")
        self.memory.conversations.save(owner, talk, len(stage.exchanges) - 1, last)
        return Stage((*stage.exchanges[:-1], last))

    def rated(self, owner: str, talk: Talk, turn: int, verdict: str, fault: str, remark: str) -> Talk:
        """The conversation with a verdict on an answer; the same again takes it back."""
        if not 0 <= turn < len(talk.exchanges) or verdict not in ("up", "down"):
            return talk
        exchange = talk.exchanges[turn]
        fault = fault if fault in FAULTS and verdict == "down" else ""
        said: Verdict = "up" if verdict == "up" else "down"
        if exchange.verdict == verdict and not fault and not remark:
            said = ""
        if not exchange.key or not self.memory.journal.rate(exchange.key, said, fault, remark if fault else ""):
            return talk
        changed = replace(exchange, verdict=said, fault=fault)
        self.memory.conversations.change(owner, talk.id, turn, changed)
        return replace(talk, exchanges=(*talk.exchanges[:turn], changed, *talk.exchanges[turn + 1 :]))


def stopped(talk: Talk) -> Talk:
    """The conversation without waiting for the last answer; what was checked of it stays."""
    if not talk.exchanges or talk.exchanges[-1].answer is not None or talk.exchanges[-1].failure:
        return talk
    return replace(talk, exchanges=(*talk.exchanges[:-1], replace(talk.exchanges[-1], stopped=True)))


def before_last(talk: Talk) -> tuple[Talk, str]:
    """The conversation before its last question, and that question; empty where there is none."""
    if not talk.exchanges:
        return talk, ""
    return replace(talk, exchanges=talk.exchanges[:-1]), talk.exchanges[-1].question
