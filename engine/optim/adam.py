"""Adam and AdamW: running means of the gradient and of its square."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np

from engine.dtype import Array
from engine.optim.moments import moments
from engine.optim.optimizer import Optimizer, Params
from engine.optim.settings import Kernels, Number, check_fractions, check_not_negative, kernels


def adam(
    x: Array,
    g: Array,
    m: Array,
    v: Array,
    peak: Array | None,
    *,
    step: int,
    lr: float,
    betas: tuple[float, float],
    eps: float,
    weight_decay: float,
    amsgrad: bool,
    decoupled_weight_decay: bool,
) -> tuple[Array, Array, Array, Array | None]:
    """x −= lr m̂ / (√v̂ + eps), m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ); AMSGrad: v's peak so far."""
    x, g, m, v = moments(x, g, m, v, lr, betas, weight_decay, decoupled_weight_decay)
    beta1, beta2 = betas
    largest = v
    if amsgrad:
        largest = peak = np.maximum(v if peak is None else peak, v)
    spread = np.sqrt(largest) / (1 - beta2**step) ** 0.5 + eps
    return x - lr / (1 - beta1**step) * m / spread, m, v, peak


class Adam(Optimizer):
    """Adaptive moments; AMSGrad and decoupled decay if wanted. Source: torch.optim.Adam.

    Errors: ArgumentError for negative values and for betas outside [0, 1).
    """

    rule = staticmethod(adam)
    buffers = ("exp_avg", "exp_avg_sq", "max_exp_avg_sq")

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-3,
        betas: tuple[Number, Number] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        name = type(self).__name__
        check_not_negative(name, lr=lr, eps=eps, weight_decay=weight_decay)
        check_fractions(name, beta1=betas[0], beta2=betas[1])
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            **kernels(name, "foreach capturable differentiable fused", kernel),
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)

    def start(self, x: Array, group: Mapping[str, Any]) -> dict[str, Array]:
        """Zeros; a peak only where AMSGrad asks for it."""
        count = 3 if group["amsgrad"] else 2
        return {name: np.zeros_like(x) for name in self.buffers[:count]}


class AdamW(Adam):
    """Adam with decoupled weight decay. Source: torch.optim.AdamW. Errors as Adam."""

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-3,
        betas: tuple[Number, Number] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            maximize=maximize,
            decoupled_weight_decay=True,
            **kernel,
        )
