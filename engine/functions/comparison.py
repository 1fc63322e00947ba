"""Comparisons: between tensors, or of a tensor with a number, as torch allows."""

from __future__ import annotations

from typing import Any

from engine.errors import ArgumentError, DtypeError
from engine.function import function
from engine.op import OPS
from engine.ops import logic
from engine.tensor import Tensor

_WITH_NUMBERS = {
    "eq": "",
    "ne": "not_equal",
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
}
_TENSORS_ALONE = ("logical_and", "logical_or", "logical_xor", "maximum", "minimum", "fmax", "fmin")


def _declare(name: str, numbers: bool, alias: str = "") -> None:
    """Make the op public, refusing numbers first, and second as well unless `numbers`."""
    op = OPS[name]

    def compared(input: Any, other: Any) -> Any:
        for place, given in (("input", input), ("other", other)):
            if not isinstance(given, Tensor) and not (numbers and place == "other"):
                raise ArgumentError(
                    f"{name}(): argument '{place}' must be Tensor, not {type(given).__name__}",
                    "wrap it: torch.tensor(...)",
                )
        return op.record((input, other), op.static)

    compared.__name__, compared.__doc__ = name, op.__doc__
    function()(compared)
    if alias:
        function(name=alias)(compared)


for _name, _alias in _WITH_NUMBERS.items():
    _declare(_name, True, _alias)
for _name in _TENSORS_ALONE:
    _declare(_name, False)


@function()
def isclose(
    input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Tensor:
    """Where |x − y| ≤ atol + rtol |y|. Source: torch.isclose.

    Errors: DtypeError where the dtypes differ or a tolerance is negative.
    """
    if not isinstance(other, Tensor):
        raise ArgumentError("isclose: other must be a Tensor", "wrap it: torch.tensor(...)")
    if input.dtype != other.dtype:
        raise DtypeError(
            f"isclose: {input.dtype!r} and {other.dtype!r} differ", "convert one with .to()"
        )
    if rtol < 0 or atol < 0:
        raise DtypeError(f"isclose: rtol={rtol}, atol={atol}", "give tolerances of at least 0")
    return logic.near(input, other, rtol, atol, equal_nan)


@function()
def allclose(
    input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> bool:
    """Whether all elements are close. Source: torch.allclose."""
    return bool(isclose(input, other, rtol, atol, equal_nan)._array.all())


@function()
def equal(input: Tensor, other: Tensor) -> bool:
    """Whether shapes and all elements are equal, of one dtype or two. Source: torch.equal."""
    return input.shape == other.shape and bool(OPS["eq"](input, other).all())


@function()
def isin(
    elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False
) -> Tensor:
    """Which elements are among the test elements. Source: torch.isin."""
    if not isinstance(elements, Tensor) and not isinstance(test_elements, Tensor):
        raise ArgumentError("isin: neither argument is a tensor", "wrap one: torch.tensor(...)")
    return OPS["isin"].record((elements, test_elements), {"invert": invert})
