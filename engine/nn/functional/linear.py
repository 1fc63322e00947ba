"""Linear and bilinear maps."""

from __future__ import annotations

from engine.errors import ShapeError
from engine.function import function
from engine.node import titled
from engine.ops import linear_map as ops
from engine.ops.arithmetic import add, mul
from engine.ops.linear_algebra import matmul
from engine.ops.reduction import sum
from engine.ops.shape import unsqueeze
from engine.tensor import Tensor


@function("functional")
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x Wᵀ + b: (…, in) with weight (out, in) or (in,) and bias (out,) → (…, out).

    Errors: ShapeError, DtypeError where sizes or dtypes differ. Source: torch.nn.functional.linear.
    """
    if weight.ndim != 1:
        if bias is None:
            return titled(ops.linear(input, weight), "" if input.ndim == 2 else "UnsafeView")
        return titled(ops.linear(input, weight, bias), "" if input.ndim == 2 else "View")
    z: Tensor = matmul(input, weight)
    return z if bias is None else add(z, bias)


@function("functional torch")
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x₁ᵀ W x₂ + b: (…, a) and (…, b) with weight (out, a, b) → (…, out).

    Errors: ShapeError where sizes do not match. Source: torch.nn.functional.bilinear.
    """
    lead, features = input1.shape[:-1], (input1.shape[-1], input2.shape[-1])
    if lead != input2.shape[:-1] or weight.shape[1:] != features:
        raise ShapeError(
            f"bilinear: inputs {input1.shape} and {input2.shape}, weight {weight.shape}",
            "the inputs differ in their last size only, and the weight is (out, a, b)",
        )
    left = matmul(unsqueeze(unsqueeze(input1, -2), -2), weight)  # (…, out, 1, b)
    z: Tensor = sum(mul(left, unsqueeze(unsqueeze(input2, -2), -2)), (-2, -1))
    return z if bias is None else add(z, bias)
