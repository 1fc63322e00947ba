"""Pooling with indices, over adaptive and random windows, of p-norms, and its undoing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import RangeError, ShapeError
from engine.function import function
from engine.nn.functional.dropout import uniform
from engine.node import titled
from engine.op import OPS
from engine.ops.activation import relu
from engine.ops.arithmetic import abs, mul, sign
from engine.ops.pooling import (
    avg_pool1d,
    avg_pool2d,
    avg_pool3d,
    gather_last,
    place_last,
    pool_frame,
    strongest,
)
from engine.ops.powers import pow
from engine.ops.resampling import resample
from engine.ops.windows import Sizes, several
from engine.tensor import Tensor, from_array

Spans = Sequence[Sequence[slice]]  # per axis the window of every output


def _max_pool(axes: int) -> None:
    """Make max_pool1d, max_pool2d or max_pool3d public, with indices on demand."""
    name = f"max_pool{axes}d"

    @function("functional", name=name)
    def max_pool(
        input: Tensor,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Any:
        """The greatest of each window; its places in the flattened sizes too if asked for.

        Arguments and errors as the op. Source: torch.nn.functional.max_pool1d and its like.
        """
        moving = (kernel_size, stride, padding, dilation, ceil_mode)
        if not return_indices:
            return OPS[name](input, *moving)
        frame = pool_frame(name, axes, input.shape, *moving)
        return _picked(input, strongest(input._array, frame), axes, True)

    _always_with_indices(max_pool, name)


def _always_with_indices(pool: Callable[..., Any], name: str) -> None:
    """Make torch's second name of a pool public, under which it gives a pair."""

    @function("functional", name=f"{name}_with_indices")
    def pool_with_indices(input: Tensor, *args: Any, **kwargs: Any) -> Any:
        return pool(input, *args, **{**kwargs, "return_indices": True})

    pool_with_indices.__doc__ = pool.__doc__


def _picked(input: Tensor, index: Array, axes: int, with_indices: bool) -> Any:
    """The elements at these places of the flattened last `axes`."""
    lead = input.shape[: input.ndim - axes]
    rows = input.reshape((*lead, math.prod(input.shape[len(lead) :])))
    z = gather_last(rows, index.reshape(*lead, math.prod(index.shape[len(lead) :])))
    z = z.reshape(index.shape)
    return (z, from_array(index)) if with_indices else z


def _greatest_of(x: Array, spans: Spans) -> Array:
    """(…, *out): the place in the flattened sizes of the greatest element of each window."""
    lead = x.shape[: x.ndim - len(spans)]
    cells = np.arange(math.prod(x.shape[len(lead) :])).reshape(x.shape[len(lead) :])
    index = np.empty((*lead, *(len(windows) for windows in spans)), np.int64)
    for place in np.ndindex(*index.shape[len(lead) :]):
        window = tuple(windows[p] for windows, p in zip(spans, place, strict=True))
        numbers = cells[window].reshape(-1)
        seen = x[(..., *window)].reshape(*lead, len(numbers))
        index[(..., *place)] = numbers[np.argmax(seen, -1)]
    return index


def _adaptive_sizes(input: Tensor, output_size: Any, axes: int, name: str) -> Sizes:
    sizes = input.shape[-axes:]
    wanted = output_size if isinstance(output_size, Sequence) else (output_size,) * axes
    if input.ndim not in (axes + 1, axes + 2) or len(wanted) != axes or 0 in input.shape[-axes:]:
        raise ShapeError(
            f"{name}: an input of shape {input.shape} to {output_size}",
            f"give {axes + 1} or {axes + 2} dimensions and {axes} sizes",
        )
    out = tuple(size if n is None else n for n, size in zip(wanted, sizes, strict=True))
    if any(n < 0 for n in out):
        raise ShapeError(f"{name}: output sizes {out}", "give at least 0")
    return out


