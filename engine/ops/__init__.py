"""The families of ops; importing this package fills the table."""

from engine.ops import (
    activation,
    arithmetic,
    conversion,
    exponential,
    hyperbolic,
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
    "linear_algebra",
    "loss",
    "powers",
    "reduction",
    "selection",
    "shape",
    "trigonometric",
]
