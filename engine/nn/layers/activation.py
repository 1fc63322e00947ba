"""Nonlinearities as layers."""

from __future__ import annotations

from typing import Any

import engine.nn.functional as F
from engine.conversion import AnyDtype
from engine.creation import empty
from engine.errors import ShapeError
from engine.nn.applied import Applied
from engine.nn.functional.softmax import softmax
from engine.nn.init import constant_
from engine.nn.module import Module
from engine.nn.parameter import Parameter
from engine.tensor import Tensor


class ReLU(Applied):
    """max(0, x). Source: torch.nn.ReLU."""

    function = F.relu

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(inplace=inplace)


class RReLU(Applied):
    """x above 0, else x times a slope that is random in training. Source: torch.nn.RReLU."""

    function = F.rrelu

    def __init__(
        self, lower: float = 1.0 / 8, upper: float = 1.0 / 3, inplace: bool = False
    ) -> None:
        super().__init__(lower=lower, upper=upper, inplace=inplace)

    def settings(self) -> dict[str, Any]:
        return {**super().settings(), "training": self.training}


class Hardtanh(Applied):
    """x kept between two bounds. Source: torch.nn.Hardtanh."""

    function = F.hardtanh

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        super().__init__(min_val=min_val, max_val=max_val, inplace=inplace)


class ReLU6(Hardtanh):
    """min(max(0, x), 6). Source: torch.nn.ReLU6."""

    shown = ("inplace",)

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)


class Sigmoid(Applied):
    """1 / (1 + e⁻ˣ). Source: torch.nn.Sigmoid."""

    function = F.sigmoid


class Hardsigmoid(Applied):
    """x / 6 + 1/2 kept between 0 and 1. Source: torch.nn.Hardsigmoid."""

    function = F.hardsigmoid
    shown = ()

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(inplace=inplace)


class Tanh(Applied):
    """The hyperbolic tangent. Source: torch.nn.Tanh."""

    function = F.tanh


class SiLU(Applied):
    """x times its sigmoid. Source: torch.nn.SiLU."""

    function = F.silu

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(inplace=inplace)


class Mish(Applied):
    """x tanh(softplus(x)). Source: torch.nn.Mish."""

    function = F.mish

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(inplace=inplace)


class Hardswish(Applied):
    """x times its hard sigmoid. Source: torch.nn.Hardswish."""

    function = F.hardswish

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(inplace=inplace)


class SELU(Applied):
    """The ELU that keeps mean 0 and variance 1. Source: torch.nn.SELU."""

    function = F.selu

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(inplace=inplace)


class ELU(Applied):
    """x above 0, else alpha (eˣ − 1). Source: torch.nn.ELU."""

    function = F.elu

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(alpha=alpha, inplace=inplace)


class CELU(Applied):
    """x above 0, else alpha (exp(x / alpha) − 1). Source: torch.nn.CELU."""

    function = F.celu

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(alpha=alpha, inplace=inplace)


class GLU(Applied):
    """The first half along a dimension times the sigmoid of the second. Source: torch.nn.GLU."""

    function = F.glu

    def __init__(self, dim: int = -1) -> None:
        super().__init__(dim=dim)


class GELU(Applied):
    """x Φ(x), exactly or by its tanh approximation. Source: torch.nn.GELU."""

    function = F.gelu

    def __init__(self, approximate: str = "none") -> None:
        super().__init__(approximate=approximate)


class Hardshrink(Applied):
    """x where |x| > lambd, else 0. Source: torch.nn.Hardshrink."""

    function = F.hardshrink

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__(lambd=lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


class Softshrink(Applied):
    """x moved towards 0 by lambd. Source: torch.nn.Softshrink."""

    function = F.softshrink

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__(lambd=lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


class LeakyReLU(Applied):
    """x above 0, else x times a slope. Source: torch.nn.LeakyReLU."""

    function = F.leaky_relu

    def __init__(self, negative_slope: float = 1e-2, inplace: bool = False) -> None:
        super().__init__(negative_slope=negative_slope, inplace=inplace)


class LogSigmoid(Applied):
    """The logarithm of the sigmoid. Source: torch.nn.LogSigmoid."""

    function = F.logsigmoid


class Softplus(Applied):
    """log(1 + exp(beta x)) / beta; x where beta x is over the threshold.

    Source: torch.nn.Softplus.
    """

    function = F.softplus

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__(beta=beta, threshold=threshold)


class Threshold(Applied):
    """x above a threshold, else a value. Source: torch.nn.Threshold."""

    function = F.threshold

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__(threshold=threshold, value=value, inplace=inplace)


class Softsign(Applied):
    """x / (1 + |x|). Source: torch.nn.Softsign."""

    function = F.softsign


class Tanhshrink(Applied):
    """x − tanh(x). Source: torch.nn.Tanhshrink."""

    function = F.tanhshrink


class Softmin(Applied):
    """Softmax of −x. Source: torch.nn.Softmin."""

    function = F.softmin

    def __init__(self, dim: int | None = None) -> None:
        super().__init__(dim=dim)


class Softmax(Applied):
    """eˣ divided by its sum along a dimension. Source: torch.nn.Softmax."""

    function = staticmethod(softmax)

    def __init__(self, dim: int | None = None) -> None:
        super().__init__(dim=dim)


class LogSoftmax(Applied):
    """The logarithm of softmax. Source: torch.nn.LogSoftmax."""

    function = F.log_softmax

    def __init__(self, dim: int | None = None) -> None:
        super().__init__(dim=dim)


class Softmax2d(Module):
    """Softmax over the channels of (n, c, h, w) or (c, h, w); ShapeError for other inputs.

    Source: torch.nn.Softmax2d.
    """

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim not in (3, 4):
            raise ShapeError(
                f"Softmax2d: expected input to be 3D or 4D, got {input.ndim}D instead",
                "give (n, c, h, w)",
            )
        return softmax(input, -3)


class PReLU(Module):
    """x above 0, else x times a slope that is learnt: weight (num_parameters,).

    Source: torch.nn.PReLU.
    """

    def __init__(
        self,
        num_parameters: int = 1,
        init: float = 0.25,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = Parameter(empty(num_parameters, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Let every slope be `init`."""
        constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"
