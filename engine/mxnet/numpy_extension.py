"""mxnet.npx: what mxnet.np needs beyond numpy: its switch, and functions of neural networks."""

from __future__ import annotations

from typing import Any

from engine.mxnet.context import Context, cpu, current_context, gpu, num_gpus
from engine.mxnet.ndarray import FUNCTIONS, load, one_hot, save, waitall
from engine.mxnet.numpy import random

__all__ = [
    "Context",
    "activation",
    "batch_dot",
    "cpu",
    "current_context",
    "dropout",
    "fully_connected",
    "gpu",
    "is_np_array",
    "leaky_relu",
    "load",
    "log_softmax",
    "num_gpus",
    "one_hot",
    "pick",
    "random",
    "relu",
    "reset_np",
    "reshape_like",
    "save",
    "set_np",
    "sigmoid",
    "softmax",
    "topk",
    "waitall",
]
relu, sigmoid = FUNCTIONS["relu"], FUNCTIONS["sigmoid"]
softmax, log_softmax = FUNCTIONS["softmax"], FUNCTIONS["log_softmax"]
activation, leaky_relu = FUNCTIONS["Activation"], FUNCTIONS["LeakyReLU"]
fully_connected, dropout = FUNCTIONS["FullyConnected"], FUNCTIONS["Dropout"]
pick, topk, batch_dot = FUNCTIONS["pick"], FUNCTIONS["topk"], FUNCTIONS["batch_dot"]
reshape_like = FUNCTIONS["reshape_like"]


def set_np(shape: bool = True, array: bool = True, dtype: bool = False) -> None:
    """Nothing to switch: `np` and `nd` each have their rules. Source: mxnet.npx.set_np."""


def reset_np() -> None:
    """Nothing to switch back. Source: mxnet.npx.reset_np."""


def is_np_array() -> Any:
    """Whether `np` follows numpy's rules: always. Source: mxnet.npx.is_np_array."""
    return True
