"""MXNet's idiom on this engine: `nd`, `autograd`, and the numpy-like `np` and `npx`.

    >>> from engine.mxnet import autograd, nd
    >>> x = nd.array([1, 2, 3])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = x * x
    >>> y.backward()
    >>> print(x.grad)
    <BLANKLINE>
    [2. 4. 6.]
    <NDArray 3 @cpu(0)>

At kinks the gradients are the engine's: equal maxima share theirs. Source: Apache MXNet 1.x.
"""

from __future__ import annotations

from typing import Any

from engine.errors import ArgumentError
from engine.errors import EngineError as MXNetError
from engine.mxnet import autograd, context, ndarray, numpy, numpy_extension, random
from engine.mxnet import ndarray as nd
from engine.mxnet import numpy as np
from engine.mxnet import numpy_extension as npx
from engine.mxnet.context import Context, cpu, current_context, gpu

ABSENT = ("gluon", "sym", "symbol", "mod", "module", "io", "init", "optimizer", "metric", "kvstore")


def __getattr__(name: str) -> Any:
    if name in ABSENT:
        raise ArgumentError(
            f"mxnet.{name} is not here", "write the model with nd (or np) and autograd"
        )
    raise AttributeError(f"module 'mxnet' has no attribute '{name}'")


__all__ = [
    "Context",
    "MXNetError",
    "autograd",
    "context",
    "cpu",
    "current_context",
    "gpu",
    "nd",
    "ndarray",
    "np",
    "npx",
    "numpy",
    "numpy_extension",
    "random",
]
