"""Adafactor: Adam's spread of a matrix kept as one number per row and column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import numpy as np

from engine.dtype import Array
from engine.errors import RangeError
from engine.optim.optimizer import Optimizer, Params
from engine.optim.settings import Kernels, Number, check_not_negative, kernels


def adafactor(
    x: Array,
    g: Array,
    rows: Array | None,
    columns: Array | None,
    spread: Array | None,
    *,
    step: int,
    lr: float,
    beta2_decay: float,
    eps: tuple[float | None, float],
    d: float,
    weight_decay: float,
) -> tuple[Array | None, ...]:
    """v of g² with the weight t^beta2_decay, for matrices v = rows columns / mean(rows).

    u = g / √max(v, ε₁²); x −= max(ε₂, rms(x)) min(lr, 1/√t) u / max(1, rms(u) / d).
    """
    eps1 = float(np.finfo(x.dtype).eps) if eps[0] is None else eps[0]
    weight = step**beta2_decay
    pace = max(eps[1], _root_mean_square(x)) * min(lr, step**-0.5)
    if weight_decay:
        x = x * (1 - lr * weight_decay)
    if rows is not None and columns is not None:
        rows = rows + weight * (np.mean(g * g, -1, keepdims=True) - rows)
        columns = columns + weight * (np.mean(g * g, -2, keepdims=True) - columns)
        v = rows @ columns / np.maximum(np.mean(rows, -2, keepdims=True), eps1)
    else:
        assert spread is not None
        v = spread = spread + weight * (g * g - spread)
    u = g / np.sqrt(np.maximum(v, eps1 * eps1))
    return x - pace / max(1.0, _root_mean_square(u) / d) * u, rows, columns, spread


class Adafactor(Optimizer):
    """Adam in little memory, with steps relative to the size of what it moves.

    Errors: RangeError for negative values, beta2_decay above 0 and d below 1.
    Source: torch.optim.Adafactor.
    """

    rule = staticmethod(adafactor)
    buffers = ("row_var", "col_var", "variance")

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        **kernel: Unpack[Kernels],
    ) -> None:
        eps1 = 0.0 if eps[0] is None else eps[0]
        check_not_negative("Adafactor", lr=lr, eps1=eps1, eps2=eps[1], weight_decay=weight_decay)
        if beta2_decay > 0:
            raise RangeError(f"Adafactor: beta2_decay is {beta2_decay}", "give 0 or less")
        if d < 1:
            raise RangeError(f"Adafactor: d is {d}", "give a number of at least 1")
        defaults = {
            "lr": lr,
            "beta2_decay": beta2_decay,
            "eps": eps,
            "d": d,
            "weight_decay": weight_decay,
            "maximize": maximize,
            **kernels("Adafactor", "foreach", kernel),
        }
        super().__init__(params, defaults)

    def start(self, x: Array, group: Mapping[str, Any]) -> dict[str, Array]:
        """Zeros: for a matrix (…, m, n) rows (…, m, 1) and columns (…, 1, n), else as x."""
        if x.ndim < 2:
            return {"variance": np.zeros_like(x)}
        return {"row_var": np.zeros_like(x[..., :1]), "col_var": np.zeros_like(x[..., :1, :])}


def _root_mean_square(x: Array) -> float:
    return float(np.linalg.norm(x)) / x.size**0.5
