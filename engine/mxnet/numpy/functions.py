"""Functions of mxnet.np: numpy's names and signatures on the engine's ops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.axes import axes
from engine.creation import shape_of
from engine.dtype import DTYPES
from engine.function import function as checked
from engine.mxnet.context import on_cpu
from engine.mxnet.ndarray import creation
from engine.mxnet.ndarray.arranging import arranging
from engine.mxnet.ndarray.elementwise import BINARY, UNARY, written
from engine.mxnet.ndarray.ndarray import call, numpy_dtype
from engine.mxnet.ndarray.products import dotted
from engine.mxnet.ndarray.reductions import NAMES, Axis, places, reduced
from engine.mxnet.numpy.multiarray import ndarray
from engine.op import OPS

SHARED_UNARY = """
    abs negative sign square sqrt cbrt reciprocal exp expm1 log log2 log10 log1p sin cos tan
    arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh degrees radians floor ceil
    fix trunc zeros_like ones_like
"""
SHARED_BINARY = "add subtract multiply divide power maximum minimum hypot"
SHARED = "transpose swapaxes expand_dims squeeze repeat tile take sort"
NUMPY_UNARY: dict[str, Callable[..., Any]] = {
    **{name: UNARY[name] for name in SHARED_UNARY.split()},
    "absolute": OPS["abs"],
    "rint": OPS["round"],
    "copy": OPS["clone"],
    "ravel": lambda x: x.reshape((-1,)),
    "logical_not": lambda x: OPS["eq"](x, 0),
}
NUMPY_BINARY: dict[str, Callable[..., Any]] = {
    **{name: BINARY[name] for name in SHARED_BINARY.split()},
    "true_divide": OPS["div"],
    "mod": OPS["remainder"],
    "remainder": OPS["remainder"],
    "arctan2": OPS["atan2"],
    "matmul": OPS["matmul"],
    "outer": lambda x, y: OPS["outer"](x.reshape((-1,)), y.reshape((-1,))),
    "equal": OPS["eq"],
    "not_equal": OPS["ne"],
    "greater": OPS["gt"],
    "greater_equal": OPS["ge"],
    "less": OPS["lt"],
    "less_equal": OPS["le"],
    "logical_and": lambda x, y: OPS["ne"](x, 0) & OPS["ne"](y, 0),
    "logical_or": lambda x, y: OPS["maximum"](OPS["ne"](x, 0), OPS["ne"](y, 0)),
    "logical_xor": lambda x, y: OPS["ne"](OPS["ne"](x, 0), OPS["ne"](y, 0)),
}


def _unary(name: str, rule: Callable[..., Any]) -> Callable[..., Any]:
    def function(x: Any, out: Any = None) -> Any:
        return written(call(rule, asarray(x)), out, name)

    function.__name__, function.__doc__ = name, f"{name} of each element. Source: mxnet.np.{name}."
    return function


def _binary(name: str, rule: Callable[..., Any]) -> Callable[..., Any]:
    def function(x1: Any, x2: Any, out: Any = None) -> Any:
        return written(call(rule, *_pair(x1, x2)), out, name)

    function.__name__, function.__doc__ = name, f"{name} of two arrays. Source: mxnet.np.{name}."
    return function


def _pair(x: Any, y: Any) -> tuple[Any, Any]:
    """Two operands of which one at least is an array."""
    return (x, y) if isinstance(x, ndarray) or isinstance(y, ndarray) else (asarray(x), y)


def asarray(value: Any) -> Any:
    """An array of `value`, itself where it is one."""
    return value if isinstance(value, ndarray) else array(value)


def array(object: Any, dtype: Any = None, ctx: Any = None) -> ndarray:
    """An array with a copy of numbers; float32 unless told otherwise. Source: mxnet.np.array."""
    on_cpu(ctx)
    return ndarray(creation.made_array("array", object, dtype))


def full(shape: Any, fill_value: Any, dtype: Any = None, ctx: Any = None) -> ndarray:
    """One number everywhere. Source: mxnet.np.full."""
    on_cpu(ctx)
    sizes = shape_of("full", (shape,))
    return ndarray(creation.TORCH["full"](sizes, fill_value, dtype=DTYPES[numpy_dtype(dtype)]))


def zeros(shape: Any, dtype: Any = None, ctx: Any = None) -> ndarray:
    """Zeros. Source: mxnet.np.zeros."""
    return full(shape, 0, dtype, ctx)


def ones(shape: Any, dtype: Any = None, ctx: Any = None) -> ndarray:
    """Ones. Source: mxnet.np.ones."""
    return full(shape, 1, dtype, ctx)


def full_like(a: Any, fill_value: Any, dtype: Any = None) -> ndarray:
    """One number in the shape of `a`. Source: mxnet.np.full_like."""
    return full(a.shape, fill_value, dtype or a.dtype)


def arange(
    start: float, stop: Any = None, step: float = 1, dtype: Any = None, ctx: Any = None
) -> ndarray:
    """The numbers from start to before stop, float32. Source: mxnet.np.arange."""
    return ndarray(creation.arange(start, stop, step, ctx=ctx, dtype=dtype).tensor)


def linspace(
    start: float,
    stop: float,
    num: int = 50,
    endpoint: bool = True,
    dtype: Any = None,
    ctx: Any = None,
) -> ndarray:
    """`num` numbers at equal distances. Source: mxnet.np.linspace."""
    return ndarray(creation.linspace(start, stop, num, endpoint, ctx, dtype).tensor)


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None, ctx: Any = None) -> ndarray:
    """Ones on the k-th diagonal. Source: mxnet.np.eye."""
    return ndarray(creation.eye(N, M or N, k, ctx, dtype).tensor)


def dot(a: Any, b: Any) -> Any:
    """The last dimension of a against the last but one of b, or its only one.

    Source: mxnet.np.dot. Errors: ShapeError where the sizes differ.
    """
    a, b = _pair(a, b)
    if not isinstance(a, ndarray) or not isinstance(b, ndarray) or not a.ndim * b.ndim:
        return call(OPS["mul"], a, b)
    if b.ndim < 3:
        return call(dotted, a, b)
    order = (b.ndim - 2, *range(b.ndim - 2), b.ndim - 1)
    return call(dotted, a, call(OPS["permute"], b, dims=order))


def _reduction(name: str, target: str) -> Callable[..., Any]:
    def function(
        a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, keepdims: bool = False
    ) -> Any:
        a = asarray(a) if dtype is None else asarray(a).astype(dtype)
        return written(call(reduced, a, name=target, axis=axis, keepdims=keepdims), out, name)

    function.__name__ = name
    function.__doc__ = f"{name} over `axis`, or over everything. Source: mxnet.np.{name}."
    return function


def _extreme(name: str, target: str) -> Callable[..., Any]:
    def function(a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False) -> Any:
        return written(call(reduced, a, name=target, axis=axis, keepdims=keepdims), out, name)

    function.__name__ = name
    function.__doc__ = f"{name} over `axis`, or over everything. Source: mxnet.np.{name}."
    return function


def _moment(name: str) -> Callable[..., Any]:
    def function(a: Any, axis: Axis = None, ddof: int = 0, keepdims: bool = False) -> Any:
        return call(OPS[name], a, dim=axis, correction=ddof, keepdim=keepdims)

    function.__name__ = name
    function.__doc__ = f"{name}, divided by n − ddof. Source: mxnet.np.{name}."
    return function


def norm(x: Any, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Any:
    """The p-norm over `axis`, p = 2 unless `ord` says otherwise. Source: mxnet.np.linalg.norm."""
    return call(OPS["norm"], x, p=2 if ord in (None, "fro") else ord, dim=axis, keepdim=keepdims)


def concatenate(seq: Sequence[Any], axis: int | None = 0) -> Any:
    """Arrays joined along a dimension that they have, flattened for None.

    Source: mxnet.np.concatenate.
    """
    parts = list(seq) if axis is not None else [part.flatten() for part in seq]
    return arranging["concatenate"](parts, axis or 0)


def stack(arrays: Sequence[Any], axis: int = 0) -> Any:
    """Arrays of one shape joined along a new dimension. Source: mxnet.np.stack."""
    return arranging["stack"](*arrays, axis=axis)


def vstack(arrays: Sequence[Any]) -> Any:
    """Arrays joined as rows. Source: mxnet.np.vstack."""
    return concatenate([part.reshape(1, -1) if part.ndim < 2 else part for part in arrays])


def hstack(arrays: Sequence[Any]) -> Any:
    """Arrays joined side by side. Source: mxnet.np.hstack."""
    return concatenate(arrays, 0 if arrays[0].ndim < 2 else 1)


def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    """Equal parts, or the parts between indices. Source: mxnet.np.split. Errors: ShapeError."""
    if isinstance(indices_or_sections, int):
        found = arranging["split"](ary, indices_or_sections, axis)
        return found if isinstance(found, list) else [found]
    cuts = [0, *indices_or_sections, ary.shape[axis]]
    return [arranging["slice_axis"](ary, axis, *cuts[i : i + 2]) for i in range(len(cuts) - 1)]


def flip(m: Any, axis: Axis = None) -> Any:
    """The elements in reverse order, along all dimensions for None. Source: mxnet.np.flip."""
    return arranging["flip"](m, axes(axis, m.ndim, "flip"))


def reshape(a: Any, newshape: Any) -> Any:
    """The elements in another shape. Source: mxnet.np.reshape. Errors: ShapeError."""
    sizes = (newshape,) if isinstance(newshape, int) else tuple(newshape)
    return call(OPS["reshape"], a, shape=sizes)


def broadcast_to(array: Any, shape: Any) -> Any:
    """Dimensions of size 1 repeated to `shape`. Source: mxnet.np.broadcast_to."""
    return call(OPS["expand"], array, size=tuple(shape))


def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition is not zero, else y. Source: mxnet.np.where."""
    return call(lambda c, a, b: OPS["where"](OPS["ne"](c, 0), a, b), condition, x, y)


