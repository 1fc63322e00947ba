"""Functions composed of ops: where each is found, and clear errors for calls that do not fit."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

from engine.errors import ArgumentError
from engine.node import titled

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
                    raise without_out(public) from None
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


def without_out(name: str) -> ArgumentError:
    """The error of a call that wants its result written into a tensor."""
    return ArgumentError(f"{name}(): out= is not supported", "assign the result instead")


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
