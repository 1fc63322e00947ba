"""The recurrences of RNN, LSTM and GRU: one step from the states to the next."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import engine.nn.functional as F
from engine.errors import RangeError
from engine.nn import init
from engine.nn.module import Module
from engine.tensor import Tensor

State = tuple[Tensor, ...]  # (h,), or (h, c) for the LSTM
Step = Callable[[Tensor, Tensor, State], State]


def _parts(gates: Tensor, count: int) -> list[Tensor]:
    """The last dimension in `count` equal parts."""
    size = gates.shape[-1] // count
    return [gates[..., i * size : (i + 1) * size] for i in range(count)]


def _tanh(a: Tensor, b: Tensor, _state: State) -> State:
    return (F.tanh(a + b),)


def _relu(a: Tensor, b: Tensor, _state: State) -> State:
    return (F.relu(a + b),)


def _lstm(a: Tensor, b: Tensor, state: State) -> State:
    i, f, g, o = _parts(a + b, 4)
    c = F.sigmoid(f) * state[1] + F.sigmoid(i) * F.tanh(g)
    return F.sigmoid(o) * F.tanh(c), c


def _gru(a: Tensor, b: Tensor, state: State) -> State:
    r, z, n = _parts(a, 3)
    r_h, z_h, n_h = _parts(b, 3)
    r, z = F.sigmoid(r + r_h), F.sigmoid(z + z_h)
    n = F.tanh(n + r * n_h)
    return (n + z * (state[0] - n),)


@dataclass(frozen=True, slots=True)
class Kind:
    """A recurrence: how many gates, how many states, and its step from W x + b, V h + c and the
    states to the next states."""

    gates: int
    states: int
    step: Step


TANH, RELU = Kind(1, 1, _tanh), Kind(1, 1, _relu)
LSTM_KIND, GRU_KIND = Kind(4, 2, _lstm), Kind(3, 1, _gru)


def kind_of(nonlinearity: str) -> Kind:
    """The RNN with this nonlinearity. Errors: RangeError for an unknown one."""
    kinds = {"tanh": TANH, "relu": RELU}
    if nonlinearity not in kinds:
        raise RangeError(f"Unknown nonlinearity '{nonlinearity}'", "select from tanh, relu")
    return kinds[nonlinearity]


class Recurrent(Module):
    """Attributes: hidden_size, by which the first weights are drawn."""

    def reset_parameters(self) -> None:
        """Draw new weights: uniform within ±1/√hidden_size."""
        bound = 1.0 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)
