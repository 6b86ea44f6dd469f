"""What a document is about, beyond its title: many have none, or one that only names their kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.coverage import speaks_of
from kb.normal_form import fold
from kb.snapshot import Snapshot

# A word is what a document is about if it has it four times, and once in so many characters; in a long one, twelve times.
_FEWEST, _CHARS_A_TIME, _ENOUGH = 4, 700, 12


def topic_words(snapshot: Snapshot, doc_id: str, tokens: Iterable[str]) -> str:
    """Those of the folded `tokens` that the document keeps coming back to, set apart by |."""
    text = _folded(snapshot, doc_id)
    least = min(max(_FEWEST, len(text) // _CHARS_A_TIME), _ENOUGH)
    return "|".join(token for token in tokens if text.count(token) >= least)


def lacks_subject(snapshot: Snapshot, doc_id: str, nouns: Sequence[str]) -> bool:
    """Whether a document, its title included, nowhere speaks of one of the folded `nouns`: it is about something else."""
    text = f"{fold(snapshot.entries[doc_id].document.title)}|{_folded(snapshot, doc_id)}"
    return not all(speaks_of(text, noun) for noun in nouns)


def _folded(snapshot: Snapshot, doc_id: str) -> str:
    texts: dict[str, str] = snapshot.derived("folded texts", dict)
    if doc_id not in texts:
        texts[doc_id] = fold(snapshot.entries[doc_id].document.text)
    return texts[doc_id]
