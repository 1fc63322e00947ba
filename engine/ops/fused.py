"""Fused: a loss and its gradient in one pass over blocks that fit into the cache, for plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.ops.classes import IGNORED, class_numbers, refuse_others

BLOCK = 1 << 15  # elements


@dataclass(frozen=True)
class CrossEntropy:
    """Softmax cross entropy of logits (n, classes) and class numbers (n,), "mean" or "sum".

    Sums are added up in another order than by the op of this name: results differ by some ulp.
    Errors: DtypeError where the target is not whole, AxisError where it names no class.
    """

    reduction: str

    def ignores(self, target: Array) -> bool:
        """Whether some rows count nothing."""
        return bool(target.size) and bool(target.min() == IGNORED)

    def numbers(self, x: Array, target: Array) -> Array:
        """The target as class numbers. Errors: DtypeError, AxisError where one is none."""
        found = class_numbers(target)
        refuse_others(found, x.shape[1])
        return found

    def share(self, rows: int) -> float:
        """The weight of one row."""
        return 1 / rows if self.reduction == "mean" and rows else 1.0

    def __call__(self, x: Array, target: Array, out: Array) -> Any:
        """The loss; its gradient is written to `out`."""
        if self.ignores(target):
            kept = target != IGNORED
            part = np.empty_like(x[kept])
            loss = self(x[kept], target[kept], part)
            out.fill(0)
            out[kept] = part
            return loss if len(part) or self.reduction == "sum" else x.dtype.type(np.nan)
        target = self.numbers(x, target).astype(np.intp, copy=False)
        rows, classes = x.shape
        share = x.dtype.type(self.share(rows))
        step = max(1, BLOCK // max(classes, 1))
        ones = np.ones(classes, x.dtype)
        place = np.arange(min(step, rows)) * classes
        total = 0.0
        for start in range(0, rows, step):
            block, gradient = x[start : start + step], out[start : start + step]
            picked = place[: len(block)] + target[start : start + step]
            total += _block(block, gradient, picked, ones, share)
        return x.dtype.type(total * float(share))


def _block(x: Array, out: Array, picked: Array, ones: Array, share: Any) -> float:
    """The sum of the losses of some rows; their gradients are written to `out`."""
    highest: Any = np.maximum.reduce(x, None)
    np.subtract(x, highest, out)
    np.exp(out, out)
    sums = np.dot(out, ones)
    if sums.min() > np.finfo(x.dtype).tiny * 1e10:
        shifts: Any = float(highest) * len(x)
    else:  # rows far below the highest one, or NaN: each by its own maximum
        highest = x.max(1, keepdims=True)
        np.subtract(x, highest, out)
        np.exp(out, out)
        sums = np.dot(out, ones)
        shifts = float(highest.sum(dtype=np.float64))
    flat = x.reshape(-1) if x.flags.c_contiguous else np.ascontiguousarray(x).reshape(-1)
    losses = float(np.log(sums).sum()) + shifts - float(flat[picked].sum())
    np.multiply(out, (share / sums)[:, None], out)
    out.reshape(-1)[picked] -= share
    return losses
