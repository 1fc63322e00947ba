"""The families of ops; importing this package fills the table."""

from engine.ops import (
    activation,
    arithmetic,
    conversion,
    exponential,
    hyperbolic,
    indexing,
    linear_algebra,
    loss,
    powers,
    reduction,
    selection,
    shape,
    trigonometric,
)

__all__ = [
    "activation",
    "arithmetic",
    "conversion",
    "exponential",
    "hyperbolic",
    "indexing",
    "linear_algebra",
    "loss",
    "powers",
    "reduction",
    "selection",
    "shape",
    "trigonometric",
]
