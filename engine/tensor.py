"""Tensor: an array that may require a gradient and knows which operation made it."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.dtype import Array, Dtype, dtype_of
from engine.errors import DtypeError, GradientError, ShapeError
from engine.grad_mode import MODE

if TYPE_CHECKING:
    from engine.tape import Node


class Tensor:
    """A numpy array under torch's interface. Operators and methods come from the op table.

    Attributes: requires_grad; grad (a Tensor of the same shape, or None); grad_fn (the Node that
    made it, None for leaves).
    """

    __slots__ = ("_array", "_requires_grad", "grad", "grad_fn")
    __array_priority__ = 1000.0  # numpy's operators give way to ours
    __array_ufunc__ = None

    grad: Tensor | None
    grad_fn: Node | None

    def __init__(self, array: Array, requires_grad: bool = False) -> None:
        self._array = array
        self._requires_grad = False
        self.grad = None
        self.grad_fn = None
        if requires_grad:
            self.requires_grad = True

    @property
    def requires_grad(self) -> bool:
        """Whether backward computes a gradient for it. Errors: DtypeError on integers."""
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if wanted and self._array.dtype.kind != "f":
            raise DtypeError(
                "only floating point tensors can require gradients; this one is "
                f"{dtype_of(self._array)!r}",
                "write the numbers with a point, or convert with .float()",
            )
        if not wanted and self.grad_fn is not None:
            raise GradientError(
                "requires_grad can be switched off on leaves only",
                "use .detach() for a copy without history",
            )
        self._requires_grad = wanted

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Set requires_grad in place and return self."""
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        """Whether it was made by the user rather than by a recorded operation."""
        return self.grad_fn is None

    @property
    def shape(self) -> tuple[int, ...]:
        return self._array.shape

    @property
    def ndim(self) -> int:
        return self._array.ndim

    @property
    def dtype(self) -> Dtype:
        return dtype_of(self._array)

    @property
    def data(self) -> Tensor:
        """The same memory without history."""
        return Tensor(self._array)

    @data.setter
    def data(self, value: Tensor) -> None:
        self._array = value._array

    def size(self, dim: int | None = None) -> tuple[int, ...] | int:
        """The shape, or the size of one dimension."""
        return self.shape if dim is None else self.shape[dim]

    def dim(self) -> int:
        """The number of dimensions."""
        return self._array.ndim

    def numel(self) -> int:
        """The number of elements."""
        return self._array.size

    def item(self) -> Any:
        """The one element as a Python number. Errors: ShapeError for more than one."""
        if self._array.size != 1:
            raise ShapeError(
                f"item: a tensor with {self._array.size} elements is not one number",
                "index it or reduce it with sum() or mean() first",
            )
        return self._array.item()

    def tolist(self) -> Any:
        """Nested lists of Python numbers."""
        return self._array.tolist()

    def numpy(self) -> Array:
        """The array itself, sharing memory. Errors: GradientError where a gradient is required."""
        if self._requires_grad:
            raise GradientError(
                "numpy: the tensor requires a gradient, which numpy would lose",
                "use tensor.detach().numpy()",
            )
        return self._array

    def detach(self) -> Tensor:
        """A leaf that shares this memory and wants no gradient."""
        return Tensor(self._array)

    def zero_(self) -> Tensor:
        """Fill with zeros in place. Errors: GradientError on a leaf that requires a gradient."""
        if MODE.enabled and self._requires_grad and self.is_leaf:
            raise GradientError(
                "zero_: a leaf that requires a gradient cannot be changed while recording",
                "change it inside `with no_grad():`",
            )
        self._array[...] = 0
        return self

    def retain_grad(self) -> None:
        """Keep `.grad` after backward although this is not a leaf."""
        if not self._requires_grad:
            raise GradientError("retain_grad: the tensor requires no gradient", "set requires_grad")
        if self.grad_fn is not None:
            self.grad_fn.tensor = self

    def __len__(self) -> int:
        if not self._array.ndim:
            raise ShapeError("len: a 0-d tensor has no length", "use numel()")
        return len(self._array)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        return bool(self.item())

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        return operator.index(self.item())

    __hash__ = object.__hash__  # == compares elements

    def __repr__(self) -> str:
        text = np.array2string(self._array, separator=", ", precision=4, prefix="tensor(")
        if self.grad_fn is not None:
            return f"tensor({text}, grad_fn=<{self.grad_fn.name()}>)"
        return f"tensor({text}{', requires_grad=True' if self._requires_grad else ''})"

    if TYPE_CHECKING:  # operators and methods are attached from the op table

        def __getattr__(self, name: str) -> Any: ...
        def __getitem__(self, key: Any) -> Any: ...
        def __add__(self, other: Any) -> Tensor: ...
        def __sub__(self, other: Any) -> Tensor: ...
        def __mul__(self, other: Any) -> Tensor: ...
