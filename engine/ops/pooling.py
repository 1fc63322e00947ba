"""Pooling: the greatest or the mean element of each window."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import RangeError, ShapeError
from engine.op import Op, family
from engine.ops.constant import plain
from engine.ops.windows import Frame, Sizes, at_least, overlay, patches, several, span

op = family("Pooling")


@op("gather_last", listed=False, promotes="none", places="", node="Gather")
def gather_last(input: Array, index: Any) -> Array:
    """(…, n) and whole numbers (…, m) → (…, m): the elements at these places."""
    return np.take_along_axis(input, index, -1)


@gather_last.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, index: Any) -> Any:
    return scatter_last(z_bar, index, _x.shape[-1])


@op("scatter_last", listed=False, promotes="none", places="", node="ScatterAdd")
def scatter_last(input: Array, index: Any, size: int) -> Array:
    """(…, m) and whole numbers (…, m) → (…, size): the elements added up at these places."""
    rows = math.prod(index.shape[:-1])
    shift = np.arange(rows).reshape(*index.shape[:-1], 1) * size
    total = np.bincount((index + shift).ravel(), input.ravel(), rows * size)
    return total.reshape(*index.shape[:-1], size).astype(input.dtype)


@scatter_last.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, index: Any) -> Any:
    return gather_last(z_bar, index)


@op("place_last", listed=False, promotes="none", places="", node="MaxUnpool")
def place_last(input: Array, index: Any, size: int) -> Array:
    """(…, m) and whole numbers (…, m) → (…, size): zeros with each element put at its place."""
    z = np.zeros((*index.shape[:-1], size), input.dtype)
    np.put_along_axis(z, index, input, -1)
    return z


@place_last.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, index: Any) -> Any:
    return gather_last(z_bar, index)


@op("window_sum", listed=False, promotes="none", places="", node="AvgPool")
def window_sum(input: Array, frame: Frame) -> Array:
    """(…, *sizes) → (…, *out): the sum of each window."""
    seen = patches(input, frame)
    lead = (slice(None),) * (input.ndim - len(frame.sizes))
    z = np.zeros((*input.shape[: len(lead)], *frame.out), input.dtype)
    for place in np.ndindex(*frame.kernel):
        z += seen[(*lead, *place)]
    return z


@window_sum.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, frame: Frame) -> Any:
    return window_spread(z_bar, frame)


@op("window_spread", listed=False, promotes="none", places="", node="AvgPoolBackward")
def window_spread(input: Array, frame: Frame) -> Array:
    """(…, *out) → (…, *sizes): each element added to every cell of its window."""
    lead = input.shape[: input.ndim - len(frame.out)]
    cells = input.reshape(*lead, *(1,) * len(frame.kernel), *frame.out)
    return overlay(np.broadcast_to(cells, (*lead, *frame.kernel, *frame.out)), frame)


@window_spread.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, frame: Frame) -> Any:
    return window_sum(z_bar, frame)


def _max_pool(axes: int) -> Op:
    """Declare max_pool1d, max_pool2d or max_pool3d."""

    @op(
        f"max_pool{axes}d",
        symbol="maxpool",
        formula=r"\max_{j \in W_i} x_j",
        local=(r"[j = \mathrm{argmax}_{W_i}]",),
        kinks="equal elements in a window",
        promotes="none",
        listed=axes == 2,
        places="torch",
        node=f"MaxPool{axes}DWithIndices",
    )
    def max_pool(
        input: Array,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        ceil_mode: bool = False,
    ) -> Array:
        """The greatest of each window of (n, c, *sizes) or (c, *sizes).

        The stride is the size of the kernel unless given; of equal elements the first receives
        the gradient. Errors: ShapeError where no window fits or more than half of one is padding.
        Source: torch.max_pool1d, max_pool2d, max_pool3d.
        """
        moving = (stride, padding, dilation, ceil_mode)
        frame = pool_frame(max_pool.name, axes, input.shape, kernel_size, *moving)
        seen = patches(input, frame, lowest(input.dtype))
        lead = (slice(None),) * (input.ndim - axes)
        first, *others = np.ndindex(*frame.kernel)
        z = np.array(seen[(*lead, *first)])
        for place in others:
            np.maximum(z, seen[(*lead, *place)], out=z)
        return z

    @max_pool.vjp
    def _(
        z_bar: Any,
        _z: Any,
        x: Any,
        *,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        dilation: Any,
        ceil_mode: bool,
    ) -> Any:
        moving = (stride, padding, dilation, ceil_mode)
        frame = pool_frame(max_pool.name, axes, x.shape, kernel_size, *moving)
        flat = (*x.shape[: x.ndim - axes], math.prod(frame.out))
        index = strongest(plain(x), frame).reshape(flat)
        return scatter_last(z_bar.reshape(flat), index, math.prod(frame.sizes)).reshape(x.shape)

    return max_pool


def _avg_pool(axes: int) -> Op:
    """Declare avg_pool1d, avg_pool2d or avg_pool3d."""

    @op(
        f"avg_pool{axes}d",
        symbol="avgpool",
        formula=r"\frac{1}{n} \sum_{j \in W_i} x_j",
        local=(r"\frac{1}{n} [j \in W_i]",),
        promotes="none",
        listed=axes == 2,
        places="torch functional" if axes == 1 else "functional",
        node=f"AvgPool{axes}D",
    )
    def avg_pool(
        input: Array,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Array:
        """The mean of each window of (n, c, *sizes) or (c, *sizes).

        The stride is the size of the kernel unless given. Errors: ShapeError where no window fits
        or more than half of one is padding; RangeError for a divisor of 0.
        Source: torch.nn.functional.avg_pool1d, avg_pool2d, avg_pool3d.
        """
        moving = (stride, padding, 1, ceil_mode)
        frame = pool_frame(avg_pool.name, axes, input.shape, kernel_size, *moving)
        divisor = _divisor(frame, padding, count_include_pad, divisor_override)
        return window_sum.forward(input, frame) / divisor.astype(input.dtype)

    @avg_pool.vjp
    def _(
        z_bar: Any,
        _z: Any,
        _x: Any,
        *,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        ceil_mode: bool,
        count_include_pad: bool,
        divisor_override: int | None,
    ) -> Any:
        moving = (stride, padding, 1, ceil_mode)
        frame = pool_frame(avg_pool.name, axes, _x.shape, kernel_size, *moving)
        divisor = _divisor(frame, padding, count_include_pad, divisor_override)
        return window_spread(z_bar / divisor.astype(_x.dtype), frame)

    return avg_pool


def pool_frame(
    name: str,
    axes: int,
    shape: Sizes,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    ceil_mode: bool,
) -> Frame:
    """How a pooling window moves over the last `axes` of `shape`."""
    if len(shape) not in (axes + 1, axes + 2):
        raise ShapeError(
            f"{name}: an input of shape {shape}", f"give {axes + 1} or {axes + 2} dimensions"
        )
    if isinstance(stride, Sequence) and not stride:
        stride = None
    kernel = at_least(1, several(kernel_size, axes, name, "kernel_size"), name, "kernel_size")
    step = kernel if stride is None else several(stride, axes, name, "stride")
    pads = at_least(0, several(padding, axes, name, "padding"), name, "padding")
    apart = at_least(1, several(dilation, axes, name, "dilation"), name, "dilation")
    sizes = shape[len(shape) - axes :]
    at_least(1, step, name, "stride")
    if any(2 * p > span(k, d) for p, k, d in zip(pads, kernel, apart, strict=True)):
        raise ShapeError(
            f"{name}: padding {pads} for a kernel of {kernel}", "pad at most half of the kernel"
        )
    if 0 in shape[len(shape) - axes - 1 :]:
        raise ShapeError(f"{name}: an input of shape {shape}", "only the batch may be empty")
    out, ends = [], []
    for n, k, s, p, d in zip(sizes, kernel, step, pads, apart, strict=True):
        room = n + 2 * p - span(k, d)
        count = (-(-room // s) if ceil_mode else room // s) + 1
        if ceil_mode and (count - 1) * s >= n + p:
            count -= 1  # a window must begin inside the input or before it
        out.append(count)
        ends.append((p, max(p, (count - 1) * s + span(k, d) - n - p)))
    if any(count < 1 for count in out):
        raise ShapeError(
            f"{name}: the kernel {kernel} is larger than the padded input {sizes}",
            "make the kernel smaller or pad more",
        )
    return Frame(sizes, kernel, tuple(out), step, tuple(ends), apart)


def _divisor(frame: Frame, padding: Any, with_pads: bool, override: int | None) -> Array:
    """(*out): by how much each window's sum is divided."""
    if override is not None:
        if not override:
            raise RangeError("avg_pool: divisor_override is 0", "give another number")
        return np.full(frame.out, override)
    pads = several(padding, len(frame.sizes), "avg_pool", "padding")
    counts = []
    for n, k, o, s, p in zip(frame.sizes, frame.kernel, frame.out, frame.stride, pads, strict=True):
        start = np.arange(o) * s - p
        end = np.minimum(start + k, n + p)
        counts.append(end - start if with_pads else np.minimum(end, n) - np.maximum(start, 0))
    return functools.reduce(np.multiply.outer, counts)


def lowest(dtype: np.dtype[Any]) -> Any:
    """The least number of a dtype, which never wins a maximum."""
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def strongest(x: Array, frame: Frame) -> Array:
    """(…, *out): the place in the flattened `sizes` of each window's greatest element.

    The first of equals; the last NaN where there is one, as in torch.
    """
    seen = patches(x, frame, lowest(x.dtype))
    cells = np.arange(math.prod(frame.sizes)).reshape(frame.sizes)
    numbers = patches(cells, frame, -1)
    lead = (slice(None),) * (x.ndim - len(frame.sizes))
    shape = (*x.shape[: len(lead)], *frame.out)
    best, index = np.full(shape, lowest(x.dtype), x.dtype), np.full(shape, -1)
    for place in np.ndindex(*frame.kernel):
        value, number = seen[(*lead, *place)], numbers[place]
        better = (number >= 0) & ((index < 0) | (value > best) | (value != value))
        best, index = np.where(better, value, best), np.where(better, number, index)
    return index


max_pool1d, max_pool2d, max_pool3d = (_max_pool(axes) for axes in (1, 2, 3))
avg_pool1d, avg_pool2d, avg_pool3d = (_avg_pool(axes) for axes in (1, 2, 3))
