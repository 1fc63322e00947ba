"""Badges: what of a value or gradient deserves a word at its card, each with its sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.op import OPS

MOST_ELEMENTS = 1_000_000  # of a larger array only some are looked at


@dataclass(frozen=True, slots=True)
class Badge:
    """A word on a card, the sentence of its tooltip, and whether something is wrong."""

    word: str
    sentence: str
    wrong: bool = False


Static = Mapping[str, Any]
Test = Callable[[Sequence[Array], Static], Any]


def _bounds(inputs: Sequence[Array], static: Static) -> tuple[Array, Array]:
    low, high = (
        np.asarray(static.get(name, other) if static.get(name) is not None else other)
        for name, other in (
            ("min" if "min" in static else "min_val", -np.inf),
            ("max" if "max" in static else "max_val", np.inf),
        )
    )
    return low, high


def _at_bound(inputs: Sequence[Array], static: Static) -> Any:
    low, high = _bounds(inputs, static)
    return (inputs[0] == low) | (inputs[0] == high)


def _ties(extreme: Callable[..., Array]) -> Test:
    def test(inputs: Sequence[Array], static: Static) -> Any:
        axis = static.get("dim")
        best = extreme(inputs[0], axis=axis, keepdims=True)
        return (inputs[0] == best).sum(axis=axis) > 1

    return test


def _nearest(inputs: Sequence[Array], static: Static) -> Any:
    return np.abs(inputs[0]) == static["lambd"]


KINKS: dict[str, Test] = {  # by the words of the table of ops
    "x = y": lambda inputs, _s: inputs[0] == inputs[1],
    "x at a bound": _at_bound,
    "x = a": lambda inputs, _s: inputs[0] == inputs[1],
    "x = b": lambda inputs, _s: inputs[0] == inputs[1],
    "x = 0": lambda inputs, _s: inputs[0] == 0,
    "x a multiple of y": lambda inputs, _s: np.remainder(inputs[0], inputs[1]) == 0,
    "equal maxima": _ties(np.max),
    "equal minima": _ties(np.min),
    "all elements equal": lambda inputs, _s: np.ptp(inputs[0]) == 0,
    "x = −3 and x = 3": lambda inputs, _s: np.abs(inputs[0]) == 3,
    "|x| = λ": _nearest,
    "x = t": lambda inputs, static: inputs[0] == static["threshold"],
    "whole numbers": lambda inputs, _s: inputs[0] == np.round(inputs[0]),
    "halves": lambda inputs, _s: np.abs(inputs[0] - np.trunc(inputs[0])) == 0.5,
}
WHOLE = ("norm",)  # kinks where every element is there, not one of them
CLIPPING = ("clamp", "hardtanh", "clamp_min", "clamp_max")


def value_badges(
    op: str, inputs: Iterable[Array | None], static: Static, value: Array
) -> list[Badge]:
    """What a value says of itself, and of where the op was asked for it."""
    found = _broken(value, "value")
    if op not in OPS or (OPS[op].kinks not in KINKS and op not in CLIPPING):
        return found
    wanted = list(inputs)
    known = [_some(x) for x in wanted if x is not None]
    if len(known) != len(wanted) or not known:
        return found
    given = {**OPS[op].static, **static}
    with np.errstate(all="ignore"):
        if _is_at_kink(op, known, given):
            words = OPS[op].kinks
            found.append(
                Badge("kink", f"{op} has no derivative here ({words}): one of several is taken")
            )
        if op in CLIPPING:
            outside = _outside(op, known, given)
            count = int(np.count_nonzero(outside))
            if count:
                share = "its input is" if outside.ndim == 0 else f"{count} of {outside.size} are"
                found.append(Badge("clip", f"{share} clipped: no gradient passes there"))
    return found


def gradient_badges(gradient: Array | None, name: Callable[[], str], *, lost: bool) -> list[Badge]:
    """What a gradient says of itself; `lost` where one is wanted and none can come."""
    if gradient is None:
        sentence = f"no gradient reaches {name()}: every way from the root is cut, as by detach"
        return [Badge("cut", sentence)] if lost else []
    found = _broken(gradient, "gradient")
    if not found and gradient.size and not gradient.any():
        found.append(Badge("∂ 0", f"the gradient of {name()} is exactly zero: it has no say"))
    return found


def _broken(array: Array, what: str) -> list[Badge]:
    if array.dtype.kind != "f" or not array.size:
        return []
    if math.isfinite(array.item()) if array.size == 1 else np.isfinite(array).all():
        return []
    found, sign = [], "∂ " if what == "gradient" else ""
    for word, test in (("NaN", np.isnan), ("inf", np.isinf)):
        count = int(np.count_nonzero(test(array)))
        if count:
            share = f"the {what}" if array.ndim == 0 else f"{count} of {array.size} {what}s"
            verb = "is" if array.ndim == 0 or count == 1 else "are"
            full = "not a number" if word == "NaN" else "infinite"
            found.append(Badge(sign + word, f"{share} {verb} {full}", wrong=True))
    return found


def _some(array: Array) -> Array:
    """An array; of a very large one its first elements."""
    return array if array.size <= MOST_ELEMENTS else array.reshape(-1)[:MOST_ELEMENTS]


def _is_at_kink(op: str, inputs: Sequence[Array], static: Static) -> bool:
    test = KINKS.get(OPS[op].kinks)
    if test is None:
        return False
    try:
        found = test(inputs, static)
    except (KeyError, TypeError, ValueError, IndexError):
        return False  # the run itself has told what is wrong with these arguments
    return bool(np.all(found) if op in WHOLE else np.any(found))


def _outside(op: str, inputs: Sequence[Array], static: Static) -> Array:
    if op == "clamp_min":
        return np.asarray(inputs[0] < inputs[1])
    if op == "clamp_max":
        return np.asarray(inputs[0] > inputs[1])
    low, high = _bounds(inputs, static)
    return np.asarray((inputs[0] < low) | (inputs[0] > high))
