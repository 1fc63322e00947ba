"""A step length by strong Wolfe conditions: bracket a minimum, then zoom in on it.

Source: Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6, with the safeguards of
torch.optim.LBFGS.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.dtype import Array

ENOUGH_DESCENT, ENOUGH_FLATNESS = 1e-4, 0.9


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found at step length t: loss f, gradient g, and the slope along the direction."""

    t: float
    f: float
    g: Array
    slope: float


Evaluate = Callable[[float], tuple[float, Array]]


def strong_wolfe(
    evaluate: Evaluate,
    direction: Array,
    start: Trial,
    t: float,
    *,
    tolerance: float,
    trials: int,
) -> tuple[Trial, int]:
    """A step length along `direction` that descends enough and is flat enough, and its cost.

    `evaluate(t)` gives loss and gradient at a length; `start` is the trial of length 0; `t` is the
    first length to try; about `trials` are made at most; a bracket under `tolerance` ends it.
    """

    def tried(t: float) -> Trial:
        f, g = evaluate(t)
        return Trial(t, f, g, float(g @ direction))

    def too_high(trial: Trial) -> bool:
        return trial.f > start.f + ENOUGH_DESCENT * trial.t * start.slope

    def is_flat(trial: Trial) -> bool:
        return abs(trial.slope) <= -ENOUGH_FLATNESS * start.slope

    before, trial = start, tried(t)
    count, done = 0, False
    ends = [start, trial]
    while count < trials:
        ends = [before, trial]
        if too_high(trial) or (count > 1 and trial.f >= before.f):
            break
        if is_flat(trial):
            ends, done = [trial], True
            break
        if trial.slope >= 0:
            break
        bounds = (trial.t + 0.01 * (trial.t - before.t), trial.t * 10)
        before, trial = trial, tried(cubic_minimum(before, trial, bounds))
        count += 1
    if count == trials:
        ends = [start, trial]
    width = float(np.abs(direction).max())
    low, high = (0, 1) if ends[0].f <= ends[-1].f else (1, 0)
    stuck = False
    evaluations = count + 1
    while not done and count < trials:
        near, far = min(end.t for end in ends), max(end.t for end in ends)
        if (far - near) * width < tolerance:
            break
        t = cubic_minimum(ends[0], ends[1], (near, far))
        margin = 0.1 * (far - near)
        if min(far - t, t - near) < margin:
            if stuck or t >= far or t <= near:
                t = far - margin if abs(t - far) < abs(t - near) else near + margin
                stuck = False
            else:
                stuck = True
        else:
            stuck = False
        trial = tried(t)
        evaluations += 1
        count += 1
        if too_high(trial) or trial.f >= ends[low].f:
            ends[high] = trial
            low, high = (0, 1) if ends[0].f <= ends[1].f else (1, 0)
        else:
            done = is_flat(trial)
            if not done and trial.slope * (ends[high].t - ends[low].t) >= 0:
                ends[high] = ends[low]
            ends[low] = trial
    return ends[low], evaluations


def cubic_minimum(a: Trial, b: Trial, bounds: tuple[float, float]) -> float:
    """Where the cubic through two trials and their slopes is least, kept within the bounds."""
    least, most = bounds
    first, last = (a, b) if a.t <= b.t else (b, a)
    chord = a.slope + b.slope - 3 * ratio(a.f - b.f, a.t - b.t)
    square = chord**2 - a.slope * b.slope
    if not square >= 0:
        return (least + most) / 2
    root = math.sqrt(square)
    share = ratio(last.slope + root - chord, last.slope - first.slope + 2 * root)
    t = last.t - (last.t - first.t) * share
    return min(max(t, least), most)


def ratio(a: float, b: float) -> float:
    """a / b with inf and nan where numbers would be divided by 0."""
    with np.errstate(all="ignore"):
        return float(np.float64(a) / np.float64(b))
