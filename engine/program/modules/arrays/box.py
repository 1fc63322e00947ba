"""Box: a tensor under the interface of numpy's arrays, for libraries that differentiate numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Self

import numpy as np

import engine
from engine.dtype import Array
from engine.func.trees import mapped
from engine.program.access import allow
from engine.program.modules.arrays.rules import RULES, SEQUENCES
from engine.program.modules.names import words
from engine.program.plain import plain
from engine.tensor import Tensor, from_array

OPERATORS = words("add sub mul truediv floordiv mod pow matmul")
COMPARISONS = words("eq ne lt le gt ge")
METHODS = words(
    """all any argmax argmin clip cumprod cumsum dot max mean min prod ravel repeat round sort
    squeeze std sum swapaxes trace var"""
)


class Box:
    """An array of a library over numpy, a tensor inside. It cannot be changed in place.

    A kind of its own gives `of`, which makes one of a tensor. Attributes: shape, ndim, size, dtype.
    """

    __array_ufunc__ = None  # an operator between an array and it is its own
    __hash__ = object.__hash__
    library: ClassVar[str] = "numpy"

    def __init__(self, tensor: Tensor) -> None:
        self._tensor = tensor

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self._tensor.shape)

    @property
    def ndim(self) -> int:
        return self._tensor.ndim

    @property
    def size(self) -> int:
        return self._tensor.numel()

    @property
    def dtype(self) -> Any:
        return self._tensor.dtype.numpy

    @property
    def T(self) -> Self:
        """All dimensions in reverse order."""
        return self._given("transpose")

    def _given(self, name: str, *args: Any, **kwargs: Any) -> Self:
        opened = [openly(part, type(self)) for part in args]
        return type(self)(RULES[name](self._tensor, *opened, **kwargs))

    def transpose(self, *axes: Any) -> Self:
        """Its dimensions in this order, in reverse order without any."""
        given = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes
        return self._given("transpose", given or None)

    def reshape(self, *shape: Any, order: str = "C") -> Self:
        """The same numbers in another shape."""
        return self._given("reshape", shape[0] if len(shape) == 1 else shape, order=order)

    def flatten(self) -> Self:
        """All numbers in one dimension."""
        return self._given("ravel")

    def copy(self) -> Self:
        """The same numbers."""
        return type(self)(self._tensor.clone())

    def astype(self, dtype: Any) -> Self:
        """Its numbers as another type."""
        wanted = plain(np.dtype(dtype))
        return type(self)(self._tensor.to(engine.from_numpy(np.zeros(0, wanted)).dtype))

    def item(self) -> Any:
        """Its one number. Errors: ShapeError where it has several."""
        return self._tensor.item()

    def tolist(self) -> Any:
        """Nested lists of numbers."""
        return self._tensor.tolist()

    def __getitem__(self, key: Any) -> Self:
        parts = key if isinstance(key, tuple) else (key,)
        places = [part for part in parts if part is not None and part is not Ellipsis]
        found: list[Any] = []
        for part in parts:
            if isinstance(part, slice) and (part.step or 1) < 0:
                if len(places) < self.ndim and Ellipsis in parts:
                    raise IndexError("a slice with a step below 0 besides '...'; use flip")
                axis = sum(1 for held in found if held is not None)
                part = np.arange(self.shape[axis])[part]
            found.append(openly(part, type(self)))
        return type(self)(self._tensor[tuple(found) if isinstance(key, tuple) else found[0]])

    def __iter__(self) -> Iterator[Self]:
        return (type(self)(part) for part in self._tensor)

    def __len__(self) -> int:
        return len(self._tensor)

    def __bool__(self) -> bool:
        return bool(self._tensor)

    def __float__(self) -> float:
        return float(self._tensor)

    def __int__(self) -> int:
        return int(self._tensor)

    def __index__(self) -> int:
        return self._tensor.__index__()

    def __neg__(self) -> Self:
        return self._given("negative")

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Self:
        return type(self)(abs(self._tensor))

    def __invert__(self) -> Self:
        return type(self)(engine.bitwise_not(self._tensor))

    def __format__(self, spec: str) -> str:
        return format(self._tensor.item(), spec) if spec and self.ndim == 0 else str(self)

    def numbers(self) -> Array:
        """A copy as a numpy array."""
        return np.array(self._tensor.detach()._array)

    def __str__(self) -> str:
        return str(self.numbers())

    def __repr__(self) -> str:
        return f"{self.library} ArrayBox with value {self.numbers()!s}"

    @classmethod
    def take(cls, array: Array) -> Tensor:
        """A tensor of numpy's numbers, in a dtype that the library has."""
        return from_array(np.array(array))


