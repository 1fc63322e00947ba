"""A schedule that lowers the rate where a measure stops improving."""

from __future__ import annotations

import math
from typing import Any

from engine.errors import RangeError
from engine.optim.lr_scheduler.scheduler import LRScheduler, check_optimizer, per_group
from engine.optim.optimizer import Optimizer
from engine.optim.settings import plain


class ReduceLROnPlateau(LRScheduler):
    """Times `factor` after more than `patience` epochs without a better measure.

    Errors: RangeError for a factor of 1 or more, and for unknown modes.
    Source: torch.optim.lr_scheduler.ReduceLROnPlateau.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | list[float] = 0,
        eps: float = 1e-8,
    ) -> None:
        check_optimizer("ReduceLROnPlateau", optimizer)
        if factor >= 1:
            raise RangeError(f"ReduceLROnPlateau: the factor is {factor}", "choose one below 1")
        if mode not in ("min", "max") or threshold_mode not in ("rel", "abs"):
            raise RangeError(
                f"ReduceLROnPlateau: the modes are '{mode}' and '{threshold_mode}'",
                "use min or max, and rel or abs",
            )
        self.optimizer = optimizer
        self.mode, self.threshold, self.threshold_mode = mode, threshold, threshold_mode
        self.factor, self.patience, self.cooldown, self.eps = factor, patience, cooldown, eps
        self.min_lrs = per_group("ReduceLROnPlateau", "min_lr", optimizer, min_lr)
        self.last_epoch = 0
        self.best = math.inf if mode == "min" else -math.inf
        self.cooldown_counter = self.num_bad_epochs = 0
        self._last_lr = self.rates()

    def step(self, metrics: Any, epoch: int | None = None) -> None:  # type: ignore[override]
        """Take the epoch's measure, a number or a 0-d tensor."""
        current = float(plain(metrics))
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self._is_better(current):
            self.best, self.num_bad_epochs = current, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            pairs = zip(self.rates(), self.min_lrs, strict=True)
            lowered = [(old, max(old * self.factor, least)) for old, least in pairs]
            self.write([new if old - new > self.eps else old for old, new in lowered])
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = self.rates()

    def _is_better(self, current: float) -> bool:
        threshold = self.threshold if self.mode == "max" else -self.threshold
        relative = self.threshold_mode == "rel"
        bound = self.best * (1 + threshold) if relative else self.best + threshold
        return current > bound if self.mode == "max" else current < bound
