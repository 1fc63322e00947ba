"""Changes in place: memory is overwritten, its version rises, and the history is told.

An in-place method computes its result out of place and commits it. On a view the base receives
the history: what was outside the view from before, what is inside from the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.dtype import CATEGORY, Array, ArrayLike, dtype_of
from engine.errors import DtypeError, GradientError, ShapeError
from engine.function import FUNCTIONS
from engine.grad_mode import is_grad_enabled, is_inference_mode_enabled
from engine.history import LEAF, Kind, View, become, current, meta, place_at, tick, version_of
from engine.node import Node, ScalarNode, node_of
from engine.op import OPS, Op, family
from engine.ops.indexing import index_write, is_basic, plain_key
from engine.ops.selection import where
from engine.tensor import Tensor, _new, from_array

op = family("In place")
Path = tuple[tuple[Op, Mapping[str, Any], int | None], ...]

_ELEMENTWISE = """
    add sub mul div pow remainder floor_divide fmod float_power neg abs sign reciprocal square
    sqrt rsqrt exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh
    acosh atanh sinc erf erfc erfinv lgamma digamma i0 floor ceil round trunc frac sigmoid relu
    clamp clamp_min clamp_max clip lerp addcmul addcdiv atan2 hypot copysign nan_to_num logit
    xlogy eq ne lt le gt ge logical_and logical_or logical_xor logical_not bitwise_and bitwise_or
    bitwise_xor bitwise_not bitwise_left_shift bitwise_right_shift masked_fill index_add
    index_copy index_fill scatter scatter_add scatter_reduce masked_scatter index_put put addmm
    addmv addr addbmm baddbmm tril triu cumsum cumprod renorm subtract multiply divide true_divide
    negative absolute copysign arctan2 gcd lcm heaviside ldexp nextafter polygamma mvlgamma
    deg2rad rad2deg fix sgn positive index_reduce fill_diagonal arccos arcsin arctan arccosh arcsinh
    arctanh greater greater_equal less less_equal not_equal
