"""numpy's functions on tensors, so that gradients flow: names and arguments are numpy's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import engine
from engine.conversion import tensor
from engine.program.modules.names import words
from engine.tensor import Tensor

RULES: dict[str, Callable[..., Any]] = {}
SEQUENCES = {"concatenate", "stack", "vstack", "hstack", "array", "asarray"}  # of several arrays
LINALG: dict[str, Callable[..., Any]] = {
    name: getattr(engine.linalg, name)
    for name in words("det inv cholesky eigh matrix_power pinv slogdet solve svd")
}
SAME = """exp exp2 expm1 log log2 log10 log1p sin cos tan sinh cosh tanh sqrt square sign floor ceil
    abs absolute negative reciprocal arcsin arccos arctan arcsinh arccosh arctanh deg2rad rad2deg
    sinc isnan isinf isfinite logical_not add subtract multiply divide true_divide maximum minimum
    fmod remainder hypot logaddexp logaddexp2 arctan2 not_equal greater greater_equal less
    less_equal logical_and logical_or logical_xor floor_divide where matmul outer inner kron trace
    diag diagonal swapaxes moveaxis tril triu round nan_to_num"""
OTHERS = {
    "equal": "eq",
    "fabs": "abs",
    "mod": "remainder",
    "power": "pow",
    "rint": "round",
    "degrees": "rad2deg",
    "radians": "deg2rad",
}


def rule(function: Callable[..., Any]) -> Callable[..., Any]:
    """Enter a function under its name."""
    RULES[function.__name__.rstrip("_")] = function
    return function


def _elementwise(name: str) -> Callable[..., Any]:
    """An engine function of tensors, given numbers too, which it takes as tensors."""
    function = getattr(engine, name)

    def called(*args: Any, **kwargs: Any) -> Any:
        first = next(value for value in args if isinstance(value, Tensor))
        given = [as_tensor(value, first) if name in PAIRED else value for value in args]
        return function(*given, **kwargs)

    return called


PAIRED = set(
    words(
        """add subtract multiply divide true_divide maximum minimum fmod remainder hypot logaddexp
        logaddexp2 arctan2 eq not_equal greater greater_equal less less_equal logical_and
        logical_or logical_xor floor_divide where matmul outer inner kron pow"""
    )
)
for _name in words(SAME):
    RULES[_name] = _elementwise(_name)
for _name, _target in OTHERS.items():
    RULES[_name] = _elementwise(_target)


def as_tensor(value: Any, like: Tensor) -> Any:
    """A Python number as a tensor that decides no dtype; all else as it is."""
    if isinstance(value, (bool, int, float)):
        whole = isinstance(value, (bool, int))
        return tensor(value, dtype=None if whole else like.dtype if _real(like) else None)
    return value


def _real(x: Tensor) -> bool:
    return x.dtype.is_floating_point


def _reduction(name: str, target: str) -> None:
    function = getattr(engine, target)

    def called(a: Tensor, axis: Any = None, *, keepdims: bool = False) -> Any:
        dims = tuple(range(a.ndim)) if axis is None else axis
        return function(a, dims, keepdims) if dims != () else function(a)

    called.__name__ = name
    RULES[name] = called


for _name, _target in {
    "sum": "sum",
    "mean": "mean",
    "max": "amax",
    "min": "amin",
    "amax": "amax",
    "amin": "amin",
    "nansum": "nansum",
}.items():
    _reduction(_name, _target)


@rule
def prod(a: Tensor, axis: int | None = None, *, keepdims: bool = False) -> Any:
    return engine.prod(a) if axis is None else engine.prod(a, axis, keepdims)


@rule
def all_(a: Tensor, axis: Any = None, *, keepdims: bool = False) -> Any:
    return engine.all(a) if axis is None else engine.all(a, axis, keepdims)


@rule
def any_(a: Tensor, axis: Any = None, *, keepdims: bool = False) -> Any:
    return engine.any(a) if axis is None else engine.any(a, axis, keepdims)


@rule
def var(a: Tensor, axis: Any = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    return engine.var(a, dim=axis, correction=ddof, keepdim=keepdims)


@rule
def std(a: Tensor, axis: Any = None, *, ddof: int = 0, keepdims: bool = False) -> Any:
    return engine.std(a, dim=axis, correction=ddof, keepdim=keepdims)


@rule
def argmax(a: Tensor, axis: int | None = None) -> Any:
    return engine.argmax(a) if axis is None else engine.argmax(a, axis)


@rule
def argmin(a: Tensor, axis: int | None = None) -> Any:
    return engine.argmin(a) if axis is None else engine.argmin(a, axis)


@rule
def cumsum(a: Tensor, axis: int | None = None) -> Any:
    return engine.cumsum(engine.ravel(a) if axis is None else a, axis or 0)


@rule
def cumprod(a: Tensor, axis: int | None = None) -> Any:
    return engine.cumprod(engine.ravel(a) if axis is None else a, axis or 0)


@rule
def sort(a: Tensor, axis: int = -1) -> Any:
    return engine.sort(a, axis)[0]


@rule
def argsort(a: Tensor, axis: int = -1) -> Any:
    return engine.argsort(a, axis)


@rule
def dot(a: Any, b: Any) -> Any:
    first = a if isinstance(a, Tensor) else b
    x, y = as_tensor(a, first), as_tensor(b, first)
    if not x.ndim or not y.ndim:
        return x * y
    if y.ndim <= 2:
        return engine.matmul(x, y)
    return engine.tensordot(x, y, ([x.ndim - 1], [y.ndim - 2]))


@rule
def tensordot(a: Tensor, b: Tensor, axes: Any = 2) -> Any:
    if isinstance(axes, (list, tuple)):
        axes = tuple([part] if isinstance(part, int) else list(part) for part in axes)
    return engine.tensordot(a, b, axes)


@rule
def einsum(subscripts: str, *operands: Tensor, **options: Any) -> Any:
    return engine.einsum(subscripts, *operands)


@rule
def transpose(a: Tensor, axes: Sequence[int] | None = None) -> Any:
    return engine.permute(a, tuple(range(a.ndim))[::-1] if axes is None else tuple(axes))


@rule
def reshape(a: Tensor, shape: Any, order: str = "C") -> Any:
    if order != "C":
        raise ValueError(f"reshape: order={order!r} is not followed here; leave it out")
    return engine.reshape(a, (shape,) if isinstance(shape, int) else tuple(shape))


@rule
def ravel(a: Tensor) -> Any:
    return engine.ravel(a)


@rule
def expand_dims(a: Tensor, axis: int) -> Any:
    return engine.unsqueeze(a, axis)


@rule
def squeeze(a: Tensor, axis: Any = None) -> Any:
    return engine.squeeze(a) if axis is None else engine.squeeze(a, axis)


@rule
def broadcast_to(array: Tensor, shape: Any) -> Any:
    return engine.broadcast_to(array, tuple(shape))


@rule
def concatenate(arrays: Sequence[Tensor], axis: int | None = 0) -> Any:
    if axis is None:
        return engine.cat([engine.ravel(part) for part in arrays])
    return engine.cat(list(arrays), axis)


@rule
def stack(arrays: Sequence[Tensor], axis: int = 0) -> Any:
    return engine.stack(list(arrays), axis)


@rule
def vstack(tup: Sequence[Tensor]) -> Any:
    return engine.vstack(list(tup))


@rule
def hstack(tup: Sequence[Tensor]) -> Any:
    return engine.hstack(list(tup))


@rule
def tile(a: Tensor, reps: Any) -> Any:
    return engine.tile(a, (reps,) if isinstance(reps, int) else tuple(reps))


@rule
def repeat(a: Tensor, repeats: Any, axis: int | None = None) -> Any:
    if axis is None:
        return engine.repeat_interleave(engine.ravel(a), repeats)
    return engine.repeat_interleave(a, repeats, dim=axis)


@rule
def roll(a: Tensor, shift: Any, axis: Any = None) -> Any:
    return engine.roll(a, shift) if axis is None else engine.roll(a, shift, axis)


@rule
def flip(m: Tensor, axis: Any = None) -> Any:
    dims = tuple(range(m.ndim)) if axis is None else axis
    return engine.flip(m, (dims,) if isinstance(dims, int) else tuple(dims))


@rule
def clip(a: Tensor, a_min: Any = None, a_max: Any = None, **ends: Any) -> Any:
    return engine.clip(a, ends.get("min", a_min), ends.get("max", a_max))


@rule
def norm(x: Tensor, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    return engine.linalg.norm(x, ord, axis, keepdims)


LINALG["norm"] = RULES.pop("norm")


@rule
def array(object: Any, **options: Any) -> Any:
    return object.clone() if isinstance(object, Tensor) else engine.stack(list(object))


RULES["asarray"] = lambda a, **options: a if isinstance(a, Tensor) else engine.stack(list(a))
