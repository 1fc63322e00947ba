"""Rprop: a step size per number, grown and shrunk by the gradient's sign alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np

from engine.dtype import Array
from engine.errors import RangeError
from engine.optim.optimizer import Optimizer, Params
from engine.optim.settings import Kernels, Number, check_not_negative, kernels, plain


def rprop(
    x: Array,
    g: Array,
    previous: Array,
    size: Array,
    *,
    etas: tuple[float, float],
    step_sizes: tuple[float, float],
) -> tuple[Array, Array, Array]:
    """Same sign as before: size × η₊; another: size × η₋ and no move; x −= sign(g) size."""
    agreement = np.sign(g * previous)
    factor = np.where(agreement > 0, etas[1], np.where(agreement < 0, etas[0], 1.0))
    size = np.clip(size * factor.astype(x.dtype), *step_sizes)
    g = np.where(agreement < 0, np.zeros_like(g), g)
    return x - np.sign(g) * size, g, size


class Rprop(Optimizer):
    """Resilient backpropagation, for whole batches. Source: torch.optim.Rprop.

    Errors: RangeError for a negative lr, and unless 0 < etas[0] < 1 < etas[1].
    """

    rule = staticmethod(rprop)
    buffers = ("prev", "step_size")

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        maximize: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        check_not_negative("Rprop", lr=lr)
        if not 0 < etas[0] < 1 < etas[1]:
            raise RangeError(f"Rprop: etas are {etas}", "give one below 1 and one above")
        defaults = {
            "lr": lr,
            "etas": etas,
            "step_sizes": step_sizes,
            "maximize": maximize,
            **kernels("Rprop", "foreach differentiable capturable", kernel),
        }
        super().__init__(params, defaults)

    def start(self, x: Array, group: Mapping[str, Any]) -> dict[str, Array]:
        """No gradient before, and every step of size lr."""
        return {"prev": np.zeros_like(x), "step_size": np.full_like(x, plain(group["lr"]))}
