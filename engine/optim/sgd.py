"""Stochastic gradient descent with momentum, Nesterov's variant and weight decay."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError
from engine.tensor import Tensor


class SGD:
    """`b = momentum b + (1 − dampening) g`, first `b = g`; `x −= lr b`. Source: torch.optim.SGD.

    Attributes: lr and momentum may be changed between steps. Errors: ArgumentError for negative
    values, and for Nesterov without momentum or with dampening.
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        for name, value in (("lr", lr), ("momentum", momentum), ("weight_decay", weight_decay)):
            if value < 0:
                raise ArgumentError(f"SGD: {name} is {value}", "give a number of at least 0")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ArgumentError(
                "SGD: Nesterov needs a momentum above 0 and no dampening", "set momentum=0.9"
            )
        self.params = list(params)
        self.lr, self.momentum, self.dampening = lr, momentum, dampening
        self.weight_decay, self.nesterov = weight_decay, nesterov
        self._buffers: list[Array | None] = [None] * len(self.params)

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for parameter in self.params:
            parameter.grad = None

    def step(self) -> None:
        """Move every parameter that has a gradient, in place."""
        for i, parameter in enumerate(self.params):
            if parameter.grad is None:
                continue
            x, g = parameter._array, parameter.grad._array
            if self.weight_decay:
                g = g + self.weight_decay * x
            if self.momentum:
                held = self._buffers[i]
                b = np.array(g) if held is None else self.momentum * held + (1 - self.dampening) * g
                self._buffers[i] = np.asarray(b)
                g = g + self.momentum * b if self.nesterov else b
            np.subtract(x, self.lr * g, out=x)
