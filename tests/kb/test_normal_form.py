"""The normal form and the way back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.normal_form import fold, fold_with_offsets

TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from("ロカニ（）〔〕　１Ａａ：；“”—㎡①ﬁ\u200b\ufeff")
    )
)


@given(TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXT)
def test_both_ways_of_folding_agree(text: str) -> None:
    assert fold_with_offsets(text).text == fold(text)


@given(TEXT)
def test_offsets_lead_back(text: str) -> None:
    folded = fold_with_offsets(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    for at, char in enumerate(folded.text):
        start, end = folded.source_span(at, at + 1)
        assert end == start + 1
        assert char in fold(text[start:end])


@given(TEXT, st.data())
def test_a_span_folds_to_what_it_was_found_by(text: str, data: st.DataObject) -> None:
    folded = fold_with_offsets(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    a, b = folded.source_span(start, end)
    assert folded.text[start:end] in fold(text[a:b])


def test_what_is_the_same_in_print_is_the_same() -> None:
    assert fold("脱贫人ロ") == fold("脱贫人口")
    assert fold("栖林发［２０２４］１号") == fold("栖林发〔2024〕1号") == fold("栖林发【2024】 1 号")
    assert fold("（一）“两山”：") == fold('(一)"两山":')
    assert fold("5 G\u200bＡＩ") == "5gai"


def test_what_differs_stays_different() -> None:
    assert len({fold(text) for text in ("1.2", "12", "1,2", "（1）", "一")}) == 5
