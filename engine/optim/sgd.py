"""Stochastic gradient descent with momentum, Nesterov's variant and weight decay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np

from engine.dtype import Array
from engine.errors import RangeError
from engine.optim.optimizer import Optimizer, Params
from engine.optim.settings import Kernels, Number, check_not_negative, kernels


def sgd(
    x: Array,
    g: Array,
    b: Array | None,
    *,
    lr: float,
    momentum: float,
    dampening: float,
    weight_decay: float,
    nesterov: bool,
) -> tuple[Array, Array | None]:
    """b = momentum b + (1 − dampening) g, first b = g; x −= lr b, Nesterov lr (g + momentum b)."""
    if weight_decay:
        g = g + weight_decay * x
    if momentum:
        b = np.array(g) if b is None else momentum * b + (1 - dampening) * g
        g = g + momentum * b if nesterov else b
    return x - lr * g, b


class SGD(Optimizer):
    """Gradient descent, with momentum and weight decay if wanted. Source: torch.optim.SGD.

    Errors: RangeError for negative values, and for Nesterov without momentum or with dampening.
    """

    rule = staticmethod(sgd)
    buffers = ("momentum_buffer",)
    counted = False

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: Number = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        check_not_negative("SGD", lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise RangeError(
                "SGD: Nesterov needs a momentum above 0 and no dampening", "set momentum=0.9"
            )
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            **kernels("SGD", "foreach differentiable fused", kernel),
        }
        super().__init__(params, defaults)

    def start(self, x: Array, group: Mapping[str, Any]) -> dict[str, Array]:
        """No buffer: the first one is the first gradient."""
        return {}
