"""Seeds that programs leave out, drawn from a stream that `streams.reset` starts."""

from __future__ import annotations

import random

SEEDS = random.Random()


def next_seed() -> int:
    """The seed of a stream for which the program gave none, 32 bits."""
    return SEEDS.getrandbits(32)
