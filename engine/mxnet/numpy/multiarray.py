"""ndarray: the array of mxnet.np, which follows numpy where NDArray does not."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.mxnet.modes import engine_mode
from engine.mxnet.ndarray import NDArray
from engine.mxnet.ndarray.ndarray import call
from engine.op import OPS


class ndarray(NDArray):
    """An array of the mxnet.np idiom: it may have no dimension, and comparisons give truths.

    Functions of `np` with the array first are its methods too. Source: mxnet.np.ndarray.
    """

    has_scalars = True

    def item(self) -> Any:
        """Its one number as Python's. Errors: ShapeError where it has several."""
        return self.asscalar().item()

    def tolist(self) -> Any:
        """Nested lists of Python's numbers."""
        return self._tensor.tolist()

    def reshape(self, *shape: Any, **options: Any) -> Any:
        """The same memory in another shape; one size may be −1.

        Errors: ShapeError where the elements do not fill it.
        """
        wanted = options.get("newshape", shape[0] if len(shape) == 1 else shape)
        sizes = (wanted,) if isinstance(wanted, int) else tuple(wanted)
        with engine_mode():
            return self.of(OPS["reshape"](self.tensor, sizes), shares=True)

    def flatten(self, order: str = "C") -> Any:
        """All elements in one dimension."""
        return call(OPS["reshape"], self, shape=(-1,))

    def as_nd_ndarray(self) -> NDArray:
        """The same numbers as an NDArray, with their history."""
        with engine_mode():
            return NDArray.of(self.tensor)

    def as_np_ndarray(self) -> ndarray:
        """Itself."""
        return self

    def __repr__(self) -> str:
        text = repr(self.asnumpy())
        if "dtype=" in text:
            if self.dtype is np.float32:
                text = text[: text.rindex(",")] + ")"
        elif self.dtype not in (np.float32, np.bool_):
            text = f"{text[:-1]}, dtype={self.dtype.__name__})"
        return text

    def __str__(self) -> str:
        return str(self.asnumpy())

    def __format__(self, spec: str) -> str:
        return format(self.item() if spec else str(self), spec)
