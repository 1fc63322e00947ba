"""Indexing: elements picked by integers, slices, masks and index arrays, and put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
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
    if is_basic(key) and key is not Ellipsis:
        parts = key if isinstance(key, tuple) else (key,)
        key = parts if Ellipsis in parts else (*parts, Ellipsis)  # a 0-d result is a view too
    try:
        return input[key]
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
    result = np.zeros(shape, input.dtype)
    if is_basic(key):
        result[key] = input
    else:
        np.add.at(result, key, input)
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
            np.add.at(result, key, values)
        else:
            result[key] = values
    except IndexError as error:
        raise AxisError(f"indexing shape {input.shape}: {error}", "count from 0") from None
    except ValueError:
        raise ShapeError(
            f"shape {values.shape} cannot be written to the {input[key].shape} that the index "
            f"picks from {input.shape}",
            "give one value per element, or sizes of 1",
        ) from None
    return result


@index_write.vjp
def _(z_bar: Any, _z: Any, _x: Any, _values: Any, *, key: Any, accumulate: bool) -> Any:
    kept = np.ones(_x.shape, np.bool_)
    kept[key] = accumulate
    return z_bar * kept, getitem(z_bar, key)


def is_basic(key: Any) -> bool:
    """Whether a key has integers, slices, None and Ellipsis only, so that it picks a view."""
    parts = key if isinstance(key, tuple) else (key,)
    return all(
        part is None or part is Ellipsis or isinstance(part, slice) or type(part) is int
        for part in parts
    )


def plain_key(key: Any) -> Any:
    """An index as numpy takes it: tensors and lists become arrays, 0-d tensors integers."""
    if isinstance(key, tuple):
        return tuple(plain_key(part) for part in key)
    if isinstance(key, slice):
        return slice(*(_bound(part) for part in (key.start, key.stop, key.step)))
    if isinstance(key, Tensor):
        array = key._array
        if array.dtype.kind == "f":
            raise AxisError(
                "tensors used as indices must be integers or truth values", "convert with .long()"
            )
        if array.ndim == 0 and array.dtype.kind != "b":
            return int(array)
        return array
    if isinstance(key, (list, range)):
        return np.asarray([plain_key(part) for part in key])
    return int(key) if isinstance(key, np.integer) else key


def _bound(part: Any) -> Any:
    return int(part.item()) if isinstance(part, Tensor) else part
