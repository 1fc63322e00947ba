"""Pooling as layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import engine.nn.functional as F
from engine.errors import RangeError
from engine.nn.applied import Applied
from engine.nn.layers.per_axis import per_axis
from engine.tensor import Tensor


class _MaxPool(Applied):
    shown = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__(
            kernel_size=kernel_size,
            stride=kernel_size if stride is None else stride,
            padding=padding,
            dilation=dilation,
            ceil_mode=ceil_mode,
            return_indices=return_indices,
        )


class MaxPool1d(_MaxPool):
    """The largest number of each window of (n, c, l). Source: torch.nn.MaxPool1d."""

    function = F.max_pool1d


class MaxPool2d(_MaxPool):
    """The largest number of each window of (n, c, h, w). Source: torch.nn.MaxPool2d."""

    function = F.max_pool2d


class MaxPool3d(_MaxPool):
    """The largest number of each window of (n, c, d, h, w). Source: torch.nn.MaxPool3d."""

    function = F.max_pool3d


class _MaxUnpool(Applied):
    axes: ClassVar[int]

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__(
            kernel_size=per_axis(kernel_size, self.axes),
            stride=per_axis(kernel_size if stride is None else stride, self.axes),
            padding=per_axis(padding, self.axes),
        )

    def forward(
        self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None
    ) -> Tensor:
        return type(self).function(input, indices, output_size=output_size, **self.settings())


class MaxUnpool1d(_MaxUnpool):
    """Numbers of (n, c, l) put where MaxPool1d found them, 0 elsewhere.

    Source: torch.nn.MaxUnpool1d.
    """

    function = F.max_unpool1d
    axes = 1


class MaxUnpool2d(_MaxUnpool):
    """Numbers of (n, c, h, w) put where MaxPool2d found them, 0 elsewhere.

    Source: torch.nn.MaxUnpool2d.
    """

    function = F.max_unpool2d
    axes = 2


class MaxUnpool3d(_MaxUnpool):
    """Numbers of (n, c, d, h, w) put where MaxPool3d found them, 0 elsewhere.

    Source: torch.nn.MaxUnpool3d.
    """

    function = F.max_unpool3d
    axes = 3


class AvgPool1d(Applied):
    """The mean of each window of (n, c, l). Source: torch.nn.AvgPool1d."""

    function = F.avg_pool1d
    shown = ("kernel_size", "stride", "padding")

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__(
            kernel_size=per_axis(kernel_size, 1),
            stride=per_axis(kernel_size if stride is None else stride, 1),
            padding=per_axis(padding, 1),
            ceil_mode=ceil_mode,
            count_include_pad=count_include_pad,
        )


class _AvgPool(Applied):
    shown = ("kernel_size", "stride", "padding")

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__(
            kernel_size=kernel_size,
            stride=kernel_size if stride is None else stride,
            padding=padding,
            ceil_mode=ceil_mode,
            count_include_pad=count_include_pad,
            divisor_override=divisor_override,
        )


class AvgPool2d(_AvgPool):
    """The mean of each window of (n, c, h, w). Source: torch.nn.AvgPool2d."""

    function = F.avg_pool2d


class AvgPool3d(_AvgPool):
    """The mean of each window of (n, c, d, h, w). Source: torch.nn.AvgPool3d."""

    function = F.avg_pool3d


class _LPPool(Applied):
    def __init__(
        self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
    ) -> None:
        super().__init__(
            norm_type=norm_type, kernel_size=kernel_size, stride=stride, ceil_mode=ceil_mode
        )


class LPPool1d(_LPPool):
    """The norm of each window of (n, c, l). Source: torch.nn.LPPool1d."""

    function = F.lp_pool1d


class LPPool2d(_LPPool):
    """The norm of each window of (n, c, h, w). Source: torch.nn.LPPool2d."""

    function = F.lp_pool2d


class LPPool3d(_LPPool):
    """The norm of each window of (n, c, d, h, w). Source: torch.nn.LPPool3d."""

    function = F.lp_pool3d


class _AdaptiveMaxPool(Applied):
    shown = ("output_size",)

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__(output_size=output_size, return_indices=return_indices)


class AdaptiveMaxPool1d(_AdaptiveMaxPool):
    """The largest number of each of as many windows of (n, c, l) as asked for.

    Source: torch.nn.AdaptiveMaxPool1d.
    """

    function = F.adaptive_max_pool1d


class AdaptiveMaxPool2d(_AdaptiveMaxPool):
    """The largest number of each of as many windows of (n, c, h, w) as asked for.

    Source: torch.nn.AdaptiveMaxPool2d.
    """

    function = F.adaptive_max_pool2d


class AdaptiveMaxPool3d(_AdaptiveMaxPool):
    """The largest number of each of as many windows of (n, c, d, h, w) as asked for.

    Source: torch.nn.AdaptiveMaxPool3d.
    """

    function = F.adaptive_max_pool3d


class _AdaptiveAvgPool(Applied):
    def __init__(self, output_size: Any) -> None:
        super().__init__(output_size=output_size)


class AdaptiveAvgPool1d(_AdaptiveAvgPool):
    """The mean of each of as many windows of (n, c, l) as asked for.

    Source: torch.nn.AdaptiveAvgPool1d.
    """

    function = F.adaptive_avg_pool1d


class AdaptiveAvgPool2d(_AdaptiveAvgPool):
    """The mean of each of as many windows of (n, c, h, w) as asked for.

    Source: torch.nn.AdaptiveAvgPool2d.
    """

    function = F.adaptive_avg_pool2d


class AdaptiveAvgPool3d(_AdaptiveAvgPool):
    """The mean of each of as many windows of (n, c, d, h, w) as asked for.

    Source: torch.nn.AdaptiveAvgPool3d.
    """

    function = F.adaptive_avg_pool3d


class _FractionalMaxPool(Applied):
    shown = ()
    axes: ClassVar[int]

    def __init__(
        self,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> None:
        if (output_size is None) == (output_ratio is None):
            raise RangeError(
                f"{type(self).__name__} takes either output_size or output_ratio", "give one"
            )
        ratio = None if output_ratio is None else per_axis(output_ratio, self.axes)
        if ratio is not None and not all(0 < part < 1 for part in ratio):
            raise RangeError(
                f"output_ratio must be between 0 and 1 (got {output_ratio})", "choose one within"
            )
        super().__init__(
            kernel_size=per_axis(kernel_size, self.axes),
            output_size=None if output_size is None else per_axis(output_size, self.axes),
            output_ratio=ratio,
            return_indices=return_indices,
        )
        self.register_buffer("_random_samples", _random_samples)
        self._settings = (*self._settings, "_random_samples")


class FractionalMaxPool2d(_FractionalMaxPool):
    """The largest number of windows of (n, c, h, w) that are placed at random.

    Source: torch.nn.FractionalMaxPool2d.
    """

    function = F.fractional_max_pool2d
    axes = 2


class FractionalMaxPool3d(_FractionalMaxPool):
    """The largest number of windows of (n, c, d, h, w) that are placed at random.

    Source: torch.nn.FractionalMaxPool3d.
    """

    function = F.fractional_max_pool3d
    axes = 3
