"""Thin a long curve to what a screen can show, keeping every peak: the least and greatest of each
bucket, in the order in which they come."""

from __future__ import annotations

import numpy as np

from engine.dtype import Array

BUCKETS = 600


def thinned(y: Array, buckets: int = BUCKETS) -> tuple[Array, Array]:
    """Step numbers and values of at most two points a bucket; a short curve comes back whole.

    NaN never wins over a number, and a bucket of nothing else stays NaN.
    """
    count = len(y)
    if count <= 2 * buckets:
        return np.arange(count, dtype=np.float64), y
    size = -(-count // buckets)
    padded = np.concatenate([y, np.full(size * buckets - count, np.nan)]).reshape(buckets, size)
    low = np.argmin(np.where(np.isnan(padded), np.inf, padded), 1)
    high = np.argmax(np.where(np.isnan(padded), -np.inf, padded), 1)
    first, second = np.minimum(low, high), np.maximum(low, high)
    base = np.arange(buckets) * size
    steps = np.stack([base + first, base + second], 1).ravel()
    steps = steps[steps < count]
    if steps[-1] != count - 1:
        steps = np.append(steps, count - 1)
    return steps.astype(np.float64), y[steps]
