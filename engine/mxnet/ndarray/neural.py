"""What neural networks are made of, in MXNet's idiom: layers, activations, softmax, dropout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.mxnet.modes import is_training
from engine.mxnet.ndarray.arranging import picked, take
from engine.mxnet.ndarray.elementwise import UNARY
from engine.mxnet.ndarray.ndarray import array_first, call
from engine.op import OPS
from engine.public import public
from engine.tensor import Tensor

F = public("functional")
PAD_MODES = {"edge": "replicate", "reflect": "reflect"}  # torch's names of them
ACTIVATIONS = ("relu", "sigmoid", "tanh", "softrelu", "softsign")


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
        return call(F["prelu"], data, gamma)
    branches: dict[str, Callable[[Any], Any]] = {
        "leaky": lambda x: F["leaky_relu"](x, slope),
        "elu": lambda x: F["elu"](x, slope),
        "selu": F["selu"],
        "gelu": F["gelu"],
    }
    if act_type not in branches:
        raise ArgumentError(
            f"LeakyReLU: act_type={act_type!r} is unknown", f"use {', '.join(branches)} or prelu"
        )
    return call(branches[act_type], data)


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
        return F["linear"](x, w, *b)

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
    return call(F["dropout"], data, p=p)


def Embedding(data: Any, weight: Any, input_dim: int, output_dim: int) -> Any:
    """The rows of weight (input_dim, output_dim) at the indices. Source: mxnet.nd.Embedding.

    Errors: ShapeError where weight has another shape.
    """
    if weight.shape != (input_dim, output_dim):
        raise ShapeError(
            f"Embedding: weight has shape {weight.shape}, not {(input_dim, output_dim)}",
            "give input_dim and output_dim as they are",
        )
    return take(weight, data)


def Convolution(
    data: Any,
    weight: Any,
    bias: Any = None,
    kernel: Any = (),
    stride: Any = 1,
    dilate: Any = 1,
    pad: Any = 0,
    num_filter: int | None = None,
    num_group: int = 1,
    no_bias: bool = False,
) -> Any:
    """Cross-correlation over the 1 to 3 dimensions of kernel: (batch, channel, …) with
    (num_filter, channel, *kernel) and (num_filter,). Source: mxnet.nd.Convolution.

    Errors: ShapeError where kernel and num_filter are not those of weight.
    """
    found = (weight.shape[0], weight.shape[2:])
    if (num_filter or found[0], tuple(kernel) or found[1]) != found:
        raise ShapeError(
            f"Convolution: kernel={kernel}, num_filter={num_filter}, but weight has shape "
            f"{weight.shape}",
            "give a weight of shape (num_filter, channel, *kernel)",
        )
    if bias is None and not no_bias:
        raise ArgumentError("Convolution: there is no bias", "pass bias, or no_bias=True")
    convolve = _of_dimensions("conv", len(found[1]))

    def layer(x: Tensor, w: Tensor, *b: Tensor) -> Tensor:
        return convolve(x, w, b[0] if b else None, stride, pad, dilate, num_group)

    return call(layer, data, weight, *(() if no_bias else (bias,)))


def Pooling(
    data: Any,
    kernel: Any = (),
    pool_type: str = "max",
    global_pool: bool = False,
    stride: Any = 1,
    pad: Any = 0,
    count_include_pad: bool = True,
) -> Any:
    """The greatest (max) or mean (avg) element of each window, of everything with global_pool.

    (batch, channel, …) with a kernel of the remaining dimensions. Source: mxnet.nd.Pooling.
    Errors: ArgumentError for another pool_type.
    """
    if pool_type not in ("max", "avg"):
        raise ArgumentError(f"Pooling: pool_type={pool_type!r} is unknown", "use 'max' or 'avg'")
    window = data.shape[2:] if global_pool else tuple(kernel)
    pool = _of_dimensions(f"{pool_type}_pool", len(window))
    options = {} if pool_type == "max" else {"count_include_pad": count_include_pad}
    return call(pool, data, kernel_size=window, stride=stride, padding=pad, **options)


def pad(data: Any, mode: str, pad_width: Any, constant_value: float = 0.0) -> Any:
    """More elements around: pad_width has (before, after) per dimension, from the first on.

    Modes: constant, and edge or reflect for all dimensions but the first two.
    Source: mxnet.nd.pad. Errors: ShapeError where pad_width does not fit; ArgumentError for
    another mode.
    """
    widths = list(zip(pad_width[::2], pad_width[1::2], strict=False))
    if len(pad_width) != 2 * data.ndim:
        raise ShapeError(
            f"pad: {len(pad_width)} widths for {data.ndim} dimensions",
            "give a width before and one after for each",
        )
    if mode == "constant":
        wanted, name = widths, mode
    elif mode in PAD_MODES and not any(map(sum, widths[:2])):
        wanted, name = widths[2:], PAD_MODES[mode]
    else:
        raise ArgumentError(
            f"pad: mode={mode!r} with pad_width={tuple(pad_width)}",
            "use constant, or edge or reflect with no width for the first two dimensions",
        )
    flat = tuple(n for pair in reversed(wanted) for n in pair)
    return call(F["pad"], data, pad=flat, mode=name, value=constant_value)


def _of_dimensions(name: str, count: int) -> Callable[..., Any]:
    """The functional `name` for this many dimensions. Errors: ShapeError for none or over 3."""
    if not 1 <= count <= 3:
        raise ShapeError(f"{name}: a kernel of {count} dimensions", "give 1 to 3")
    return F[f"{name}{count}d"]


neural: dict[str, Callable[..., Any]] = {
    f.__name__: array_first(f)
    for f in (
        softmax, log_softmax, softmax_cross_entropy, Activation, LeakyReLU, FullyConnected, Dropout,
        Embedding, Convolution, Pooling, pad,
    )
}  # fmt: skip
