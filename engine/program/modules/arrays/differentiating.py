"""Differentiating functions of boxes: the engine's transforms, with boxes for its tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import func
from engine.func.trees import mapped
from engine.program.modules.arrays.box import Box
from engine.program.plain import plain
from engine.tensor import Tensor

F = Callable[..., Any]


def inside(function: F, kind: type[Box]) -> F:
    """A function of tensors that calls one of boxes."""

    def called(*args: Any, **kwargs: Any) -> Any:
        found = function(*(mapped(lambda part: boxed(part, kind), arg) for arg in args), **kwargs)
        return mapped(lambda part: unboxed(part, kind), found)

    return called


def boxed(value: Any, kind: type[Box]) -> Any:
    """A tensor as a box."""
    return kind(value) if isinstance(value, Tensor) else value


def unboxed(value: Any, kind: type[Box]) -> Any:
    """A box, an array or a number as a tensor."""
    if isinstance(value, Box):
        return value._tensor
    if isinstance(value, (bool, int, float, np.ndarray, np.generic)):
        return kind.take(plain(np.asarray(value)))
    return value


def prepared(args: tuple[Any, ...], argnums: Any, name: str, kind: type[Box]) -> list[Any]:
    """The arguments with tensors for boxes, and for all numbers in the places of `argnums`.

    Errors: TypeError for whole numbers there.
    """
    places = (argnums,) if isinstance(argnums, int) else tuple(argnums)
    chosen = {place % len(args) for place in places if -len(args) <= place < len(args)}

    def opened(value: Any) -> Any:
        found = unboxed(value, kind)
        if isinstance(found, Tensor) and not found.dtype.is_floating_point:
            raise TypeError(
                f"{name} requires real inputs, but got {found.dtype.numpy.name}; write 3.0, not 3"
            )
        return found

    return [
        mapped(opened, arg)
        if i in chosen
        else mapped(lambda part: part._tensor if isinstance(part, Box) else part, arg)
        for i, arg in enumerate(args)
    ]


def transform(
    name: str, made: Callable[[F, Any], F], kind: type[Box], out: Callable[[Tensor], Any]
) -> Callable[..., F]:
    """A transform of the library: `made` of the engine, with `out` of each tensor it gives."""

    def transformed(fun: F, argnums: Any = 0, **options: Any) -> F:
        places = options.pop("argnum", argnums)
        if options:
            raise TypeError(f"{name}() has no argument '{min(options)}' here; leave it out")

        def differentiated(*args: Any, **kwargs: Any) -> Any:
            given = prepared(args, places, name, kind)
            found = made(inside(fun, kind), places)(*given, **kwargs)
            return mapped(lambda z: out(z) if isinstance(z, Tensor) else z, found)

        return differentiated

    transformed.__name__ = transformed.__qualname__ = name
    return transformed


def gradient(fun: F, argnums: Any) -> F:
    """The gradient of a function that gives one number, of any shape with one element."""
    return func.grad(_scalar(fun), argnums)


def value_and_gradient(fun: F, argnums: Any) -> F:
    """The value and the gradient."""
    both = func.grad_and_value(_scalar(fun), argnums)
    return lambda *args, **kwargs: both(*args, **kwargs)[::-1]


def _scalar(fun: F) -> F:
    def called(*args: Any, **kwargs: Any) -> Any:
        found = fun(*args, **kwargs)
        if isinstance(found, Tensor) and found.ndim and found.numel() == 1:
            return found.reshape(())
        return found

    return called


def summed(fun: F, argnums: Any) -> F:
    """The gradient of the sum: of each result by its own element, where they do not mix."""
    return func.grad(lambda *args, **kwargs: fun(*args, **kwargs).sum(), argnums)
