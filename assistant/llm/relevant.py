"""Whether sentences out of the nearest passages answer a question that no sentence was found to answer."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.coverage import names_unknown
from assistant.expectation import names_expected
from assistant.synonyms import synonyms
from assistant.understanding import understand
from kb.library import Library
from kb.normal_form import fold

_MIN_COVERED = 0.75  # share of the weight of the question's words that must stand in what is cited


def is_about(library: Library, question: str, doc: str | None, told: Sequence[tuple[str, str]]) -> bool:
    """Whether `told`, pairs of a sentence and the folded text that it cites, is about what `question` asks.

    One sentence must name the kind of thing asked for; names, years and places of the question stand in what is cited,
    and so do most of its words.
    """
    query = understand(question, (), library, doc)
    if names_unknown(library, query):
        return False
    cited = "|".join(text for _, text in told)
    words = {token: share for token, share in query.tokens if len(token) > 1}
    total = sum(words.values())
    covered = sum(share for word, share in words.items() if _stands(word, cited))
    return (
        any(names_expected(sentence, query) for sentence, _ in told)
        and all(slot.value in cited for slot in query.slots)
        and all(fold(name) in cited for name in query.names)
        and bool(total)
        and covered >= _MIN_COVERED * total
    )


def _stands(token: str, text: str) -> bool:
    return token in text or any(word in text for word in synonyms(token))
