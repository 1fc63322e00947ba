"""Window functions: the weights, fading to both ends, that a signal is multiplied with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import numpy as np

from engine.conversion import AnyDtype
from engine.creation import floating, shape_of
from engine.device import Placement, check_placement
from engine.dtype import DTYPES, Array
from engine.errors import DtypeError
from engine.function import function
from engine.tensor import Tensor, wrap


@function("torch")
def hann_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """½ − ½ cos(2πn / N). Source: torch.hann_window."""
    weights = _cosines(_phase("hann_window", window_length, periodic, placement), (0.5, 0.5))
    return _window("hann_window", weights, dtype, requires_grad)


@function("torch")
def hamming_window(
    window_length: int,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """α − β cos(2πn / N). Source: torch.hamming_window."""
    phase = _phase("hamming_window", window_length, periodic, placement)
    return _window("hamming_window", _cosines(phase, (alpha, beta)), dtype, requires_grad)


@function("torch")
def blackman_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """0.42 − ½ cos(2πn / N) + 0.08 cos(4πn / N). Source: torch.blackman_window."""
    phase = _phase("blackman_window", window_length, periodic, placement)
    weights = _cosines(phase, (0.42, 0.5, 0.08))
    return _window("blackman_window", weights, dtype, requires_grad)


@function("torch")
def bartlett_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """1 − |2n / N − 1|, a triangle. Source: torch.bartlett_window."""
    phase = _phase("bartlett_window", window_length, periodic, placement)
    weights = 1 - np.abs(2 * phase - 1)
    return _window("bartlett_window", weights, dtype, requires_grad)


@function("torch")
def kaiser_window(
    window_length: int,
    periodic: bool = True,
    beta: float = 12.0,
    *,
    dtype: AnyDtype = None,
    requires_grad: bool = False,
    **placement: Unpack[Placement],
) -> Tensor:
    """I₀(β √(1 − (2n / N − 1)²)) / I₀(β). Source: torch.kaiser_window."""
    phase = _phase("kaiser_window", window_length, periodic, placement)
    inside = np.sqrt(np.maximum(1 - (2 * phase - 1) ** 2, 0))
    weights = np.i0(beta * inside) / np.i0(beta)
    return _window("kaiser_window", weights, dtype, requires_grad)


def _phase(name: str, length: int, periodic: bool, placement: Placement) -> Array:
    """n / N from 0; N is the length for a periodic window and one less for a symmetric one.

    Errors: ShapeError for a negative length.
    """
    check_placement(name, placement)
    (count,) = shape_of(name, (length,))
    return np.arange(count) / max(count if periodic else count - 1, 1)


def _cosines(phase: Array, weights: Sequence[float]) -> Array:
    """Σ (−1)ᵏ wₖ cos(2πk · phase)."""
    terms = [(-1) ** k * w * np.cos(2 * np.pi * k * phase) for k, w in enumerate(weights)]
    return np.asarray(sum(terms))


def _window(name: str, weights: Array, dtype: Any, requires_grad: bool) -> Tensor:
    """The weights in the dtype asked for; a single one is 1."""
    target = floating(name, dtype)
    if target.kind != "f":
        raise DtypeError(f"{name}: weights of {DTYPES[target]!r}", "use a floating point dtype")
    weights = np.ones(1) if weights.size == 1 else weights
    return wrap(weights.astype(target), requires_grad)
