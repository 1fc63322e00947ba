"""Activations of neural networks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.axes import axes
from engine.dtype import Array
from engine.op import family
from engine.ops.error_function import ndtr
from engine.ops.exponential import exp
from engine.ops.hyperbolic import tanh
from engine.ops.reduction import sum
from engine.ops.selection import where

op = family("Activations")


@op("relu", formula=r"\max(0, x)", local=("[x > 0]",), kinks="x = 0")
def relu(input: Array) -> Array:
    """The positive part; its gradient at 0 is 0. Source: torch.relu."""
    return np.maximum(input, np.zeros((), input.dtype))


@relu.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return where(z <= 0, 0.0, z_bar)  # a product would make inf × 0 a NaN


@op(
    "leaky_relu",
    symbol="lrelu",
    formula=r"\max(0, x) + a \min(0, x)",
    local=(r"1 \text{ if } x > 0 \text{ else } a",),
    kinks="x = 0",
)
def leaky_relu(input: Array, negative_slope: float = 0.01) -> Array:
    """x where positive, else slope times x. Source: torch.nn.functional.leaky_relu."""
    return np.where(input > 0, input, input * negative_slope)


@leaky_relu.vjp
def _(z_bar: Any, _z: Any, x: Any, *, negative_slope: float) -> Any:
    return where(x > 0, z_bar, z_bar * negative_slope)


@op(
    "elu",
    formula=r"x \text{ if } x > 0 \text{ else } a (e^{x} - 1)",
    local=(r"1 \text{ if } x > 0 \text{ else } a e^{x}",),
    promotes="float",
)
def elu(input: Array, alpha: float = 1.0) -> Array:
    """x where positive, else alpha (exp(x) − 1). Source: torch.nn.functional.elu."""
    return np.where(input > 0, input, alpha * np.expm1(np.minimum(input, 0)))


@elu.vjp
def _(z_bar: Any, _z: Any, x: Any, *, alpha: float) -> Any:
    return where(x <= 0, z_bar * (alpha * exp(where(x <= 0, x, 0.0))), z_bar)


@op(
    "sigmoid",
    symbol="σ",
    formula=r"\frac{1}{1 + e^{-x}}",
    local=(r"\sigma(x) (1 - \sigma(x))",),
    promotes="float",
)
def sigmoid(input: Array) -> Array:
    """The logistic function. Source: torch.sigmoid."""
    decay = np.exp(-np.abs(input))
    return np.where(input >= 0, 1, decay) / (1 + decay)


@sigmoid.vjp
def _(z_bar: Any, z: Any, _x: Any) -> Any:
    return z_bar * (z * (-z + 1))


@op(
    "logsigmoid",
    symbol="ln σ",
    formula=r"-\ln (1 + e^{-x})",
    local=(r"1 - \sigma(x)",),
    promotes="float",
)
def logsigmoid(input: Array) -> Array:
    """ln(sigmoid(x)), finite for large |x|. Source: torch.nn.functional.logsigmoid."""
    return np.minimum(input, 0) - np.log1p(np.exp(-np.abs(input)))


@logsigmoid.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * sigmoid(-x)


@op(
    "softplus",
    symbol="s⁺",
    formula=r"\frac{1}{\beta} \ln (1 + e^{\beta x})",
    local=(r"\sigma(\beta x)",),
    promotes="float",
)
def softplus(input: Array, beta: float = 1.0, threshold: float = 20.0) -> Array:
    """A smooth relu; linear above the threshold. Source: torch.nn.functional.softplus."""
    scaled = input * beta
    return np.where(scaled > threshold, input, np.logaddexp(scaled, 0) / beta)


@softplus.vjp
def _(z_bar: Any, _z: Any, x: Any, *, beta: float, threshold: float) -> Any:
    return where(x * beta > threshold, z_bar, z_bar * sigmoid(x * beta))


@op(
    "silu",
    formula=r"x \, \sigma(x)",
    local=(r"\sigma(x) (1 + x (1 - \sigma(x)))",),
    promotes="float",
)
def silu(input: Array) -> Array:
    """x times sigmoid(x), also called swish. Source: torch.nn.functional.silu."""
    return input * sigmoid.forward(input)


@silu.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    s = sigmoid(x)
    return z_bar * (s * (x * (-s + 1) + 1))


@op(
    "gelu",
    formula=r"x \, \Phi(x)",
    local=(r"\Phi(x) + x \, \phi(x)",),
    promotes="float",
)
def gelu(input: Array, *, approximate: str = "none") -> Array:
    """x times the normal distribution function, or its tanh form. Source: torch gelu."""
    if approximate == "tanh":
        return input * 0.5 * (1 + np.tanh(_GELU * (input + 0.044715 * input**3)))
    return input * ndtr.forward(input)


@gelu.vjp
def _(z_bar: Any, _z: Any, x: Any, *, approximate: str) -> Any:
    if approximate == "tanh":
        t = tanh((x + x * x * x * 0.044715) * _GELU)
        slope = (x * x * (3 * 0.044715) + 1) * _GELU
        return z_bar * ((t + 1) * 0.5 + x * 0.5 * (-(t * t) + 1) * slope)
    density = exp(x * x * -0.5) * (1 / math.sqrt(2 * math.pi))
    return z_bar * (normal_cdf(x) + x * density)


@op("normal_cdf", symbol="Φ", formula=r"\Phi(x)", local=(r"\phi(x)",), promotes="float")
def normal_cdf(input: Array) -> Array:
    """The standard normal distribution function. Source: torch.special.ndtr."""
    return ndtr.forward(input)


@normal_cdf.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * (exp(x * x * -0.5) * (1 / math.sqrt(2 * math.pi)))


@op(
    "softmax",
    symbol="softmax",
    formula=r"\frac{e^{x_i}}{\sum_j e^{x_j}}",
    local=(r"z_i ([i = j] - z_j)",),
    promotes="float",
)
def softmax(input: Array, dim: int = -1) -> Array:
    """Exponentials that sum to 1 along `dim`. Source: torch.softmax."""
    along = axes(dim, input.ndim, "softmax")
    e = np.exp(input - np.max(input, axis=along, keepdims=True)) if input.size else input
    return e / np.sum(e, axis=along, keepdims=True)


@softmax.vjp
def _(z_bar: Any, z: Any, _x: Any, *, dim: int) -> Any:
    return z * (z_bar - sum(z_bar * z, dim, keepdim=True))


@op(
    "log_softmax",
    symbol="ln softmax",
    formula=r"x_i - \ln \sum_j e^{x_j}",
    local=(r"[i = j] - e^{z_j}",),
    promotes="float",
)
def log_softmax(input: Array, dim: int = -1) -> Array:
    """ln(softmax(x)) along `dim`, finite for large inputs. Source: torch.log_softmax."""
    along = axes(dim, input.ndim, "log_softmax")
    shifted = input - np.max(input, axis=along, keepdims=True) if input.size else input
    return shifted - np.log(np.sum(np.exp(shifted), axis=along, keepdims=True))


@log_softmax.vjp
def _(z_bar: Any, z: Any, _x: Any, *, dim: int) -> Any:
    return z_bar - exp(z) * sum(z_bar, dim, keepdim=True)


_GELU = math.sqrt(2 / math.pi)
