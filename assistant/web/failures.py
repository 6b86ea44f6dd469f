"""Errors as a person reads them: the tree's own messages as they are, anything else as one plain sentence."""

from __future__ import annotations

import logging

from kb.errors import MingceError, NameNotFound

_log = logging.getLogger("mingce.web")
UNEXPECTED = "出错了，这一步没有完成。请稍后再试；若一再出现，请把日志交给管理员。"


def readable(failure: BaseException) -> str:
    """The Chinese message for `failure`, with the names that come near where there are any.

    One that nobody foresaw is written to the log with its trace.
    """
    if isinstance(failure, NameNotFound) and failure.nearest:
        return f"{failure}。名称相近的有：{'、'.join(failure.nearest)}"
    if isinstance(failure, MingceError):
        return str(failure)
    _log.error("unexpected failure in the web app", exc_info=failure)
    return UNEXPECTED
