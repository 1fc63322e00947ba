"""Convolutions and their transposes as layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import engine.nn.functional as F
from engine.conversion import AnyDtype
from engine.creation import empty
from engine.errors import RangeError, ShapeError
from engine.nn.layers.linear import spread_weights
from engine.nn.layers.per_axis import per_axis
from engine.nn.module import Module
from engine.nn.parameter import Parameter
from engine.tensor import Tensor

MODES = ("zeros", "reflect", "replicate", "circular")


class _Convolution(Module):
    """What the kinds share.

    Attributes: weight; bias (out_channels,) or None; kernel_size, stride, padding, dilation,
    output_padding (a number per axis; padding may be a word).
    Errors: RangeError for channels that the groups do not divide, for unknown words.
    """

    axes: ClassVar[int]
    function: ClassVar[Callable[..., Tensor]]
    transposed: ClassVar[bool] = False

    def _build(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        dilation: Any,
        output_padding: Any,
        groups: int,
        bias: bool,
        padding_mode: str,
        device: Any,
        dtype: AnyDtype,
    ) -> None:
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = per_axis(kernel_size, self.axes)
        self.stride = per_axis(stride, self.axes)
        self.padding = padding if isinstance(padding, str) else per_axis(padding, self.axes)
        self.dilation = per_axis(dilation, self.axes)
        self.output_padding = per_axis(output_padding, self.axes)
        self.padding_mode = padding_mode
        self._check()
        first, second = out_channels, in_channels
        if self.transposed:
            first, second = second, first
        shape = (first, second // groups, *self.kernel_size)
        self.weight = Parameter(empty(shape, device=device, dtype=dtype))
        self.register_parameter(
            "bias", Parameter(empty(out_channels, device=device, dtype=dtype)) if bias else None
        )
        self.reset_parameters()

    def _check(self) -> None:
        if self.groups <= 0:
            raise RangeError("groups must be a positive integer", f"it is {self.groups}")
        for name in ("in_channels", "out_channels"):
            if getattr(self, name) % self.groups:
                raise RangeError(
                    f"{name} must be divisible by groups",
                    f"they are {getattr(self, name)} and {self.groups}",
                )
        if isinstance(self.padding, str):
            if self.padding not in ("same", "valid"):
                raise RangeError(
                    f"Invalid padding string {self.padding!r}", "choose from same, valid"
                )
            if self.padding == "same" and set(self.stride) != {1}:
                raise RangeError(
                    "padding='same' is not supported for strided convolutions", "give numbers"
                )
        if self.padding_mode not in MODES:
            raise RangeError(
                f"padding_mode must be one of {MODES}, but got padding_mode='{self.padding_mode}'",
                "choose one of them",
            )
        if self.transposed and self.padding_mode != "zeros":
            raise RangeError(
                f'Only "zeros" padding mode is supported for {type(self).__name__}',
                "leave padding_mode out",
            )

    def reset_parameters(self) -> None:
        """Draw new weights: uniform within ±1/√(in_channels / groups · kernel cells)."""
        spread_weights(self.weight, self.bias)

    def extra_repr(self) -> str:
        text = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}"
        )
        usual = (("padding", 0), ("dilation", 1), ("output_padding", 0))
        for name, number in usual:
            if getattr(self, name) != (number,) * self.axes:
                text += f", {name}={getattr(self, name)}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode}"
        return text


class _Conv(_Convolution):
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self._build(
            in_channels, out_channels, kernel_size, stride, padding, dilation, 0, groups, bias,
            padding_mode, device, dtype,
        )  # fmt: skip

    def forward(self, input: Tensor) -> Tensor:
        padding: Any = self.padding
        if self.padding_mode != "zeros":
            input, padding = F.pad(input, self._borders(), self.padding_mode), 0
        return type(self).function(
            input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups
        )

    def _borders(self) -> list[int]:
        """How much to add before and after each axis, the last axis first."""
        borders: list[int] = []
        padding: Any = self.padding
        for k in reversed(range(self.axes)):
            if padding == "same":
                total = self.dilation[k] * (self.kernel_size[k] - 1)
                borders += [total // 2, total - total // 2]
            else:
                borders += [0, 0] if padding == "valid" else [padding[k]] * 2
        return borders


class _ConvTranspose(_Convolution):
    transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self._build(
            in_channels, out_channels, kernel_size, stride, padding, dilation, output_padding,
            groups, bias, padding_mode, device, dtype,
        )  # fmt: skip

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        extra = self.output_padding
        if output_size is not None:
            extra = self._extra(tuple(input.shape), tuple(output_size))
        return type(self).function(
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups,
            self.dilation,
        )  # fmt: skip

    def _extra(self, shape: tuple[int, ...], output_size: tuple[int, ...]) -> tuple[int, ...]:
        """The output_padding that gives this output size."""
        wanted = output_size[-self.axes :]
        if len(output_size) not in (self.axes, len(shape)):
            raise ShapeError(
                f"{type(self).__name__}: an output_size of {len(output_size)} numbers",
                f"give {self.axes} or {len(shape)}",
            )
        sizes, own = shape[-self.axes :], (self.stride, self.padding, self.dilation)
        rows: Any = (sizes, *own, self.kernel_size)
        smallest: list[int] = [
            (n - 1) * s - 2 * p + d * (k - 1) + 1 for n, s, p, d, k in zip(*rows, strict=True)
        ]
        largest = [n + s - 1 for n, s in zip(smallest, self.stride, strict=True)]
        if any(not a <= n <= b for a, n, b in zip(smallest, wanted, largest, strict=True)):
            raise ShapeError(
                f"requested an output size of {list(wanted)}, but valid sizes range from "
                f"{smallest} to {largest} (for an input of {shape[2:]})",
                "choose one within",
            )
        return tuple(n - a for n, a in zip(wanted, smallest, strict=True))


class Conv1d(_Conv):
    """(n, in, l) → (n, out, l′); weight (out, in / groups, k). Source: torch.nn.Conv1d."""

    axes, function = 1, F.conv1d


class Conv2d(_Conv):
    """(n, in, h, w) → (n, out, h′, w′); weight (out, in / groups, k, k).

    Source: torch.nn.Conv2d.
    """

    axes, function = 2, F.conv2d


class Conv3d(_Conv):
    """(n, in, d, h, w) → (n, out, d′, h′, w′); weight (out, in / groups, k, k, k).

    Source: torch.nn.Conv3d.
    """

    axes, function = 3, F.conv3d


class ConvTranspose1d(_ConvTranspose):
    """(n, in, l) → (n, out, l′); weight (in, out / groups, k). Source: torch.nn.ConvTranspose1d."""

    axes, function = 1, F.conv_transpose1d


class ConvTranspose2d(_ConvTranspose):
    """(n, in, h, w) → (n, out, h′, w′); weight (in, out / groups, k, k).

    Source: torch.nn.ConvTranspose2d.
    """

    axes, function = 2, F.conv_transpose2d


class ConvTranspose3d(_ConvTranspose):
    """(n, in, d, h, w) → (n, out, d′, h′, w′); weight (in, out / groups, k, k, k).

    Source: torch.nn.ConvTranspose3d.
    """

    axes, function = 3, F.conv_transpose3d
