"""Bounds: how large one value may become by one operation, where a short text could ask for it."""

from __future__ import annotations

MOST_BITS = 400_000  # of an int that arithmetic makes: dividing one takes 30 ms
SMALL = 2**62  # ints below are multiplied and divided without another look
MOST_ITEMS = 2**28  # of a sequence that is repeated
MOST_WORK = 10**11  # bits of an exponent times those of a modulus, squared
LONG_RANGE = 1_000_000  # items: what goes through a longer range is counted
