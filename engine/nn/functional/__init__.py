"""Functions of neural networks under torch.nn.functional's names.

    >>> import engine.nn.functional as F
    >>> F.relu(engine.tensor([-1.0, 2.0]))
    tensor([0., 2.])

Every op and function whose places name "functional" is a member of this module.
"""

from __future__ import annotations

from typing import Any

import engine.ops  # noqa: F401 - fills the table of ops
from engine.function import FUNCTIONS
from engine.nn.functional import (  # noqa: F401 - fill the table of functions
    activation,
    attention,
    classification,
    convolution,
    ctc,
    distance,
    dropout,
    embedding,
    grid,
    linear,
    loss,
    normalization,
    padding,
    pixels,
    pooling,
    resampling,
    softmax,
)
from engine.op import OPS


def _exposed() -> dict[str, Any]:
    """Every public name with what it calls; a composed function goes before an op."""
    ops = {name: op for name, op in OPS.items() if "functional" in op.places.split()}
    return {**ops, **FUNCTIONS["functional"]}


__all__ = sorted(_exposed())
globals().update(_exposed())


def __getattr__(name: str) -> Any:
    raise AttributeError(f"module 'engine.nn.functional' has no attribute '{name}'")
