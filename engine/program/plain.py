"""Plain: arrays of numbers and texts only, whatever an operation was given or gives.

An array of Python objects would hold whatever its items are, and numpy calls their methods while it
moves them in memory; so no program ever holds one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

KINDS = "biufcUS"


def plain(value: Any) -> Any:
    """What numpy gave. Errors: TypeError for arrays of objects, records or dates."""
    if isinstance(value, (np.ndarray, np.dtype, np.generic)):
        dtype = value if isinstance(value, np.dtype) else value.dtype
        if dtype.kind not in KINDS:
            raise TypeError(
                f"arrays of dtype {dtype} are not for programs; let all items be numbers, truth "
                "values or strings, and all rows of one length"
            )
        return value
    if isinstance(value, np.poly1d):
        return value if type(value) is poly1d else poly1d(value)
    if isinstance(value, (tuple, list)):
        for part in value:
            plain(part)
        if any(isinstance(part, np.poly1d) for part in value):
            return tuple(map(plain, value))
    return value


def result(found: Any) -> Any:
    """What an operator gave. Errors: TypeError for an array of objects."""
    return plain(found) if type(found) is np.ndarray else found


class poly1d(np.poly1d):
    """A polynomial by its coefficients, the highest power first. Source: numpy.poly1d."""

    def __init__(self, c_or_r: Any, r: bool = False, variable: str | None = None) -> None:
        found = c_or_r if isinstance(c_or_r, np.poly1d) else plain(np.atleast_1d(c_or_r))
        super().__init__(found, r, variable)
        plain(self.coeffs)

    def __call__(self, val: Any) -> Any:
        return plain(
            super().__call__(val if isinstance(val, np.poly1d) else plain(np.asarray(val)))
        )


def _plain(name: str) -> Callable[..., Any]:
    method = getattr(np.poly1d, name)

    def called(self: poly1d, *args: Any, **kwargs: Any) -> Any:
        return plain(method(self, *args, **kwargs))

    called.__name__ = called.__qualname__ = name
    called.__doc__ = method.__doc__
    return called


for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "pow", "truediv", "rtruediv", "neg"):
    setattr(poly1d, f"__{_name}__", _plain(f"__{_name}__"))
for _name in ("deriv", "integ"):
    setattr(poly1d, _name, _plain(_name))
