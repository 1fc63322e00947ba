"""Covariance and correlation of variables in rows."""

from __future__ import annotations

from engine.errors import DtypeError, ShapeError
from engine.function import function
from engine.ops.arithmetic import div, mul
from engine.ops.linear_algebra import matmul
from engine.ops.powers import sqrt
from engine.ops.reduction import sum
from engine.ops.selection import clamp
from engine.ops.shape import reshape, squeeze, transpose, unsqueeze
from engine.tensor import Tensor


def _rows(name: str, input: Tensor) -> Tensor:
    if input.ndim > 2:
        raise ShapeError(
            f"{name}: shape {tuple(input.shape)}: at most two dimensions are expected",
            "give variables in rows and observations in columns",
        )
    if input.dtype.numpy.kind == "b":
        raise DtypeError(f"{name}: truths have no mean", "convert them with .float()")
    return reshape(input, (1, -1)) if input.ndim < 2 else input


def _weights(name: str, weights: Tensor, count: int, kinds: str) -> Tensor:
    if weights.ndim > 1 or weights.numel() != count:
        raise ShapeError(
            f"{name}: {tuple(weights.shape)} weights for {count} observations",
            "give one per observation",
        )
    if weights.dtype.numpy.kind not in kinds:
        raise DtypeError(
            f"{name}: weights of {weights.dtype!r}",
            "fweights are whole numbers, aweights floating point",
        )
    if weights.numel() and weights._array.min() < 0:
        raise ShapeError(f"{name}: negative weights", "weights are counts or importances")
    return weights


@function("torch tensor")
def cov(
    input: Tensor,
    *,
    correction: int = 1,
    fweights: Tensor | None = None,
    aweights: Tensor | None = None,
) -> Tensor:
    """Covariances (variables, variables) of observations in columns, each counted `fweights`
    times and weighted by `aweights`. Source: torch.cov.
    """
    x = _rows("cov", input)
    count = x.shape[1]
    weights: Tensor | None = None
    if fweights is not None:
        weights = _weights("cov", fweights, count, "iu")
    if aweights is not None:
        given = _weights("cov", aweights, count, "f")
        weights = given if weights is None else mul(weights, given)
    if weights is None:
        centred = x - div(sum(x, 1, True), count)
        product = matmul(centred, transpose(centred))
        result = div(product, max(count - correction, 0))
    else:
        total = sum(weights)
        if count and total.item() == 0:
            raise ShapeError("cov: the weights sum to 0", "give at least one observation weight")
        centred = x - div(sum(mul(x, weights), 1, True), total)
        product = matmul(mul(centred, weights), transpose(centred))
        if aweights is None or correction == 0:
            freedom = total - correction
        else:
            freedom = total - div(sum(mul(weights, aweights)), total) * correction
        result = div(product, clamp(freedom, 0))
    return squeeze(result)


@function("torch tensor")
def corrcoef(input: Tensor) -> Tensor:
    """Correlations (variables, variables) of observations in columns, within [−1, 1].

    Source: torch.corrcoef.
    """
    _rows("corrcoef", input)
    c = cov(input)
    if not c.ndim:
        return div(c, c)
    places = list(range(c.shape[0]))
    deviation = sqrt(c[places, places])
    return clamp(div(div(c, unsqueeze(deviation, -1)), unsqueeze(deviation, 0)), -1, 1)
