"""Schedules given by a function of the epoch."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import ArgumentError
from engine.optim.lr_scheduler.scheduler import LRScheduler, check_optimizer, per_group
from engine.optim.optimizer import Optimizer

Factor = Callable[[int], float]


class LambdaLR(LRScheduler):
    """The starting rate times a function of the epoch, one for all groups or one for each.

    Errors: ArgumentError for another number of functions, and for what is none.
    Source: torch.optim.lr_scheduler.LambdaLR.
    """

    unsaved = ("optimizer", "lr_lambdas")

    def __init__(
        self, optimizer: Optimizer, lr_lambda: Factor | list[Factor], last_epoch: int = -1
    ) -> None:
        name = type(self).__name__
        check_optimizer(name, optimizer)
        self.lr_lambdas: list[Factor] = per_group(name, "lr_lambda", optimizer, lr_lambda)
        for factor in self.lr_lambdas:
            if not callable(factor):
                raise ArgumentError(
                    f"{name}: lr_lambda is a {type(factor).__name__}",
                    "give a function of epochs",
                )
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        pairs = zip(self.base_lrs, self.lr_lambdas, strict=True)
        return [base * factor(self.last_epoch) for base, factor in pairs]


class MultiplicativeLR(LambdaLR):
    """The rate as it stands times a function of the epoch. Errors as LambdaLR.

    Source: torch.optim.lr_scheduler.MultiplicativeLR.
    """

    def get_lr(self) -> list[float]:
        if self._is_initial:
            return self.rates()
        pairs = zip(self.rates(), self.lr_lambdas, strict=True)
        return [rate * factor(self.last_epoch) for rate, factor in pairs]
