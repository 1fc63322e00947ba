"""vmap: a function of one example applied along a dimension of many."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from engine.errors import RangeError, ShapeError
from engine.func.trees import leaves, rebuilt
from engine.ops.joining import stack
from engine.tensor import Tensor

Dims = Any  # an int, None, or a tree of them


def vmap(
    func: Callable[..., Any],
    in_dims: Dims = 0,
    out_dims: Dims = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Callable[..., Any]:
    """A function that applies `func` to each slice along `in_dims` and stacks along `out_dims`.

    The slices run one after the other: what it saves is the writing, not the time.
    Errors: RangeError where nothing is batched, ShapeError where sizes differ.
    Source: torch.func.vmap.
    """

    @functools.wraps(func)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        given = leaves(args)
        dims = _spread(in_dims, args, "in_dims")
        sizes = {
            x.shape[dim]
            for x, dim in zip(given, dims, strict=True)
            if dim is not None and isinstance(x, Tensor)
        }
        if not sizes:
            raise RangeError("vmap: no argument is batched", "give in_dims for one of them")
        if len(sizes) > 1:
            raise ShapeError(
                f"vmap: the batched dimensions have sizes {sorted(sizes)}", "make them equal"
            )
        found = []
        for k in range(sizes.pop()):
            slices = [
                x if dim is None else x.select(dim, k) for x, dim in zip(given, dims, strict=True)
            ]
            found.append(func(*rebuilt(args, iter(slices)), **kwargs))
        if not found:
            raise ShapeError("vmap: the batched dimension is empty", "give at least one example")
        return _stacked(found, out_dims)

    return wrapped


def _spread(dims: Dims, args: Sequence[Any], name: str) -> list[int | None]:
    """One dim per leaf of the arguments."""
    if dims is None or isinstance(dims, int):
        return [dims if isinstance(x, Tensor) else None for x in leaves(args)]
    if len(dims) != len(args):
        raise RangeError(f"vmap: {len(dims)} {name} for {len(args)} arguments", "give one each")
    found: list[int | None] = []
    for dim, arg in zip(dims.values() if isinstance(dims, dict) else dims,
                        arg_values(args), strict=True):  # fmt: skip
        nested = not (dim is None or isinstance(dim, int))
        found.extend(
            _spread(dim, arg, name)
            if nested
            else [dim if isinstance(x, Tensor) else None for x in leaves(arg)]
        )
    return found


def arg_values(args: Any) -> Sequence[Any]:
    """The parts of a tuple, list or dict."""
    return list(args.values()) if isinstance(args, dict) else args


def _stacked(found: Sequence[Any], out_dims: Dims) -> Any:
    rows = [leaves(part) for part in found]
    dims = (
        [out_dims] * len(rows[0])
        if out_dims is None or isinstance(out_dims, int)
        else list(out_dims)
    )
    if len(dims) != len(rows[0]):
        raise RangeError(f"vmap: {len(dims)} out_dims for {len(rows[0])} outputs", "give one each")
    columns = [
        column[0] if dim is None else stack(column, dim)
        for column, dim in zip(zip(*rows, strict=True), dims, strict=True)
    ]
    return rebuilt(found[0], iter(columns))
