"""L-BFGS: steps by an inverse Hessian estimated from the last few gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, RangeError
from engine.grad_mode import enable_grad, no_grad
from engine.inplace import overwrite
from engine.optim.line_search import Trial, strong_wolfe
from engine.optim.optimizer import Optimizer, Params
from engine.optim.settings import Number, check_not_negative, plain

CURVED = 1e-10  # the least y·s that teaches something about curvature


@dataclass
class Memory:
    """The last steps s and changes of gradient y, and the scale of the first Hessian."""

    y: list[Array] = field(default_factory=list)
    s: list[Array] = field(default_factory=list)
    scale: float = 1.0

    def learn(self, y: Array, s: Array, size: int) -> None:
        """Remember a step and its change of gradient, forgetting the oldest beyond `size`."""
        curvature = y @ s
        if curvature > CURVED:
            if len(self.y) == size:
                del self.y[0], self.s[0]
            self.y.append(y)
            self.s.append(s)
            self.scale = float(curvature / (y @ y))

    def direction(self, g: Array) -> Array:
        """−H⁻¹ g by the two-loop recursion. Source: Nocedal and Wright, algorithm 7.4."""
        q = -g
        shares = []
        for y, s in zip(reversed(self.y), reversed(self.s), strict=True):
            shares.append((s @ q) * (1.0 / (y @ s)))
            q = q - shares[-1] * y
        r = q * self.scale
        for y, s in zip(self.y, self.s, strict=True):
            r = r + s * (shares.pop() - (y @ r) * (1.0 / (y @ s)))
        return r


class LBFGS(Optimizer):
    """Quasi-Newton descent on one parameter group. Source: torch.optim.LBFGS.

    `line_search_fn` is None or "strong_wolfe". Errors: RangeError for a negative lr, for more
    than one group, and for a step without closure.
    """

    def __init__(
        self,
        params: Params,
        lr: Number = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        check_not_negative("LBFGS", lr=lr)
        if line_search_fn not in (None, "strong_wolfe"):
            raise RangeError(
                f"LBFGS: no line search is called '{line_search_fn}'", "use 'strong_wolfe'"
            )
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise RangeError("LBFGS: there are several parameter groups", "give one")
        self._params = self.param_groups[0]["params"]

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Up to max_iter iterations; `closure` computes the loss and its gradients anew.

        The loss before the step is returned.
        """
        if closure is None:
            raise ArgumentError("LBFGS: step needs a closure", "pass a function giving the loss")
        self.steps_taken += 1
        with no_grad(), np.errstate(all="ignore"):
            return self._iterate(enable_grad()(closure))

    def _iterate(self, closure: Callable[[], Any]) -> Any:
        group, state = self.param_groups[0], self.state[self._params[0]]
        lr = plain(group["lr"])
        memory = state.setdefault("memory", Memory())
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first_loss = closure()
        loss, g = float(first_loss), self._gradient()
        evaluations = 1
        state["func_evals"] += 1
        iteration = 0
        while not np.abs(g).max() <= group["tolerance_grad"] and iteration < group["max_iter"]:
            iteration += 1
            state["n_iter"] += 1
            if state["n_iter"] == 1:
                t = min(1.0, 1.0 / float(np.abs(g).sum())) * lr
            else:
                memory.learn(g - state["g"], state["d"] * state["t"], group["history_size"])
                t = lr
            d = memory.direction(g)
            state.update(d=d, t=t, g=g)
            slope = float(g @ d)
            before = loss
            if slope > -group["tolerance_change"]:
                break
            cost = 0
            if group["line_search_fn"] is not None:
                x = self._position()

                def evaluate(t: float, x: Array = x, d: Array = d) -> tuple[float, Array]:
                    self._go(x + t * d)
                    return float(closure()), self._gradient()

                found, cost = strong_wolfe(
                    evaluate,
                    d,
                    Trial(0.0, loss, g, slope),
                    t,
                    tolerance=group["tolerance_change"],
                    trials=group["max_eval"] - evaluations,
                )
                t, loss, g = found.t, found.f, found.g
                self._go(x + t * d)
            else:
                self._go(self._position() + t * d)
                if iteration < group["max_iter"]:
                    loss, g = float(closure()), self._gradient()
                    cost = 1
            state["t"] = t
            evaluations += cost
            state["func_evals"] += cost
            if evaluations >= group["max_eval"]:
                break
            if np.abs(d * t).max() <= group["tolerance_change"]:
                break
            if abs(loss - before) < group["tolerance_change"]:
                break
        return first_loss

    def _gradient(self) -> Array:
        """All gradients end to end; zeros for parameters that have none."""
        grads = [np.zeros_like(p._array) if p.grad is None else p.grad._array for p in self._params]
        return np.concatenate([np.ravel(grad) for grad in grads])

    def _position(self) -> Array:
        """All parameters end to end."""
        return np.concatenate([np.ravel(p._array) for p in self._params])

    def _go(self, position: Array) -> None:
        """Write a position into the parameters."""
        start = 0
        for p in self._params:
            part = position[start : start + p._array.size].reshape(p._array.shape)
            overwrite(p, part, "LBFGS.step")
            start += p._array.size
