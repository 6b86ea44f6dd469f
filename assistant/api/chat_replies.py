"""An answer as OpenAI's clients read it: its text with the sources behind it, whole or in chunks.

The citations stand in a field of their own, `citations`, as the contract gives them; the rest of the answer in
`mingce`. Clients that know neither field show the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answer import Answer, Citation
from assistant.sources import told_source

_SOURCES, _NEAREST = "**出处**", "**最接近的原文**"
_TAIL = re.compile(rf"\n\n(?:{re.escape(_SOURCES)}|{re.escape(_NEAREST)})\n\n[\s\S]*\Z")
_CHOICE = "\n- "
# No language model counts tokens here, and clients want the numbers.
_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


@dataclass(frozen=True, slots=True)
class Reply:
    """What all chunks of one completion have in common."""

    id: str
    created: int
    model: str

    def completion(self, answer: Answer) -> dict[str, Any]:
        """The whole completion."""
        message = {"role": "assistant", "content": answer.answer + tail_of(answer), "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {**self._head("chat.completion"), "choices": [choice], "usage": _USAGE, **_fields(answer)}

    def chunks(self, pieces: Iterable[str | Answer], usage: bool) -> Iterator[dict[str, Any]]:
        """The completion in chunks: the text as it comes, the sources, the end with the fields, the usage if asked."""
        yield self._chunk({"role": "assistant", "content": ""})
        sent = ""
        for piece in pieces:
            if isinstance(piece, str):
                sent += piece
                yield self._chunk({"content": piece})
                continue
            rest = piece.answer.removeprefix(sent) if piece.answer.startswith(sent) else f"\n\n{piece.answer}"
            yield self._chunk({"content": rest + tail_of(piece)})
            yield self._chunk({}, "stop") | _fields(piece)
        if usage:
            yield self._head("chat.completion.chunk") | {"choices": [], "usage": _USAGE}

    def _chunk(self, delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return {**self._head("chat.completion.chunk"), "choices": [choice]}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}


def tail_of(answer: Answer) -> str:
    """What stands behind the answer's text: the choices of a question back, then the sources, as Markdown."""
    choices = "".join(_CHOICE + choice for choice in answer.choices)
    return "".join(
        (f"\n{choices}" if choices else "", _listed(_SOURCES, answer.citations), _listed(_NEAREST, answer.nearest))
    )


def without_sources(text: str) -> str:
    r"""A message of ours as it was before its sources were put behind it.

    >>> without_sources("共5项[1]。\n\n**出处**\n\n- [1] 《甲方案》")
    '共5项[1]。'
    """
    return _TAIL.sub("", text)


def _listed(heading: str, citations: Sequence[Citation]) -> str:
    if not citations:
        return ""
    return f"\n\n{heading}\n\n" + "\n".join(map(_line, citations))


def _line(citation: Citation) -> str:
    quote = re.sub(r"\s+", " ", citation.quote)
    page = f"，第{citation.page}页" if citation.page else ""
    return f"- {told_source(citation).removeprefix('· ')}{page}：“{quote}”"


def _fields(answer: Answer) -> dict[str, Any]:
    told = answer.as_json()
    return {
        "citations": told.pop("citations"),
        "mingce": {name: value for name, value in told.items() if name not in ("id", "answer")},
    }
