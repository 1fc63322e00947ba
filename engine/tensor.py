"""Tensor: an array that may require a gradient and knows which operation made it."""

from __future__ import annotations

import operator
import warnings
import weakref
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.dtype import Array, ArrayLike, Dtype, dtype_of, float32, float64
from engine.errors import ArgumentError, AxisError, DtypeError, GradientError, ShapeError
from engine.history import LEAF, Kind, Watch, become, current, meta, place_at, tick, version_of
from engine.hooks import RemovableHandle
from engine.printing import tensor_text
from engine.size import Size

if TYPE_CHECKING:
    from engine.history import Meta
    from engine.node import Node

SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
_HELD = (SINGLE, DOUBLE)


class Tensor:
    """A numpy array under torch's interface. Operators and methods come from the op table.

    Attributes: requires_grad; grad (a Tensor of the same shape, or None); grad_fn (the Node that
    made it, None for leaves).

    One floating point number may be held in `_data` as a Python float (`single` for a float32)
    until its memory is asked for; operations on such numbers are recorded in the tensor itself, in
    the slots of one letter and the like (see engine.scalar). While a plan is compiled `_data` is a
    Symbol (see engine.plan.symbol), which has a shape and no numbers.

    Called with data or with sizes it is of the default dtype. Source: torch.Tensor.
    """

    __slots__ = (
        "__weakref__", "_data", "_grad", "_made", "_meta", "a", "b", "da", "db", "mark", "pending",
        "place",
        "sequence",
        "single",
    )  # fmt: skip
    __array_priority__ = 1000.0  # numpy's operators give way to ours
    __array_ufunc__ = None
    _data: Array | float
    _grad: Tensor | None
    _made: Any  # None, LEAF, a Kind or a Node
    _meta: Meta | None
    a: Tensor
    b: Tensor | None
    da: float
    db: float
    mark: int
    pending: float
    place: tuple[Any, Any]
    sequence: int
    single: bool

    def __init__(self, *data: Any, requires_grad: bool | None = None) -> None:
        from engine.typed import memory_of  # it makes Tensors: it imports this module

        if requires_grad is not None:
            raise ArgumentError(
                "Tensor(): takes no requires_grad", "use torch.tensor(..., requires_grad=True)"
            )
        hold(self, memory_of(data), False)

    @property
    def _array(self) -> Array:
        """The memory: reading and writing it reads and writes the tensor."""
        data = self._data
        if not isinstance(data, float):
            return data
        array = self._data = np.array(data, SINGLE if self.single else DOUBLE)
        return array

    @_array.setter
    def _array(self, array: Array) -> None:
        self._data = array

    @property
    def requires_grad(self) -> bool:
        """Whether backward computes a gradient for it. Errors: DtypeError on integers."""
        return current(self) is not None

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        made = current(self)
        if wanted == (made is not None):
            return
        if wanted:
            _check_floating(self._data)
            become(self, LEAF, None)
        elif made is LEAF:
            become(self, None, self)
        else:
            raise GradientError(
                "requires_grad can be switched off on leaves only",
                "use .detach() for a copy without history",
            )

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Set requires_grad in place and return self."""
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        """Whether it was made by the user rather than by a recorded operation."""
        made = current(self)
        return made is None or made is LEAF

    @property
    def grad_fn(self) -> Node | None:
        """The Node that made it; None for leaves."""
        from engine.node import node_of  # a Node holds Tensors: the module above imports this one

        made = current(self)
        if made is None or made is LEAF:
            return None
        return node_of(self) if type(made) is Kind else made  # type: ignore[return-value]

    @property
    def grad(self) -> Tensor | None:
        """The gradient that backward has accumulated here, None before."""
        found = getattr(self, "_grad", None)
        if found is None and not self.is_leaf and not self.retains_grad:
            warnings.warn(
                "the .grad of a tensor that is not a leaf is not kept by backward; call "
                "retain_grad() on it before backward, or read it in the trace",
                stacklevel=2,
            )
        return found

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            if not isinstance(value, Tensor):
                raise ArgumentError(
                    f"grad can be a Tensor or None, not {type(value).__name__}",
                    "wrap it: torch.tensor(...)",
                )
            if value.shape != self.shape or value.dtype != self.dtype:
                raise ShapeError(
                    f"grad: {value.dtype!r} of shape {value.shape} was assigned to a tensor of "
                    f"{self.dtype!r} and shape {self.shape}",
                    "give a gradient of the tensor's own shape and dtype",
                )
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    @property
    def shape(self) -> Size:
        data = self._data
        return Size() if isinstance(data, float) else Size(data.shape)

    @property
    def ndim(self) -> int:
        data = self._data
        return 0 if isinstance(data, float) else data.ndim

    @property
    def dtype(self) -> Dtype:
        data = self._data
        if not isinstance(data, float):
            return dtype_of(data)
        return float32 if self.single else float64

    @property
    def data(self) -> Tensor:
        """The same memory without history; changes through it are not noticed by backward."""
        return from_array(self._array)

    @data.setter
    def data(self, value: Tensor) -> None:
        self._data = value._array

    @property
    def _version(self) -> int:
        """How often the memory was changed in place."""
        return 0 if self._meta is None or self._meta.version is None else self._meta.version.count

    def size(self, dim: int | None = None) -> Size | int:
        """The shape, or the size of one dimension."""
        if dim is None:
            return self.shape
        if not -self.ndim <= dim < self.ndim:
            raise AxisError(
                f"size: dimension {dim} is out of range for {self.ndim} dimension(s)",
                f"give one from {-self.ndim} to {self.ndim - 1}",
            )
        return self.shape[dim]

    def dim(self) -> int:
        """The number of dimensions."""
        return self.ndim

    def numel(self) -> int:
        """The number of elements."""
        data = self._data
        return 1 if isinstance(data, float) else data.size

    def item(self) -> Any:
        """The one element as a Python number. Errors: ShapeError for more than one."""
        data = self._data
        if isinstance(data, float):
            return data
        if data.size != 1:
            raise ShapeError(
                f"item: a tensor with {data.size} elements is not one number",
                "index it or reduce it with sum() or mean() first",
            )
        return data.item()

    def tolist(self) -> Any:
        """Nested lists of Python numbers."""
        data = self._data
        return self.item() if isinstance(data, float) else data.tolist()

    def numpy(self, *, force: bool = False) -> Array:
        """The array itself, sharing memory. Errors: GradientError where a gradient is required."""
        if force:
            return self.detach()._array
        if self.requires_grad:
            raise GradientError(
                "numpy: the tensor requires a gradient, which numpy would lose",
                "use tensor.detach().numpy()",
            )
        return self._array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        array = self.numpy()
        return np.array(array, dtype) if copy else array.astype(dtype or array.dtype, copy=False)

    def detach(self) -> Tensor:
        """A leaf that shares this memory and wants no gradient."""
        result = from_array(self._array)
        meta(result).version = version_of(self)
        return result

    def detach_(self) -> Tensor:
        """Forget the history, in place. Errors: GradientError on a view."""
        if self._meta is not None and self._meta.view is not None:
            raise GradientError("detach_: a view cannot be detached in place", "use detach()")
        become(self, None, place_at(self, tick()))
        return self

    def retain_grad(self) -> None:
        """Keep `.grad` after backward although this is not a leaf."""
        if not self.requires_grad:
            raise GradientError("retain_grad: the tensor requires no gradient", "set requires_grad")
        node = self.grad_fn
        if node is not None and not self.retains_grad:
            meta(self).retains = True
            node.watched().retained.append(weakref.ref(self))

    @property
    def retains_grad(self) -> bool:
        """Whether retain_grad() was called on a tensor that is not a leaf."""
        return self._meta is not None and self._meta.retains

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
        """Call `hook(gradient)` once the gradient is complete; a result takes its place.

        Errors: GradientError where no gradient is required.
        """
        if not self.requires_grad:
            raise GradientError(
                "register_hook: the tensor requires no gradient", "set requires_grad=True first"
            )
        return RemovableHandle(self._watched().before, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> RemovableHandle:
        """Call `hook(leaf)` each time backward has added to `.grad`. Errors: GradientError."""
        if not self.requires_grad or not self.is_leaf:
            raise GradientError(
                "register_post_accumulate_grad_hook: only leaves that require a gradient "
                "accumulate one",
                "use register_hook",
            )
        return RemovableHandle(self._watched().post, hook)

    def _watched(self) -> Watch:
        node = self.grad_fn
        if node is not None:
            return node.watched()
        held = meta(self)
        if held.watch is None:
            held.watch = Watch()
        return held.watch

    def __len__(self) -> int:
        if not self.ndim:
            raise ArgumentError("len: a 0-d tensor has no length", "use numel()")
        return len(self._array)

    def __iter__(self) -> Iterator[Any]:
        if not self.ndim:
            raise ArgumentError("a 0-d tensor cannot be iterated over", "use item()")
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        if self.numel() != 1:
            raise ShapeError(
                f"bool: a tensor with {self.numel()} elements is neither true nor false",
                "use any() or all(), or compare one element",
            )
        return bool(self.item())

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        if self._array.dtype.kind == "f":
            raise ArgumentError("only integer tensors can be an index", "convert with .long()")
        return operator.index(self.item())

    def __format__(self, spec: str) -> str:
        """One number is formatted as a number; every other tensor only as it is shown."""
        if self.ndim == 0 and type(self) is Tensor:
            return format(self.item(), spec)
        return object.__format__(self, spec)

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        """A leaf of the same kind on memory of its own. Errors: GradientError on a result."""
        if not self.is_leaf:
            raise GradientError(
                "deepcopy: only tensors that the user made can be copied with their history",
                "use clone(), or detach() first",
            )
        if id(self) not in memo:
            copy = _new(type(self))
            hold(copy, np.array(self._array), self.requires_grad)
            copy._grad = deepcopy(getattr(self, "_grad", None), memo)
            memo[id(self)] = copy
        found: Tensor = memo[id(self)]
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return from_array, (np.array(self.detach()._array), self.requires_grad and self.is_leaf)

    __hash__ = object.__hash__  # == compares elements

    def __repr__(self) -> str:
        node = self.grad_fn
        return tensor_text(
            self._array,
            requires_grad=self.requires_grad,
            grad_fn=None if node is None else node.name(),
        )

    if TYPE_CHECKING:  # operators and methods are attached from the op table

        def __getattr__(self, name: str) -> Any: ...
        def __getitem__(self, key: Any) -> Any: ...
        def __add__(self, other: Any) -> Tensor: ...
        def __sub__(self, other: Any) -> Tensor: ...
        def __mul__(self, other: Any) -> Tensor: ...


def _check_floating(data: Array | float) -> None:
    if not isinstance(data, float) and data.dtype.kind != "f":
        raise DtypeError(
            f"only floating point tensors can require gradients; this one is {dtype_of(data)!r}",
            "write the numbers with a point, or convert with .float()",
        )


def hold(tensor: Tensor, array: Array, requires_grad: bool) -> None:
    """Let a new tensor hold this very memory."""
    tensor._data = array
    tensor._made = tensor._meta = None
    tensor.mark = 0
    if requires_grad:
        _check_floating(array)
        tensor._made = LEAF


def stand_on(tensor: Tensor, memory: Any) -> None:
    """Let the tensor have this memory from now on: an array, a float, or a plan's symbol."""
    tensor._data = memory


def from_array(array: Any, requires_grad: bool = False) -> Tensor:
    """A Tensor on this very memory, of its dtype."""
    result = _new(Tensor)
    is_array = isinstance(array, (np.ndarray, ArrayLike))
    hold(result, array if is_array else np.asarray(array), requires_grad)
    return result


def wrap(array: Array, requires_grad: bool = False) -> Tensor:
    """A Tensor that owns `array`: one floating point number is held without it."""
    result = _new(Tensor)
    result._made = result._meta = None
    result.mark = 0
    result._data = array
    if array.ndim == 0 and array.dtype in _HELD and not isinstance(array, ArrayLike):
        result._data = array.item()
        result.single = array.dtype is SINGLE
    if requires_grad:
        _check_floating(array)
        result._made = LEAF
    return result


_new = Tensor.__new__
