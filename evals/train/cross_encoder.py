"""Trains the reranker: a cross-encoder that starts from the adapted bi-encoder.

Each question comes with one passage that answers it and some that do not. Two losses: which of them answers (softmax
over the list; for the order), and whether each does (binary; for a logit that means the same for every question, so
that it can be calibrated into a probability and refuse).
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.utils import parametrize
from transformers import BertModel

from evals.train.examples import Example, shown
from evals.train.schedule import rate_at
from evals.train.torch_model import Texts, base_model, lora_factors, padded, with_adapters
from kb.embedding.delta import Delta, save_delta
from kb.embedding.pairs import joined
from kb.embedding.source import installed_model, read_source

Told = Callable[[str], None]
_SLAB = 16


@dataclass(frozen=True, slots=True)
class Course:
    """How the reranker is trained: `negatives` a question, `questions` a step, on the first `layers` layers."""

    layers: int = 6
    rank: int = 48
    questions: int = 12
    negatives: int = 5
    epochs: int = 1
    rate: float = 5e-4
    binary_share: float = 0.3
    max_tokens: int = 176
    max_query_tokens: int = 56
    seed: int = 23


class CrossEncoder(torch.nn.Module):
    """Pairs to logits: the encoder's first layers and a linear head over the first state and the mean of all."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = torch.nn.Linear(2 * encoder.config.hidden_size, 1)
        torch.nn.init.normal_(self.head.weight, std=0.02)
        torch.nn.init.zeros_(self.head.bias)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """`(n,)` float32."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state.float()
        mask = attention_mask.unsqueeze(-1)
        mean = (states * mask).sum(1) / mask.sum(1)
        logits: torch.Tensor = self.head(torch.cat([states[:, 0], mean], dim=1)).squeeze(1)
        return logits


def train(examples: Sequence[Example], start: Sequence[Delta], course: Course, told: Told) -> CrossEncoder:
    """The trained reranker; `start` are the deltas that its encoder begins with (those of the bi-encoder)."""
    torch.manual_seed(course.seed)
    source = read_source(installed_model())
    texts = Texts(source)
    model = CrossEncoder(with_adapters(base_model(source, course.layers, start), course.rank))
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    head = {id(weight) for weight in model.head.parameters()}
    groups = [
        {"params": [weight for weight in trained if id(weight) not in head], "lr": course.rate},
        {"params": list(model.head.parameters()), "lr": 4 * course.rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = course.epochs * math.ceil(len(examples) / course.questions)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: rate_at(step, steps))
    begun, losses = time.perf_counter(), 0.0
    for step, batch in enumerate(_batches(examples, course), 1):
        optimiser.zero_grad(set_to_none=True)
        with parametrize.cached():
            loss = _loss(model, texts, batch, course)
            loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        schedule.step()
        losses += loss.item()
        if step % 20 == 0 or step == steps:
            told(f"step {step}/{steps} loss {losses / (step % 20 or 20):.3f} {time.perf_counter() - begun:.0f} s")
            losses = 0.0
    return model


def _batches(examples: Sequence[Example], course: Course) -> Iterator[list[tuple[str, list[str]]]]:
    """Per question: its text, and passages of which the first answers it."""
    choice = random.Random(course.seed)
    for _ in range(course.epochs):
        waiting = [each for each in examples if len(each.negatives) >= course.negatives]
        choice.shuffle(waiting)
        for start in range(0, len(waiting), course.questions):
            yield [
                (
                    each.question,
                    [
                        shown(each.positives, choice),
                        *(shown([text], choice) for text in choice.sample(each.negatives, course.negatives)),
                    ],
                )
                for each in waiting[start : start + course.questions]
            ]


def _loss(model: CrossEncoder, texts: Texts, batch: Sequence[tuple[str, list[str]]], course: Course) -> torch.Tensor:
    ids = [pair for question, passages in batch for pair in pair_ids(texts, question, passages, course)]
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    rows = [model(**padded([ids[at] for at in order[start : start + _SLAB]])) for start in range(0, len(order), _SLAB)]
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    logits = torch.cat(rows)[back].view(len(batch), -1)
    right = torch.zeros_like(logits)
    right[:, 0] = 1.0
    listed = torch.nn.functional.cross_entropy(logits, torch.zeros(len(batch), dtype=torch.long))
    binary = torch.nn.functional.binary_cross_entropy_with_logits(logits, right)
    return (1 - course.binary_share) * listed + course.binary_share * binary * course.negatives


def pair_ids(texts: Texts, question: str, passages: Sequence[str], course: Course) -> list[list[int]]:
    """The ids of the question with each passage, as the product joins them."""
    (asked,) = texts.ids([question], course.max_query_tokens)
    return [joined(asked, each, course.max_tokens) for each in texts.ids(passages, course.max_tokens)]


def save(model: CrossEncoder, course: Course, path: Path, calibration: tuple[float, float] = (1.0, 0.0)) -> None:
    """Writes adapters and head as a delta; `calibration` (slope, shift) turns its logits into those of probabilities."""
    slope, shift = calibration
    weight = model.head.weight.detach().numpy().reshape(-1) * slope
    bias = model.head.bias.detach().numpy() * slope + shift
    extras = {"head.w": weight.astype(np.float32), "head.b": bias.astype(np.float32)}
    extras["layers"] = np.array([course.layers], np.float32)
    save_delta(Delta(lora_factors(model.encoder), extras), path)
