"""Distances and similarities of vectors, and the losses that compare them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.errors import RangeError, ShapeError
from engine.function import function
from engine.nn.functional.reduction import named, reduced
from engine.ops.arithmetic import div, mul, sub
from engine.ops.indexing import getitem
from engine.ops.powers import rsqrt, square
from engine.ops.reduction import norm, sum
from engine.ops.selection import clamp, eq, minimum, where
from engine.ops.shape import expand
from engine.tensor import Tensor, from_array


@function("functional torch")
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """x₁·x₂ / (‖x₁‖ ‖x₂‖) along `dim`, each norm at least eps. Source: torch cosine_similarity."""
    shape = np.broadcast_shapes(x1.shape, x2.shape)
    first, second = (_unit(expand(x, shape), dim, eps) for x in (x1, x2))
    return sum(mul(first, second), dim)


def _unit(x: Tensor, dim: int, eps: float) -> Tensor:
    length = norm(x, 2, dim, True)
    short = length._array < eps
    return div(
        x, length + from_array(np.where(short, eps - length._array, 0).astype(x._array.dtype))
    )


@function("functional torch")
def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """The p-norm of x₁ − x₂ + eps over the last dimension. Source: torch pairwise_distance."""
    return norm(sub(x1, x2) + eps, p, -1, keepdim)


@function("functional torch")
def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """(n, m) → (n (n − 1) / 2,): the p-norm distances of all pairs of rows. Source: torch.pdist."""
    if input.ndim != 2 or p < 0:
        raise ShapeError(f"pdist: shape {input.shape}, p={p}", "give (n, m) and p of at least 0")
    first, second = np.triu_indices(len(input), 1)
    differences = sub(getitem(input, first), getitem(input, second))
    found = norm(differences, p, -1)
    return found + sum(mul(differences, 0.0), -1) if p == 0 else found  # a gradient of zeros


@function("functional torch")
def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """1 − cosine where t is 1, max(0, cosine − margin) where t is −1, of rows (n, m) or (m,).

    Source: torch.nn.functional.cosine_embedding_loss.
    """
    reduction = named(size_average, reduce, reduction)
    if target.ndim not in (0, 1) or input1.ndim != input2.ndim or input1.ndim != target.ndim + 1:
        raise ShapeError(
            f"cosine_embedding_loss: {input1.shape}, {input2.shape}, target {target.shape}",
            "give rows (n, m) and a target (n,), or (m,) and ()",
        )
    products = sum(mul(input1, input2), -1)
    small = 1e-12  # torch's own, inside of the root
    first, second = (sum(square(x), -1) + small for x in (input1, input2))
    cosine = mul(products, rsqrt(mul(first, second)))
    far = where(eq(target, -1), clamp(cosine - margin, 0), 0.0)
    return reduced(where(eq(target, 1), 1 - cosine, 0.0) + far, reduction)


@function("functional torch")
def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, margin − t (x₁ − x₂)). Source: torch.nn.functional.margin_ranking_loss."""
    reduction = named(size_average, reduce, reduction)
    if not input1.ndim == input2.ndim == target.ndim:
        raise ShapeError(
            f"margin_ranking_loss: {input1.shape}, {input2.shape}, target {target.shape}",
            "give all three the same number of dimensions",
        )
    return reduced(clamp(margin - mul(target, sub(input1, input2)), 0), reduction)


@function("functional torch")
def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, d(a, p) − d(a, n) + margin) of p-norm distances. Source: torch triplet_margin_loss."""
    reduction = named(size_average, reduce, reduction)

    def distance(x: Tensor, y: Tensor) -> Tensor:
        return pairwise_distance(x, y, p, eps)

    return _triplet(anchor, positive, negative, distance, margin, swap, reduction)


@function("functional")
def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Any] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """triplet_margin_loss with a distance of one's own. Source: torch.nn.functional."""
    distance = distance_function or pairwise_distance
    return _triplet(anchor, positive, negative, distance, margin, swap, reduction)


def _triplet(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    distance: Callable[[Tensor, Tensor], Any],
    margin: float,
    swap: bool,
    reduction: str,
) -> Tensor:
    if margin <= 0:
        raise RangeError(f"triplet_margin_loss: margin={margin}", "give more than 0")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise ShapeError(
            f"triplet_margin_loss: {anchor.shape}, {positive.shape}, {negative.shape}",
            "give all three the same number of dimensions",
        )
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = minimum(far, distance(positive, negative))
    return reduced(clamp(near - far + margin, 0), reduction)
