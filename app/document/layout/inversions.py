"""How many pairs of a sequence stand in descending order, counted by whole arrays."""

from __future__ import annotations

import numpy as np

from app.document.layout.ranks import FloatArray, IntArray

FEW = 32  # values that are compared each with each


def inversions(values: FloatArray | IntArray) -> int:
    """How many pairs i < j have values[i] > values[j].

    The values are replaced by their ranks and sorted bit by bit, the highest first: each 1 that
    stands before a 0 among equal higher bits is a pair.
    """
    count = len(values)
    if count <= FEW:
        return int(np.triu(values[:, None] > values[None, :]).sum())
    ranks = np.unique(values, return_inverse=True)[1]
    total = 0
    for bit in range(int(ranks.max()).bit_length() - 1, -1, -1):
        group = ranks >> (bit + 1)
        ones = (ranks >> bit) & 1
        before = np.cumsum(ones) - ones
        begins = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
        lengths = np.diff(np.append(begins, count))
        before -= np.repeat(before[begins], lengths)
        zeros = ones == 0
        total += int(before[zeros].sum())
        nth = np.arange(count) - np.repeat(begins, lengths)
        zero_count = np.add.reduceat(1 - ones, begins)
        place = np.repeat(begins, lengths) + np.where(
            zeros, nth - before, np.repeat(zero_count, lengths) + before
        )
        moved = np.empty_like(ranks)
        moved[place] = ranks
        ranks = moved
    return total