"""
_SHAPES = "t transpose swapaxes swapdims squeeze unsqueeze as_strided"
ELEMENTWISE, SHAPES = _ELEMENTWISE.split(), _SHAPES.split()
ACTIVATIONS = ("celu", "elu", "hardtanh", "leaky_relu", "relu", "rrelu", "selu", "threshold")
OPERATORS = {
    "add": "add",
    "sub": "sub",
    "mul": "mul",
    "truediv": "div",
    "floordiv": "floor_divide",
    "mod": "remainder",
    "pow": "pow",
    "and": "bitwise_and",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
    "lshift": "bitwise_left_shift",
    "rshift": "bitwise_right_shift",
}


@op(
    "copy",
    listed=False,
    places="",
    node=lambda _: "torch::autograd::CopyBackwards",
    promotes="none",
)
def copy(input: Array, source: Array) -> Array:
    """`source` in the shape and dtype of `input`: what copy_ leaves."""
    try:
        return np.broadcast_to(source, input.shape).astype(input.dtype)
    except ValueError:
        raise ShapeError(
            f"copy_: shape {source.shape} does not broadcast to {input.shape}",
            "give one value per element, or sizes of 1",
        ) from None


@copy.vjp
def _(z_bar: Any, _z: Any, _x: Any, _source: Any) -> Any:
    return z_bar * 0.0, z_bar


@op("copy_slices", listed=False, places="", node=lambda _: "CopySlices")
def copy_slices(input: Array, value: Array, path: Any) -> Array:
    """`input` with `value` in the part that the view ops of `path` give."""
    result = np.array(input)
    seen(result, path)[...] = value
    return result


@copy_slices.vjp
def _(z_bar: Any, _z: Any, _x: Any, _value: Any, *, path: Path) -> Any:
    outside = np.ones(z_bar.shape, np.bool_)
    seen(outside, path)[...] = False
    return where(outside, z_bar, 0.0), seen(z_bar, path)


def seen(base: Any, path: Path) -> Any:
    """The view of an array, or Tensor, that the ops of `path` give."""
    for step, static, number in path:
        found = step(base, **static)
        base = found if number is None else found[number]
    return base


def commit(x: Tensor, result: Tensor, name: str, *, cast: bool = False) -> Tensor:
    """Overwrite `x` with `result`, computed from it by the op `name`; `x`.

    Errors: GradientError where the history forbids it, ShapeError where the shape would change or
    memory is shared by several elements, DtypeError where the dtype cannot hold the result and
    `cast` is not set.
    """
    if not is_grad_enabled() or (_is_bare(x) and current(result) is None):
        _check(x, result, name, cast)
        _write(x, result._array)
        version_of(x).bump(f"{name}_")
        return x
    made = current(x)
    view = None if x._meta is None else x._meta.view
    _refuse(x, made, view, name)
    _check(x, result, name, cast)
    version = version_of(x)
    if isinstance(result._made, Node):
        _keep_original(x, made, result._made)
    before = _retired(x) if view is None else None
    if type(result._made) is Kind and result.a is x:
        result.a = from_array(np.array(x._array))
        result.a._made = before
    _write(x, result._array)
    version.bump(f"{name}_")
    node = node_of(result) if type(result._made) is Kind else result._made
    if isinstance(node, Node):
        node.version, node.finished = version, tick()
    if view is None:
        become(x, node, before)
    else:
        _rebase(view, result)
    return x


def _write(x: Tensor, values: Any) -> None:
    """Put values into the memory of `x`; while a plan is compiled, let them be its memory.

    Errors: TypeError where that memory is shared with others.
    """
    memory: Any = x._array
    if isinstance(memory, ArrayLike):
        if x._meta is not None and x._meta.view is not None:
            raise TypeError("a view is changed in place")
        x._data = np.broadcast_to(values, memory.shape).astype(memory.dtype)
    else:
        np.copyto(memory, values, casting="unsafe")


def _is_bare(x: Tensor) -> bool:
    """Whether no history is recorded of `x`, nor of what it is a view of."""
    view = None if x._meta is None else x._meta.view
    return current(x) is None and (view is None or current(view.base) is None)


def overwrite(x: Tensor, values: Array, name: str) -> None:
    """Write values into `x` without telling its history, as optimizers do; `name` did it."""
    _write(x, values)
    version_of(x).bump(name)


def _refuse(x: Tensor, made: Any, view: View | None, name: str) -> None:
    if made is LEAF:
        raise GradientError(
            f"{name}_: a leaf that requires a gradient cannot be changed while recording",
            "change it inside `with no_grad():`, or write it out of place",
        )
    if view is not None and view.base._made is LEAF:
        raise GradientError(
            f"{name}_: this is a view of a leaf that requires a gradient",
            "change it inside `with no_grad():`, or clone() the leaf first",
        )
    if view is not None and view.several:
        raise GradientError(
            f"{name}_: this is one of several views that one function returned",
            "index the tensor instead, or clone() the view first",
        )
    if x._meta is not None and x._meta.inference and not is_inference_mode_enabled():
        raise GradientError(
            f"{name}_: a tensor made under inference_mode() cannot be changed outside it",
            "clone() it first",
        )


def _check(x: Tensor, result: Tensor, name: str, cast: bool) -> None:
    target, found = x._array, result._array
    if found.shape == target.shape and found.dtype is target.dtype and target.flags.writeable:
        return
    if found.shape != target.shape:
        raise ShapeError(
            f"{name}_: the result has shape {found.shape}, the tensor {target.shape}",
            "a change in place keeps the shape; write it out of place",
        )
    if not cast and CATEGORY[found.dtype.kind] > CATEGORY[target.dtype.kind]:
        raise DtypeError(
            f"{name}_: a result of {dtype_of(found)!r} does not fit into {dtype_of(target)!r}",
            "convert the tensor first, with .float()",
        )
    if not target.flags.writeable:
        raise ShapeError(
            f"{name}_: several elements of this tensor share one place in memory",
            "clone() it first",
        )


def _retired(x: Tensor) -> Any:
    """The place of `x` until now; a scalar record moves into a Node of its own."""
    if type(x._made) is not Kind:
        return place_at(x, tick())
    record = _new(Tensor)
    record._data, record._made = np.array(x._array), x._made
    record._meta, record.mark, record.sequence = None, x.mark, x.sequence
    record.a, record.b, record.da, record.db = x.a, x.b, x.da, x.db
    held = meta(x)
    node = held.node or ScalarNode(record)
    assert isinstance(node, ScalarNode)
    node.move(record, version_of(x))
    held.node = None
    return node


def _keep_original(x: Tensor, made: Any, node: Node) -> None:
    """Give a Node that saved `x`, its first input, a copy from before the change."""
    if node._held[0] is x:
        original = from_array(np.array(x._array))
        original._made = made
        node._held[0], node._saved[0] = original, original._array


def _rebase(view: View, result: Tensor) -> None:
    """Let the base of a changed view have been made from itself and the view's new value."""
    base = view.base
    before = from_array(base._array)
    before._made = _retired(base)
    node = Node(
        copy_slices, (before, result), (before._array, result._array), {"path": view.path},
        base._array,
    )  # fmt: skip
    node.version, node.finished = version_of(base), tick()
    become(base, node, before._made)


