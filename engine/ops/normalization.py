"""Normalisation: values brought to mean 0 and variance 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import family
from engine.ops.powers import rsqrt
from engine.ops.reduction import mean, var

op = family("Normalisation")


@op("standardize", listed=False, promotes="none", places="", node="NativeLayerNorm")
def standardize(input: Array, dim: tuple[int, ...], eps: float) -> Array:
    """(x − mean) / √(variance + eps) over `dim`, which counts from the front."""
    centred = input - input.mean(dim, keepdims=True)
    variance = np.mean(centred * centred, dim, keepdims=True)
    return centred / np.sqrt(variance + np.asarray(eps, input.dtype))


@standardize.vjp
def _(z_bar: Any, z: Any, x: Any, *, dim: tuple[int, ...], eps: float) -> Any:
    scale = rsqrt(var(x, dim, correction=0, keepdim=True) + eps)
    kept = mean(z_bar, dim, keepdim=True) + z * mean(z_bar * z, dim, keepdim=True)
    return (z_bar - kept) * scale
