"""The columns that a convolution multiplies: patches taken out and added back."""

from __future__ import annotations

import math
from typing import Any

from engine.errors import ShapeError
from engine.function import function
from engine.ops.convolution import fold_patches, unfold_patches
from engine.ops.windows import Frame, Sizes, at_least, several, span
from engine.tensor import Tensor


def _frame(
    name: str, sizes: Sizes, kernel_size: Any, dilation: Any, padding: Any, stride: Any
) -> Frame:
    kernel = at_least(1, several(kernel_size, 2, name, "kernel_size"), name, "kernel_size")
    apart = at_least(1, several(dilation, 2, name, "dilation"), name, "dilation")
    pads = at_least(0, several(padding, 2, name, "padding"), name, "padding")
    step = at_least(1, several(stride, 2, name, "stride"), name, "stride")
    out = tuple(
        (n + 2 * p - span(k, d)) // s + 1
        for n, p, k, d, s in zip(sizes, pads, kernel, apart, step, strict=True)
    )
    if any(n < 1 for n in out):
        raise ShapeError(
            f"{name}: the kernel {kernel} is larger than the padded sizes {sizes}",
            "make the kernel smaller or pad more",
        )
    return Frame(sizes, kernel, out, step, tuple((p, p) for p in pads), apart)


@function("functional")
def unfold(
    input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Tensor:
    """(n, c, h, w) → (n, c · kernel, positions): each column what the kernel sees there.

    Without n too. Errors: ShapeError. Source: torch.nn.functional.unfold.
    """
    if input.ndim not in (3, 4) or 0 in input.shape[-3:]:
        raise ShapeError(f"unfold: an input of shape {input.shape}", "give (n, c, h, w)")
    frame = _frame("unfold", input.shape[-2:], kernel_size, dilation, padding, stride)
    if input.ndim == 4:
        return unfold_patches(input, frame)
    return unfold_patches(input.reshape((1, *input.shape)), frame)[0]


@function("functional")
def fold(
    input: Tensor,
    output_size: Any,
    kernel_size: Any,
    dilation: Any = 1,
    padding: Any = 0,
    stride: Any = 1,
) -> Tensor:
    """(n, c · kernel, positions) → (n, c, *output_size): columns added where they were seen.

    Without n too. Errors: ShapeError. Source: torch.nn.functional.fold.
    """
    sizes = at_least(1, several(output_size, 2, "fold", "output_size"), "fold", "output_size")
    frame = _frame("fold", sizes, kernel_size, dilation, padding, stride)
    cells, positions = math.prod(frame.kernel), math.prod(frame.out)
    if input.ndim not in (2, 3) or input.shape[-1] != positions or input.shape[-2] % cells:
        raise ShapeError(
            f"fold: an input of shape {input.shape}",
            f"give (n, c · {cells}, {positions}) for this kernel and output size",
        )
    if input.ndim == 3:
        return fold_patches(input, frame)
    return fold_patches(input.reshape((1, *input.shape)), frame)[0]
