"""How many pairs of sequences stand in descending order, counted by whole arrays."""

from __future__ import annotations

import numpy as np

from app.document.layout.ranks import FloatArray, IntArray

FEW = 32  # values that are compared each with each


def inversions(values: FloatArray | IntArray, groups: IntArray | None = None) -> int:
    """How many pairs i < j of one group have values[i] > values[j].

    `groups` (n,) ascend; without them all values are one. The values are replaced by their ranks
    and sorted bit by bit, the highest first: each 1 that stands before a 0 among equal higher bits
    is a pair.
    """
    count = len(values)
    groups = np.zeros(count, np.int64) if groups is None else groups
    if count <= FEW:
        falls = (values[:, None] > values[None, :]) & (groups[:, None] == groups[None, :])
        return int(np.triu(falls).sum())
    ranks, bits = _ranks(values, groups)
    nth = np.arange(count)
    total = 0
    for bit in range(bits - 1, -1, -1):
        begins = np.flatnonzero(np.diff(ranks >> (bit + 1), prepend=-1))
        lengths = np.diff(begins, append=count)
        ones = (ranks >> bit) & 1
        before = np.cumsum(ones) - ones
        before -= np.repeat(before[begins], lengths)
        zeros = ones == 0
        total += int(before[zeros].sum())
        zero_count = lengths - np.add.reduceat(ones, begins)
        place = np.where(zeros, nth - before, np.repeat(begins + zero_count, lengths) + before)
        moved = np.empty_like(ranks)
        moved[place] = ranks
        ranks = moved
    return total


def _ranks(values: FloatArray | IntArray, groups: IntArray) -> tuple[IntArray, int]:
    """(n,) whole numbers that are ordered as the values are in each group, the group in their
    higher bits; and how many lower bits there are."""
    order = np.lexsort((values, groups))
    sorted_values, sorted_groups = values[order], groups[order]
    begins = np.diff(sorted_groups, prepend=-1) > 0
    rises = np.diff(sorted_values, prepend=sorted_values[0]) != 0
    rank = np.cumsum(rises | begins)
    rank -= rank[begins][np.cumsum(begins) - 1]
    bits = int(rank.max()).bit_length()
    ranks = np.empty(len(values), np.int64)
    ranks[order] = rank | sorted_groups << bits
    return ranks, bits
