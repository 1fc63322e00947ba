"""Reductions of MXNet's idiom, and the places of the greatest and least elements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.axes import axes
from engine.errors import ArgumentError
from engine.mxnet.ndarray.ndarray import NDArray, array_first, call
from engine.op import OPS
from engine.tensor import Tensor, from_array

Axis = int | Sequence[int] | None
NAMES = {"sum": "sum", "mean": "mean", "prod": "prod", "max": "amax", "min": "amin"}


def reduced(x: Tensor, name: str, axis: Axis, keepdims: bool) -> Tensor:
    """The op `name` over some dimensions of a tensor, over all for None and ()."""
    op = OPS[name]
    if name != "prod":
        return op(x, axis, keepdim=keepdims)
    places = axes(axis, x.ndim, name)
    if len(places) == x.ndim and not keepdims:
        return op(x)
    for place in sorted(places, reverse=True):
        x = op(x, place, keepdim=keepdims)
    return x


def _keeps(data: NDArray, keepdims: bool) -> bool:
    """Whether to keep the dimension: always for one of size n, which gives (1,) either way."""
    return keepdims or (data.ndim == 1 and not data.has_scalars)


def reduction(name: str) -> Callable[..., Any]:
    """The public function of one reduction."""

    def function(
        data: Any, axis: Axis = None, keepdims: bool = False, exclude: bool = False
    ) -> Any:
        over = axes(axis, data.ndim, name)
        if exclude:
            over = tuple(i for i in range(data.ndim) if i not in over)
            if not over:
                return data.copy()
        return call(reduced, data, name=NAMES[name], axis=over, keepdims=_keeps(data, keepdims))

    function.__name__ = name
    function.__doc__ = (
        f"{name} over `axis`, over everything for None, over the others with `exclude`. "
        f"Source: mxnet.nd.{name}."
    )
    return array_first(function)


def nansum(data: Any, axis: Axis = None, keepdims: bool = False, exclude: bool = False) -> Any:
    """The sum without what is no number. Source: mxnet.nd.nansum."""
    numbers = call(lambda x: OPS["where"](OPS["eq"](x, x), x, 0.0), data)
    return reductions["sum"](numbers, axis, keepdims, exclude)


def norm(data: Any, ord: float = 2, axis: Axis = None, keepdims: bool = False) -> Any:
    """The square root of the sum of squares, or with ord=1 the sum of sizes, over `axis`.

    Source: mxnet.nd.norm. Errors: ArgumentError for another order.
    """
    if ord not in (1, 2):
        raise ArgumentError(f"norm: ord={ord} is not supported", "use 1 or 2")
    return call(OPS["norm"], data, p=ord, dim=axis, keepdim=_keeps(data, keepdims))


def places(find: Callable[..., Any], name: str) -> Callable[..., Any]:
    """argmax or argmin: the first place along `axis`, in the dtype of the array."""

    def function(data: Any, axis: int | None = None, keepdims: bool = False) -> Any:
        found = find(data.asnumpy(), axis=axis, keepdims=keepdims)
        dtype = np.int64 if data.has_scalars else data.dtype
        return type(data).of(from_array(np.asarray(found, dtype)))

    function.__name__ = name
    function.__doc__ = f"The first place of the {name[3:]} along `axis`. Source: mxnet.nd.{name}."
    return array_first(function)


reductions: dict[str, Callable[..., Any]] = {
    **{name: reduction(name) for name in NAMES},
    "nansum": array_first(nansum),
    "norm": array_first(norm),
    "argmax": places(np.argmax, "argmax"),
    "argmin": places(np.argmin, "argmin"),
}
for alias, target in {"sum_axis": "sum", "max_axis": "max", "min_axis": "min"}.items():
    reductions[alias] = reductions[target]
