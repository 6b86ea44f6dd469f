"""Errors as a person reads them: the tree's own messages as they are, anything else as one plain sentence."""

from __future__ import annotations

import logging

from kb.errors import MingceError

_log = logging.getLogger("mingce.web")
UNEXPECTED = "出错了，这一步没有完成。请稍后再试；若一再出现，请把日志交给管理员。"


def readable(failure: BaseException) -> str:
    """The Chinese message for `failure`; an unexpected one is written to the log with its trace."""
    if isinstance(failure, MingceError):
        return str(failure)
    _log.error("unexpected failure in the web app", exc_info=failure)
    return UNEXPECTED
