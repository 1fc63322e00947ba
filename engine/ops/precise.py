"""Elementwise kernels computed in float64, in blocks that stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.dtype import Array

Kernel = Callable[[Array], Array]
_BLOCK = 8192


def in_double(f: Kernel, x: Array) -> Array:
    """f(x), computed in float64 and given back in the dtype of x."""
    flat = x.reshape(-1)
    z = np.empty(x.shape, x.dtype)
    out = z.reshape(-1)
    for start in range(0, flat.size, _BLOCK):
        part = slice(start, start + _BLOCK)
        out[part] = f(flat[part].astype(np.float64))
    return z


def pieces(x: Array, first: Array, f: Kernel, g: Kernel) -> Array:
    """f where the condition `first` holds, else g; each is computed for its own elements only."""
    if first.all():
        return f(x)
    if not first.any():
        return g(x)
    z = np.empty(x.shape)
    z[first] = f(x[first])
    rest = ~first
    z[rest] = g(x[rest])
    return z


def polynomial(coefficients: Sequence[float], x: Array) -> Array:
    """Its value at x; the coefficient of the highest power comes first."""
    z = np.full(x.shape, coefficients[0])
    for c in coefficients[1:]:
        z *= x
        z += c
    return z
