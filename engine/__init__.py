"""Automatic differentiation on numpy under torch's names.

    >>> import engine
    >>> x = engine.tensor(10.0, requires_grad=True)
    >>> f = x**2 + 20
    >>> f.backward()
    >>> x.grad
    tensor(20.)

Torch's documentation is its documentation. Every op stands in `engine.op.OPS`, every function over
ops in `engine.function.FUNCTIONS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import random, random_fill
from engine.device import contiguous_format, device, preserve_format, strided
from engine.dtype import (
    Dtype,
    double,
    float16,
    float32,
    float64,
    get_default_dtype,
    half,
    int8,
    int16,
    int32,
    int64,
    long,
    set_default_dtype,
    short,
    uint8,
)
from engine.dtype import Dtype as dtype
from engine.dtype import boolean as bool
from engine.dtype import float32 as float
from engine.dtype import int32 as int
from engine.errors import EngineError
from engine.generator import Generator
from engine.grad_mode import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from engine.methods import attach as _attach
from engine.op import OPS as OPS
from engine.printing import get_printoptions, printoptions, set_printoptions
from engine.public import public as _public
from engine.size import Size
from engine.tensor import Tensor
from engine.typed import (
    BoolTensor,
    ByteTensor,
    CharTensor,
    DoubleTensor,
    FloatTensor,
    HalfTensor,
    IntTensor,
    LongTensor,
    ShortTensor,
)

_attach()
globals().update(_public("torch"))

from engine import autograd, func, linalg, nn, optim, special  # noqa: E402 - on the names above

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...


__all__ = [
    "BoolTensor",
    "ByteTensor",
    "CharTensor",
    "DoubleTensor",
    "Dtype",
    "EngineError",
    "FloatTensor",
    "Generator",
    "HalfTensor",
    "IntTensor",
    "LongTensor",
    "ShortTensor",
    "Size",
    "Tensor",
    "autograd",
    "bool",
    "contiguous_format",
    "device",
    "double",
    "dtype",
    "enable_grad",
    "float",
    "float16",
    "float32",
    "float64",
    "func",
    "get_default_dtype",
    "get_printoptions",
    "half",
    "inference_mode",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "is_grad_enabled",
    "is_inference_mode_enabled",
    "linalg",
    "long",
    "nn",
    "no_grad",
    "optim",
    "preserve_format",
    "printoptions",
    "random",
    "random_fill",
    "set_default_dtype",
    "set_grad_enabled",
    "set_printoptions",
    "short",
    "special",
    "strided",
    "uint8",
]
