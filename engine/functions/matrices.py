"""Tensors as matrices: transposes, diagonals, and at least so many dimensions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.errors import ShapeError
from engine.function import FUNCTIONS, function
from engine.ops.conversion import clone
from engine.ops.diagonals import diag_embed, diagonal
from engine.ops.shape import permute, reshape, transpose
from engine.tensor import Tensor


@function()
def adjoint(input: Tensor) -> Tensor:
    """The last two dimensions swapped. Source: torch.adjoint."""
    return _swapped(input, "adjoint")


def _turned(input: Tensor) -> Tensor:
    """All dimensions in the opposite order. Source: torch.Tensor.T."""
    return permute(input, tuple(range(input.ndim))[::-1])


def _matrix(input: Tensor) -> Tensor:
    """A matrix transposed. Source: torch.Tensor.H."""
    if input.ndim not in (0, 2):
        raise ShapeError(f"H: a tensor of {input.ndim} dimensions is no matrix", "use mH")
    return transpose(input)


def _swapped(input: Tensor, name: str = "mT") -> Tensor:
    """The last two dimensions swapped. Source: torch.Tensor.mT."""
    if input.ndim < 2:
        raise ShapeError(f"{name}: a tensor of {input.ndim} dimensions is no matrix", "reshape it")
    return transpose(input, -2, -1)


_PROPERTIES: dict[str, Callable[[Tensor], Any]] = {
    "T": _turned,
    "H": _matrix,
    "mT": _swapped,
    "mH": _swapped,
}
FUNCTIONS["tensor"].update({name: property(f) for name, f in _PROPERTIES.items()})


@function()
def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """A vector as the diagonal of a matrix; a matrix's diagonal copied. Source: torch.diag."""
    if input.ndim == 1:
        return diag_embed(input, diagonal)
    if input.ndim == 2:
        return clone(_diagonal(input, diagonal))
    raise ShapeError(
        f"diag: a tensor of {input.ndim} dimensions", "give a vector or a matrix, or use diagonal()"
    )


_diagonal = diagonal


@function()
def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """All elements on the diagonal of a matrix. Source: torch.diagflat."""
    return diag_embed(reshape(input, (-1,)), offset)


def _each(tensors: tuple[Any, ...], reshaped: Callable[[Tensor], Tensor]) -> Any:
    """`reshaped` of one tensor, or a tuple of those of several."""
    given = tensors
    if len(tensors) == 1:
        if isinstance(tensors[0], Tensor):
            return reshaped(tensors[0])
        given = tuple(tensors[0])
    return tuple(reshaped(tensor) for tensor in given)


@function("torch")
def atleast_1d(*tensors: Any) -> Any:
    """Numbers as vectors; a tensor, or a tuple for several. Source: torch.atleast_1d."""
    return _each(tensors, lambda x: x if x.ndim >= 1 else reshape(x, (1,)))


@function("torch")
def atleast_2d(*tensors: Any) -> Any:
    """With new first dimensions up to two. Source: torch.atleast_2d."""
    return _each(tensors, lambda x: x if x.ndim >= 2 else reshape(x, (1, x.numel())))


@function("torch")
def atleast_3d(*tensors: Any) -> Any:
    """With new dimensions, first and last, up to three. Source: torch.atleast_3d."""
    return _each(
        tensors,
        lambda x: (
            x if x.ndim >= 3 else reshape(x, (*x.shape, 1) if x.ndim == 2 else (1, x.numel(), 1))
        ),
    )
