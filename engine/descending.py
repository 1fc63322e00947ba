"""descend: an optimizer run on a function of tensors, in compiled steps where that can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.descent import History
from engine.errors import ArgumentError
from engine.grad_mode import no_grad
from engine.optim.lr_scheduler import ReduceLROnPlateau
from engine.optim.optimizer import Optimizer
from engine.plan.lowering import Uncompilable, traced
from engine.plan.travel import Travel
from engine.plan.updating import Unready
from engine.tensor import Tensor

LONGEST = 100_000  # steps that are taken at once


def descend(
    fn: Callable[..., Tensor],
    params: Sequence[Tensor],
    optimizer: Optimizer,
    steps: int,
    *,
    scheduler: Any = None,
    path: bool = False,
) -> History:
    """Move `params` so that `fn(*params)`, one number, gets less; its losses before each step.

    The last entry of `loss` is the loss at the end. With `path` the history has the parameters too,
    by name: param0, param1, … The tensors, the optimizer and the scheduler are left as the same
    loop of `backward()` and `step()` would leave them.
    Errors: ArgumentError where the optimizer moves other tensors.
    """
    moving = [tensor for group in optimizer.param_groups for tensor in group["params"]]
    if len(moving) != len(params) or any(a is not b for a, b in zip(moving, params, strict=True)):
        raise ArgumentError("descend: the optimizer moves other tensors", "make it of `params`")
    names = [f"param{i}" for i in range(len(params))]
    history = History(params={name: [] for name in names} if path else {})
    travel = Travel(
        lambda: traced(fn, params, names, len(params)),
        list(enumerate(names)),
        optimizer,
        scheduler,
        path=path,
    )
    can_compile = True
    left = steps
    while left > 0:
        part = min(left, LONGEST)
        found = None
        if can_compile:
            try:
                found = travel.run(part)
            except Uncompilable as error:
                can_compile = isinstance(error, Unready)
        if found is None:
            part = 1
            _step(fn, params, optimizer, scheduler, history)
        else:
            history.extend(found.losses, dict(zip(names, found.path, strict=False)))
        left -= part
    with no_grad():
        _note(history, params, fn(*params).item())
    return history


def _step(
    fn: Callable[..., Tensor],
    params: Sequence[Tensor],
    optimizer: Optimizer,
    scheduler: Any,
    history: History,
) -> None:
    """One step by the eager engine."""
    optimizer.zero_grad()
    loss = fn(*params)
    loss.backward()
    _note(history, params, loss.item())
    optimizer.step()
    if isinstance(scheduler, ReduceLROnPlateau):
        scheduler.step(history.loss[-1])
    elif scheduler is not None:
        scheduler.step()


def _note(history: History, params: Sequence[Tensor], loss: float) -> None:
    history.loss.append(loss)
    for points, tensor in zip(history.params.values(), params, strict=False):
        points.append(np.array(tensor._array))
