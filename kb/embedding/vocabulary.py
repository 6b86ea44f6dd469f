"""The tokenizer: XLM-R's unigram vocabulary, cut down to what Chinese office documents can hold.

A unigram piece takes part in splitting a text only when all of its characters are in the text. So dropping the
pieces that hold a character outside of the allowed set changes nothing for texts inside of it. Pieces of one
character stay whatever they are: other scripts fall apart into letters, and to <unk> only where the model knows no
such letter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from kb.embedding.source import Source

MAX_TOKENS = 512  # positions of the model, <s> and </s> among them
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
METASPACE = "\u2581"
TOKENIZER_FILE = "tokenizer.json"
CHARACTERS_FILE = "characters.json"

ALLOWED_RANGES = (
    (0x0000, 0x00FF, "ASCII, Latin-1 (French and German names)"),
    (0x02B0, 0x02FF, "modifier letters: ˉ ˇ ˙"),
    (0x0391, 0x03C9, "Greek: α β Ω"),
    (0x2000, 0x206F, "punctuation: “ ” — … ‰ ※"),
    (0x2070, 0x20CF, "superscripts, subscripts, currency: ² ₂ €"),
    (0x2100, 0x218F, "letter-like, Roman numerals: ℃ № Ⅲ"),
    (0x2190, 0x23FF, "arrows, mathematics, technical: → ≥ ⌒"),
    (0x2440, 0x24FF, "enclosed: ① ⑴ ⒈ ⓐ"),
    (0x2500, 0x27BF, "box drawing, shapes, dingbats: ─ □ ■ ☑ ✓ ❶"),
    (0x27C0, 0x2BFF, "more arrows and mathematics: ⬜"),
    (0x2E80, 0x2FFF, "radicals that PDF fonts yield: ⼀ ⺠"),
    (0x3000, 0x303F, "CJK punctuation: 、 。 〔 〕 〇"),
    (0x3040, 0x30FF, "kana: look-alikes such as ロ for 口, 〇 written の"),
    (0x3100, 0x312F, "bopomofo"),
    (0x31A0, 0x31FF, "bopomofo extended, strokes, kana extended"),
    (0x3200, 0x33FF, "enclosed and squared: ㈠ ㎡ ㎏ ㏄"),
    (0x3400, 0x9FFF, "Han, extension A"),
    (0xE000, 0xF8FF, "private use: bullets of Wingdings and WPS"),
    (0xF900, 0xFAFF, "Han, compatibility"),
    (0xFE00, 0xFE6F, "variation selectors, vertical and small forms"),
    (0xFEFF, 0xFEFF, "byte order mark"),
    (0xFF00, 0xFFEF, "full-width and half-width forms"),
    (0xFFF0, 0xFFFF, "specials: replacement character"),
    (0x1F000, 0x1FAFF, "enclosed supplement, emoji"),
    (0x20000, 0x323AF, "Han, extensions B-H"),
)
PINYIN = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜêɑɡńňǹḿĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛ"


def allowed_characters() -> Iterator[str]:
    """Every character for which the cut vocabulary is promised to split as the whole one does."""
    for first, last, _example in ALLOWED_RANGES:
        yield from map(chr, range(first, last + 1))
    yield from PINYIN


def kept_pieces(source: Source) -> NDArray[np.int64]:
    """`(kept,)` ids of the pieces to keep, ascending; the first four are SPECIALS.

    The least probable piece stays too: the price of <unk> hangs on it.
    """
    producible = {METASPACE}
    for character in allowed_characters():
        producible.update(source.character_map.get(ord(character), character))
    least = int(np.argmin(source.log_probs))
    return np.array(
        [
            index
            for index, piece in enumerate(source.pieces)
            if index < len(SPECIALS) or index == least or len(piece) == 1 or producible.issuperset(piece)
        ]
    )


def make_tokenizer(pieces: Sequence[str], log_probs: Sequence[float]) -> Tokenizer:
    """A tokenizer over these pieces, ids in their order; expects text from `normalise`."""
    model = models.Unigram(list(zip(pieces, log_probs, strict=True)), SPECIALS.index("<unk>"), False)
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(METASPACE, "always", True)
    ends = [("<s>", SPECIALS.index("<s>")), ("</s>", SPECIALS.index("</s>"))]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def save_vocabulary(source: Source, kept: NDArray[np.int64], folder: Path) -> None:
    """Write the tokenizer of the kept pieces and the character map into `folder`."""
    pieces = [source.pieces[index] for index in kept]
    log_probs = [source.log_probs[index] for index in kept]
    make_tokenizer(pieces, log_probs).save(str(folder / TOKENIZER_FILE), pretty=False)
    characters = {chr(code): replacement for code, replacement in source.character_map.items()}
    (folder / CHARACTERS_FILE).write_text(json.dumps(characters), "ascii")


def load_vocabulary(folder: Path) -> tuple[Tokenizer, dict[int, str]]:
    """The tokenizer and the character map that `save_vocabulary` wrote."""
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    characters: dict[str, str] = json.loads((folder / CHARACTERS_FILE).read_text("ascii"))
    return tokenizer, {ord(character): replacement for character, replacement in characters.items()}


def normalise(text: str, character_map: Mapping[int, str]) -> str:
    r"""Text as the model was trained on it: characters mapped, white space runs to one space, ends stripped.

    >>> normalise(" 第①条\u3000５０㎡ ", {0x2460: "1", 0x3000: " ", 0xFF15: "5", 0xFF10: "0", 0x33A1: "m2"})
    '第1条 50m2'
    """
    encodable = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates of broken PDFs
    return " ".join(encodable.translate(character_map).split())
