"""Shapes: how the elements of a value without numbers are arranged anew."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtype import ArrayLike


class Untraceable(TypeError):
    """The numbers of a value are asked for while only its shape is known."""


class Shaped(ArrayLike):
    """An array's methods that move its elements; whoever has them writes down what they do."""

    __slots__ = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of its dimensions."""
        raise NotImplementedError

    @property
    def ndim(self) -> int:
        """How many dimensions it has."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many elements it has."""
        return math.prod(self.shape)

    def _made(
        self, kind: str, name: str, shape: tuple[int, ...], detail: Any = None, dtype: Any = None
    ) -> Any:
        """A value that an instruction of this kind makes of this one."""
        raise NotImplementedError

    @property
    def T(self) -> Any:
        return self.transpose()

    @property
    def mT(self) -> Any:
        return self.transpose(*range(self.ndim - 2), self.ndim - 1, self.ndim - 2)

    def reshape(self, *shape: Any) -> Any:
        """Of another shape and the same size."""
        sizes = list(shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape)
        if -1 in sizes:
            known = math.prod(n for n in sizes if n != -1)
            sizes[sizes.index(-1)] = self.size // known if known else 0
        if math.prod(sizes) != self.size:
            raise Untraceable(f"cannot reshape {self.shape} into {tuple(sizes)}")
        if tuple(sizes) == self.shape:
            return self
        return self._made("view", "reshape", tuple(sizes))

    def transpose(self, *axes: Any) -> Any:
        """With its dimensions in another order."""
        if len(axes) == 1 and not isinstance(axes[0], int):
            axes = tuple(axes[0])
        order = tuple(a % self.ndim for a in axes) if axes else tuple(range(self.ndim))[::-1]
        if order == tuple(range(self.ndim)):
            return self
        return self._made("view", "transpose", tuple(self.shape[a] for a in order), order)

    def swapaxes(self, a: int, b: int) -> Any:
        """With two dimensions exchanged."""
        order = list(range(self.ndim))
        order[a], order[b] = order[b], order[a]
        return self.transpose(*order)

    def broadcast(self, shape: Sequence[int]) -> Any:
        """Repeated to a larger shape."""
        if tuple(shape) == self.shape:
            return self
        np.broadcast_shapes(self.shape, tuple(shape))
        return self._made("view", "broadcast", tuple(shape))

    def __getitem__(self, key: Any) -> Any:
        return self._made("view", "index", _picked(self.shape, key), key)

    def unindexed(self, shape: Sequence[int], key: Any) -> Any:
        """Zeros of a shape with this at `key`."""
        _picked(tuple(shape), key)
        if not shape and self.size == 1:
            return self.reshape(())
        return self._made("put", "put", tuple(shape), key)

    def ravel(self) -> Any:
        return self.reshape(-1)


def _picked(shape: tuple[int, ...], key: Any) -> tuple[int, ...]:
    """The shape of what a key of integers and slices picks."""
    parts = key if isinstance(key, tuple) else (key,)
    if not all(
        part is None or part is Ellipsis or isinstance(part, (slice, int)) for part in parts
    ):
        raise Untraceable("an index of arrays")
    return np.broadcast_to(np.zeros((), np.bool_), shape)[key].shape
