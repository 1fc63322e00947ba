"""ASGD: gradient descent with shrinking steps, and the average of the path beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np

from engine.dtype import Array, as_array
from engine.optim.optimizer import Optimizer, Params, scalar_dtype
from engine.optim.settings import Kernels, Number, check_not_negative, kernels, number, plain


def asgd(
    x: Array,
    g: Array,
    eta: Array,
    mu: Array,
    average: Array,
    *,
    step: int,
    lr: float,
    lambd: float,
    alpha: float,
    t0: float,
    weight_decay: float,
) -> tuple[Array, Array, Array, Array]:
    """x = (1 − λ η) x − η g; the average moves by μ towards x.

    Then η = lr / (1 + λ lr t)^α and μ = 1 / max(1, t − t₀).
    """
    if weight_decay:
        g = g + weight_decay * x
    pace = number(eta)
    x = x * (1 - lambd * pace) - pace * g
    average = np.where(mu == 1, x, average + (x - average) * number(mu))
    eta = as_array(lr / (1 + lambd * lr * step) ** alpha, eta.dtype)
    return x, eta, as_array(1 / np.maximum(1, step - t0), mu.dtype), average


class ASGD(Optimizer):
    """Averaged gradient descent; the average is "ax" in the state. Source: torch.optim.ASGD.

    Errors: RangeError for a negative lr or weight_decay.
    """

    rule = staticmethod(asgd)
    buffers = ("eta", "mu", "ax")

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        check_not_negative("ASGD", lr=lr, weight_decay=weight_decay)
        defaults = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
            "maximize": maximize,
            **kernels("ASGD", "foreach differentiable capturable", kernel),
        }
        super().__init__(params, defaults)

    def start(self, x: Array, group: Mapping[str, Any]) -> dict[str, Array]:
        """Steps of size lr, and an average that the first step sets."""
        kind = scalar_dtype()
        eta, mu = np.array(plain(group["lr"]), kind), np.ones((), kind)
        return {"eta": eta, "mu": mu, "ax": np.zeros_like(x)}
