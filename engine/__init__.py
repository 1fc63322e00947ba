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
from engine.constants import e, inf, nan, newaxis, pi
from engine.device import Layout as layout
from engine.device import MemoryFormat as memory_format
from engine.device import (
    channels_last,
    channels_last_3d,
    contiguous_format,
    device,
    get_default_device,
    preserve_format,
    set_default_device,
    strided,
)
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

from engine import (  # noqa: E402 - on the names above
    accelerator,
    autograd,
    backends,
    cuda,
    func,
    linalg,
    nn,
    optim,
    special,
    utils,
)
from engine.compiling import compile  # noqa: E402
from engine.descending import descend  # noqa: E402
from engine.func import vmap  # noqa: E402
from engine.plan.crowds import descend_many  # noqa: E402

__version__ = "2.13.0"  # of torch, whose interface this is

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
    "accelerator",
    "autograd",
    "backends",
    "bool",
    "channels_last",
    "channels_last_3d",
    "compile",
    "contiguous_format",
    "cuda",
    "descend",
    "descend_many",
    "device",
    "double",
    "dtype",
    "e",
    "enable_grad",
    "float",
    "float16",
    "float32",
    "float64",
    "func",
    "get_default_device",
    "get_default_dtype",
    "get_printoptions",
    "half",
    "inf",
    "inference_mode",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "is_grad_enabled",
    "is_inference_mode_enabled",
    "layout",
    "linalg",
    "long",
    "memory_format",
    "nan",
    "newaxis",
    "nn",
    "no_grad",
    "optim",
    "pi",
    "preserve_format",
    "printoptions",
    "random",
    "random_fill",
    "set_default_device",
    "set_default_dtype",
    "set_grad_enabled",
    "set_printoptions",
    "short",
    "special",
    "strided",
    "uint8",
    "utils",
    "vmap",
]
