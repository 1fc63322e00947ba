"""Connectionist temporal classification: the loss of a sequence that is not aligned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ShapeError
from engine.function import function
from engine.nn.functional.reduction import reduced
from engine.ops.arithmetic import add, div, neg
from engine.ops.conversion import detach
from engine.ops.exponential import exp
from engine.ops.indexing import getitem
from engine.ops.joining import stack
from engine.ops.pooling import gather_last
from engine.ops.reduction import logsumexp, sum
from engine.ops.resampling import constant_pad_nd
from engine.ops.selection import where
from engine.tensor import Tensor, from_array

_NEVER = -1e30  # the logarithm of no chance at all, finite so that gradients stay numbers


@function("functional")
def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor | Sequence[int],
    target_lengths: Tensor | Sequence[int],
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """Minus the log-chance that (t, n, classes) reads as the targets, summed over alignments.

    Targets are (n, s), or all joined in one row; 'mean' divides by their lengths. Without n too.
    As in torch the gradient is that of log_probs made by log_softmax. Errors: ShapeError.
    Source: torch.nn.functional.ctc_loss.
    """
    batched = log_probs.ndim == 3
    logs = log_probs if batched else log_probs.reshape((log_probs.shape[0], 1, log_probs.shape[1]))
    steps, batch, _ = logs.shape
    reads, lengths = _numbers(input_lengths), _numbers(target_lengths)
    if len(reads) != batch or len(lengths) != batch or (reads.size and reads.max() > steps):
        raise ShapeError(
            f"ctc_loss: log_probs {log_probs.shape}, input_lengths {reads.tolist()}, "
            f"target_lengths {lengths.tolist()}",
            f"give {batch} lengths each, those of the input at most {steps}",
        )
    path = _path(targets._array, lengths, blank)
    losses = neg(_chance(logs, path, reads, lengths, blank))
    inside = np.arange(steps)[:, None] < reads
    correction = sum(where(inside[..., None], exp(logs), 0.0), (0, 2))
    losses = losses + (correction - detach(correction))
    losses = where(losses > -_NEVER / 2, 0.0 if zero_infinity else np.inf, losses)
    if reduction == "mean":
        shares = np.maximum(lengths, 1).astype(logs._array.dtype)
        return reduced(div(losses, from_array(shares)), "mean")
    return reduced(losses if batched else losses.reshape(()), reduction)


def _numbers(lengths: Any) -> Array:
    array = lengths._array if isinstance(lengths, Tensor) else np.asarray(lengths)
    return array.reshape(-1).astype(np.int64)


def _path(targets: Array, lengths: Array, blank: int) -> Array:
    """(n, 2 s + 1): the labels with a blank around each, and blanks to the end."""
    longest = int(lengths.max()) if lengths.size else 0
    path = np.full((len(lengths), 2 * longest + 1), blank)
    starts = np.cumsum(lengths) - lengths
    for n, length in enumerate(lengths):
        row = targets[n] if targets.ndim == 2 else targets[starts[n] :]
        path[n, 1 : 2 * length : 2] = row[:length]
    return path


def _chance(logs: Tensor, path: Array, reads: Array, lengths: Array, blank: int) -> Tensor:
    """(n,): the log-chance of all alignments, step by step over the positions of the path."""
    index = np.broadcast_to(path, (logs.shape[0], *path.shape))
    emitted = gather_last(logs, index)  # (t, n, positions)
    before = np.pad(path, ((0, 0), (2, 0)), constant_values=blank)[:, :-2]
    skips = (path != blank) & (path != before)
    place = np.arange(path.shape[1])
    floor = from_array(np.full(path.shape, _NEVER, logs._array.dtype))
    start: Any = from_array(np.where(place == 0, 0, floor._array).astype(logs._array.dtype))
    alpha = start
    for t in range(logs.shape[0]):
        if t == 0:
            moved = where(place < 2, getitem(emitted, 0), floor)
        else:
            one = constant_pad_nd(alpha, (1, -1), _NEVER)
            two = constant_pad_nd(one, (1, -1), _NEVER)
            ways = stack((alpha, one, where(skips, two, floor)))
            moved = add(logsumexp(ways, 0), getitem(emitted, t))
        alpha = where((t < reads)[:, None], moved, alpha)
    last = 2 * lengths[:, None]
    ends = gather_last(alpha, np.concatenate([last, np.maximum(last - 1, 0)], 1))
    ends = where(np.stack([lengths >= 0, lengths > 0], 1), ends, _NEVER)
    return logsumexp(ends, 1)
