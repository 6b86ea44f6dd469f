"""Answers as server-sent events (text/event-stream)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeVar

from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

T = TypeVar("T")


def event(value: object, name: str | None = None) -> bytes:
    """One event that carries a JSON value."""
    return format_sse_event(data_str=json.dumps(value, ensure_ascii=False), event=name)


def streamed(events: Iterable[bytes]) -> StreamingResponse:
    """The events as a response that nothing on the way keeps back."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream; charset=utf-8", headers=headers)


def begun(pieces: Iterator[T]) -> Iterator[T]:
    """`pieces` with the first already made: what fails before it is an error of the request, not of the stream."""
    first = next(pieces, None)
    return pieces if first is None else chain([first], pieces)
