"""Ways to spoil a file, each from one seed: cut, flipped, spliced, mislabelled."""

from __future__ import annotations

import random
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]
SUFFIXES = (
    ".txt", ".md", ".docx", ".pdf", ".html", ".xlsx", ".xls", ".ofd", ".doc", ".wps", ".zip", ".png", ".jpg", ".tif", ".rtf",
)  # fmt: skip


def cut(data: bytes, chance: random.Random) -> bytes:
    """The first part."""
    return data[: chance.randrange(1, len(data))]


def headless(data: bytes, chance: random.Random) -> bytes:
    """The last part."""
    return data[chance.randrange(1, len(data)) :]


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bits turned over."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 4, 16, 64, 256))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def zeroed(data: bytes, chance: random.Random) -> bytes:
    """A stretch of zeros, as on a damaged disk."""
    start, length = chance.randrange(len(data)), chance.choice((16, 512, 4096))
    return data[:start] + bytes(min(length, len(data) - start)) + data[start + length :]


def repeated(data: bytes, chance: random.Random) -> bytes:
    """A stretch many times over."""
    start = chance.randrange(len(data))
    return data[:start] + data[start : start + chance.choice((8, 256))] * chance.choice((10, 300)) + data[start:]


def removed(data: bytes, chance: random.Random) -> bytes:
    """A stretch missing in the middle."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice((1, 64, 1024)) :]


def noisy(data: bytes, chance: random.Random) -> bytes:
    """Random bytes in the middle or at an end."""
    start = chance.choice((0, chance.randrange(len(data)), len(data)))
    return data[:start] + chance.randbytes(chance.choice((1, 64, 4096))) + data[start:]


def numbered(data: bytes, chance: random.Random) -> bytes:
    """Digits put in for others: lengths, offsets and counts that lie."""
    places = [at for at, byte in enumerate(data[:200_000]) if 0x30 <= byte <= 0x39]
    spoilt = bytearray(data)
    for at in chance.sample(places, min(len(places), 20)):
        spoilt[at] = chance.choice(b"0129")
    return bytes(spoilt)


MUTATIONS: tuple[Mutation, ...] = (cut, headless, flipped, zeroed, repeated, removed, noisy, numbered)


def mutated(name: str, data: bytes, seed: int) -> tuple[str, bytes]:
    """File `name` spoilt in one or two ways; every sixth is whole under a wrong suffix."""
    chance = random.Random(f"{name}:{seed}")
    stem, _, suffix = name.rpartition(".")
    if seed % 6 == 5:
        return f"{stem}-{seed}{chance.choice([each for each in SUFFIXES if each != '.' + suffix])}", data
    for mutation in chance.sample(MUTATIONS, chance.choice((1, 1, 2))):
        data = mutation(data, chance) or b"\x00"
    return f"{stem}-{seed}.{suffix}", data
