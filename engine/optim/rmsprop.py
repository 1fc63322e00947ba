"""RMSprop: steps divided by the root of a running mean of squared gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np

from engine.dtype import Array
from engine.optim.optimizer import Optimizer, Params
from engine.optim.settings import Kernels, Number, check_not_negative, kernels


def rmsprop(
    x: Array,
    g: Array,
    v: Array,
    b: Array | None,
    mean: Array | None,
    *,
    lr: float,
    alpha: float,
    eps: float,
    weight_decay: float,
    momentum: float,
    centered: bool,
) -> tuple[Array, Array, Array | None, Array | None]:
    """v = alpha v + (1 − alpha) g²; x −= lr g / (√v + eps), centred √(v − mean²)."""
    if weight_decay:
        g = g + weight_decay * x
    v = alpha * v + (1 - alpha) * g * g
    spread = v
    if centered:
        held = np.zeros_like(g) if mean is None else mean
        mean = held + (1 - alpha) * (g - held)
        spread = v - mean * mean
    root = np.sqrt(spread) + eps
    if momentum > 0:
        b = g / root if b is None else momentum * b + g / root
        return x - lr * b, v, b, mean
    return x - lr * g / root, v, b, mean


class RMSprop(Optimizer):
    """Gradient descent with steps of even size. Source: torch.optim.RMSprop.

    Errors: ArgumentError for negative values.
    """

    rule = staticmethod(rmsprop)
    buffers = ("square_avg", "momentum_buffer", "grad_avg")

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        *,
        maximize: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        check_not_negative(
            "RMSprop", lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay, momentum=momentum
        )
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "maximize": maximize,
            **kernels("RMSprop", "capturable foreach differentiable", kernel),
        }
        super().__init__(params, defaults)

    def start(self, x: Array, group: Mapping[str, Any]) -> dict[str, Array]:
        """Zeros for the buffers that the group's options ask for."""
        wanted = {"momentum_buffer": group["momentum"] > 0, "grad_avg": group["centered"]}
        return {name: np.zeros_like(x) for name in self.buffers if wanted.get(name, True)}
