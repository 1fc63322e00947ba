"""Sequences of unequal lengths: filled up to the longest, or packed step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.creation import full
from engine.dtype import DTYPES, Array
from engine.errors import RangeError, ShapeError
from engine.ops.joining import cat, stack
from engine.ops.shape import transpose
from engine.tensor import Tensor, from_array


def pad_sequence(
    sequences: Sequence[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Sequences (length, *) filled up to the longest: (longest, count, *), or with `batch_first`
    (count, longest, *).

    Errors: RangeError for no sequences or an unknown side.
    Source: torch.nn.utils.rnn.pad_sequence.
    """
    sides = ("left", "right")
    if padding_side not in sides:
        raise RangeError(f"padding_side is {padding_side!r}", f"choose from {', '.join(sides)}")
    parts = list(sequences)
    if not parts:
        raise RangeError("pad_sequence: there are no sequences", "give at least one")
    longest = max(part.shape[0] for part in parts)
    filled = []
    for part in parts:
        shape = (longest - part.shape[0], *part.shape[1:])
        padding = full(shape, padding_value, dtype=DTYPES[part._array.dtype])
        filled.append(cat([padding, part] if padding_side == "left" else [part, padding]))
    return stack(filled, 0 if batch_first else 1)


def unpad_sequence(
    padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False
) -> list[Tensor]:
    """The sequences that `pad_sequence` filled up, by their lengths.

    Source: torch.nn.utils.rnn.unpad_sequence.
    """
    rows = padded_sequences if batch_first else transpose(padded_sequences, 0, 1)
    return [row[: int(length)] for row, length in zip(rows, lengths, strict=True)]


class PackedSequence(NamedTuple):
    """Sequences without padding: the first step of all, then the second of those that have one, …

    Attributes: data (rows, *); batch_sizes (steps,), how many sequences have that step;
    sorted_indices, unsorted_indices (count,): to and from the order by falling length, None where
    the sequences came in it. Source: torch.nn.utils.rnn.PackedSequence.
    """

    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None = None
    unsorted_indices: Tensor | None = None


def pack_padded_sequence(
    input: Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Pack (longest, count, *), or with `batch_first` (count, longest, *), by the lengths.

    Errors: RangeError for lengths that are not falling, unless `enforce_sorted` is off, or not
    above 0; ShapeError for another number of them.
    Source: torch.nn.utils.rnn.pack_padded_sequence.
    """
    x = transpose(input, 0, 1) if batch_first else input
    counts = np.array([int(length) for length in lengths])
    if len(counts) != x.shape[1]:
        raise ShapeError(
            f"pack_padded_sequence: {len(counts)} lengths for {x.shape[1]} sequences",
            "give one each",
        )
    if not len(counts) or counts.min() <= 0 or counts.max() > len(x):
        raise RangeError(
            f"pack_padded_sequence: lengths must be from 1 to {len(x)}, they are {counts.tolist()}",
            "leave empty sequences out",
        )
    order = np.argsort(-counts, kind="stable")
    if enforce_sorted and (np.diff(counts) > 0).any():
        raise RangeError(
            "pack_padded_sequence: `lengths` must be sorted in decreasing order when "
            "`enforce_sorted` is True",
            "pass enforce_sorted=False",
        )
    steps, places = _layout(counts[order])
    sizes = np.bincount(steps)
    data = x[from_array(steps), from_array(order[places])]
    if enforce_sorted:
        return PackedSequence(data, from_array(sizes))
    return PackedSequence(data, from_array(sizes), from_array(order), from_array(np.argsort(order)))


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """The sequences side by side, filled up to the longest or to `total_length`, and the lengths.

    Errors: RangeError for a `total_length` that is too small.
    Source: torch.nn.utils.rnn.pad_packed_sequence.
    """
    sizes = np.array(sequence.batch_sizes.tolist())
    longest = len(sizes) if total_length is None else total_length
    if longest < len(sizes):
        raise RangeError(
            "Expected total_length to be at least the length of the longest sequence in input, "
            f"but got total_length={total_length} and max sequence length being {len(sizes)}",
            "raise it",
        )
    counts = (np.arange(sizes[0])[:, None] < sizes).sum(1)
    data = sequence.data
    rows = np.full((longest, sizes[0]), len(data))  # the row of padding below
    rows[_layout(counts)] = np.arange(len(data))
    if sequence.unsorted_indices is not None:
        back = np.array(sequence.unsorted_indices.tolist())
        rows, counts = rows[:, back], counts[back]
    padding = full((1, *data.shape[1:]), padding_value, dtype=DTYPES[data._array.dtype])
    z = cat([data, padding])[from_array(rows)]
    return (transpose(z, 0, 1) if batch_first else z), from_array(counts)


def _layout(counts: Array) -> tuple[Array, Array]:
    """Step and sequence of every row of a pack of sequences of these falling lengths."""
    steps, places = np.nonzero(np.arange(counts[0])[:, None] < counts)
    return steps, places


def pack_sequence(sequences: Sequence[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Pack sequences (length, *). Errors as `pack_padded_sequence`.

    Source: torch.nn.utils.rnn.pack_sequence.
    """
    lengths = [len(sequence) for sequence in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The sequences of a pack. Source: torch.nn.utils.rnn.unpack_sequence."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
