"""Adamax: Adam with the largest gradient in place of the mean square."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from engine.dtype import Array
from engine.optim.optimizer import Optimizer, Params
from engine.optim.settings import Kernels, Number, check_fractions, check_not_negative, kernels


def adamax(
    x: Array,
    g: Array,
    m: Array,
    u: Array,
    *,
    step: int,
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
) -> tuple[Array, Array, Array]:
    """u = max(β₂ u, |g| + eps); x −= lr / (1 − β₁ᵗ) · m / u."""
    if weight_decay:
        g = g + weight_decay * x
    beta1, beta2 = betas
    m = m + (1 - beta1) * (g - m)
    u = np.maximum(beta2 * u, np.abs(g) + eps)
    return x - lr / (1 - beta1**step) * m / u, m, u


class Adamax(Optimizer):
    """Adam in the infinity norm. Source: torch.optim.Adamax.

    Errors: ArgumentError for negative values and for betas outside [0, 1).
    """

    rule = staticmethod(adamax)
    buffers = ("exp_avg", "exp_inf")

    def __init__(
        self,
        params: Params,
        lr: Number = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        check_not_negative("Adamax", lr=lr, eps=eps, weight_decay=weight_decay)
        check_fractions("Adamax", beta1=betas[0], beta2=betas[1])
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            **kernels("Adamax", "foreach differentiable capturable", kernel),
        }
        super().__init__(params, defaults)