def _adaptive_windows(size: int, out: int) -> list[slice]:
    """Windows that cover `size` cells as evenly as they can."""
    return [slice(i * size // out, -(-(i + 1) * size // out)) for i in range(out)]


def adaptive_mean(input: Tensor, out: Sizes) -> Tensor:
    """The mean of each adaptive window of the last `len(out)` axes."""
    for k, count in enumerate(out):
        dim = input.ndim - len(out) + k
        windows = _adaptive_windows(input.shape[dim], count)
        lengths = np.array([w.stop - w.start for w in windows], np.int64)
        source = np.array([i for w in windows for i in range(w.start, w.stop)], np.int64)
        target = np.repeat(np.arange(count), lengths)
        input = resample(input, dim, source, target, 1 / np.repeat(lengths, lengths), count)
    return titled(input, f"AdaptiveAvgPool{len(out)}D")


def _adaptive_avg_pool(axes: int) -> None:
    name = f"adaptive_avg_pool{axes}d"

    @function("torch functional" if axes == 1 else "functional", name=name)
    def adaptive_avg_pool(input: Tensor, output_size: Any) -> Tensor:
        """The means of windows that cover the input evenly; None keeps a size.

        Source: torch.nn.functional.adaptive_avg_pool1d and its like.
        """
        return adaptive_mean(input, _adaptive_sizes(input, output_size, axes, name))


def _adaptive_max_pool(axes: int) -> None:
    name = f"adaptive_max_pool{axes}d"

    @function("functional", name=name)
    def adaptive_max_pool(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
        """The greatest of windows that cover the input evenly; None keeps a size.

        With their places in the flattened sizes if asked for.
        Source: torch.nn.functional.adaptive_max_pool1d and its like.
        """
        out = _adaptive_sizes(input, output_size, axes, name)
        spans = [_adaptive_windows(n, o) for n, o in zip(input.shape[-axes:], out, strict=True)]
        return _picked(input, _greatest_of(input._array, spans), axes, return_indices)

    _always_with_indices(adaptive_max_pool, name)


def _lp_pool(axes: int, mean: Callable[..., Any]) -> None:
    name = f"lp_pool{axes}d"

    @function("functional", name=name)
    def lp_pool(
        input: Tensor,
        norm_type: float,
        kernel_size: Any,
        stride: Any = None,
        ceil_mode: bool = False,
    ) -> Tensor:
        """The `norm_type`-norm of each window; 0 gets the gradient 0.

        Source: torch.nn.functional.lp_pool1d and its like.
        """
        cells = math.prod(several(kernel_size, axes, name, "kernel_size"))
        means = mean(pow(input, norm_type), kernel_size, stride, 0, ceil_mode)
        sums = mul(sign(means), relu(abs(means))) * cells
        return pow(sums, 1 / norm_type)


def _max_unpool(axes: int) -> None:
    name = f"max_unpool{axes}d"

    @function("functional", name=name)
    def max_unpool(
        input: Tensor,
        indices: Tensor,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        output_size: Sequence[int] | None = None,
    ) -> Tensor:
        """Each element put back at its place among zeros: what max_pool's indices undo.

        Errors: ShapeError, AxisError for a place outside. Source: torch max_unpool1d and its like.
        """
        if input.ndim not in (axes + 1, axes + 2) or indices.shape != input.shape:
            raise ShapeError(
                f"{name}: an input of {input.shape}, indices {indices.shape}",
                f"give both {axes + 1} or {axes + 2} dimensions, and one shape",
            )
        kernel = several(kernel_size, axes, name, "kernel_size")
        step = several(stride or kernel, axes, name, "stride")
        pads = several(padding, axes, name, "padding")
        usual = tuple(
            (n - 1) * s - 2 * p + k
            for n, s, p, k in zip(input.shape[-axes:], step, pads, kernel, strict=True)
        )
        sizes = usual if output_size is None else tuple(output_size)[-axes:]
        if any(not u - s < n < u + s for n, u, s in zip(sizes, usual, step, strict=True)):
            raise ShapeError(
                f"{name}: output_size {output_size}", f"give one less than {step} from {usual}"
            )
        lead = input.shape[: input.ndim - axes]
        flat = (*lead, math.prod(input.shape[len(lead) :]))
        index = indices._array.reshape(flat)
        if index.size and not 0 <= index.min() <= index.max() < math.prod(sizes):
            raise ShapeError(f"{name}: an index is outside of {sizes}", "give max_pool's indices")
        return place_last(input.reshape(flat), index, math.prod(sizes)).reshape((*lead, *sizes))


def _fractional_max_pool(axes: int) -> None:
    name = f"fractional_max_pool{axes}d"

    @function("functional", name=name)
    def fractional_max_pool(
        input: Tensor,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> Any:
        """The greatest of windows in random places, to a given size or ratio of the size.

        Errors: RangeError unless one of them is given. Source: torch fractional_max_pool2d.
        """
        if (output_size is None) == (output_ratio is None):
            raise RangeError(f"{name}: output_size, output_ratio", "give one of them")
        sizes = input.shape[-axes:]
        if output_size is None:
            ratios = output_ratio if isinstance(output_ratio, Sequence) else (output_ratio,) * axes
            output_size = [int(n * ratio) for n, ratio in zip(sizes, ratios, strict=True)]
        out = several(output_size, axes, name, "output_size")
        kernel = several(kernel_size, axes, name, "kernel_size")
        if any(o + k - 1 > n for o, k, n in zip(out, kernel, sizes, strict=True)):
            raise ShapeError(f"{name}: {out} windows of {kernel} in {sizes}", "make them smaller")
        batch = input.reshape((-1, *input.shape[-axes - 1 :]))
        shape = (*batch.shape[:2], axes)
        samples = uniform(input, shape) if _random_samples is None else _random_samples._array
        index = np.empty((*batch.shape[:2], *out), np.int64)
        for n, c in np.ndindex(*index.shape[:2]):
            drawn = samples[n, c, ::-1] if axes == 2 else samples[n, c]
            spans = [
                _random_windows(*given) for given in zip(drawn, sizes, kernel, out, strict=True)
            ]
            index[n, c] = _greatest_of(batch._array[n, c], spans)
        return _picked(input, index.reshape(*input.shape[:-axes], *out), axes, return_indices)

    _always_with_indices(fractional_max_pool, name)


def _random_windows(sample: float, size: int, kernel: int, out: int) -> list[slice]:
    """Windows a pseudo-random step apart; the last ends with the input."""
    starts = [size - kernel]
    if out > 1:
        step = (size - kernel) / (out - 1)
        shift = int(sample * step)
        starts = [int((i + sample) * step) - shift for i in range(out - 1)] + starts
    return [slice(start, start + kernel) for start in starts]


for _axes, _mean in ((1, avg_pool1d), (2, avg_pool2d), (3, avg_pool3d)):
    _max_pool(_axes)
    _adaptive_avg_pool(_axes)
    _adaptive_max_pool(_axes)
    _lp_pool(_axes, _mean)
    _max_unpool(_axes)
    if _axes > 1:
        _fractional_max_pool(_axes)
