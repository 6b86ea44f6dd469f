"""What a document is known by: its title, or how it begins where it has none of its own."""

from __future__ import annotations

import re

from kb.document import Document
from kb.normal_form import fold

_HEAD_CHARS = 600  # where a title of its own stands
_ON_WHOSE_GROUNDS = re.compile(
    r"(?<=落实|贯彻|根据|依据|按照|依照|遵照)《[^》]*》?(?:[（(][^）)]*[）)])?"
)  # other documents' names
_OPENING_CHARS = 120  # of the first lines, which say why a text was made and what it is


def known_by(document: Document) -> str:
    """The title; of a text that was saved without one, and is called like its file, with its first lines behind.

    为加强某库的管理，制定本办法 tells what a text is about where `附件3` does not.
    """
    head = document.text[:_HEAD_CHARS]
    if fold(document.title) in fold(head):
        return document.title
    return f"{document.title} {_ON_WHOSE_GROUNDS.sub('', head.strip()[:_OPENING_CHARS])}"
