"""Convolution over any number of axes, its two adjoints, and the patches it is made of.

Three operations share one trilinear form Σ x[n, c, s·p + d·k] w[o, c, k] z[n, o, p]: `correlate`
leaves out z, `correlate_input` x and `correlate_weight` w. Each one's derivatives are the others.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.op import Op, family
from engine.ops.windows import Frame, Pads, Sizes, at_least, overlay, patches, several, span

op = family("Convolution")
_FACE: dict[str, Any] = {
    "symbol": "conv",
    "formula": r"x \ast w + b",
    "local": ("w", "x", "1"),
    "promotes": "none",
    "listed": False,
    "places": "torch functional",
}


@op("correlate", listed=False, promotes="none", places="", node="Convolution")
def correlate(input: Array, weight: Array, frame: Frame, groups: int) -> Array:
    """(n, c, *sizes) and (o, c / groups, *kernel) → (n, o, *out)."""
    batch, filters = len(input), len(weight)
    columns = _columns(input, frame, groups)
    rows = weight.reshape(groups, filters // groups, columns.shape[2])
    return np.matmul(rows, columns).reshape(batch, filters, *frame.out)


@correlate.vjp
def _(z_bar: Any, _z: Any, x: Any, w: Any, *, frame: Frame, groups: int, needs: Any) -> Any:
    return (
        correlate_input(z_bar, w, frame, groups) if needs[0] else None,
        correlate_weight(x, z_bar, frame, groups) if needs[1] else None,
    )


@op("correlate_input", listed=False, promotes="none", places="", node="Convolution")
def correlate_input(input: Array, weight: Array, frame: Frame, groups: int) -> Array:
    """(n, o, *out) and (o, c / groups, *kernel) → (n, c, *sizes)."""
    batch, filters = len(input), len(weight)
    depth = weight.shape[1] * math.prod(frame.kernel)
    rows = weight.reshape(groups, filters // groups, depth)
    z = input.reshape(batch, groups, filters // groups, math.prod(frame.out))
    columns = np.matmul(np.swapaxes(rows, 1, 2), z)
    channels = groups * weight.shape[1]
    return overlay(columns.reshape(batch, channels, *frame.kernel, *frame.out), frame)


@correlate_input.vjp
def _(x_bar: Any, _x: Any, z: Any, w: Any, *, frame: Frame, groups: int, needs: Any) -> Any:
    return (
        correlate(x_bar, w, frame, groups) if needs[0] else None,
        correlate_weight(x_bar, z, frame, groups) if needs[1] else None,
    )


@op("correlate_weight", listed=False, promotes="none", places="", node="Convolution")
def correlate_weight(input: Array, other: Array, frame: Frame, groups: int) -> Array:
    """(n, c, *sizes) and (n, o, *out) → (o, c / groups, *kernel)."""
    batch, filters = other.shape[:2]
    columns = _columns(input, frame, groups)
    z = other.reshape(batch, groups, filters // groups, math.prod(frame.out))
    products = np.matmul(z, np.swapaxes(columns, 2, 3)).sum(0)
    return products.reshape(filters, input.shape[1] // groups, *frame.kernel)


@correlate_weight.vjp
def _(w_bar: Any, _w: Any, x: Any, z: Any, *, frame: Frame, groups: int, needs: Any) -> Any:
    return (
        correlate_input(z, w_bar, frame, groups) if needs[0] else None,
        correlate(x, w_bar, frame, groups) if needs[1] else None,
    )


def _columns(x: Array, frame: Frame, groups: int) -> Array:
    """(n, c, *sizes) → (n, groups, c / groups · kernel, out): what each position sees."""
    depth = x.shape[1] // groups * math.prod(frame.kernel)
    return patches(x, frame).reshape(len(x), groups, depth, math.prod(frame.out))


def _convolution(axes: int) -> Op:
    """Declare conv1d, conv2d or conv3d."""

    @op(f"conv{axes}d", node="Convolution", **_FACE)
    def conv(
        input: Array,
        weight: Array,
        bias: Array | None = None,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Array:
        """Filters (o, c / groups, *kernel) moved over (n, c, *sizes) or (c, *sizes).

        `padding` is a number of zeros at each end, 'valid' or 'same'. Errors: ShapeError where
        channels, groups or sizes do not fit. Source: torch.nn.functional.conv1d, conv2d, conv3d.
        """
        _alike(conv.name, axes, input, weight, bias)
        frame = _frame(conv.name, input.shape, weight.shape, (stride, padding, dilation, groups))
        z = correlate.forward(_batched(input, weight.ndim), weight, frame, groups)
        return _biased(conv.name, z.reshape(*input.shape[: -axes - 1], *z.shape[1:]), bias, axes)

    @conv.vjp
    def _(
        z_bar: Any,
        _z: Any,
        x: Any,
        w: Any,
        _bias: Any = None,
        *,
        stride: Any,
        padding: Any,
        dilation: Any,
        groups: int,
        needs: Any,
    ) -> Any:
        frame = _frame(conv.name, x.shape, w.shape, (stride, padding, dilation, groups))
        z_bar, batch = _batched(z_bar, w.ndim), _batched(x, w.ndim)
        x_bar = correlate_input(z_bar, w, frame, groups).reshape(x.shape) if needs[0] else None
        w_bar = correlate_weight(batch, z_bar, frame, groups) if needs[1] else None
        return x_bar, w_bar, _bias_bar(z_bar) if needs[2:] == (True,) else None

    return conv


def _transposed_convolution(axes: int) -> Op:
    """Declare conv_transpose1d, conv_transpose2d or conv_transpose3d."""

    @op(f"conv_transpose{axes}d", node="Convolution", **_FACE)
    def conv(
        input: Array,
        weight: Array,
        bias: Array | None = None,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        dilation: Any = 1,
    ) -> Array:
        """The adjoint of convolution by its input: (n, c, *sizes) with (c, o / groups, *kernel).

        Errors: ShapeError as for conv1d, and for an output_padding that is not below the stride
        or the dilation. Source: torch.nn.functional.conv_transpose1d and its like.
        """
        _alike(conv.name, axes, input, weight, bias)
        options = (stride, padding, output_padding, groups, dilation)
        frame = _transposed_frame(conv.name, input.shape, weight.shape, options)
        z = correlate_input.forward(_batched(input, weight.ndim), weight, frame, groups)
        return _biased(conv.name, z.reshape(*input.shape[: -axes - 1], *z.shape[1:]), bias, axes)

    @conv.vjp
    def _(
        z_bar: Any,
        _z: Any,
        x: Any,
        w: Any,
        _bias: Any = None,
        *,
        stride: Any,
        padding: Any,
        output_padding: Any,
        groups: int,
        dilation: Any,
        needs: Any,
    ) -> Any:
        options = (stride, padding, output_padding, groups, dilation)
        frame = _transposed_frame(conv.name, x.shape, w.shape, options)
        z_bar, batch = _batched(z_bar, w.ndim), _batched(x, w.ndim)
        x_bar = correlate(z_bar, w, frame, groups).reshape(x.shape) if needs[0] else None
        w_bar = correlate_weight(z_bar, batch, frame, groups) if needs[1] else None
        return x_bar, w_bar, _bias_bar(z_bar) if needs[2:] == (True,) else None

    return conv


@op("unfold_patches", listed=False, promotes="none", places="", node="Im2Col")
def unfold_patches(input: Array, frame: Frame) -> Array:
    """(n, c, *sizes) → (n, c · kernel, out): each column what the kernel sees at one position."""
    depth = input.shape[1] * math.prod(frame.kernel)
    return patches(input, frame).reshape(len(input), depth, math.prod(frame.out))


@unfold_patches.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, frame: Frame) -> Any:
    return fold_patches(z_bar, frame)


@op("fold_patches", listed=False, promotes="none", places="", node="Col2Im")
def fold_patches(input: Array, frame: Frame) -> Array:
    """(n, c · kernel, out) → (n, c, *sizes): columns added to the cells they were seen in."""
    channels = input.shape[1] // math.prod(frame.kernel)
    return overlay(input.reshape(len(input), channels, *frame.kernel, *frame.out), frame)


@fold_patches.vjp
def _(z_bar: Any, _z: Any, _x: Any, *, frame: Frame) -> Any:
    return unfold_patches(z_bar, frame)


def _biased(name: str, z: Array, bias: Array | None, axes: int) -> Array:
    if bias is None:
        return z
    channels = z.shape[-axes - 1]
    if bias.shape != (channels,):
        raise ShapeError(
            f"{name}: a bias of shape {bias.shape} for {channels} output channels",
            f"give it the shape ({channels},)",
        )
    return z + bias.reshape(-1, *(1,) * axes)


def _bias_bar(z_bar: Any) -> Any:
    return z_bar.sum((0, *range(2, z_bar.ndim)))


def _batched(x: Any, ndim: int) -> Any:
    return x if x.ndim == ndim else x.reshape((1, *x.shape))


def _alike(name: str, axes: int, x: Array, w: Array, bias: Array | None) -> None:
    if w.ndim != axes + 2 or x.ndim not in (axes + 1, axes + 2):
        raise ShapeError(
            f"{name}: input {x.shape}, weight {w.shape}",
            f"give an input of {axes + 1} or {axes + 2} dimensions and a weight of {axes + 2}",
        )
    for what, array in (("weight", w), ("bias", bias)):
        if array is not None and array.dtype != x.dtype:
            raise DtypeError(
                f"{name}: input of {x.dtype} and {what} of {array.dtype}", "make them the same"
            )


def _checked(name: str, axes: int, stride: Any, dilation: Any, groups: int) -> tuple[Sizes, Sizes]:
    if groups < 1:
        raise ShapeError(f"{name}: groups={groups}", "give at least 1")
    return (
        at_least(1, several(stride, axes, name, "stride"), name, "stride"),
        at_least(1, several(dilation, axes, name, "dilation"), name, "dilation"),
    )


def _frame(name: str, x: Sizes, w: Sizes, options: Any) -> Frame:
    given_stride, given_padding, given_dilation, groups = options
    kernel = w[2:]
    axes = len(kernel)
    sizes = x[len(x) - axes :]
    stride, dilation = _checked(name, axes, given_stride, given_dilation, groups)
    channels = x[len(x) - axes - 1]
    if channels != w[1] * groups or w[0] % groups:
        raise ShapeError(
            f"{name}: {channels} input channels, weight {w} and groups={groups}",
            f"{w[1] * groups} channels are needed, and filters in a multiple of groups",
        )
    padding = _padding(name, given_padding, kernel, stride, dilation)
    reach = [span(k, d) for k, d in zip(kernel, dilation, strict=True)]
    room = [n + sum(pad) - r for n, pad, r in zip(sizes, padding, reach, strict=True)]
    if any(r < 0 for r in room) or 0 in kernel:
        raise ShapeError(
            f"{name}: the kernel {kernel} is larger than the padded input {sizes}",
            "make the kernel smaller or pad more",
        )
    out = tuple(r // s + 1 for r, s in zip(room, stride, strict=True))
    return Frame(sizes, kernel, out, stride, padding, dilation)


def _padding(name: str, padding: Any, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Pads:
    if padding == "valid":
        return ((0, 0),) * len(kernel)
    if padding == "same":
        if any(s != 1 for s in stride):
            raise ShapeError(f"{name}: padding='same' with stride {stride}", "use a stride of 1")
        total = [span(k, d) - 1 for k, d in zip(kernel, dilation, strict=True)]
        return tuple((t // 2, t - t // 2) for t in total)
    if isinstance(padding, str):
        raise ArgumentError(f"{name}: padding={padding!r}", "give a number, 'valid' or 'same'")
    pads = at_least(0, several(padding, len(kernel), name, "padding"), name, "padding")
    return tuple((p, p) for p in pads)


def _transposed_frame(name: str, x: Sizes, w: Sizes, options: Any) -> Frame:
    given_stride, padding, output_padding, groups, given_dilation = options
    kernel = w[2:]
    axes = len(kernel)
    stride, dilation = _checked(name, axes, given_stride, given_dilation, groups)
    channels = x[len(x) - axes - 1]
    if channels != w[0] or channels % groups:
        raise ShapeError(
            f"{name}: {channels} input channels, weight {w} and groups={groups}",
            "the weight's first size is the number of channels, a multiple of groups",
        )
    pads = at_least(0, several(padding, axes, name, "padding"), name, "padding")
    extra = at_least(
        0, several(output_padding, axes, name, "output_padding"), name, "output_padding"
    )
    if any(e >= max(s, d) for e, s, d in zip(extra, stride, dilation, strict=True)):
        raise ShapeError(
            f"{name}: output_padding {extra}, stride {stride}, dilation {dilation}",
            "it must be smaller than the stride or the dilation",
        )
    out = x[len(x) - axes :]
    sizes = tuple(
        (n - 1) * s - 2 * p + span(k, d) + e
        for n, s, p, k, d, e in zip(out, stride, pads, kernel, dilation, extra, strict=True)
    )
    if any(n < 1 for n in sizes):
        raise ShapeError(f"{name}: the output would have sizes {sizes}", "pad less")
    return Frame(sizes, kernel, out, stride, tuple((p, p) for p in pads), dilation)


conv1d, conv2d, conv3d = (_convolution(axes) for axes in (1, 2, 3))
conv_transpose1d, conv_transpose2d, conv_transpose3d = (
    _transposed_convolution(axes) for axes in (1, 2, 3)
)
