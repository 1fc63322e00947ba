"""Layers without parameters that rearrange, resample or compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import engine.nn.functional as F
from engine.errors import ArgumentError
from engine.nn.applied import Applied
from engine.nn.module import Module
from engine.ops.shape import flatten, reshape
from engine.tensor import Tensor


class Identity(Module):
    """Its input, whatever the arguments. Source: torch.nn.Identity."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Tensor) -> Tensor:
        return input


class Flatten(Applied):
    """Several dimensions made one, by default all but the first. Source: torch.nn.Flatten."""

    function = staticmethod(flatten)

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__(start_dim=start_dim, end_dim=end_dim)


class Unflatten(Module):
    """One dimension made several. Errors: ArgumentError for sizes that are no whole numbers.

    Source: torch.nn.Unflatten.
    """

    def __init__(self, dim: int, unflattened_size: Sequence[int]) -> None:
        super().__init__()
        if not isinstance(unflattened_size, (tuple, list)) or not all(
            isinstance(size, int) for size in unflattened_size
        ):
            raise ArgumentError(
                f"unflattened_size must be a tuple of ints, but found {unflattened_size!r}",
                "write (2, 3)",
            )
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, input: Tensor) -> Tensor:
        dim = self.dim % input.ndim
        shape = (*input.shape[:dim], *self.unflattened_size, *input.shape[dim + 1 :])
        return reshape(input, shape)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class PixelShuffle(Applied):
    """(n, c r², h, w) → (n, c, h r, w r). Source: torch.nn.PixelShuffle."""

    function = F.pixel_shuffle

    def __init__(self, upscale_factor: int) -> None:
        super().__init__(upscale_factor=upscale_factor)


class PixelUnshuffle(Applied):
    """(n, c, h r, w r) → (n, c r², h, w). Source: torch.nn.PixelUnshuffle."""

    function = F.pixel_unshuffle

    def __init__(self, downscale_factor: int) -> None:
        super().__init__(downscale_factor=downscale_factor)


class ChannelShuffle(Applied):
    """Channels dealt out again, one of each group in turn. Source: torch.nn.ChannelShuffle."""

    function = F.channel_shuffle

    def __init__(self, groups: int) -> None:
        super().__init__(groups=groups)


class Fold(Applied):
    """Columns (n, c · kernel, positions) added where `Unfold` took them. Source: torch.nn.Fold."""

    function = F.fold

    def __init__(
        self,
        output_size: Any,
        kernel_size: Any,
        dilation: Any = 1,
        padding: Any = 0,
        stride: Any = 1,
    ) -> None:
        super().__init__(
            output_size=output_size,
            kernel_size=kernel_size,
            dilation=dilation,
            padding=padding,
            stride=stride,
        )


class Unfold(Applied):
    """The patches of (n, c, h, w) as columns (n, c · kernel, positions).

    Source: torch.nn.Unfold.
    """

    function = F.unfold

    def __init__(
        self, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
    ) -> None:
        super().__init__(kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride)


class Upsample(Applied):
    """Images enlarged or reduced to a size, or by a factor. Source: torch.nn.Upsample."""

    function = F.interpolate

    def __init__(
        self,
        size: Any = None,
        scale_factor: Any = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
    ) -> None:
        several = isinstance(scale_factor, tuple)
        factor = (
            tuple(float(part) for part in scale_factor)
            if several
            else scale_factor and float(scale_factor)
        )
        super().__init__(
            size=size,
            scale_factor=factor,
            mode=mode,
            align_corners=align_corners,
            recompute_scale_factor=recompute_scale_factor,
        )

    def extra_repr(self) -> str:
        name = "size" if self.scale_factor is None else "scale_factor"
        return f"{name}={getattr(self, name)!r}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """Upsample of (n, c, h, w), nearest. Source: torch.nn.UpsamplingNearest2d."""

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    """Upsample of (n, c, h, w), bilinear. Source: torch.nn.UpsamplingBilinear2d."""

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)


class CosineSimilarity(Applied):
    """The cosine of the angle between vectors along a dimension.

    Source: torch.nn.CosineSimilarity.
    """

    function = F.cosine_similarity
    shown = ()

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__(dim=dim, eps=eps)


class PairwiseDistance(Module):
    """The p-norm of the difference of vectors (n, d). Source: torch.nn.PairwiseDistance."""

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.norm, self.eps, self.keepdim = p, eps, keepdim

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return F.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)
