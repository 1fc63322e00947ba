"""Relief: the heights of a landscape in bands, from the lowest ground up."""

from __future__ import annotations

import numpy as np

from engine.dtype import Array

BANDS = 11
HIGHEST = 1e300  # differences of greater heights would overflow
DEPTH = 1e-2  # of the median height: from so near the ground on it is one band


def bands(losses: Array) -> Array:
    """The band of each height, 0 the lowest to BANDS − 1, evenly spread over the logarithm of the
    height above the lowest; −1 where it is not finite."""
    finite = np.isfinite(losses)
    found = np.full(losses.shape, -1, np.int8)
    if not finite.any():
        return found
    heights = np.clip(losses[finite], -HIGHEST, HIGHEST)
    heights -= heights.min()
    above = DEPTH * float(np.median(heights)) or 1.0
    depth = np.log(heights + above)
    low, high = float(depth.min()), float(depth.max())
    scaled = (depth - low) / (high - low) if high > low else np.zeros_like(depth)
    found[finite] = np.minimum(scaled * BANDS, BANDS - 1)
    return found


def enlarged(losses: Array, rows: int, columns: int) -> Array:
    """A grid (rows, columns) that interpolates a smaller one linearly; a larger one as it is."""
    for axis, length in ((0, rows), (1, columns)):
        count = losses.shape[axis]
        if count >= length:
            continue
        at = np.linspace(0, count - 1, length)
        low = np.minimum(at.astype(np.intp), count - 2)
        share = (at - low).reshape((-1, 1) if axis == 0 else (1, -1))
        below, above = losses.take(low, axis), losses.take(low + 1, axis)
        with np.errstate(invalid="ignore", over="ignore"):
            losses = below + share * (above - below)
    return losses
