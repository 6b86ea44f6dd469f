"""What is looked for: the user's words, and beside them other ways in which a document may write the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.abbreviations import other_forms_in
from kb.aliases import Aliases
from kb.library import Library
from kb.normal_form import fold
from kb.snapshot import Snapshot
from kb.traditional import simplified
from kb.typos import mend
from kb.words import Words, pair_tokens

ADDED_WEIGHT = 0.5  # of another name or year beside the user's own words
_HAN = re.compile("[\u3400-\u9fff]{2}")
_RELATIVE_YEARS = (("前年", -2), ("去年", -1), ("上年", -1), ("今年", 0), ("本年", 0), ("明年", 1), ("后年", 2))
_PLAN = re.compile("(十[一二三四五六])五(?:规划|期间|时期|末)?")
_PLAN_ENDS = {"十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
_LONGEST_MENDED = 120  # characters: a longer question is a text
_NEAREST = 20  # chunks that are read to tell whether a window stands in a document


@dataclass(frozen=True, slots=True)
class QueryForm:
    """A query ready to be looked for.

    `text` is what the encoder reads: simplified characters, typos mended. `tokens` are those of the user's own words,
    `added` those of other names, numbers and years that mean the same; `corrections` are (written, meant). `pairs` are
    the character pairs of the query, empty where the lexical leg was given its words.
    """

    text: str
    tokens: tuple[str, ...]
    added: tuple[str, ...]
    corrections: tuple[tuple[str, str], ...] = ()
    pairs: tuple[str, ...] = ()

    @property
    def weighted(self) -> dict[str, float]:
        """What the lexical leg looks for, with weights: pairs where there are any, else words; and what was added.

        Beside its pairs a word of Chinese characters would count twice.
        """
        own = [token for token in self.tokens if not self.pairs or not _HAN.search(token)]
        return dict.fromkeys(self.added, ADDED_WEIGHT) | dict.fromkeys([*own, *self.pairs], 1.0)


def read_query(library: Library, snapshot: Snapshot, query: str, words: Sequence[str] | None = None) -> QueryForm:
    """The form of `query`; the lexical leg looks for `words` (folded) in place of its own where they are given."""
    tokenizer = library.words
    own = [token for text in (words or (query,)) for token in tokenizer.index_tokens(text)]
    folded = fold(query)
    mended = folded
    corrections: tuple[tuple[str, str], ...] = ()
    if words is None and len(folded) <= _LONGEST_MENDED:
        mended, corrections = mend(folded, snapshot, tokenizer, lambda window: _is_written(library, tokenizer, window))
    others = [
        *(tokenizer.index_tokens(mended) if corrections else ()),
        *_other_names(mended, tokenizer, snapshot.aliases),
        *_years(mended, int(library.today()[:4])),
    ]
    known = set(own)
    added = tuple(token for token in dict.fromkeys(others) if token not in known)
    pairs = () if words is not None else tuple(dict.fromkeys(pair_tokens(mended)))
    return QueryForm(mended if corrections else simplified(query), tuple(dict.fromkeys(own)), added, corrections, pairs)


def _is_written(library: Library, words: Words, window: str) -> bool:
    """Whether a document has `window`: one that has its words is among the nearest by them."""
    with library.catalog.transaction() as connection:
        tokens = words.index_tokens(window)
        keys = [(doc_id, at) for doc_id, at, _ in library.catalog.lexical_search(connection, tokens, _NEAREST, None)]
        return any(window in fold(chunk.text) for chunk in library.catalog.chunks(connection, keys).values())


def _other_names(folded: str, words: Words, aliases: Aliases) -> list[str]:
    """The words of the other names of the bodies in a folded query, standing ones and the office's own."""
    names = [form for forms in other_forms_in(folded).values() for form in forms]
    for form, first in aliases.first_of.items():
        if form in folded:
            names += sorted({first, *aliases.forms_of(first)} - {form})
    found: list[str] = []
    for name in names:
        found += [name] if words.knows(name) else [token for token in words.search_tokens(name) if len(token) > 1]
    return found


def _years(folded: str, this_year: int) -> list[str]:
    """The years that a folded query means without writing them: 去年, and the last one of 十四五.

    >>> _years("今年的任务和十四五目标", 2024)
    ['2024', '2025']
    """
    found = [str(this_year + shift) for word, shift in _RELATIVE_YEARS if word in folded]
    return found + [str(_PLAN_ENDS[match[1]]) for match in _PLAN.finditer(folded)]
