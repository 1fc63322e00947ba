"""Central differences: what a gradient must be, measured on the function itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine import Tensor
from engine.dtype import Array
from engine.tensor import from_array


def central(f: Callable[[Sequence[Array]], float], inputs: Sequence[Array]) -> list[Array]:
    """df/dx for every element of every floating point input; zeros for the others."""
    result = []
    for i, x in enumerate(inputs):
        slope = np.zeros(x.shape)
        for place in np.ndindex(x.shape) if x.dtype.kind == "f" else ():
            h = 1e-6 * max(1.0, abs(float(x[place])))
            ends = []
            for sign in (1, -1):
                moved = np.array(x)
                moved[place] += sign * h
                ends.append(f([*inputs[:i], moved, *inputs[i + 1 :]]))
            slope[place] = (ends[0] - ends[1]) / (2 * h)
        result.append(slope)
    return result


def leaves(inputs: Sequence[Array]) -> list[Tensor]:
    """A tensor per array; floating point ones require a gradient."""
    return [from_array(np.array(x), x.dtype.kind == "f") for x in inputs]