def in_place(name: str, f: Callable[..., Any]) -> Callable[..., Tensor]:
    """The in-place form of `f`, as `add_` of `add`."""
    composed = name not in OPS or name in FUNCTIONS["tensor"]

    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        source = _original(self) if composed else self
        return commit(self, f(source, *args, **kwargs), name)

    method.__name__ = f"{name}_"
    method.__doc__ = f"In-place form of `{name}`. Source: torch.Tensor.{name}_."
    return method


def _original(x: Tensor) -> Tensor:
    """What `x` is now, on memory of its own, for a function that may save it many times."""
    original = from_array(np.array(x._array))
    made = current(x)
    original._made = node_of(x) if type(made) is Kind else made
    return original


def in_shape(name: str, f: Callable[..., Any]) -> Callable[..., Tensor]:
    """The in-place form of a change of shape, as `t_` of `t`."""

    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        made = current(self)
        if is_grad_enabled() and made is LEAF:
            _refuse(self, made, None, name)
        result = f(self, *args, **kwargs)
        self._data = result._array
        if current(result) is not None:
            become(self, result._made, place_at(self, tick()))
        return self

    method.__name__ = f"{name}_"
    method.__doc__ = f"In-place form of `{name}`. Source: torch.Tensor.{name}_."
    return method


def copy_(self: Tensor, src: Any, non_blocking: bool = False) -> Tensor:
    """Overwrite with the values of `src`, broadcast and cast. Source: torch.Tensor.copy_."""
    source = src if isinstance(src, Tensor) else from_array(np.asarray(src))
    return commit(self, OPS["copy"].record((self, source), {}), "copy", cast=True)


def fill_(self: Tensor, value: Any) -> Tensor:
    """Overwrite with one number. Source: torch.Tensor.fill_."""
    number = value if isinstance(value, Tensor) else from_array(np.asarray(value))
    if number.ndim:
        raise ShapeError(f"fill_: shape {tuple(number.shape)} is not one number", "use copy_")
    return commit(self, OPS["copy"].record((self, number), {}), "fill", cast=True)


def zero_(self: Tensor) -> Tensor:
    """Overwrite with zeros. Source: torch.Tensor.zero_."""
    if (not is_grad_enabled() or _is_bare(self)) and self._array.flags.writeable:
        _write(self, np.zeros((), self._array.dtype))  # as every step of a training does
        version_of(self).bump("zero_")
        return self
    zero = from_array(np.zeros((), np.bool_))
    return commit(self, OPS["copy"].record((self, zero), {}), "zero", cast=True)


def setitem(self: Tensor, key: Any, value: Any) -> None:
    """`x[key] = value`: into a view for slices and integers, else scattered to the places."""
    key = plain_key(key)
    source = value if isinstance(value, Tensor) else from_array(np.asarray(value))
    if is_basic(key):
        copy_(self[key], source)
    else:
        result = index_write.record((self, source), {"key": key, "accumulate": False})
        commit(self, result, "index_put", cast=True)
