"""Elementwise arithmetic composed of ops: quotients that round, products that are added."""

from __future__ import annotations

import math
from typing import Any

from engine.dtype import float64
from engine.errors import ArgumentError, DtypeError, RangeError
from engine.function import function
from engine.op import OPS, Op
from engine.ops import arithmetic, exponential, gamma, powers, rounding
from engine.ops.arithmetic import add, mul, sub
from engine.ops.joining import stack
from engine.tensor import Tensor


@function("torch tensor")
def div(input: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """Quotient: true (None), rounded down ('floor') or towards 0 ('trunc'). Source: torch.div."""
    if rounding_mode is None:
        return arithmetic.div(input, other)
    if rounding_mode == "floor":
        return arithmetic.div_floor(input, other)
    if rounding_mode == "trunc":
        return arithmetic.div_trunc(input, other)
    raise RangeError(
        f"div: rounding_mode '{rounding_mode}' is not known", "use None, 'floor' or 'trunc'"
    )


function("torch tensor", name="divide")(div)


@function("torch tensor special")
def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """The nearest multiple of 10^−decimals, halves to even. Source: torch.round."""
    if decimals == 0:
        return rounding.round(input)
    return rounding.round_decimals(input, decimals)


@function("torch tensor", node="RsubBackward1")
def rsub(input: Tensor, other: Any, *, alpha: float = 1) -> Tensor:
    """`other` − alpha `input`. Source: torch.rsub."""
    return sub(other, input, alpha=alpha)


@function("torch tensor")
def positive(input: Tensor) -> Tensor:
    """The tensor itself. Errors: DtypeError on truths. Source: torch.positive."""
    if input.dtype.numpy.kind == "b":
        raise DtypeError("positive: truths have no sign", "convert them with .int()")
    return input


@function("torch tensor")
def float_power(input: Any, exponent: Any) -> Tensor:
    """The power computed in float64. Source: torch.float_power."""
    base, power = (
        value.to(float64) if isinstance(value, Tensor) else value for value in (input, exponent)
    )
    return powers.pow(base, power)


@function("torch tensor")
def ldexp(input: Tensor, other: Tensor) -> Tensor:
    """`input` times 2 to the power `other`. Source: torch.ldexp."""
    return mul(input, exponential.exp2(other))


@function("torch tensor", node="Addcmul")
def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """`input` + value · tensor1 · tensor2, broadcasting. Source: torch.addcmul."""
    return add(input, tensor1 * tensor2, alpha=value)


@function("torch tensor", node="Addcdiv")
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """`input` + value · tensor1 / tensor2, broadcasting. Errors: DtypeError for whole numbers.

    Source: torch.addcdiv.
    """
    if tensor1.dtype.numpy.kind != "f" and tensor2.dtype.numpy.kind != "f":
        raise DtypeError(
            "addcdiv: both tensor1 and tensor2 hold whole numbers", "convert one with .float()"
        )
    return add(input, arithmetic.div(tensor1, tensor2), alpha=value)


@function("torch tensor")
def deg2rad(input: Tensor) -> Tensor:
    """Degrees as radians. Source: torch.deg2rad."""
    return mul(input, math.pi / 180)


@function("torch tensor")
def rad2deg(input: Tensor) -> Tensor:
    """Radians as degrees. Source: torch.rad2deg."""
    return mul(input, 180 / math.pi)


@function("torch special")
def polygamma(n: int, input: Tensor) -> Tensor:
    """The n-th derivative of digamma. Source: torch.polygamma."""
    return gamma.polygamma(input, n)


@function("torch tensor")
def mvlgamma(input: Tensor, p: int) -> Tensor:
    """ln of the gamma function of `p` variables. Source: torch.mvlgamma."""
    if p < 1:
        raise RangeError(f"mvlgamma: p is {p}", "give 1 or more")
    terms = stack([gamma.lgamma(input - i / 2) for i in range(p)])
    return terms.sum(0) + p * (p - 1) / 4 * math.log(math.pi)


def _of_tensors(op: Op, count: int) -> None:
    """Make `op` public where its first `count` arguments have to be tensors, as in torch."""

    def called(*args: Any, **kwargs: Any) -> Tensor:
        for name, value in zip(op.inputs[:count], args, strict=False):
            if not isinstance(value, Tensor):
                raise ArgumentError(
                    f"{op.name}(): argument '{name}' must be Tensor, not {type(value).__name__}",
                    "wrap it: torch.tensor(...)",
                )
        return op(*args, **kwargs)

    called.__doc__ = op.__doc__
    function("torch tensor", name=op.name)(called)


for _name in ["atan2", "hypot", "heaviside", "gcd", "lcm", "logaddexp", "logaddexp2", "nextafter"]:
    _of_tensors(OPS[_name], 2)
for _name in ["copysign", "fmod"]:
    _of_tensors(OPS[_name], 1)
