"""Automatic differentiation on numpy under torch's names.

    >>> import engine
    >>> x = engine.tensor(10.0, requires_grad=True)
    >>> f = x**2 + 20
    >>> f.backward()
    >>> x.grad
    tensor(20.)

Torch's documentation is its documentation. Every op stands in `engine.op.OPS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.creation import (
    arange,
    eye,
    full,
    linspace,
    manual_seed,
    ones,
    ones_like,
    rand,
    randn,
    tensor,
    zeros,
    zeros_like,
)
from engine.dtype import (
    Dtype,
    float16,
    float32,
    float64,
    get_default_dtype,
    int8,
    int16,
    int32,
    int64,
    set_default_dtype,
    uint8,
)
from engine.dtype import boolean as bool
from engine.errors import EngineError
from engine.grad_mode import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from engine.methods import attach as _attach
from engine.methods import public as _public
from engine.op import OPS
from engine.tensor import Tensor

max, min = OPS["amax"], OPS["amin"]

__all__ = [
    "Dtype",
    "EngineError",
    "Tensor",
    "arange",
    "bool",
    "enable_grad",
    "eye",
    "float16",
    "float32",
    "float64",
    "full",
    "get_default_dtype",
    "inference_mode",
    "int8",
    "int16",
    "int32",
    "int64",
    "is_grad_enabled",
    "is_inference_mode_enabled",
    "linspace",
    "manual_seed",
    "max",
    "min",
    "no_grad",
    "ones",
    "ones_like",
    "rand",
    "randn",
    "set_default_dtype",
    "set_grad_enabled",
    "tensor",
    "uint8",
    "zeros",
    "zeros_like",
]
_attach()
globals().update({name: f for name, f in _public("torch").items() if name not in __all__})

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