def _operator(name: str) -> Callable[[Box, Any], Any]:
    method = getattr(Tensor, name)

    def called(self: Box, other: Any) -> Any:
        if other is None or isinstance(other, str):
            return NotImplemented
        found = method(self._tensor, openly(other, type(self)))
        return found if found is NotImplemented else type(self)(found)

    return called


def _method(name: str) -> Callable[..., Any]:
    def called(self: Box, *args: Any, **kwargs: Any) -> Any:
        return self._given(name, *args, **kwargs)

    called.__name__ = name
    return called


for _name in OPERATORS:
    setattr(Box, f"__{_name}__", _operator(f"__{_name}__"))
    setattr(Box, f"__r{_name}__", _operator(f"__r{_name}__"))
for _name in COMPARISONS:
    setattr(Box, f"__{_name}__", _operator(f"__{_name}__"))
for _name in METHODS:
    setattr(Box, _name, _method(_name))
allow(Box, " ".join(METHODS) + " shape ndim size dtype T transpose reshape flatten copy astype")
allow(Box, "item tolist")


def openly(value: Any, kind: type[Box]) -> Any:
    """What an engine function takes for a value: tensors for boxes and for numpy's arrays."""
    if isinstance(value, Box):
        return value._tensor
    if isinstance(value, np.ndarray):
        return kind.take(plain(value))
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, tuple):
        return tuple(openly(part, kind) for part in value)
    if isinstance(value, list):
        parts = [openly(part, kind) for part in value]
        return joined(parts) if any(isinstance(part, Tensor) for part in parts) else parts
    return value


def joined(parts: list[Any]) -> Tensor:
    """A list of tensors and numbers as one tensor."""
    first = next(part for part in parts if isinstance(part, Tensor))
    made = [part if isinstance(part, Tensor) else first.new_full((), part) for part in parts]
    found: Tensor = engine.stack(made)
    return found


def holds_box(tree: Any) -> bool:
    """Whether there is a box in a value, or in lists and tuples of them."""
    if isinstance(tree, (list, tuple)):
        return any(holds_box(part) for part in tree)
    return isinstance(tree, Box)


def ruled(name: str, rule: Callable[..., Any], kind: type[Box]) -> Callable[..., Any]:
    """A function of the library on boxes: the rule on what is in them."""

    def called(*args: Any, **kwargs: Any) -> Any:
        given = list(args)
        if name in SEQUENCES and given and isinstance(given[0], (list, tuple)):
            given[0] = [_one(part, kind) for part in given[0]]
        opened = [part if i == 0 and name in SEQUENCES and isinstance(part, list)
                  else openly(part, kind) for i, part in enumerate(given)]  # fmt: skip
        words = {word: openly(value, kind) for word, value in kwargs.items()}
        return mapped(lambda z: kind(z) if isinstance(z, Tensor) else z, rule(*opened, **words))

    called.__name__ = called.__qualname__ = name
    return called


def _one(part: Any, kind: type[Box]) -> Tensor:
    """A part of a sequence of arrays as a tensor."""
    found = openly(part, kind)
    return found if isinstance(found, Tensor) else kind.take(plain(np.asarray(found)))
