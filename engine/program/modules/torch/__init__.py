"""torch: the engine's public modules as a program imports them, without files and processes."""

from __future__ import annotations

from functools import cache
from typing import Any

import engine
from engine import accelerator, autograd, cuda, func, optim, random, utils
from engine.autograd import functional as autograd_functional
from engine.device import Layout, MemoryFormat
from engine.dtype import Dtype
from engine.nn import catalogue, init
from engine.nn import functional as nn_functional
from engine.nn import utils as nn_utils
from engine.nn.utils import rnn
from engine.optim import lr_scheduler
from engine.program.access import TypeName
from engine.program.modules.members import namespace, public
from engine.program.modules.torch import layers as _layers  # noqa: F401 - fills the lists
from engine.program.modules.torch import tensors as _tensors  # noqa: F401 - fills the lists
from engine.program.namespace import Namespace
from engine.public import public as table
from engine.utils import data

FILES = "programs read and write no files; keep the state in variables"
PROCESSES = "a program runs in one process"
REFUSED = {
    "save": FILES,
    "load": FILES,
    "from_file": FILES,
    "hub": "programs load nothing from the network",
    "compile": "programs are interpreted; leave it out, the numbers are the same",
    "jit": "programs are interpreted; leave it out, the numbers are the same",
    "multiprocessing": PROCESSES,
    "distributed": PROCESSES,
    "onnx": FILES,
    "distributions": "it is not in the engine; draw with torch.randn, torch.rand, torch.normal",
}
NOT_TORCH = "Dtype EngineError OPS TYPE_CHECKING random_fill dtype layout memory_format"


@cache
def torch() -> Namespace:
    """torch and its submodules; the same for every run."""
    return namespace("torch", {**_functions(), **_submodules()}, REFUSED)


def _functions() -> dict[str, Any]:
    found = {**table("torch"), **public(engine, NOT_TORCH)}
    for name in REFUSED:
        found.pop(name, None)
    types = {"dtype": Dtype, "layout": Layout, "memory_format": MemoryFormat}
    return {
        **found,
        **{name: TypeName(kind) for name, kind in types.items()},
        "default_generator": random.default_generator,
        "__version__": engine.__version__,
    }


def _submodules() -> dict[str, Namespace]:
    return {
        "nn": _nn(),
        "optim": namespace(
            "torch.optim",
            {
                **public(optim),
                "lr_scheduler": namespace("torch.optim.lr_scheduler", public(lr_scheduler)),
            },
        ),
        "autograd": namespace(
            "torch.autograd",
            {
                **public(autograd),
                "functional": namespace("torch.autograd.functional", public(autograd_functional)),
                "function": namespace(
                    "torch.autograd.function",
                    {
                        "Function": autograd.Function,
                        "once_differentiable": autograd.once_differentiable,
                    },
                ),
                "variable": namespace("torch.autograd.variable", {"Variable": autograd.Variable}),
            },
        ),
        "linalg": namespace("torch.linalg", {**table("linalg"), **public(engine.linalg)}),
        "special": namespace("torch.special", table("special")),
        "func": namespace("torch.func", public(func)),
        "random": namespace(
            "torch.random",
            {name: getattr(random, name) for name in random.__all__ if name in RANDOM.split()},
        ),
        "accelerator": namespace("torch.accelerator", public(accelerator)),
        "cuda": namespace("torch.cuda", public(cuda)),
        "backends": namespace(
            "torch.backends",
            {name: getattr(engine.backends, name) for name in ("cuda", "cudnn", "mps")},
        ),
        "utils": namespace(
            "torch.utils",
            {**public(utils), "data": namespace("torch.utils.data", public(data))},
            {
                "tensorboard": FILES,
                "checkpoint": "memory is not saved; call the function",
            },
        ),
    }


RANDOM = "default_generator get_rng_state initial_seed manual_seed seed set_rng_state"


def _nn() -> Namespace:
    functions = namespace("torch.nn.functional", {**table("functional"), **public(nn_functional)})
    layers = public(catalogue)
    return namespace(
        "torch.nn",
        {
            **layers,
            "functional": functions,
            "init": namespace("torch.nn.init", public(init)),
            "modules": namespace("torch.nn.modules", layers),
            "parameter": namespace(
                "torch.nn.parameter", {name: layers[name] for name in ("Parameter", "Buffer")}
            ),
            "utils": namespace(
                "torch.nn.utils",
                {**public(nn_utils), "rnn": namespace("torch.nn.utils.rnn", public(rnn))},
            ),
        },
        {"DataParallel": PROCESSES},
    )
