"""What matrix functions ask of their inputs, and numpy's failures in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from engine.dtype import Array
from engine.errors import DtypeError, LinAlgError, ShapeError


def same_dtype(name: str, input: Array, other: Array) -> None:
    """Errors: DtypeError where the two dtypes differ."""
    if input.dtype != other.dtype:
        raise DtypeError(
            f"{name}: expected both to have the same dtype, found {input.dtype} and {other.dtype}",
            "convert one of them, as with .float()",
        )


def matrices(name: str, *inputs: Array) -> None:
    """Errors: ShapeError below two dimensions, DtypeError where a dtype is not floating point."""
    for x in inputs:
        if x.ndim < 2:
            raise ShapeError(
                f"{name}: shape {x.shape}: matrices (…, rows, columns) are needed",
                "unsqueeze a vector to a matrix first",
            )
        if x.dtype.kind != "f":
            raise DtypeError(
                f"{name}: expected a floating point tensor, found {x.dtype}",
                "convert it with .float()",
            )
    for x in inputs[1:]:
        same_dtype(name, inputs[0], x)


def square(name: str, x: Array) -> None:
    """Errors: as `matrices`, and ShapeError where rows and columns differ in number."""
    matrices(name, x)
    if x.shape[-1] != x.shape[-2]:
        raise ShapeError(
            f"{name}: shape {x.shape}: the matrices must be square",
            "use pinv or lstsq for others",
        )


@contextmanager
def computing(name: str, remedy: str) -> Iterator[None]:
    """Errors: LinAlgError where numpy finds no answer; `remedy` says what to look for."""
    try:
        yield
    except np.linalg.LinAlgError as error:
        raise LinAlgError(f"{name}: {str(error).lower()}", remedy) from None
