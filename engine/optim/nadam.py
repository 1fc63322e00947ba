"""NAdam: Adam that looks ahead, as Nesterov's momentum does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np

from engine.dtype import Array
from engine.optim.moments import moments
from engine.optim.optimizer import Optimizer, Params, scalar_dtype
from engine.optim.settings import (
    Kernels,
    Number,
    check_fractions,
    check_not_negative,
    kernels,
    number,
)


def nadam(
    x: Array,
    g: Array,
    m: Array,
    v: Array,
    product: Array,
    *,
    step: int,
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
    momentum_decay: float,
    decoupled_weight_decay: bool,
) -> tuple[Array, Array, Array, Array]:
    """x −= lr ((1 − μₜ) g / (1 − Πμ) + μₜ₊₁ m / (1 − Πμ μₜ₊₁)) / (√v̂ + eps).

    μₜ = β₁ (1 − ½ · 0.96^(t momentum_decay)), Πμ their product so far.
    """
    x, g, m, v = moments(x, g, m, v, lr, betas, weight_decay, decoupled_weight_decay)
    beta1, beta2 = betas
    mu, ahead = (beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay)) for t in (step, step + 1))
    product = product * mu
    past = number(product)
    spread = np.sqrt(v / (1 - beta2**step)) + eps
    x = x - lr * (1 - mu) / (1 - past) * g / spread
    return x - lr * ahead / (1 - past * ahead) * m / spread, m, v, product


class NAdam(Optimizer):
    """Adam with Nesterov's momentum. Source: torch.optim.NAdam.

    Errors: ArgumentError for negative values and for betas outside [0, 1).
    """

    rule = staticmethod(nadam)
    buffers = ("exp_avg", "exp_avg_sq", "mu_product")

    def __init__(
        self,
        params: Params,
        lr: Number = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        check_not_negative(
            "NAdam", lr=lr, eps=eps, weight_decay=weight_decay, momentum_decay=momentum_decay
        )
        check_fractions("NAdam", beta1=betas[0], beta2=betas[1])
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            **kernels("NAdam", "foreach capturable differentiable", kernel),
        }
        super().__init__(params, defaults)

    def start(self, x: Array, group: Mapping[str, Any]) -> dict[str, Array]:
        """Zeros, and one for the product of the momenta."""
        start = super().start(x, group)
        return {**start, "mu_product": np.ones((), scalar_dtype())}
