"""What Adam and its kin share: the decay of weights and the running means."""

from __future__ import annotations

from engine.dtype import Array


def moments(
    x: Array,
    g: Array,
    m: Array,
    v: Array,
    lr: float,
    betas: tuple[float, float],
    weight_decay: float,
    decoupled: bool,
) -> tuple[Array, Array, Array, Array]:
    """x and g after the decay; m ← m + (1 − β₁)(g − m) and v ← β₂ v + (1 − β₂) g².

    The decay moves x itself where it is decoupled, and is part of g elsewhere.
    """
    if decoupled:
        x = x * (1 - lr * weight_decay)
    elif weight_decay:
        g = g + weight_decay * x
    beta1, beta2 = betas
    return x, g, m + (1 - beta1) * (g - m), beta2 * v + (1 - beta2) * g * g
