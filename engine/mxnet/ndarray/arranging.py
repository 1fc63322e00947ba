"""Elements arranged otherwise: joined, split, repeated, sliced, picked, sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.axes import axes
from engine.axes import axis as counted
from engine.dtype import Array
from engine.errors import ArgumentError, ShapeError
from engine.mxnet.ndarray.ndarray import NDArray, array_first, call, numpy_dtype
from engine.mxnet.ndarray.reshaping import reshaped
from engine.op import OPS
from engine.tensor import Tensor, from_array

getitem = OPS["getitem"]


def along(axis: int, part: Any) -> tuple[Any, ...]:
    """The key that picks `part` along one dimension, counted from the front."""
    return (slice(None),) * axis + (part,)


def picked(x: Tensor, axis: int, places: Array) -> Tensor:
    """The elements of a tensor at `places`, one place per remaining position along `axis`."""
    rest = np.ogrid[tuple(slice(n) for n in places.shape)]
    return getitem(x, (*rest[:axis], places, *rest[axis + 1 :]))


def _joined(op: str, data: Sequence[Any], dim: int) -> Any:
    return call(lambda *tensors: OPS[op](tensors, dim), *data)


def concat(*data: Any, dim: int = 1) -> Any:
    """Arrays joined along a dimension that they have. Source: mxnet.nd.concat."""
    return _joined("cat", data, dim)


def concatenate(arrays: Sequence[Any], axis: int = 0, always_copy: bool = True) -> Any:
    """Arrays joined along a dimension that they have. Source: mxnet.nd.concatenate."""
    return _joined("cat", arrays, axis)


def stack(*data: Any, axis: int = 0) -> Any:
    """Arrays of one shape joined along a new dimension. Source: mxnet.nd.stack."""
    return _joined("stack", data, axis)


def split(data: Any, num_outputs: int, axis: int = 1, squeeze_axis: bool = False) -> Any:
    """A list of equal parts along `axis`, the array itself where it is one part.

    Source: mxnet.nd.split. Errors: ShapeError where the size cannot be divided.
    """
    place = counted(axis, data.ndim, "split")
    size = data.shape[place]
    if num_outputs < 1 or size % num_outputs:
        raise ShapeError(
            f"split: size {size} of dimension {axis} is not {num_outputs} equal parts",
            "give a divisor of it",
        )
    step = size // num_outputs

    def parts(x: Tensor) -> list[Tensor]:
        found = [getitem(x, along(place, slice(i, i + step))) for i in range(0, size, step)]
        return [OPS["squeeze"](part, place) for part in found] if squeeze_axis else found

    result = call(parts, data)
    return result[0] if num_outputs == 1 else result


def reshape(data: Any, shape: Any, reverse: bool = False) -> Any:
    """The elements in another shape, with MXNet's codes 0, −1, −2, −3 and −4.

    Source: mxnet.nd.reshape. Errors: ShapeError where they do not fill it.
    """
    return call(OPS["reshape"], data, shape=reshaped(data.shape, shape, reverse))


def reshape_like(lhs: Any, rhs: Any) -> Any:
    """The elements of lhs in the shape of rhs. Source: mxnet.nd.reshape_like."""
    return call(OPS["reshape"], lhs, shape=rhs.shape)


def flatten(data: Any) -> Any:
    """All dimensions but the first made one. Source: mxnet.nd.flatten."""
    return call(OPS["reshape"], data, shape=(data.shape[0], -1))


def transpose(data: Any, *order: Any, axes: Any = None) -> Any:
    """The dimensions in the order of `axes`, reversed without. Source: mxnet.nd.transpose."""
    wanted = axes if axes is not None else order
    if len(wanted) == 1 and not isinstance(wanted[0], int):
        wanted = wanted[0]
    return call(OPS["permute"], data, dims=tuple(wanted)) if len(wanted) else data.T


def swapaxes(data: Any, dim1: int = 0, dim2: int = 0) -> Any:
    """Two dimensions swapped. Source: mxnet.nd.swapaxes."""
    return call(OPS["transpose"], data, dim0=dim1, dim1=dim2)


def expand_dims(data: Any, axis: int) -> Any:
    """A new dimension of size 1 at `axis`. Source: mxnet.nd.expand_dims."""
    return call(OPS["unsqueeze"], data, dim=axis)


def squeeze(data: Any, axis: Any = None) -> Any:
    """Dimensions of size 1 taken away. Source: mxnet.nd.squeeze. Errors: ShapeError for others."""
    over = axes(axis, data.ndim, "squeeze")
    if axis is not None and any(data.shape[i] != 1 for i in over):
        raise ShapeError(
            f"squeeze: dimension {axis} of shape {data.shape} is not of size 1", "leave it out"
        )
    return call(OPS["squeeze"], data, dim=axis)


def flip(data: Any, axis: Any) -> Any:
    """The elements in reverse order along `axis`. Source: mxnet.nd.flip."""

    def turned(x: Tensor) -> Tensor:
        for place in axes(axis, x.ndim, "flip"):
            x = getitem(x, along(place, np.arange(x.shape[place])[::-1]))
        return x

    return call(turned, data)


def repeat(data: Any, repeats: int, axis: int | None = None) -> Any:
    """Each element `repeats` times along `axis`, flattened without. Source: mxnet.nd.repeat."""

    def repeated(x: Tensor) -> Tensor:
        x, place = (x.reshape((-1,)), 0) if axis is None else (x, counted(axis, x.ndim, "repeat"))
        return getitem(x, along(place, np.repeat(np.arange(x.shape[place]), repeats)))

    return call(repeated, data)


def tile(data: Any, reps: Any) -> Any:
    """The whole array `reps` times along each dimension, as numpy. Source: mxnet.nd.tile."""
    counts = (reps,) if isinstance(reps, int) else tuple(reps)

    def tiled(x: Tensor) -> Tensor:
        x = x.reshape((1,) * (len(counts) - x.ndim) + tuple(x.shape))
        for i, count in enumerate((1,) * (x.ndim - len(counts)) + counts):
            if count != 1:
                x = getitem(x, along(i, np.tile(np.arange(x.shape[i]), count)))
        return x

    return call(tiled, data)


def broadcast_to(data: Any, shape: Any) -> Any:
    """Dimensions of size 1 repeated to `shape`; 0 keeps one. Source: mxnet.nd.broadcast_to."""
    lead = len(shape) - data.ndim
    full = [n or data.shape[i - lead] for i, n in enumerate(shape)]
    return call(OPS["expand"], data, size=tuple(full))


def broadcast_like(lhs: Any, rhs: Any) -> Any:
    """lhs repeated to the shape of rhs. Source: mxnet.nd.broadcast_like."""
    return broadcast_to(lhs, rhs.shape)


def broadcast_axis(data: Any, axis: Any, size: Any) -> Any:
    """Named dimensions of size 1 repeated to the given sizes. Source: mxnet.nd.broadcast_axis."""
    sizes = (size,) if isinstance(size, int) else tuple(size)
    full = list(data.shape)
    for place, n in zip(axes(axis, data.ndim, "broadcast_axis"), sizes, strict=True):
        full[place] = n
    return broadcast_to(data, full)


def slice_axis(data: Any, axis: int, begin: int, end: int | None) -> Any:
    """The elements from begin to before end along `axis`. Source: mxnet.nd.slice_axis."""
    place = counted(axis, data.ndim, "slice_axis")
    return call(getitem, data, key=along(place, slice(begin, end)))


def slice_array(data: Any, begin: Any, end: Any, step: Any = ()) -> Any:
    """The block from begin to before end, None for a whole dimension. Source: mxnet.nd.slice."""
    steps = tuple(step) or (None,) * len(begin)
    key = tuple(slice(*bounds) for bounds in zip(begin, end, steps, strict=True))
    return call(getitem, data, key=key)


def take(a: Any, indices: Any, axis: int = 0, mode: str = "clip") -> Any:
    """The parts of `a` at the indices along `axis`; beyond the ends the last, or wrapped around.

    Source: mxnet.nd.take. Errors: ArgumentError for another mode.
    """
    place = counted(axis, a.ndim, "take")
    return call(getitem, a, key=along(place, _within(indices, a.shape[place], mode, "take")))


def pick(data: Any, index: Any, axis: int = -1, keepdims: bool = False, mode: str = "clip") -> Any:
    """One element per row: that at its index along `axis`. Source: mxnet.nd.pick."""
    place = counted(axis, data.ndim, "pick")
    places = _within(index, data.shape[place], mode, "pick")
    if places.ndim < data.ndim:
        places = np.expand_dims(places, place)

    def found(x: Tensor) -> Tensor:
        result = picked(x, place, places)
        return result if keepdims else OPS["squeeze"](result, place)

    return call(found, data)


def _within(indices: Any, size: int, mode: str, name: str) -> Array:
    held = indices.asnumpy() if isinstance(indices, NDArray) else np.asarray(indices)
    places = held.astype(np.int64)
    if mode not in ("clip", "wrap"):
        raise ArgumentError(f"{name}: mode={mode!r} is not supported", "use 'clip' or 'wrap'")
    return np.clip(places, 0, size - 1) if mode == "clip" else places % size


def _order(data: Any, axis: int | None, ascending: bool) -> tuple[Array, int]:
    """The places that sort an array along `axis`, and that dimension counted from the front."""
    array = data.asnumpy()
    place = counted(-1 if axis is None else axis, data.ndim, "sort")
    return np.argsort(array if ascending else -array, axis=place, kind="stable"), place


def sort(data: Any, axis: int | None = -1, is_ascend: bool = True) -> Any:
    """The elements in order along `axis`, flattened for None. Source: mxnet.nd.sort."""
    data = reshape(data, (-1,)) if axis is None else data
    order, place = _order(data, axis, is_ascend)
    return call(picked, data, axis=place, places=order)


def argsort(
    data: Any, axis: int | None = -1, is_ascend: bool = True, dtype: Any = "float32"
) -> Any:
    """The places that put the elements in order along `axis`. Source: mxnet.nd.argsort."""
    data = reshape(data, (-1,)) if axis is None else data
    order, _ = _order(data, axis, is_ascend)
    return type(data)(from_array(order.astype(numpy_dtype(dtype))))


def topk(
    data: Any,
    axis: int | None = -1,
    k: int = 1,
    ret_typ: str = "indices",
    is_ascend: bool = False,
    dtype: Any = "float32",
) -> Any:
    """The k greatest elements along `axis`, or least: their indices, value, both or a mask.

    Source: mxnet.nd.topk. Errors: ArgumentError for another ret_typ.
    """
    data = reshape(data, (-1,)) if axis is None else data
    order, place = _order(data, axis, is_ascend)
    top = np.take(order, np.arange(k), place)
    indices = type(data)(from_array(top.astype(numpy_dtype(dtype))))
    if ret_typ == "indices":
        return indices
    if ret_typ == "mask":
        mask = np.zeros(data.shape, data.dtype)
        np.put_along_axis(mask, top, 1, place)
        return type(data)(from_array(mask))
    if ret_typ not in ("value", "both"):
        raise ArgumentError(
            f"topk: ret_typ={ret_typ!r} is unknown", "use value, indices, mask or both"
        )
    value = call(picked, data, axis=place, places=top)
    return value if ret_typ == "value" else [value, indices]


def shape_array(data: Any) -> Any:
    """Its shape as an array of int64. Source: mxnet.nd.shape_array."""
    return type(data)(from_array(np.array(data.shape, np.int64)))


def size_array(data: Any) -> Any:
    """Its number of elements as an array of int64. Source: mxnet.nd.size_array."""
    return type(data)(from_array(np.array([data.size], np.int64)))


_FUNCTIONS: tuple[Callable[..., Any], ...] = (
    concat, stack, split, reshape, reshape_like, flatten, transpose, swapaxes,
    expand_dims, squeeze, flip, repeat, tile, broadcast_to, broadcast_like, broadcast_axis,
    slice_axis, take, pick, sort, argsort, topk, shape_array, size_array,
)  # fmt: skip
arranging: dict[str, Callable[..., Any]] = {
    **{f.__name__: array_first(f) for f in _FUNCTIONS},
    "concatenate": concatenate,
    "slice": array_first(slice_array),
}
ALIASES = {
    "Concat": "concat",
    "SliceChannel": "split",
    "Reshape": "reshape",
    "Flatten": "flatten",
    "SwapAxis": "swapaxes",
    "reverse": "flip",
    "broadcast_axes": "broadcast_axis",
}
arranging.update({alias: arranging[name] for alias, name in ALIASES.items()})
