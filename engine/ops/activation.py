"""Activations of neural networks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.axes import axes
from engine.dtype import Array
from engine.errors import ShapeError
from engine.op import family
from engine.ops.error_function import ndtr, normal_density
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
    places="",
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
    places="",
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
    places="torch tensor functional",
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
    places="functional",
    node="LogSigmoid",
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
    places="torch functional",
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
    places="",
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
    places="functional",
)
def gelu(input: Array, *, approximate: str = "none") -> Array:
    """x times the normal distribution function, or its tanh form. Source: torch gelu."""
    if approximate not in ("none", "tanh"):
        raise ShapeError(f"gelu: approximate={approximate!r}", "use 'none' or 'tanh'")
    if approximate == "tanh":
        return input * 0.5 * (1 + np.tanh(_GELU * (input + 0.044715 * input**3)))
    return input * ndtr.forward(input)


@gelu.vjp
def _(z_bar: Any, _z: Any, x: Any, *, approximate: str) -> Any:
    if approximate == "tanh":
        t = tanh((x + x * x * x * 0.044715) * _GELU)
        slope = (x * x * (3 * 0.044715) + 1) * _GELU
        return z_bar * ((t + 1) * 0.5 + x * 0.5 * (-(t * t) + 1) * slope)
    return z_bar * (normal_cdf(x) + x * normal_density(x))


@op("normal_cdf", symbol="Φ", formula=r"\Phi(x)", local=(r"\phi(x)",), promotes="float")
def normal_cdf(input: Array) -> Array:
    """The standard normal distribution function. Source: torch.special.ndtr."""
    return ndtr.forward(input)


@normal_cdf.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return z_bar * normal_density(x)


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


@op(
    "hardtanh",
    formula=r"\min(\max(x, a), b)",
    local=("[a < x < b]",),
    kinks="x at a bound",
    listed=False,
    places="",
)
def hardtanh(input: Array, min_val: float = -1.0, max_val: float = 1.0) -> Array:
    """x kept within the bounds; at a bound the gradient is 0. Source: torch hardtanh."""
    if min_val > max_val:
        raise ShapeError(f"hardtanh: min_val {min_val}, max_val {max_val}", "swap them")
    return np.clip(input, input.dtype.type(min_val), input.dtype.type(max_val))


@hardtanh.vjp
def _(z_bar: Any, _z: Any, x: Any, *, min_val: float, max_val: float) -> Any:
    return where((x > min_val) & (x < max_val), z_bar, 0.0)


@op(
    "hardsigmoid",
    formula=r"\frac{1}{6} \min(\max(x + 3, 0), 6)",
    local=(r"\frac{1}{6} [-3 < x < 3]",),
    kinks="x = −3 and x = 3",
    listed=False,
    places="",
)
def hardsigmoid(input: Array) -> Array:
    """A straight line from 0 at −3 to 1 at 3. Source: torch.nn.functional.hardsigmoid."""
    return np.clip(input + 3, 0, 6) / 6


@hardsigmoid.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return where((x > -3) & (x < 3), z_bar * (1 / 6), 0.0)


@op(
    "hardswish",
    formula=r"\frac{x}{6} \min(\max(x + 3, 0), 6)",
    local=(r"\frac{x}{3} + \frac{1}{2} \text{ if } |x| < 3 \text{ else } [x > 3]",),
    kinks="x = −3 and x = 3",
    listed=False,
    places="",
)
def hardswish(input: Array) -> Array:
    """x times hardsigmoid(x). Source: torch.nn.functional.hardswish."""
    return input * np.clip(input + 3, 0, 6) / 6


@hardswish.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    return where(x >= 3, z_bar, where(x <= -3, 0.0, z_bar * (x / 3 + 0.5)))


@op(
    "hardshrink",
    formula=r"x \text{ if } |x| > \lambda \text{ else } 0",
    local=(r"[|x| > \lambda]",),
    kinks="|x| = λ",
    listed=False,
    places="torch tensor functional",
)
def hardshrink(input: Array, lambd: float = 0.5) -> Array:
    """x, but 0 within [−lambd, lambd]. Source: torch.nn.functional.hardshrink."""
    return np.where(np.abs(input) <= lambd, 0, input).astype(input.dtype)


@hardshrink.vjp
def _outside(z_bar: Any, _z: Any, x: Any, *, lambd: float) -> Any:
    return where(x > lambd, z_bar, where(x < -lambd, z_bar, 0.0))


@op(
    "softshrink",
    formula=r"x - \min(\max(x, -\lambda), \lambda)",
    local=(r"[|x| > \lambda]",),
    kinks="|x| = λ",
    listed=False,
    places="functional",
)
def softshrink(input: Array, lambd: float = 0.5) -> Array:
    """x moved towards 0 by lambd and stopped there. Source: torch.nn.functional.softshrink."""
    if lambd < 0:
        raise ShapeError(f"softshrink: lambd={lambd}", "give at least 0")
    return input - np.clip(input, input.dtype.type(-lambd), input.dtype.type(lambd))


softshrink.vjp(_outside)


@op(
    "threshold",
    formula=r"x \text{ if } x > t \text{ else } v",
    local=("[x > t]",),
    kinks="x = t",
    listed=False,
    places="",
)
def threshold(input: Array, threshold: float, value: float) -> Array:
    """x above the threshold, else the value. Source: torch.nn.functional.threshold."""
    return np.where(input <= threshold, value, input).astype(input.dtype)


@threshold.vjp
def _(z_bar: Any, _z: Any, x: Any, *, threshold: float) -> Any:
    return where(x <= threshold, 0.0, z_bar)


@op(
    "mish",
    formula=r"x \tanh \ln (1 + e^{x})",
    local=(r"t + x \, \sigma(x) (1 - t^2)",),
    promotes="float",
    places="",
)
def mish(input: Array) -> Array:
    """x times tanh(softplus(x)). Source: torch.nn.functional.mish."""
    return input * np.tanh(np.logaddexp(input, 0))


@mish.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    t = tanh(softplus(x))
    return z_bar * (t + x * sigmoid(x) * (-(t * t) + 1))


@op(
    "celu",
    formula=r"x \text{ if } x > 0 \text{ else } a (e^{x / a} - 1)",
    local=(r"1 \text{ if } x > 0 \text{ else } e^{x / a}",),
    promotes="float",
    listed=False,
    places="",
    node="Celu",
)
def celu(input: Array, alpha: float = 1.0) -> Array:
    """x where positive, else alpha (exp(x / alpha) − 1). Source: torch.nn.functional.celu."""
    if alpha == 0:
        raise ShapeError("celu: alpha is 0", "give another number")
    return np.where(input > 0, input, alpha * np.expm1(np.minimum(input, 0) / alpha))


@celu.vjp
def _(z_bar: Any, _z: Any, x: Any, *, alpha: float) -> Any:
    return where(x <= 0, z_bar * exp(where(x <= 0, x, 0.0) / alpha), z_bar)


@op(
    "selu",
    formula=r"s \, (x \text{ if } x > 0 \text{ else } a (e^{x} - 1))",
    local=(r"s \text{ if } x > 0 \text{ else } s a e^{x}",),
    promotes="float",
    places="",
    node="Elu",
)
def selu(input: Array) -> Array:
    """elu scaled so that mean 0 and variance 1 persist. Source: torch.nn.functional.selu."""
    return _SCALE * np.where(input > 0, input, _ALPHA * np.expm1(np.minimum(input, 0)))


@selu.vjp
def _(z_bar: Any, _z: Any, x: Any) -> Any:
    slope = exp(where(x <= 0, x, 0.0)) * (_SCALE * _ALPHA)
    return where(x <= 0, z_bar * slope, z_bar * _SCALE)


_GELU = math.sqrt(2 / math.pi)
_SCALE, _ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717
