"""Rearranging: the same elements in other places, or repeated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.axes import axes, axis
from engine.dtype import Array
from engine.errors import AxisError, ShapeError
from engine.op import family

op = family("Shape")
Dims = int | Sequence[int]


@op("flip", symbol="⇋", local=("1",), promotes="none", listed=False, places="")
def flip(input: Array, dims: Dims) -> Array:
    """The order of the elements turned round along `dims`. Source: torch.flip."""
    turned = axes(dims, input.ndim, "flip") if isinstance(dims, int) or len(dims) else ()
    return np.array(np.flip(input, turned))


@flip.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, dims: Dims) -> Any:
    return flip(z_bar, dims)


@op("roll", symbol="↻", local=("1",), promotes="none", listed=False)
def roll(input: Array, shifts: Dims, dims: Dims | None = None) -> Array:
    """Elements moved on by `shifts`, the last ones to the front; flat without `dims`.

    Errors: ShapeError where shifts and dims differ in number. Source: torch.roll.
    """
    moved, along = _listed(shifts), () if dims is None else _listed(dims)
    if len(moved) != len(along) and not (len(moved) == 1 and not along):
        raise ShapeError(
            f"roll: {len(moved)} shifts for {len(along)} dimensions", "give one shift per dimension"
        )
    if not along:
        return np.roll(input, moved[0])
    if not input.ndim:
        raise AxisError("roll: a 0-d tensor has no dimension to roll along", "leave dims out")
    return np.roll(input, moved, tuple(axis(d, input.ndim, "roll") for d in along))


@roll.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, shifts: Dims, dims: Dims | None) -> Any:
    return roll(z_bar, [-n for n in _listed(shifts)], dims)


@op("repeat", symbol="⧉", local=("1",), promotes="none", listed=False, places="")
def repeat(input: Array, repeats: Sequence[int]) -> Array:
    """The whole tensor `repeats[i]` times along dimension i. Source: torch.Tensor.repeat."""
    lead = len(repeats) - input.ndim
    if lead < 0 or any(n < 0 for n in repeats):
        raise ShapeError(
            f"repeat: {tuple(repeats)} does not fit a tensor of {input.ndim} dimensions",
            "give a count of at least 0 for each dimension",
        )
    return np.tile(input, tuple(repeats))


@repeat.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, repeats: Sequence[int]) -> Any:
    sizes = (1,) * (len(repeats) - _x.ndim) + tuple(_x.shape)
    pairs = [n for pair in zip(repeats, sizes, strict=True) for n in pair]
    if not pairs:
        return z_bar
    return z_bar.reshape(tuple(pairs)).sum(tuple(range(0, len(pairs), 2))).reshape(_x.shape)


def _listed(dims: Dims) -> list[int]:
    return [dims] if isinstance(dims, int) else list(dims)
