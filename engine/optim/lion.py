"""Lion: steps of one size, in the direction of a momentum's sign."""

from __future__ import annotations

import numpy as np

from engine.dtype import Array
from engine.optim.optimizer import Optimizer, Params
from engine.optim.settings import Number, check_fractions, check_not_negative


def lion(
    x: Array, g: Array, m: Array, *, lr: float, betas: tuple[float, float], weight_decay: float
) -> tuple[Array, Array]:
    """x = (1 − lr decay) x − lr sign(β₁ m + (1 − β₁) g); m = β₂ m + (1 − β₂) g."""
    beta1, beta2 = betas
    direction = np.sign(beta1 * m + (1 - beta1) * g)
    return x * (1 - lr * weight_decay) - lr * direction, beta2 * m + (1 - beta2) * g


class Lion(Optimizer):
    """Evolved sign momentum, with decoupled decay. Source: Chen et al., arXiv 2302.06675.

    Errors: ArgumentError for negative values and for betas outside [0, 1).
    """

    rule = staticmethod(lion)
    buffers = ("exp_avg",)
    counted = False

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-4,
        betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ) -> None:
        check_not_negative("Lion", lr=lr, weight_decay=weight_decay)
        check_fractions("Lion", beta1=betas[0], beta2=betas[1])
        defaults = {"lr": lr, "betas": betas, "weight_decay": weight_decay, "maximize": maximize}
        super().__init__(params, defaults)
