"""What a document is about, beyond its title: many have none, or one that only names their kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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


def lacks_subject(snapshot: Snapshot, doc_id: str, nouns: Mapping[str, float]) -> bool:
    """Whether a document, its title included, speaks of less than half of the folded, weighted `nouns`: it is about something else."""
    text = f"{fold(snapshot.entries[doc_id].document.title)}|{_folded(snapshot, doc_id)}"
    spoken = sum(weight for noun, weight in nouns.items() if speaks_of(text, noun))
    return 2 * spoken < sum(nouns.values())


def _folded(snapshot: Snapshot, doc_id: str) -> str:
    texts: dict[str, str] = snapshot.derived("folded texts", dict)
    if doc_id not in texts:
        texts[doc_id] = fold(snapshot.entries[doc_id].document.text)
    return texts[doc_id]
