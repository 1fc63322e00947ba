"""RAdam: Adam that waits until the variance of its step is known."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from engine.dtype import Array, ArrayLike
from engine.optim.moments import moments
from engine.optim.optimizer import Optimizer, Params
from engine.optim.settings import Kernels, Number, check_fractions, check_not_negative, kernels


def radam(
    x: Array,
    g: Array,
    m: Array,
    v: Array,
    *,
    step: int,
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
    decoupled_weight_decay: bool,
) -> tuple[Array, Array, Array]:
    """Where ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ) is above 5, rectified Adam; else x −= lr m̂.

    ρ∞ = 2 / (1 − β₂) − 1.
    """
    x, g, m, v = moments(x, g, m, v, lr, betas, weight_decay, decoupled_weight_decay)
    beta1, beta2 = betas
    pace = m / (1 - beta1**step) * lr
    limit = 2 / (1 - beta2) - 1
    known = 1 - beta2**step
    rho = limit - 2 * step * beta2**step / known
    if not isinstance(rho, ArrayLike) and rho <= 5:
        return x - pace, m, v
    rectified = (rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho)
    fitted = pace * (known**0.5 / (np.sqrt(v) + eps)) * rectified**0.5
    return x - (np.where(rho > 5, fitted, pace) if isinstance(rho, ArrayLike) else fitted), m, v


class RAdam(Optimizer):
    """Rectified Adam. Source: torch.optim.RAdam.

    Errors: ArgumentError for negative values and for betas outside [0, 1).
    """

    rule = staticmethod(radam)
    buffers = ("exp_avg", "exp_avg_sq")

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        check_not_negative("RAdam", lr=lr, eps=eps, weight_decay=weight_decay)
        check_fractions("RAdam", beta1=betas[0], beta2=betas[1])
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
            **kernels("RAdam", "foreach capturable differentiable", kernel),
        }
        super().__init__(params, defaults)
