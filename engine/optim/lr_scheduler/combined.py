"""Schedules made of schedules: one after another, or all at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from engine.errors import ArgumentError, RangeError
from engine.optim.lr_scheduler.plateau import ReduceLROnPlateau
from engine.optim.lr_scheduler.scheduler import LRScheduler, check_optimizer
from engine.optim.optimizer import Optimizer


class _Combined(LRScheduler):
    """What both share: the parts, checked, and their states."""

    unsaved = ("optimizer", "_schedulers")
    _schedulers: list[LRScheduler]

    def _take(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer) -> None:
        name = type(self).__name__
        check_optimizer(name, optimizer)
        for part in schedulers:
            if isinstance(part, ReduceLROnPlateau):
                raise RangeError(
                    f"{name}: ReduceLROnPlateau needs a measure at each step", "step it by itself"
                )
            if part.optimizer is not optimizer:
                raise RangeError(
                    f"{name}: the schedules belong to several optimizers", "use one optimizer"
                )
        self._schedulers, self.optimizer = list(schedulers), optimizer

    def go_to(self, epoch: int | None) -> None:
        """Refused, as its parts have epochs of their own. Errors: ArgumentError."""
        raise ArgumentError(
            f"{type(self).__name__}: it cannot start anew within a sequence", "let it come first"
        )

    def state_dict(self) -> dict[str, Any]:
        states = [part.state_dict() for part in self._schedulers]
        return {**super().state_dict(), "_schedulers": states}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        own = {name: value for name, value in state_dict.items() if name != "_schedulers"}
        super().load_state_dict(own)
        for part, state in zip(self._schedulers, state_dict["_schedulers"], strict=True):
            part.load_state_dict(state)


class SequentialLR(_Combined):
    """One schedule after another, changing at the milestones.

    Errors: RangeError for schedules of several optimizers, for ReduceLROnPlateau, and unless
    there is one milestone fewer than schedules. Source: torch.optim.lr_scheduler.SequentialLR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: list[LRScheduler],
        milestones: list[int],
        last_epoch: int = -1,
    ) -> None:
        if not schedulers or len(milestones) != len(schedulers) - 1:
            raise RangeError(
                f"SequentialLR: {len(schedulers)} schedules and {len(milestones)} milestones",
                "give one milestone fewer than schedules",
            )
        self._take(schedulers, optimizer)
        self._milestones = milestones
        self.last_epoch = last_epoch + 1
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"]
        for part in self._schedulers:
            _take_back(part)
        first = self._schedulers[bisect_right(milestones, 0)]
        first.start()
        self._last_lr = first.get_last_lr()

    def step(self) -> None:  # type: ignore[override]
        """Go to the next epoch; a schedule whose turn it becomes starts from its epoch 0."""
        self.last_epoch += 1
        index = bisect_right(self._milestones, self.last_epoch)
        part = self._schedulers[index]
        if index > 0 and self._milestones[index - 1] == self.last_epoch:
            part.go_to(0)
        else:
            part.step()
        self._last_lr = part.get_last_lr()


class ChainedScheduler(_Combined):
    """All schedules at once, each going on from the rates of the one before.

    Errors: RangeError for none, for several optimizers, and for ReduceLROnPlateau.
    Source: torch.optim.lr_scheduler.ChainedScheduler.
    """

    def __init__(
        self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None
    ) -> None:
        if not schedulers:
            raise RangeError("ChainedScheduler: there is no schedule", "give at least one")
        self._take(schedulers, optimizer or schedulers[0].optimizer)
        self._last_lr = self.rates()

    def step(self) -> None:  # type: ignore[override]
        """Let every schedule take a step."""
        for part in self._schedulers:
            part.step()
        self._last_lr = self.rates()


def _take_back(part: LRScheduler) -> None:
    """Undo the first step that a schedule took when it was made."""
    if isinstance(part, _Combined):
        for inner in part._schedulers:
            _take_back(inner)
    else:
        part.last_epoch -= 1
