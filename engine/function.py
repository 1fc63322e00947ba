"""Functions composed of ops: where each is found, and clear errors for calls that do not fit."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np

from engine.errors import ArgumentError, DtypeError, GradientError, ShapeError
from engine.grad_mode import is_grad_enabled, no_grad
from engine.node import titled
from engine.tensor import Tensor

F = TypeVar("F", bound=Callable[..., Any])

NUMPY_NAMES = {"axis": "dim", "keepdims": "keepdim", "x": "input", "x1": "input", "x2": "other"}
PLACES = ("torch", "tensor", "functional", "linalg", "special")
FUNCTIONS: dict[str, dict[str, Any]] = {place: {} for place in PLACES}  # properties too, of tensors


def function(places: str = "torch tensor", *, name: str = "", node: str = "") -> Callable[[F], F]:
    """Make the decorated function public in these places, under its own name unless one is given.

    Places: torch (`engine.f`), tensor (a method), functional (`engine.nn.functional.f`), linalg,
    special. `node` is torch's name of its Node, without "Backward0", where torch has one for the
    whole. Errors of a call: ArgumentError where the arguments do not fit the signature.
    """

    def declare(f: F) -> F:
        public = name or f.__name__

        @functools.wraps(f)
        def called(*args: Any, **kwargs: Any) -> Any:
            try:
                return titled(f(*args, **kwargs), node)
            except TypeError as error:
                if kwargs.get("out") is not None:
                    out = kwargs.pop("out")
                    return written(public, out, called(*args, **kwargs))
                if isinstance(error, ArgumentError):
                    raise
                if not kwargs.keys().isdisjoint(NUMPY_NAMES):
                    renamed = {NUMPY_NAMES.get(word, word): v for word, v in kwargs.items()}
                    return called(*args, **renamed)
                raise _explained(public, f, args, kwargs, error) from None

        for place in places.split():
            FUNCTIONS[place][public] = called
        return cast(F, called)

    return declare


def written(name: str, out: Any, result: Any) -> Tensor:
    """`out`, overwritten with the result of `name`: of its shape, or empty and then made to fit.

    Errors: ArgumentError where there are several results, GradientError where a gradient would
    be lost, ShapeError, DtypeError where `out` cannot hold such numbers.
    """
    if not isinstance(result, Tensor) or not isinstance(out, Tensor):
        raise ArgumentError(f"{name}(): out= takes one tensor here", "assign the result instead")
    if is_grad_enabled() and (result.requires_grad or out.requires_grad):
        raise GradientError(
            f"{name}(): functions with out=... arguments don't support automatic differentiation",
            "assign the result instead, or call it inside `with no_grad():`",
        )
    if not np.can_cast(result._array.dtype, out._array.dtype, "same_kind"):
        raise DtypeError(
            f"{name}(): out is {out.dtype}, which cannot hold a result of {result.dtype}",
            f"make out with dtype={result.dtype}",
        )
    if out.shape != result.shape:
        if out.numel():
            raise ShapeError(
                f"{name}(): out has shape {tuple(out.shape)}, the result {tuple(result.shape)}",
                "give a tensor of that shape, or an empty one",
            )
        out.data = result.to(out.dtype)
        return out
    with no_grad():
        written: Tensor = out.copy_(result)
    return written


def _explained(
    name: str, f: Callable[..., Any], args: Any, kwargs: Any, error: TypeError
) -> Exception:
    """The error of a call that does not fit `f`, or `error` where it does."""
    signature = inspect.signature(f)
    words = ", ".join(str(p).split(":")[0] for p in signature.parameters.values())
    try:
        signature.bind(*args, **kwargs)
    except TypeError as misfit:
        return ArgumentError(f"{name}(): {misfit}", f"call it as {name}({words})")
    return ArgumentError(f"{name}(): {error}", f"call it as {name}({words})")
