"""Activations with torch's arguments, and those composed of others."""

from __future__ import annotations

from engine.errors import ShapeError
from engine.function import function
from engine.nn.functional.dropout import uniform
from engine.ops import activation as ops
from engine.ops.arithmetic import abs, div, mul, sub
from engine.ops.hyperbolic import tanh
from engine.ops.indexing import getitem
from engine.ops.selection import gt, le, where
from engine.tensor import Tensor, from_array


def settled(input: Tensor, result: Tensor, inplace: bool) -> Tensor:
    """The result, written into the input where that is asked for."""
    return input.copy_(result) if inplace and hasattr(input, "copy_") else result


@function("functional")
def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """The positive part; its gradient at 0 is 0. Source: torch.nn.functional.relu."""
    return settled(input, ops.relu(input), inplace)


@function("functional")
def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """x kept within 0 and 6. Source: torch.nn.functional.relu6."""
    return settled(input, ops.hardtanh(input, 0.0, 6.0), inplace)


@function("functional")
def hardtanh(
    input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False
) -> Tensor:
    """x kept within the bounds, where the gradient is 0. Source: torch.nn.functional.hardtanh."""
    return settled(input, ops.hardtanh(input, min_val, max_val), inplace)


@function("functional")
def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """A straight line from 0 at −3 to 1 at 3. Source: torch.nn.functional.hardsigmoid."""
    return settled(input, ops.hardsigmoid(input), inplace)


@function("functional")
def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x times hardsigmoid(x). Source: torch.nn.functional.hardswish."""
    return settled(input, ops.hardswish(input), inplace)


@function("functional")
def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where positive, else alpha (exp(x) − 1). Source: torch.nn.functional.elu."""
    return settled(input, ops.elu(input, alpha), inplace)


@function("functional torch")
def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """elu scaled to keep mean 0 and variance 1. Source: torch.nn.functional.selu."""
    return settled(input, ops.selu(input), inplace)


@function("functional torch")
def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where positive, else alpha (exp(x / alpha) − 1). Source: torch.nn.functional.celu."""
    return settled(input, ops.celu(input, alpha), inplace)


@function("functional")
def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x times sigmoid(x). Source: torch.nn.functional.silu."""
    return settled(input, ops.silu(input), inplace)


@function("functional")
def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x times tanh(softplus(x)). Source: torch.nn.functional.mish."""
    return settled(input, ops.mish(input), inplace)


@function("functional torch")
def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x above the threshold, else the value. Source: torch.nn.functional.threshold."""
    return settled(input, ops.threshold(input, threshold, value), inplace)


@function("functional")
def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x where positive, else slope times x. Source: torch.nn.functional.leaky_relu."""
    return settled(input, ops.leaky_relu(input, negative_slope), inplace)


@function("functional torch tensor", node="PreluKernel")
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x where positive, else weight times x: one weight, or one per channel (dimension 1).

    Errors: ShapeError where the weights do not fit. Source: torch.nn.functional.prelu.
    """
    channels = input.shape[1] if input.ndim > 1 else 1
    if weight.ndim > 1 or weight.numel() not in (1, channels):
        raise ShapeError(
            f"prelu: weights {weight.shape} for an input {input.shape}",
            f"give one number, or {channels} of them",
        )
    if weight.numel() == 1:
        weight = weight.reshape(())
    else:
        weight = weight.reshape((-1, *(1,) * (input.ndim - 2)))
    return where(gt(input, 0), input, weight * input)


@function("functional torch")
def rrelu(
    input: Tensor,
    lower: float = 1.0 / 8,
    upper: float = 1.0 / 3,
    training: bool = False,
    inplace: bool = False,
) -> Tensor:
    """leaky_relu with slopes drawn between the bounds, or with their mean when not training.

    Source: torch.nn.functional.rrelu.
    """
    if lower > upper:
        raise ShapeError(f"rrelu: lower {lower}, upper {upper}", "swap them")
    if not training:
        return settled(input, ops.leaky_relu(input, (lower + upper) / 2), inplace)
    slopes = from_array(uniform(input) * (upper - lower) + lower)
    return settled(input, where(le(input, 0), input * slopes, input), inplace)


@function("functional", node="Glu")
def glu(input: Tensor, dim: int = -1) -> Tensor:
    """The first half along `dim` times the sigmoid of the second. Source: torch glu."""
    if not input.ndim or input.shape[dim] % 2:
        raise ShapeError(
            f"glu: shape {input.shape} has no two halves along dimension {dim}",
            "give an even size",
        )
    half = input.shape[dim] // 2
    lead = (slice(None),) * (dim % input.ndim)
    gate = getitem(input, (*lead, slice(half, None)))
    return mul(getitem(input, (*lead, slice(0, half))), ops.sigmoid(gate))


@function("functional")
def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|). Source: torch.nn.functional.softsign."""
    return div(input, abs(input) + 1)


@function("functional")
def tanhshrink(input: Tensor) -> Tensor:
    """x − tanh(x). Source: torch.nn.functional.tanhshrink."""
    return sub(input, tanh(input))


@function("functional", name="tanh")
def hyperbolic_tangent(input: Tensor) -> Tensor:
    """Hyperbolic tangent. Source: torch.nn.functional.tanh."""
    return tanh(input)
