"""LRScheduler: what all schedules share: counting epochs and writing rates into an optimizer."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from engine.errors import ArgumentError, RangeError
from engine.optim.optimizer import Optimizer
from engine.optim.settings import plain


class LRScheduler:
    """Base of schedules: a kind of its own gives `get_lr`, the rates of epoch `last_epoch`.

    `get_lr` goes on from the rates as they are, so that schedules can be chained; a kind may give
    `closed_form(base)` too, the rate of that epoch by itself, for jumps to an epoch.
    Attributes: optimizer; last_epoch; base_lrs (the rates at the start).
    Errors: ArgumentError for what is no Optimizer, and for one without "initial_lr" to resume from.
    Source: torch.optim.lr_scheduler.LRScheduler.
    """

    unsaved: ClassVar[tuple[str, ...]] = ("optimizer",)

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(type(self).__name__, optimizer)
        self.optimizer = optimizer
        for number, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", plain(group["lr"]))
            elif "initial_lr" not in group:
                raise ArgumentError(
                    f"{type(self).__name__}: group {number} has no 'initial_lr' to resume from",
                    "load the optimizer's state first",
                )
        self.base_lrs: list[float] = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self.start()

    def start(self) -> None:
        """Set the rates of the first epoch."""
        self._step_count = 0
        self._is_initial = True
        self.step()
        self._is_initial = False

    def get_lr(self) -> list[float]:
        """The rate of each group in this epoch."""
        raise NotImplementedError(f"{type(self).__name__} gives no get_lr")

    closed_form: Callable[[float], float] | None = None

    def get_last_lr(self) -> list[float]:
        """The rates that were set last."""
        return self._last_lr

    def step(self, epoch: int | None = None) -> None:
        """Go to the next epoch, or to a given one, and set its rates."""
        early = self._step_count == 1 and self.optimizer.steps_taken == 0
        if early and type(self.optimizer).step is Optimizer.step:
            warnings.warn(
                "lr_scheduler.step() is called before optimizer.step(), which skips the first "
                "rate of the schedule; call optimizer.step() first",
                stacklevel=2,
            )
        self._step_count += 1
        self.go_to(epoch)

    def go_to(self, epoch: int | None) -> None:
        """Set the rates of an epoch (None: the next one)."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if epoch is not None and self.closed_form is not None:
            self.write([self.closed_form(base) for base in self.base_lrs])
        else:
            self.write(self.get_lr())

    def write(self, rates: Sequence[float]) -> None:
        """Put the rates into the groups."""
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = rate
        self._last_lr = self.rates()

    def rates(self) -> list[float]:
        """The rates as they stand in the optimizer."""
        return [plain(group["lr"]) for group in self.optimizer.param_groups]

    def scaled(self, factor: float) -> list[float]:
        """The rates as they stand, times a factor."""
        return [rate * factor for rate in self.rates()]

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on, but the optimizer and functions."""
        return {name: value for name, value in vars(self).items() if name not in self.unsaved}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on from a state. Errors: ArgumentError for what no schedule keeps."""
        state = dict(state_dict)
        for name in state:
            if not isinstance(name, str) or name.startswith("__"):
                raise ArgumentError(
                    f"{type(self).__name__}: a state has no {name!r}", "use that of state_dict()"
                )
        vars(self).update(state)


def check_optimizer(owner: str, optimizer: Any) -> None:
    """Refuse what is no Optimizer. Errors: ArgumentError."""
    if not isinstance(optimizer, Optimizer):
        raise ArgumentError(
            f"{owner}: {type(optimizer).__name__} is not an Optimizer", "give an optimizer"
        )


def per_group(owner: str, name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """One value for each parameter group. Errors: RangeError for another number of them."""
    count = len(optimizer.param_groups)
    if not isinstance(value, (list, tuple)):
        return [value] * count
    if len(value) != count:
        raise RangeError(
            f"{owner}: {name} has {len(value)} values, the optimizer {count} parameter groups",
            "give one value each",
        )
    return list(value)