def argsort(a: Any, axis: int = -1) -> Any:
    """The places that put the elements in order, int64. Source: mxnet.np.argsort."""
    return arranging["argsort"](a, axis, dtype=np.int64)


def around(x: Any, decimals: int = 0) -> Any:
    """Rounded to decimals, halves to even. Source: mxnet.np.around."""
    scale = 10.0**decimals
    return call(lambda t: OPS["round"](t * scale) / scale if decimals else OPS["round"](t), x)


def clip(a: Any, a_min: Any, a_max: Any) -> Any:
    """Each element kept within the bounds. Source: mxnet.np.clip."""
    return call(OPS["clamp"], a, min=a_min, max=a_max)


def array_equal(a1: Any, a2: Any) -> bool:
    """Whether shapes and all elements are equal. Source: mxnet.np.array_equal."""
    return np.array_equal(creation.plain(a1), creation.plain(a2))


def allclose(a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8) -> bool:
    """Whether all elements are nearly equal. Source: mxnet.np.allclose."""
    return np.allclose(creation.plain(a), creation.plain(b), rtol, atol)


def isnan(x: Any) -> Any:
    """Where there is no number. Source: mxnet.np.isnan."""
    return call(lambda t: OPS["ne"](t, t), x)


def shape(a: Any) -> tuple[int, ...]:
    """The sizes of its dimensions. Source: mxnet.np.shape."""
    return asarray(a).shape


_all: dict[str, Callable[..., Any]] = {
    **{name: _unary(name, rule) for name, rule in NUMPY_UNARY.items()},
    **{name: _binary(name, rule) for name, rule in NUMPY_BINARY.items()},
    **{name: _reduction(name, NAMES[name]) for name in ("sum", "mean", "prod")},
    **{name: _extreme(name, f"a{name[-3:]}") for name in ("max", "min", "amax", "amin")},
    **{name: _moment(name) for name in ("std", "var")},
    **{
        name: arranging[name]
        for name in SHARED.split()
    },
    **{
        f.__name__: f
        for f in (
            array, asarray, full, zeros, ones, full_like, arange, linspace, eye, dot, concatenate,
            stack, vstack, hstack, split, flip, reshape, broadcast_to, where, argsort, around, clip,
            array_equal, allclose, isnan, shape,
        )
    },
    "empty": zeros,
    "empty_like": _unary("empty_like", UNARY["zeros_like"]),
    "round": around,
    "argmax": places(np.argmax, "argmax"),
    "argmin": places(np.argmin, "argmin"),
}  # fmt: skip
functions = {name: checked("", name=name)(f) for name, f in _all.items()}
