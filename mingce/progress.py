"""A progress bar on stderr, with the time left; one line in place on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from time import monotonic

_WIDTH = 24


class Bar:
    """Draws `label [####----] 3/10 剩余 0:12`."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._begun = monotonic()
        self._shown = False

    def __call__(self, what: str, done: int, total: int) -> None:
        """Shows that `done` of `total` is done, `what` being at hand."""
        if not sys.stderr.isatty() or total <= 0:
            return
        filled = _WIDTH * done // total
        left = (monotonic() - self._begun) / done * (total - done) if done else 0.0
        rest = f" 剩余 {int(left) // 60}:{int(left) % 60:02d}" if done else ""
        sys.stderr.write(
            f"\r\033[K{self._label} [{'#' * filled}{'-' * (_WIDTH - filled)}] {done}/{total}{rest} {what[:40]}"
        )
        self._shown = True
        sys.stderr.flush()

    def close(self) -> None:
        """Ends the line."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
