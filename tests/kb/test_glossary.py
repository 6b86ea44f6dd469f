"""What a term means anywhere in the library."""

from __future__ import annotations

from kb.glossary import definition_of
from kb.records import Records, Term


def held(term: str, definition: str | None, full_form: str | None = None) -> Records:
    return Records(terms=(Term(0, (), term, definition, 0, 1, full_form=full_form),))


def test_the_first_explanation_counts() -> None:
    records = [
        ("甲", held("四旁", None)),
        ("乙", held("四 旁", "“四旁”是指村旁。")),
        ("丙", held("四旁", "另一种说法。")),
    ]
    found = definition_of("“四旁”", records)
    assert found is not None
    assert (found[0], found[1].definition) == ("乙", "“四旁”是指村旁。")


def test_a_full_form_finds_its_short_form() -> None:
    found = definition_of("市林长制办公室", [("甲", held("林长办", "（以下简称“林长办”）", "市林长制办公室"))])
    assert found is not None


def test_no_explanation() -> None:
    assert definition_of("四旁", [("甲", held("四旁", None))]) is None
