"""Resampling: linear maps along one axis, and constant borders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ShapeError
from engine.op import family

op = family("Resampling")
_FEW = 16  # up to which one pass per summand is faster than reduceat


@op("resample", listed=False, promotes="none", places="")
def resample(input: Array, dim: int, source: Any, target: Any, weight: Any, size: int) -> Array:
    """Along `dim`, element `source[k]` times `weight[k]` is added to element `target[k]` of `size`.

    `dim` counts from the front; no weight means 1. It is a product with a sparse matrix, where
    no unused NaN or infinity can spoil a result.
    """
    order = np.argsort(target, kind="stable")
    source = source[order]
    filled, start, count = np.unique(target[order], return_index=True, return_counts=True)
    x = np.ascontiguousarray(np.moveaxis(input, dim, 0))  # whole rows are added faster
    if weight is not None:
        weight = weight[order].astype(input.dtype).reshape(-1, *(1,) * (input.ndim - 1))

    def taken(places: Any) -> Array:
        return x[source[places]] if weight is None else x[source[places]] * weight[places]

    z = np.zeros((size, *x.shape[1:]), input.dtype)
    most = int(count.max()) if len(count) else 0
    if most > _FEW:
        z[filled] = np.add.reduceat(taken(slice(None)), start, 0, input.dtype)
    for k in range(most if most <= _FEW else 0):
        some = count > k
        z[filled[some]] += taken(start[some] + k)
    return np.ascontiguousarray(np.moveaxis(z, 0, dim))


@resample.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, dim: int, source: Any, target: Any, weight: Any) -> Any:
    return resample(z_bar, dim, target, source, weight, _x.shape[dim])


@op("constant_pad_nd", listed=False, promotes="none", places="torch", node="ConstantPadNd")
def constant_pad_nd(input: Array, pad: Sequence[int], value: float = 0) -> Array:
    """`value` added at both ends of the last axes, or cells taken away by negative numbers.

    `pad` is (before, after) of the last axis, then of the one before it, and so on.
    Errors: ShapeError. Source: torch.constant_pad_nd.
    """
    if len(pad) % 2 or len(pad) > 2 * input.ndim:
        raise ShapeError(
            f"pad: {len(pad)} numbers for shape {input.shape}", "give two for each padded axis"
        )
    shape, taken, given = list(input.shape), [slice(None)] * input.ndim, [slice(None)] * input.ndim
    for k in range(len(pad) // 2):
        axis, before, after = input.ndim - 1 - k, pad[2 * k], pad[2 * k + 1]
        size = input.shape[axis]
        shape[axis] = size + before + after
        if shape[axis] < 0:
            raise ShapeError(f"pad: {pad} takes more than {size} cells away", "take fewer")
        taken[axis] = slice(max(-before, 0), size - max(-after, 0))
        given[axis] = slice(max(before, 0), shape[axis] - max(after, 0))
    z = np.full(shape, value, input.dtype)
    z[tuple(given)] = input[tuple(taken)]
    return z


@constant_pad_nd.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, pad: Sequence[int]) -> Any:
    return constant_pad_nd(z_bar, [-n for n in pad])
