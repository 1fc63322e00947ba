"""What neural networks are made of, in MXNet's idiom: layers, activations, softmax, dropout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.mxnet.modes import is_training
from engine.mxnet.ndarray.arranging import picked
from engine.mxnet.ndarray.elementwise import UNARY
from engine.mxnet.ndarray.ndarray import call, public
from engine.op import OPS
from engine.random import truths
from engine.tensor import Tensor

ACTIVATIONS = ("relu", "sigmoid", "tanh", "softrelu", "softsign")
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def softmax(data: Any, axis: int = -1, temperature: float | None = None) -> Any:
    """Exponentials that sum to 1 along `axis`, of data / temperature. Source: mxnet.nd.softmax."""
    return call(_scaled("softmax", temperature), data, dim=axis)


def log_softmax(data: Any, axis: int = -1, temperature: float | None = None) -> Any:
    """The logarithm of softmax, computed at once. Source: mxnet.nd.log_softmax."""
    return call(_scaled("log_softmax", temperature), data, dim=axis)


def _scaled(name: str, temperature: float | None) -> Callable[..., Any]:
    if temperature is None:
        return OPS[name]
    return lambda x, dim: OPS[name](x / temperature, dim)


def softmax_cross_entropy(data: Any, label: Any) -> Any:
    """The sum of −log softmax at the labels: (batch, classes) and (batch,) to (1,).

    Source: mxnet.nd.softmax_cross_entropy. Errors: ShapeError for other shapes.
    """
    if data.ndim != 2 or label.shape != data.shape[:1]:
        raise ShapeError(
            f"softmax_cross_entropy: data {data.shape} and labels {label.shape} do not fit",
            "give (batch, classes) and (batch,)",
        )
    places = label.asnumpy().astype(np.int64)[:, None]

    def loss(x: Tensor) -> Tensor:
        return OPS["neg"](OPS["sum"](picked(OPS["log_softmax"](x, 1), 1, places)))

    return call(loss, data)


def Activation(data: Any, act_type: str) -> Any:
    """relu, sigmoid, tanh, softrelu or softsign by name. Source: mxnet.nd.Activation.

    Errors: ArgumentError for another name.
    """
    if act_type not in ACTIVATIONS:
        raise ArgumentError(
            f"Activation: act_type={act_type!r} is unknown", f"use one of {', '.join(ACTIVATIONS)}"
        )
    return call(UNARY[act_type], data)


def LeakyReLU(data: Any, gamma: Any = None, act_type: str = "leaky", slope: float = 0.25) -> Any:
    """max(x, 0) with another branch below 0: leaky, elu, selu, gelu, or prelu with slopes gamma.

    Source: mxnet.nd.LeakyReLU. Errors: ArgumentError for another act_type.
    """
    if act_type == "prelu":
        return call(_prelu, data, gamma)
    branches: dict[str, Callable[[Any], Any]] = {
        "leaky": lambda x: OPS["leaky_relu"](x, slope),
        "elu": lambda x: OPS["elu"](x, slope),
        "selu": lambda x: OPS["elu"](x, SELU_ALPHA) * SELU_SCALE,
        "gelu": OPS["gelu"],
    }
    if act_type not in branches:
        raise ArgumentError(
            f"LeakyReLU: act_type={act_type!r} is unknown", f"use {', '.join(branches)} or prelu"
        )
    return call(branches[act_type], data)


def _prelu(x: Tensor, gamma: Tensor) -> Tensor:
    slopes = gamma if x.ndim < 2 else gamma.reshape((1, -1) + (1,) * (x.ndim - 2))
    return OPS["where"](OPS["gt"](x, 0), x, slopes * x)


def FullyConnected(
    data: Any,
    weight: Any,
    bias: Any = None,
    num_hidden: int | None = None,
    no_bias: bool = False,
    flatten: bool = True,
) -> Any:
    """data · weightᵀ + bias: (batch, …) with (hidden, inputs) and (hidden,) to (batch, hidden).

    With `flatten` all dimensions of data but the first are made one; else the last is multiplied.
    Source: mxnet.nd.FullyConnected. Errors: ShapeError where num_hidden is not that of weight.
    """
    if num_hidden is not None and weight.shape[0] != num_hidden:
        raise ShapeError(
            f"FullyConnected: num_hidden={num_hidden}, but weight has shape {weight.shape}",
            "give a weight of shape (num_hidden, inputs)",
        )
    if bias is None and not no_bias:
        raise ArgumentError("FullyConnected: there is no bias", "pass bias, or no_bias=True")

    def layer(x: Tensor, w: Tensor, *b: Tensor) -> Tensor:
        x = x.reshape((x.shape[0], -1)) if flatten and x.ndim != 2 else x
        z = OPS["matmul"](x, OPS["transpose"](w))
        return z + b[0] if b else z

    return call(layer, data, weight, *(() if no_bias else (bias,)))


def Dropout(data: Any, p: float = 0.5, mode: str = "training") -> Any:
    """Each element zero with probability p and else divided by 1 − p, while training.

    With mode="always" also while predicting. Source: mxnet.nd.Dropout.
    Errors: ArgumentError for a probability outside [0, 1) or another mode.
    """
    if mode not in ("training", "always") or not 0 <= p < 1:
        raise ArgumentError(
            f"Dropout: p={p}, mode={mode!r}", "give 0 ≤ p < 1, and 'training' or 'always'"
        )
    if mode == "training" and not is_training():
        return data
    kept = truths("Dropout", None, data.shape, np.dtype(data.dtype), 1 - p)
    return call(lambda x: x * Tensor(np.asarray(kept / (1 - p), data.dtype)), data)


neural: dict[str, Callable[..., Any]] = {
    f.__name__: public(f)
    for f in (
        softmax, log_softmax, softmax_cross_entropy, Activation, LeakyReLU, FullyConnected, Dropout
    )
}  # fmt: skip
