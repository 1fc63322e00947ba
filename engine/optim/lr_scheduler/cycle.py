"""Schedules that raise and lower the rate, and move the momentum against it."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from engine.errors import RangeError
from engine.optim.lr_scheduler.scheduler import LRScheduler, check_optimizer, per_group
from engine.optim.optimizer import Optimizer


def set_momentum(group: dict[str, Any], momentum: float) -> None:
    """Write the momentum of SGD and RMSprop, or the first beta of Adam and its kin."""
    if "betas" in group:
        group["betas"] = (momentum, *group["betas"][1:])
    else:
        group["momentum"] = momentum


def start_momentum(owner: str, optimizer: Optimizer, base: Any, largest: Any, fresh: bool) -> None:
    """Note both momenta in the groups and start from the largest.

    Errors: RangeError for an optimizer without momentum.
    """
    if not {"momentum", "betas"} & optimizer.defaults.keys():
        raise RangeError(
            f"{owner}: {type(optimizer).__name__} has no momentum", "pass cycle_momentum=False"
        )
    lows = per_group(owner, "base_momentum", optimizer, base)
    highs = per_group(owner, "max_momentum", optimizer, largest)
    if not fresh:
        return
    for group, low, high in zip(optimizer.param_groups, lows, highs, strict=True):
        set_momentum(group, high)
        group["max_momentum"], group["base_momentum"] = high, low


def along_cosine(start: float, end: float, share: float) -> float:
    """From start to end along half a cosine."""
    return end + (start - end) / 2.0 * (math.cos(math.pi * share) + 1)


def along_line(start: float, end: float, share: float) -> float:
    """From start to end along a line."""
    return (end - start) * share + start


class OneCycleLR(LRScheduler):
    """Up from max_lr / div_factor to max_lr, then far down, in `total_steps`; momentum opposite.

    Errors: RangeError without a number of steps, for a share outside [0, 1], for an unknown
    way of annealing, and for a step too many. Source: torch.optim.lr_scheduler.OneCycleLR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer("OneCycleLR", optimizer)
        if total_steps is None and epochs is not None and steps_per_epoch is not None:
            total_steps = epochs * steps_per_epoch
        if total_steps is None or total_steps <= 0:
            raise RangeError(
                f"OneCycleLR: the number of steps is {total_steps}",
                "give total_steps, or epochs and steps_per_epoch",
            )
        if not 0 <= pct_start <= 1:
            raise RangeError(f"OneCycleLR: pct_start is {pct_start}", "choose one in [0, 1]")
        if anneal_strategy not in ("cos", "linear"):
            raise RangeError(
                f"OneCycleLR: no strategy is called '{anneal_strategy}'", "use 'cos' or 'linear'"
            )
        self.total_steps, self.anneal_strategy = total_steps, anneal_strategy
        self.cycle_momentum = cycle_momentum
        up, last = float(pct_start * total_steps) - 1, total_steps - 1
        rest = ("max_momentum", "max_momentum")
        rise = (up, ("initial_lr", "max_lr"), ("max_momentum", "base_momentum"))
        if three_phase:
            down = float(2 * pct_start * total_steps) - 2
            fall = (down, ("max_lr", "initial_lr"), ("base_momentum", "max_momentum"))
            self.phases = [rise, fall, (last, ("initial_lr", "min_lr"), rest)]
        else:
            fall = (last, ("max_lr", "min_lr"), ("base_momentum", "max_momentum"))
            self.phases = [rise, fall]
        peaks = per_group("OneCycleLR", "max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["initial_lr"], group["max_lr"] = peak / div_factor, peak
                group["min_lr"] = group["initial_lr"] / final_div_factor
        if cycle_momentum:
            start_momentum("OneCycleLR", optimizer, base_momentum, max_momentum, last_epoch == -1)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        if self.last_epoch > self.total_steps:
            raise RangeError(
                f"OneCycleLR: step {self.last_epoch} of {self.total_steps}", "raise total_steps"
            )
        along = along_cosine if self.anneal_strategy == "cos" else along_line
        ends = [phase[0] for phase in self.phases]
        number = min(bisect_left(ends, self.last_epoch), len(ends) - 1)
        end, rates, momenta = self.phases[number]
        start = ends[number - 1] if number else 0.0
        share = (self.last_epoch - start) / (end - start) if end > start else 1.0
        found = []
        for group in self.optimizer.param_groups:
            found.append(along(group[rates[0]], group[rates[1]], share))
            if self.cycle_momentum:
                set_momentum(group, along(group[momenta[0]], group[momenta[1]], share))
        return found


class CyclicLR(LRScheduler):
    """Between base_lr and max_lr in triangles, alike, halved, or shrinking by gamma.

    Errors: RangeError for an unknown mode without a function of its own.
    Source: torch.optim.lr_scheduler.CyclicLR.
    """

    unsaved = ("optimizer", "scale")

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | list[float],
        max_lr: float | list[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float = 0.8,
        max_momentum: float = 0.9,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer("CyclicLR", optimizer)
        shapes: dict[str, tuple[Callable[[float], float], str]] = {
            "triangular": (lambda cycle: 1.0, "cycle"),
            "triangular2": (lambda cycle: 0.5 ** (cycle - 1), "cycle"),
            "exp_range": (lambda iteration: gamma**iteration, "iterations"),
        }
        if scale_fn is None and mode not in shapes:
            raise RangeError(
                f"CyclicLR: no mode is called '{mode}'", f"choose from {', '.join(shapes)}"
            )
        self.scale, self.scale_mode = shapes[mode] if scale_fn is None else (scale_fn, scale_mode)
        lows = per_group("CyclicLR", "base_lr", optimizer, base_lr)
        self.max_lrs = per_group("CyclicLR", "max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for group, low in zip(optimizer.param_groups, lows, strict=True):
                group["lr"] = low
        down = step_size_up if step_size_down is None else step_size_down
        self.total_size = float(step_size_up + down)
        self.step_ratio = step_size_up / self.total_size
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            start_momentum("CyclicLR", optimizer, base_momentum, max_momentum, last_epoch == -1)
        super().__init__(optimizer, last_epoch)
        self.base_lrs = lows

    def get_lr(self) -> list[float]:
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        place = 1.0 + self.last_epoch / self.total_size - cycle
        if place <= self.step_ratio:
            height = place / self.step_ratio
        else:
            height = (place - 1) / (self.step_ratio - 1)
        scale = self.scale(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            for group in self.optimizer.param_groups:
                low, high = group["base_momentum"], group["max_momentum"]
                set_momentum(group, high - (high - low) * height * scale)
        pairs = zip(self.base_lrs, self.max_lrs, strict=True)
        return [low + (high - low) * height * scale for low, high in pairs]
