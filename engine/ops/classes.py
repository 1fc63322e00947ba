"""Classes: targets that are numbers of classes."""

from __future__ import annotations

import numpy as np

from engine.dtype import Array
from engine.errors import AxisError, DtypeError

IGNORED = -100  # torch's number of a class that counts nothing


def class_numbers(target: Array) -> Array:
    """The target as whole numbers. Errors: DtypeError where they are not whole."""
    if target.dtype.kind == "f" and np.all(target == np.round(target)):
        return target.astype(np.int64)  # class numbers read from a table come as floats
    if target.dtype.kind not in "iu":
        raise DtypeError(
            f"cross_entropy: targets of {target.dtype} are not class numbers",
            "give whole numbers from 0 to classes − 1",
        )
    return target


def chosen_classes(target: Array, ignored: int, classes: int) -> tuple[Array, Array]:
    """The numbers of the classes, 0 where one is ignored, and which are not.

    Errors: DtypeError, AxisError where one is none.
    """
    target = class_numbers(target)
    kept: Array = np.asarray(target != ignored)
    numbers = np.where(kept, target, 0)
    refuse_others(numbers, classes)
    return numbers, kept


def refuse_others(numbers: Array, classes: int) -> None:
    """AxisError for the first number that is not from 0 to classes − 1."""
    if numbers.size and (numbers.min() < 0 or numbers.max() >= classes):
        wrong = numbers[(numbers < 0) | (numbers >= classes)][0]
        raise AxisError(f"class {int(wrong)} with {classes} classes", "number the classes from 0")
