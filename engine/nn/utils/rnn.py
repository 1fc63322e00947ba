"""Sequences of unequal lengths set side by side."""

from __future__ import annotations

from collections.abc import Sequence

from engine.creation import full
from engine.dtype import DTYPES
from engine.errors import ArgumentError
from engine.ops.shape import cat, stack, transpose
from engine.tensor import Tensor


def pad_sequence(
    sequences: Sequence[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Sequences (length, *) filled up to the longest: (longest, count, *), or with `batch_first`
    (count, longest, *).

    Errors: ArgumentError for no sequences or an unknown side.
    Source: torch.nn.utils.rnn.pad_sequence.
    """
    sides = ("left", "right")
    if padding_side not in sides:
        raise ArgumentError(f"padding_side is {padding_side!r}", f"choose from {', '.join(sides)}")
    parts = list(sequences)
    if not parts:
        raise ArgumentError("pad_sequence: there are no sequences", "give at least one")
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
