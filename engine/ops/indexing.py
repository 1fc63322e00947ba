"""Indexing: elements picked by integers, slices, masks and index arrays, and put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import Array, ArrayLike
from engine.errors import AxisError, ShapeError
from engine.op import family
from engine.tensor import Tensor

op = family("Shape")


def _node(node: Any) -> str:
    """Torch's names: Select for an integer, Slice for slices, Index for index arrays."""
    key = node.static["key"]
    parts = key if isinstance(key, tuple) else (key,)
    if not is_basic(key):
        return "IndexBackward0"
    if parts and isinstance(parts[-1], int):
        return "SelectBackward0"
    return "UnsqueezeBackward0" if parts and parts[-1] is None else "SliceBackward0"


@op(
    "getitem",
    symbol="[ ]",
    formula="x[k]",
    local=("1",),
    promotes="none",
    view=True,
    node=_node,
    places="",
)
def getitem(input: Array, key: Any) -> Array:
    """Elements picked by integers, slices, masks or index arrays. Source: torch indexing."""
    basic, advanced = _parted(key, input.ndim)
    try:
        view = input[basic]
        return view if advanced is None else view[advanced]
    except IndexError as error:
        raise AxisError(
            f"indexing shape {input.shape}: {error}", "count from 0, or from −1 at the end"
        ) from None


@getitem.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, key: Any) -> Any:
    return unindex(z_bar, _x.shape, key)


@op("unindex", listed=False, promotes="none", places="")
def unindex(input: Array, shape: Sequence[int], key: Any) -> Array:
    """Zeros of `shape` with `input` added at `key`: the gradient of indexing."""
    traced: Any = input
    if isinstance(traced, ArrayLike):
        return traced.unindexed(shape, key)
    result = np.zeros(shape, input.dtype)
    basic, advanced = _parted(key, len(shape))
    if advanced is None:
        result[basic] = input  # no place is picked twice; -0 stays -0, as in torch
    else:
        _add(result, key, input)
    return result


@unindex.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, key: Any) -> Any:
    return getitem(z_bar, key)


@op("index_write", listed=False, promotes="none", places="", node="IndexPut")
def index_write(input: Array, values: Array, key: Any, accumulate: bool = False) -> Array:
    """`input` with `values` written, or added, at `key`. Source: torch.Tensor.index_put."""
    result = np.array(input)
    if values.dtype != input.dtype:
        values = values.astype(input.dtype)
    try:
        if accumulate:
            _add(result, key, values)
        else:
            _put(result, key, values)
    except IndexError as error:
        raise AxisError(f"indexing shape {input.shape}: {error}", "count from 0") from None
    except ValueError:
        raise ShapeError(
            f"shape {values.shape} cannot be written to the {getitem.forward(input, key).shape} "
            f"that the index picks from {input.shape}",
            "give one value per element, or sizes of 1",
        ) from None
    return result


@index_write.vjp
def _(z_bar: Any, _z: Any, _x: Any, _values: Any, *, key: Any, accumulate: bool) -> Any:
    kept = np.ones(_x.shape, np.bool_)
    _put(kept, key, np.bool_(accumulate))
    return z_bar * kept, getitem(z_bar, key)


def is_basic(key: Any) -> bool:
    """Whether a key has integers, slices, None and Ellipsis only, so that it picks a view."""
    parts = key if isinstance(key, tuple) else (key,)
    return all(
        part is None or part is Ellipsis or isinstance(part, slice) or type(part) is int
        for part in parts
    )


def plain_key(key: Any) -> Any:
    """An index as numpy takes it: tensors and lists become arrays, 0-d tensors integers.

    Errors: AxisError for floating point indices and slices that go backwards.
    """
    if isinstance(key, list) and any(isinstance(part, _SEQUENCES) for part in key):
        key = tuple(key)  # torch reads a short list of lists as several indices
    if isinstance(key, tuple):
        return tuple(plain_key(part) for part in key)
    if isinstance(key, slice):
        key = slice(*(_bound(part) for part in (key.start, key.stop, key.step)))
        if key.step is not None and key.step <= 0:
            raise AxisError(f"indexing: a slice with step {key.step}", "use flip() to turn it")
        return key
    if isinstance(key, (list, range)):
        key = np.asarray([plain_key(part) for part in key] or np.zeros(0, np.int64))
    if isinstance(key, Tensor):
        key = key._array
    if isinstance(key, (np.ndarray, np.generic)):
        return _plain_array(np.asarray(key))
    return key


_SEQUENCES = (Tensor, np.ndarray, list, tuple, range, slice, type(None), type(Ellipsis))


def _plain_array(array: Array) -> Any:
    if array.dtype.kind == "f":
        raise AxisError(
            "tensors used as indices must be integers or truth values", "convert with .long()"
        )
    if array.dtype == np.uint8:
        array = array.astype(np.bool_)
    return int(array) if array.ndim == 0 and array.dtype.kind != "b" else array


def _bound(part: Any) -> Any:
    return int(part.item()) if isinstance(part, Tensor) else part


def _parted(key: Any, ndim: int) -> tuple[Any, Any]:
    """A key as one of integers, slices and new axes, and one of index arrays after it, or None.

    Numpy alone would treat an integer beside an index array as an array, torch does not.
    """
    parts = key if isinstance(key, tuple) else (key,)
    if is_basic(key):
        return (parts if any(part is Ellipsis for part in parts) else (*parts, ...)), None
    if not any(part is Ellipsis for part in parts):
        parts = (*parts, ...)
    used = sum(_width(part) for part in parts)
    basic: list[Any] = []
    advanced: list[Any] = []
    for part in parts:
        if part is Ellipsis:
            basic += [slice(None)] * max(ndim - used, 0)
            advanced += [slice(None)] * max(ndim - used, 0)
        elif part is None or isinstance(part, slice):
            basic.append(part)
            advanced.append(slice(None))
        elif type(part) is int:
            basic.append(part)
        else:
            basic += [slice(None)] * _width(part)
            advanced.append(part)
    return (*basic, ...), tuple(advanced)


def _width(part: Any) -> int:
    """How many dimensions a part of a key stands for."""
    if part is None or part is Ellipsis or isinstance(part, (bool, np.bool_)):
        return 0
    return part.ndim if isinstance(part, np.ndarray) and part.dtype.kind == "b" else 1


def _put(result: Array, key: Any, values: Any) -> None:
    basic, advanced = _parted(key, result.ndim)
    result[basic][advanced if advanced is not None else ...] = values


def _add(result: Array, key: Any, values: Array) -> None:
    basic, advanced = _parted(key, result.ndim)
    part = result[basic]
    if advanced is None:
        part += values
        return
    arrays = [a for a in advanced if isinstance(a, np.ndarray)]
    if len(arrays) == 1 and arrays[0].dtype.kind == "b":
        part[advanced] += values
    else:
        np.add.at(part, advanced, values)
