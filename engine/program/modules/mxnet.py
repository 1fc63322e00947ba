"""mxnet: the engine's MXNet idiom as a program imports it, without files and symbols."""

from __future__ import annotations

from functools import cache
from typing import Any

from engine import mxnet as source
from engine.errors import EngineError
from engine.mxnet import context
from engine.mxnet import numpy_extension as extension
from engine.mxnet.modes import Scope
from engine.mxnet.ndarray import FUNCTIONS, creation
from engine.mxnet.ndarray import random as nd_random
from engine.mxnet.ndarray.ndarray import NDArray
from engine.mxnet.numpy import linalg, random
from engine.mxnet.numpy.functions import functions
from engine.mxnet.numpy.multiarray import ndarray
from engine.program.access import BASES, TypeName, allow, allow_public
from engine.program.modules.members import namespace, public
from engine.program.modules.names import words
from engine.program.namespace import Namespace

FILES = "programs read and write no files; keep the arrays in variables"
MODEL = "write the model with nd (or np) and autograd"
CREATION = words("arange array empty eye full linspace one_hot ones waitall zeros")
CONSTANTS = words("bool_ e float16 float32 float64 inf int8 int32 int64 nan newaxis pi uint8")
BOTH = "tensor of mark drop_grad overwritten has_scalars"  # the engine's own
Function = source.autograd.Function

allow_public((NDArray, ndarray), but=BOTH)
allow(context.Context, "device_type device_id")
allow(Scope, "")
allow(Function, "save_for_backward saved_tensors forward backward")
BASES.add(Function)


@cache
def mxnet() -> Namespace:
    """mxnet and its submodules; the same for every run."""
    nd, np, npx = _nd(), _np(), _npx()
    return namespace(
        "mxnet",
        {
            "Context": context.Context,
            "MXNetError": EngineError,
            "autograd": namespace(
                "mxnet.autograd", public(source.autograd, "get_symbol"), {"get_symbol": MODEL}
            ),
            "context": namespace("mxnet.context", _context()),
            **_context(),
            "nd": nd,
            "ndarray": nd,
            "np": np,
            "numpy": np,
            "npx": npx,
            "numpy_extension": npx,
            "random": namespace("mxnet.random", public(source.random)),
        },
        {**dict.fromkeys(source.ABSENT, MODEL), "viz": MODEL, "recordio": FILES},
    )


def _context() -> dict[str, Any]:
    return {name: getattr(context, name) for name in words("cpu gpu num_gpus current_context")}


def _nd() -> Namespace:
    chance = public(nd_random)
    aliases = {f"random_{name}": chance[name] for name in ("uniform", "normal", "randint")}
    return namespace(
        "mxnet.nd",
        {
            **FUNCTIONS,
            **{name: getattr(creation, name) for name in CREATION},
            **aliases,
            **{name: chance[name] for name in ("uniform", "normal", "shuffle")},
            "NDArray": TypeName(NDArray),
            "random": namespace("mxnet.nd.random", chance),
        },
        {"save": FILES, "load": FILES},
    )


def _np() -> Namespace:
    return namespace(
        "mxnet.np",
        {
            **functions,
            **{name: getattr(source.numpy, name) for name in CONSTANTS},
            "ndarray": TypeName(ndarray),
            "linalg": namespace("mxnet.np.linalg", public(linalg)),
            "random": namespace("mxnet.np.random", public(random)),
        },
        {"save": FILES, "load": FILES},
    )


def _npx() -> Namespace:
    return namespace(
        "mxnet.npx",
        {
            **public(extension, "load save"),
            "random": namespace("mxnet.npx.random", public(random)),
        },
        {"save": FILES, "load": FILES},
    )
