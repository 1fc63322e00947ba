"""Channels and pixels rearranged."""

from __future__ import annotations

from engine.errors import ShapeError
from engine.function import function
from engine.tensor import Tensor


@function("functional torch")
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """(…, c·r², h, w) → (…, c, h·r, w·r). Errors: ShapeError. Source: torch pixel_shuffle."""
    r = upscale_factor
    if input.ndim < 3 or r < 1 or input.shape[-3] % (r * r):
        raise ShapeError(
            f"pixel_shuffle: shape {input.shape} by {r}",
            "the channels (third from the end) must be a multiple of the factor's square",
        )
    *lead, c, h, w = input.shape
    k = len(lead)
    parts = input.reshape((*lead, c // (r * r), r, r, h, w))
    order = (*range(k), k, k + 3, k + 1, k + 4, k + 2)
    return parts.permute(order).reshape((*lead, c // (r * r), h * r, w * r))


@function("functional torch")
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """(…, c, h·r, w·r) → (…, c·r², h, w). Errors: ShapeError. Source: torch pixel_unshuffle."""
    r = downscale_factor
    if input.ndim < 3 or r < 1 or input.shape[-1] % r or input.shape[-2] % r:
        raise ShapeError(
            f"pixel_unshuffle: shape {input.shape} by {r}",
            "height and width must be multiples of the factor",
        )
    *lead, c, h, w = input.shape
    k = len(lead)
    parts = input.reshape((*lead, c, h // r, r, w // r, r))
    order = (*range(k), k, k + 2, k + 4, k + 1, k + 3)
    return parts.permute(order).reshape((*lead, c * r * r, h // r, w // r))


@function("functional torch")
def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """The channels (dimension 1) of `groups` groups dealt out in turn. Source: torch."""
    if input.ndim < 3 or groups < 1 or input.shape[1] % groups:
        raise ShapeError(
            f"channel_shuffle: shape {input.shape} in {groups} groups",
            "the channels (dimension 1) must be a multiple of the groups",
        )
    n, c, *sizes = input.shape
    parts = input.reshape((n, groups, c // groups, *sizes))
    order = (0, 2, 1, *range(3, parts.ndim))
    return parts.permute(order).reshape(input.shape)
