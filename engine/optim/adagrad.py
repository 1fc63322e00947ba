"""Adagrad: steps divided by the root of all squared gradients so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np

from engine.dtype import Array
from engine.optim.optimizer import Optimizer, Params
from engine.optim.settings import Kernels, Number, check_not_negative, kernels


def adagrad(
    x: Array,
    g: Array,
    s: Array,
    *,
    step: int,
    lr: float,
    lr_decay: float,
    weight_decay: float,
    eps: float,
) -> tuple[Array, Array]:
    """s += g²; x −= lr / (1 + (step − 1) lr_decay) · g / (√s + eps)."""
    if weight_decay:
        g = g + weight_decay * x
    s = s + g * g
    return x - lr / (1 + (step - 1) * lr_decay) * g / (np.sqrt(s) + eps), s


class Adagrad(Optimizer):
    """Adaptive gradient descent for rare features. Source: torch.optim.Adagrad.

    Errors: ArgumentError for negative values.
    """

    rule = staticmethod(adagrad)
    buffers = ("sum",)

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        check_not_negative(
            "Adagrad",
            lr=lr,
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            eps=eps,
        )
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "maximize": maximize,
            **kernels("Adagrad", "foreach differentiable fused", kernel),
        }
        super().__init__(params, defaults)

    def start(self, x: Array, group: Mapping[str, Any]) -> dict[str, Array]:
        """The sum starts from its initial value."""
        return {"sum": np.full_like(x, group["initial_accumulator_value"])}
