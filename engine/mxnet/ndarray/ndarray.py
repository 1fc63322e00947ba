"""NDArray: an engine Tensor under the interface of MXNet's arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import inplace
from engine.dtype import DTYPES, Array
from engine.errors import ArgumentError, DtypeError, GradientError, ShapeError
from engine.function import function
from engine.grad_mode import no_grad
from engine.history import current
from engine.hooks import RemovableHandle
from engine.mxnet.context import CPU, Context, on_cpu
from engine.mxnet.modes import engine_mode, is_recording
from engine.mxnet.ndarray.indexing import engine_key
from engine.mxnet.ndarray.reshaping import reshaped
from engine.node import Node
from engine.op import OPS
from engine.tensor import Tensor, from_array

GRAD_REQS = ("write", "add", "null")
delivering: ContextVar[bool] = ContextVar("delivering", default=True)  # off in autograd.grad


class NDArray:
    """An array of MXNet's idiom: float32 unless told otherwise, never of zero dimensions.

    Nothing is recorded outside `autograd.record()`. Operators broadcast; functions of `nd` with
    the array first are its methods too. Source: mxnet.ndarray.NDArray.

    Attributes: grad (an NDArray that backward writes to, None before attach_grad).
    """

    __array_priority__ = 1000.0  # numpy's operators give way to ours
    __array_ufunc__ = None
    has_scalars = False  # whether an array may have no dimension at all

    def __init__(self, tensor: Tensor) -> None:
        self._tensor = tensor
        self._grad: NDArray | None = None
        self._grad_req = "null"
        self._hook: RemovableHandle | None = None

    @classmethod
    def of(cls, result: Any, *, shares: bool = False) -> Any:
        """The array, or list of arrays, of what the engine gave.

        It has memory of its own unless it `shares` that of what it was made from.
        """
        if isinstance(result, (tuple, list)):
            return [cls.of(part) for part in result]
        if result.ndim == 0 and not cls.has_scalars:
            result = OPS["reshape"](result, (1,))
        if not shares and result._meta is not None and result._meta.view is not None:
            view, result = result, from_array(np.array(result._array))
            result._made = view._made
        return cls(result)

    @property
    def tensor(self) -> Tensor:
        """The engine's tensor, without the history that an earlier backward has cleared."""
        if is_cleared(self._tensor):
            self._tensor = self._tensor.detach()
            self._watch()
        return self._tensor

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
        """The type of its numbers, as numpy.float32."""
        return self._tensor.dtype.numpy.type

    @property
    def context(self) -> Context:
        return CPU

    ctx = context

    @property
    def stype(self) -> str:
        """How it is stored: always "default", which is dense."""
        return "default"

    @property
    def T(self) -> Any:
        """All dimensions in reverse order."""
        return call(OPS["permute"], self, dims=tuple(range(self.ndim))[::-1])

    def asnumpy(self) -> Array:
        """A copy as a numpy array."""
        return np.array(self._tensor._array)

    def asscalar(self) -> Any:
        """Its one number, of numpy's type. Errors: ShapeError where it has several."""
        if self.size != 1:
            raise ShapeError(
                f"asscalar: an array of shape {self.shape} is not one number",
                "index it, or reduce it with sum() or mean() first",
            )
        return self.asnumpy().reshape(-1)[0]

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """Its numbers as another type; without `copy` itself where it has that type already."""
        target = numpy_dtype(dtype)
        if target == self._tensor.dtype.numpy:
            return self.copy() if copy else self
        return call(OPS["to"], self, dtype=DTYPES[target])

    def copy(self) -> Any:
        """The same numbers in new memory."""
        return call(OPS["clone"], self)

    def copyto(self, other: Any) -> Any:
        """Write its numbers into another array and return that; for a context, a copy."""
        if isinstance(other, NDArray):
            if other is self:
                raise ArgumentError("copyto: an array is copied to itself", "name another")
            other[:] = self
            return other
        on_cpu(other)
        return self.copy()

    def as_in_context(self, context: Context) -> NDArray:
        """Itself: every array is on the CPU."""
        on_cpu(context)
        return self

    as_in_ctx = as_in_context

    def wait_to_read(self) -> None:
        """Nothing to wait for: operations have run when they return."""

    def reshape(self, *shape: Any, **options: Any) -> Any:
        """The same memory in another shape, with MXNet's codes 0, −1, −2, −3 and −4.

        Called as reshape(2, 3), reshape((2, 3)) or reshape(shape=(2, 3)); `reverse` reads the
        codes from the right. Errors: ShapeError where the elements do not fill it.
        """
        given = options.pop("shape", shape[0] if len(shape) == 1 else shape)
        sizes = reshaped(self.shape, given, options.pop("reverse", False))
        if options:
            raise ArgumentError(f"reshape() has no argument {min(options)!r}", "give the shape")
        with engine_mode():
            return self.of(OPS["reshape"](self.tensor, sizes), shares=True)

    def detach(self) -> Any:
        """The same memory as a constant: no gradient flows through it."""
        return type(self)(self._tensor.detach())

    def as_np_ndarray(self) -> Any:
        """The same memory as an array of mxnet.np, with its history."""
        from engine.mxnet.numpy.multiarray import ndarray  # a subclass: the module below this one

        return ndarray(self.tensor)

    # gradients

    @property
    def grad(self) -> Any:
        return self._grad

    def attach_grad(self, grad_req: str = "write", stype: str | None = None) -> None:
        """Allocate a gradient of zeros, to be filled by backward.

        `grad_req` says what each backward does with it: "write" over it, "add" to it, or "null":
        leave it alone. On a result that is being recorded the graph stays connected.
        Errors: DtypeError for arrays of whole numbers.
        """
        if stype not in (None, "default"):
            raise ArgumentError(f"attach_grad: stype={stype!r} is not supported", "leave it out")
        self.mark(type(self)(from_array(np.zeros_like(self._tensor._array))), grad_req)

    def mark(self, gradient: NDArray, grad_req: str) -> None:
        """Let backward deliver to `gradient` as attach_grad does. Errors as there; ShapeError."""
        if grad_req not in GRAD_REQS:
            raise ArgumentError(f"grad_req={grad_req!r} is unknown", f"use one of {GRAD_REQS}")
        if self._tensor.dtype.numpy.kind != "f":
            raise DtypeError(
                f"only arrays of floating point have a gradient; this one is {self.dtype.__name__}",
                "convert it: x.astype('float32')",
            )
        if gradient.shape != self.shape:
            raise ShapeError(
                f"the gradient has shape {gradient.shape}, the array {self.shape}",
                "make it with nd.zeros_like(x)",
            )
        self.drop_grad()
        self._grad, self._grad_req = gradient, grad_req
        self._watch()

    def drop_grad(self) -> None:
        """Undo attach_grad: backward no longer delivers here."""
        if self._hook is not None:
            self._hook.remove()
        self._grad, self._grad_req, self._hook = None, "null", None
        if self._tensor.is_leaf:
            self._tensor = self._tensor.detach()

    def _watch(self) -> None:
        """Ask the engine for the gradient of the tensor, where one is wanted."""
        if self._grad is None or self._grad_req == "null":
            return
        if current(self._tensor) is None:
            self._tensor = self._tensor.detach().requires_grad_()
        receive = partial(_receive, self._grad, self._grad_req)
        self._hook = self._tensor.register_hook(receive)

    def backward(
        self, out_grad: Any = None, retain_graph: bool = False, train_mode: bool = True
    ) -> None:
        """Compute the gradients of its sum, or of its product with `out_grad`.

        Errors: GradientError where it was computed outside `record()`, or where an earlier
        backward has cleared the graph.
        """
        from engine.mxnet.autograd import backward  # it needs NDArray: the module above this one

        backward(self, out_grad, retain_graph, train_mode)

    # memory

    def __getitem__(self, key: Any) -> Any:
        with engine_mode():
            part = OPS["getitem"](self.tensor, self._key(key))
            return self.of(part, shares=bool(part._array.flags.c_contiguous))

    def __setitem__(self, key: Any, value: Any) -> None:
        values = value._tensor if isinstance(value, NDArray) else np.asarray(value)
        self._refuse_recorded("x[...] = y", value)
        with no_grad():
            inplace.setitem(self._tensor, self._key(key), values)

    def _key(self, key: Any) -> Any:
        return engine_key(key, self.shape, scalars=self.has_scalars)

    def overwritten(self, result: Any, name: str, *operands: Any) -> Any:
        """Itself with the numbers of `result`, which the in-place form of `name` computed.

        Errors: GradientError where it, or an operand, is part of a graph being recorded.
        """
        self._refuse_recorded(name, *operands)
        with no_grad():
            inplace.copy_(self._tensor, result._tensor.detach())
        return self

    def _refuse_recorded(self, name: str, *operands: Any) -> None:
        if not is_recording():
            return
        for array in (self, *operands):
            if isinstance(array, NDArray) and current(array.tensor) is not None:
                raise GradientError(
                    f"{name}: an array in the graph cannot be changed in place inside record()",
                    "write a new array, as x = x + y, or do it outside record()",
                )

    def __len__(self) -> int:
        if not self.ndim:
            raise ArgumentError("len: an array of no dimension has no length", "use size")
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        if self.size > 1:
            raise ShapeError(
                f"bool: an array of shape {self.shape} is neither true nor false",
                "compare one element, or reduce it with sum() first",
            )
        return bool(self.size and self.asscalar())

    def __float__(self) -> float:
        return float(self.asscalar())

    def __int__(self) -> int:
        return int(self.asscalar())

    def __index__(self) -> int:
        if self._tensor.dtype.numpy.kind not in "iu":
            raise ArgumentError("only whole numbers can be an index", "use int(x)")
        return int(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return self.asnumpy().astype(dtype or self.dtype, copy=False)

    def __reduce__(self) -> Any:
        return self._restored, (self.asnumpy(),)  # its numbers; neither history nor gradient

    @classmethod
    def _restored(cls, numbers: Array) -> NDArray:
        return cls(from_array(np.array(numbers)))

    __hash__ = object.__hash__  # == compares elements

    if TYPE_CHECKING:  # operators and methods are attached from the tables of functions

        def __getattr__(self, name: str) -> Any: ...

    def __repr__(self) -> str:
        sizes = "x".join(str(n) for n in self.shape)
        return f"\n{self.asnumpy()}\n<NDArray {sizes} @{self.context}>"


def _receive(gradient: NDArray, grad_req: str, total: Tensor) -> None:
    """Deliver a complete gradient as `grad_req` asks."""
    if delivering.get():
        held, found = gradient._tensor, total._array
        inplace.overwrite(held, held._array + found if grad_req == "add" else found, "backward")


def is_cleared(tensor: Tensor) -> bool:
    """Whether an earlier backward has cleared the graph that made this tensor."""
    return isinstance(tensor._made, Node) and tensor._made._freed > 0


def numpy_dtype(dtype: Any, default: Any = np.float32) -> np.dtype[Any]:
    """The numpy dtype of a name, a type, or None for the default. Errors: ArgumentError."""
    try:
        found = np.dtype(default if dtype is None else dtype)
    except TypeError:
        found = np.dtype(object)
    if found not in DTYPES:
        raise ArgumentError(f"dtype={dtype!r} is not supported", "use 'float32' or another")
    return found


def operand(value: Any) -> Any:
    """An argument of a function as the engine takes it: a tensor or a number.

    Errors: ArgumentError for anything else.
    """
    if isinstance(value, NDArray):
        return value.tensor
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (bool, int, float)):
        return value
    raise ArgumentError(
        f"a {type(value).__name__} stands where an array or a number is expected",
        "wrap it: nd.array(...)",
    )


def array_first(f: Callable[..., Any]) -> Callable[..., Any]:
    """`f`, whose first argument is an array, with clear errors for calls that do not fit."""
    checked = function("")(f)

    @wraps(f)
    def called(*args: Any, **kwargs: Any) -> Any:
        given = [*args, *kwargs.values()]
        if given and not isinstance(given[0], NDArray):
            raise ArgumentError(
                f"{f.__name__}: a {type(given[0]).__name__} stands where an array is expected",
                "wrap it: nd.array(...)",
            )
        return checked(*args, **kwargs)

    return called


def call(f: Callable[..., Any], *operands: Any, **static: Any) -> Any:
    """`f`, a function of the engine, on arrays and numbers; recorded inside `record()` only.

    The result is of the kind of the first array. Errors: ArgumentError where there is none.
    """
    kind = next((type(x) for x in operands if isinstance(x, NDArray)), None)
    if kind is None:
        raise ArgumentError("no argument is an array", "wrap one: nd.array(...)")
    tensors = [operand(value) for value in operands]
    with engine_mode():
        return kind.of(f(*tensors, **static))
