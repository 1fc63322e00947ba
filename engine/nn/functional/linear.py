"""Linear and bilinear maps."""

from __future__ import annotations

from engine.errors import DtypeError, ShapeError
from engine.function import function
from engine.ops.arithmetic import add, mul
from engine.ops.linear_algebra import matmul
from engine.ops.reduction import sum
from engine.ops.shape import transpose, unsqueeze
from engine.tensor import Tensor


@function("functional")
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x Wᵀ + b: (…, in) with weight (out, in) or (in,) and bias (out,) → (…, out).

    Errors: ShapeError where sizes do not match. Source: torch.nn.functional.linear.
    """
    if weight.ndim not in (1, 2) or not input.ndim or input.shape[-1] != weight.shape[-1]:
        raise ShapeError(
            f"linear: input {input.shape}, weight {weight.shape}",
            "the last size of both must be the same number of features",
        )
    if input.dtype != weight.dtype:
        raise DtypeError(
            f"linear: input of {input.dtype!r} and weight of {weight.dtype!r}",
            "make them the same",
        )
    z: Tensor = matmul(input, transpose(weight))
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
