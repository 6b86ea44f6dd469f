"""The bundled encoder as a torch model with low-rank adapters (LoRA: Hu et al., ICLR 2022), and its delta back out.

The base weights are those of `kb.embedding.source`, dequantised and frozen. Only the adapters of the linear layers
are trained; `lora_factors` gives them under the names of the source (`l0.q`, ...), as `kb.embedding.delta` stores them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn.utils import parametrize
from transformers import BertConfig, BertModel

from kb.embedding.delta import Delta, Factors
from kb.embedding.source import Source
from kb.embedding.vocabulary import kept_pieces, make_tokenizer, normalise

_LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of malloc.h
PAD = 1  # the id of <pad> in the cut vocabulary

Batch = dict[str, torch.Tensor]


class Texts:
    """The tokenizer of the bundled model, for batches of torch."""

    def __init__(self, source: Source) -> None:
        kept = kept_pieces(source)
        self._map = source.character_map
        self.tokenizer: Tokenizer = make_tokenizer(
            [source.pieces[index] for index in kept], [source.log_probs[index] for index in kept]
        )

    def ids(self, texts: Sequence[str], max_tokens: int) -> list[list[int]]:
        """The ids of each text, at most `max_tokens`, the last one </s>."""
        made = self.tokenizer.encode_batch_fast([normalise(text, self._map) for text in texts])
        return [
            each.ids if len(each.ids) <= max_tokens else [*each.ids[: max_tokens - 1], each.ids[-1]] for each in made
        ]


def padded(ids: Sequence[Sequence[int]]) -> Batch:
    """`input_ids` and `attention_mask`, int64 `(n, longest)`."""
    longest = max(map(len, ids))
    input_ids = torch.full((len(ids), longest), PAD)
    mask = torch.zeros((len(ids), longest), dtype=torch.long)
    for row, each in enumerate(ids):
        input_ids[row, : len(each)] = torch.tensor(each)
        mask[row, : len(each)] = 1
    return {"input_ids": input_ids, "attention_mask": mask}


def base_model(source: Source, layers: int | None = None, deltas: Sequence[Delta] = ()) -> BertModel:
    """The bundled encoder in float32 with `deltas` added, or its first `layers` layers."""
    shape = source.shape
    config = BertConfig(
        vocab_size=len(kept_pieces(source)),
        hidden_size=shape.hidden,
        num_hidden_layers=layers or shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        layer_norm_eps=shape.norm_epsilon,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",  # type: ignore[call-arg]  # the fused kernel is slow backwards in bfloat16
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(torch_weights(source, layers or shape.layers, deltas), strict=False)
    return model


def torch_weights(source: Source, layers: int, deltas: Sequence[Delta] = ()) -> dict[str, torch.Tensor]:
    """The source's tensors under the names of transformers' BertModel, float32."""
    hidden, wide = source.shape.hidden, source.shape.feed_forward
    made: dict[str, NDArray[np.float32]] = {
        "embeddings.word_embeddings.weight": source.matrix("emb.word", hidden)[kept_pieces(source)],
        "embeddings.position_embeddings.weight": source.floats("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": source.floats("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": source.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": source.floats("emb.ln.b"),
    }
    for layer in range(layers):
        for short, name in (_LINEAR | _NORMS).items():
            old, new = f"l{layer}.{short}", f"encoder.layer.{layer}.{name}"
            weight = source.floats(old + ".w") if short in _NORMS else source.matrix(
                old + ".w", wide if short == "fo" else hidden)  # fmt: skip
            for delta in deltas:
                if old in delta.factors:
                    weight = weight + delta.factors[old].product()
            made[new + ".weight"], made[new + ".bias"] = weight, source.floats(old + ".b")
    return {name: torch.from_numpy(np.array(values)) for name, values in made.items()}


class LowRank(torch.nn.Module):
    """A frozen weight `(out, in)` plus a trained product of two thin matrices; nothing at the beginning."""

    def __init__(self, rows: int, columns: int, rank: int) -> None:
        super().__init__()
        self.up = torch.nn.Parameter(torch.zeros(rows, rank))
        self.down = torch.nn.Parameter(torch.randn(rank, columns) / columns**0.5)

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        """The sum, in the type of `weight`."""
        return weight + (self.up @ self.down).to(weight.dtype)


def frozen_type() -> torch.dtype:
    """The type of the frozen weights: bfloat16 where the processor multiplies in it, else float32.

    Elsewhere torch emulates bfloat16, many times slower than float32.
    """
    has_bfloat16 = torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()
    return torch.bfloat16 if has_bfloat16 else torch.float32


def with_adapters(model: BertModel, rank: int) -> BertModel:
    """`model` in bfloat16, where the processor has it, with trainable adapters of `rank` on every linear layer; all else is frozen.

    Run it within `parametrize.cached()`: then each sum of weight and adapter is made once a step.
    """
    model.to(frozen_type())  # type: ignore[arg-type]
    model.requires_grad_(False)
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            adapter = LowRank(module.out_features, module.in_features, rank)
            parametrize.register_parametrization(module, "weight", adapter, unsafe=True)
    return model


def lora_factors(model: BertModel) -> dict[str, Factors]:
    """The trained adapters by the source's names."""
    found: dict[str, Factors] = {}
    for layer in range(model.config.num_hidden_layers):
        for short, name in _LINEAR.items():
            linear = model.get_submodule(f"encoder.layer.{layer}.{name}")
            (adapter,) = linear.parametrizations.weight  # type: ignore[union-attr, misc]
            found[f"l{layer}.{short}"] = Factors(adapter.up.detach().numpy(), adapter.down.detach().numpy())
    return found


def keep_memory() -> None:
    """Has the C library keep freed memory: else each large buffer of each step is mapped and cleared anew."""
    libc = ctypes.CDLL(None)
    libc.mallopt(_M_MMAP_THRESHOLD, 2**25)  # the most that glibc takes
    libc.mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)


def pooled(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean over the tokens of each text, L2-normalised: `(n, hidden)` float32."""
    total = (states.float() * mask.unsqueeze(-1)).sum(1)
    return torch.nn.functional.normalize(total, dim=-1)
