"""How far the reading of the file at hand has come: readers tell, whoever started the reading listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PageProgress = Callable[[int, int], None]  # pages done, pages in all

_listener: ContextVar[PageProgress | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: PageProgress) -> Iterator[None]:
    """Passes what is told within the block to `listener`."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(done: int, total: int) -> None:
    """Says that `done` of `total` pages are read; without a listener nothing happens.

    A reader that works for seconds tells at least every few of them: silence is taken for hanging.
    """
    if listener := _listener.get():
        listener(done, total)
