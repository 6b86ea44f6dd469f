"""Adapts the bundled encoder to questions about policy and law: `python -m evals.train.bi_encoder OUT.npz`.

Contrastive loss over the passages of a batch (in-batch negatives: van den Oord et al. 2018; Karpukhin et al. 2020), of
which some are hard: passages that BM25 or the model at hand puts near the question though they do not answer it.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn.utils import parametrize
from transformers import BertModel

from evals.train.examples import Example, shown
from evals.train.schedule import rate_at
from evals.train.torch_model import Texts, base_model, lora_factors, padded, pooled, with_adapters
from kb.embedding.delta import Delta, save_delta
from kb.embedding.source import installed_model, read_source

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Course:
    """How the bi-encoder is trained. `negatives` are the hard ones of each question in a batch."""

    rank: int = 32
    batch: int = 48
    negatives: int = 1
    epochs: int = 2
    rate: float = 4e-4
    temperature: float = 0.03
    max_passage_tokens: int = 144
    max_query_tokens: int = 64
    seed: int = 17


def train(examples: Sequence[Example], course: Course, told: Told) -> BertModel:
    """The trained model with its adapters; about `epochs * len(examples) / batch` steps."""
    torch.manual_seed(course.seed)
    source = read_source(installed_model())
    texts = Texts(source)
    model = with_adapters(base_model(source), course.rank)
    model.train()
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=course.rate, weight_decay=0.01)
    steps = course.epochs * math.ceil(len(examples) / course.batch)
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
        if step % 10 == 0 or step == steps:
            told(f"step {step}/{steps} loss {losses / (step % 10 or 10):.3f} {time.perf_counter() - begun:.0f} s")
            losses = 0.0
    return model


def _batches(examples: Sequence[Example], course: Course) -> Iterator[list[tuple[str, str, list[str], Example]]]:
    """Per question: its text, a passage that answers it, hard negatives. Groups never repeat within a batch."""
    choice = random.Random(course.seed)
    for _ in range(course.epochs):
        waiting = list(examples)
        choice.shuffle(waiting)
        for start in range(0, len(waiting), course.batch):
            batch = []
            for each in waiting[start : start + course.batch]:
                hard = choice.sample(each.negatives, min(course.negatives, len(each.negatives)))
                batch.append(
                    (each.question, shown(each.positives, choice), [shown([text], choice) for text in hard], each)
                )
            yield batch


def _loss(
    model: BertModel, texts: Texts, batch: Sequence[tuple[str, str, list[str], Example]], course: Course
) -> torch.Tensor:
    passages = [positive for _, positive, _, _ in batch] + [text for _, _, hard, _ in batch for text in hard]
    queries = _encoded(model, texts, ["query: " + row[0] for row in batch], course.max_query_tokens)
    vectors = _encoded(model, texts, ["passage: " + text for text in passages], course.max_passage_tokens)
    logits = queries @ vectors.T / course.temperature
    logits = logits.masked_fill(_same_group(batch, len(passages)), -1e4)
    return torch.nn.functional.cross_entropy(logits, torch.arange(len(batch)))


def _same_group(batch: Sequence[tuple[str, str, list[str], Example]], count: int) -> torch.Tensor:
    """Passages that answer another question of the batch and may answer this one: `(questions, passages)` bool."""
    mask = torch.zeros((len(batch), count), dtype=torch.bool)
    for row, (_, positive, _, each) in enumerate(batch):
        for column, (_, other_positive, _, other) in enumerate(batch):
            if row != column and (other.group == each.group or other_positive == positive):
                mask[row, column] = True
    return mask


def _encoded(model: BertModel, texts: Texts, written: list[str], max_tokens: int) -> torch.Tensor:
    """Encoded in slabs of like length, so that little is padding; in the order of `written`."""
    ids = texts.ids(written, max_tokens)
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    rows: list[torch.Tensor] = []
    for start in range(0, len(order), 16):
        slab = padded([ids[at] for at in order[start : start + 16]])
        states = model(**slab).last_hidden_state
        rows.append(pooled(states, slab["attention_mask"]))
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(rows)[back]


def save(model: BertModel, path: Path) -> None:
    """Writes the adapters as the delta that `mingce setup` merges."""
    save_delta(Delta(lora_factors(model), {}), path)
