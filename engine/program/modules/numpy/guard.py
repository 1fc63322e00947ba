"""Guard: what programs call of numpy, whose arguments and results are plain arrays only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.program.access import TypeName
from engine.program.plain import plain
from engine.tensor import Tensor


def given(value: Any) -> Any:
    """An argument as numpy takes it: tensors as arrays, and classes that have only a name."""
    if isinstance(value, Tensor):
        return value.numpy()
    return value.kind if isinstance(value, TypeName) else value


def guarded(function: Callable[..., Any], name: str = "") -> Callable[..., Any]:
    """A function of numpy for programs: of plain arrays only. Errors: TypeError, and its own."""

    def called(*args: Any, **kwargs: Any) -> Any:
        words = {word: given(value) for word, value in kwargs.items()}
        return plain(function(*map(given, args), **words))

    called.__name__ = called.__qualname__ = name or function.__name__
    called.__doc__ = function.__doc__
    return called


def calling(function: Callable[..., Any], name: str, place: int, word: str) -> Callable[..., Any]:
    """A function of numpy that calls what it is given at `place` or as `word`, with plain arrays
    only. Errors: TypeError, and its own."""
    run = guarded(function, name)

    def called(*args: Any, **kwargs: Any) -> Any:
        words = {
            key: _called_plainly(kwargs[key]) if key == word else kwargs[key] for key in kwargs
        }
        given_ = [_called_plainly(part) if i == place else part for i, part in enumerate(args)]
        return run(*given_, **words)

    called.__name__ = called.__qualname__ = name
    called.__doc__ = function.__doc__
    return called


def _called_plainly(function: Any) -> Any:
    """A function of the program, or several, never handed an array of objects."""
    if isinstance(function, (list, tuple)):
        return [_called_plainly(part) for part in function]
    if not callable(function):
        return function

    def called(*args: Any, **kwargs: Any) -> Any:
        return function(*map(plain, args), **kwargs)

    return called


class Ufunc:
    """A function of numpy that works element by element, and its forms over an axis.

    Attributes: nin, nout (how many arrays it takes and gives); identity.
    """

    __slots__ = ("__name__", "_ufunc")

    def __init__(self, ufunc: np.ufunc) -> None:
        self._ufunc, self.__name__ = ufunc, ufunc.__name__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        words = {word: given(value) for word, value in kwargs.items()}
        return plain(self._ufunc(*map(given, args), **words))

    @property
    def nin(self) -> int:
        return self._ufunc.nin

    @property
    def nout(self) -> int:
        return self._ufunc.nout

    @property
    def identity(self) -> Any:
        return self._ufunc.identity

    @property
    def reduce(self) -> Callable[..., Any]:
        """It applied along an axis: add.reduce is sum."""
        return guarded(self._ufunc.reduce, "reduce")

    @property
    def accumulate(self) -> Callable[..., Any]:
        """Its results along an axis: add.accumulate is cumsum."""
        return guarded(self._ufunc.accumulate, "accumulate")

    @property
    def outer(self) -> Callable[..., Any]:
        """It applied to all pairs."""
        return guarded(self._ufunc.outer, "outer")

    @property
    def reduceat(self) -> Callable[..., Any]:
        """It applied to slices of an axis."""
        return guarded(self._ufunc.reduceat, "reduceat")

    @property
    def at(self) -> Callable[..., Any]:
        """It applied in place at indices, again where one is repeated."""
        return guarded(self._ufunc.at, "at")

    def __repr__(self) -> str:
        return repr(self._ufunc)


class Indexed:
    """What numpy makes of slices: np.c_[a, b], np.mgrid[0:1:5j]."""

    __slots__ = ("_maker",)

    def __init__(self, maker: Any) -> None:
        self._maker = maker

    def __getitem__(self, key: Any) -> Any:
        parts = key if isinstance(key, tuple) else (key,)
        if any(isinstance(part, str) for part in parts):
            raise TypeError("directives in strings are not for programs; use np.concatenate")
        return plain(
            self._maker[tuple(map(given, parts)) if isinstance(key, tuple) else given(key)]
        )
