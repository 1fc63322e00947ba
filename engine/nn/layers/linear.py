"""Linear and bilinear maps as layers."""

from __future__ import annotations

import math
from typing import Any

import engine.nn.functional as F
from engine.conversion import AnyDtype
from engine.creation import empty
from engine.errors import ShapeError
from engine.nn import init
from engine.nn.functional.linear import linear
from engine.nn.module import Module
from engine.nn.parameter import Parameter
from engine.tensor import Tensor


def spread_weights(weight: Tensor, bias: Tensor | None) -> None:
    """Uniform numbers within ±1/√fan_in, torch's first weights of linear maps."""
    init.kaiming_uniform_(weight, a=math.sqrt(5))
    if bias is not None:
        fan_in, _ = init._calculate_fan_in_and_fan_out(weight)
        bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0.0
        init.uniform_(bias, -bound, bound)


class Linear(Module):
    """x Wᵀ + b: (*, in_features) → (*, out_features).

    Attributes: weight (out_features, in_features); bias (out_features,) or None.
    Source: torch.nn.Linear.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(empty(out_features, in_features, device=device, dtype=dtype))
        self.register_parameter(
            "bias", Parameter(empty(out_features, device=device, dtype=dtype)) if bias else None
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new weights: uniform within ±1/√in_features."""
        spread_weights(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )


class NonDynamicallyQuantizableLinear(Linear):
    """Linear under the name that it has within attention."""


class Bilinear(Module):
    """x₁ᵀ W x₂ + b: (*, in1_features), (*, in2_features) → (*, out_features).

    Attributes: weight (out_features, in1_features, in2_features); bias (out_features,) or None.
    Errors: ShapeError for in1_features of 0. Source: torch.nn.Bilinear.
    """

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        if in1_features <= 0:
            raise ShapeError(
                f"in1_features must be > 0, but got (in1_features={in1_features})", "raise it"
            )
        self.in1_features, self.in2_features = in1_features, in2_features
        self.out_features = out_features
        shape = (out_features, in1_features, in2_features)
        self.weight = Parameter(empty(shape, device=device, dtype=dtype))
        self.register_parameter(
            "bias", Parameter(empty(out_features, device=device, dtype=dtype)) if bias else None
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new weights: uniform within ±1/√in1_features."""
        bound = 1 / math.sqrt(self.in1_features)
        for parameter in self.parameters(recurse=False):
            init.uniform_(parameter, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        return F.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )
