"""Hyperparameters: what is refused, and what torch takes to choose its kernels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from engine.dtype import ArrayLike
from engine.errors import ArgumentError, RangeError
from engine.tensor import Tensor

Number = float | Tensor
KERNELS = {"foreach": None, "capturable": False, "differentiable": False, "fused": None}


class Kernels(TypedDict, total=False):
    """How torch would run the update; here there is one way, so they are kept and not used."""

    foreach: bool | None
    capturable: bool
    differentiable: bool
    fused: bool | None


def kernels(owner: str, names: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The kernel arguments that an optimizer has, by names parted by blanks, filled in.

    Errors: ArgumentError for others, and for differentiable=True.
    """
    known = {name: KERNELS[name] for name in names.split()}
    unknown = [name for name in given if name not in known]
    if unknown:
        raise ArgumentError(
            f"{owner}() has no argument '{unknown[0]}'", f"it takes {', '.join(known)} besides"
        )
    if given.get("differentiable"):
        raise ArgumentError(f"{owner}: differentiable=True is not supported", "leave it out")
    return {**known, **given}


def plain(value: Any) -> Any:
    """A hyperparameter as Python numbers, whether it was one, numpy's, or a 0-d tensor."""
    if isinstance(value, (tuple, list)):
        return tuple(plain(part) for part in value)
    is_several = getattr(value, "ndim", 0) > 0  # a rate for each of many descents
    return value.item() if hasattr(value, "item") and not is_several else value


def number(array: Any) -> Any:
    """The one number of an array, as a Python number whose dtype does not matter."""
    return array.weakened() if isinstance(array, ArrayLike) else float(array)


def whole(array: Any) -> Any:
    """The count that an array holds, as a Python number."""
    return array.weakened() if isinstance(array, ArrayLike) else int(array)


def check_not_negative(owner: str, **values: Any) -> None:
    """Refuse numbers below 0, and nan. Errors: RangeError."""
    for name, value in values.items():
        if not value >= 0:
            raise RangeError(f"{owner}: {name} is {value}", "give a number of at least 0")


def check_fractions(owner: str, **values: Any) -> None:
    """Refuse numbers outside [0, 1). Errors: RangeError."""
    for name, value in values.items():
        if not 0 <= value < 1:
            raise RangeError(f"{owner}: {name} is {value}", "give a number from 0 to below 1")
