"""Adadelta: steps in the ratio of past steps to past gradients."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from engine.dtype import Array
from engine.errors import RangeError
from engine.optim.optimizer import Optimizer, Params
from engine.optim.settings import Kernels, Number, check_not_negative, kernels


def adadelta(
    x: Array,
    g: Array,
    v: Array,
    d: Array,
    *,
    lr: float,
    rho: float,
    eps: float,
    weight_decay: float,
) -> tuple[Array, Array, Array]:
    """v = rho v + (1 − rho) g²; Δ = √(d + eps) / √(v + eps) g; d likewise of Δ²; x −= lr Δ."""
    if weight_decay:
        g = g + weight_decay * x
    v = rho * v + (1 - rho) * g * g
    pace = np.sqrt(d + eps) / np.sqrt(v + eps) * g
    return x - lr * pace, v, rho * d + (1 - rho) * pace * pace


class Adadelta(Optimizer):
    """Gradient descent that finds its own learning rate. Source: torch.optim.Adadelta.

    Errors: RangeError for negative values, and for rho above 1.
    """

    rule = staticmethod(adadelta)
    buffers = ("square_avg", "acc_delta")

    def __init__(
        self,
        params: Params,
        lr: Number = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        check_not_negative("Adadelta", lr=lr, rho=rho, eps=eps, weight_decay=weight_decay)
        if rho > 1:
            raise RangeError(f"Adadelta: rho is {rho}", "give a number of at most 1")
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            **kernels("Adadelta", "capturable foreach differentiable", kernel),
        }
        super().__init__(params, defaults)
