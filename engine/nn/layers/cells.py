"""Cells: one step of RNN, LSTM and GRU."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.conversion import AnyDtype
from engine.creation import empty, zeros
from engine.dtype import DTYPES
from engine.errors import ShapeError
from engine.nn.functional.linear import linear
from engine.nn.layers.recurrence import GRU_KIND, LSTM_KIND, Kind, Recurrent, State, kind_of
from engine.nn.parameter import Parameter
from engine.tensor import Tensor


class RNNCellBase(Recurrent):
    """What the cells share. Attributes: weight_ih (gates · hidden, inputs), weight_hh (gates ·
    hidden, hidden), bias_ih and bias_hh (gates · hidden,) or None."""

    def _build(
        self,
        kind: Kind,
        input_size: int,
        hidden_size: int,
        bias: bool,
        device: Any,
        dtype: AnyDtype,
    ) -> None:
        self._kind = kind
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = kind.gates * hidden_size
        shapes = {"weight_ih": (rows, input_size), "weight_hh": (rows, hidden_size)}
        for name, shape in shapes.items():
            setattr(self, name, Parameter(empty(shape, device=device, dtype=dtype)))
        for name in ("bias_ih", "bias_hh"):
            made = Parameter(empty(rows, device=device, dtype=dtype)) if bias else None
            self.register_parameter(name, made)
        self.reset_parameters()

    def _step(self, input: Tensor, hx: Sequence[Tensor] | None) -> State:
        """The next states for (n, inputs), or for (inputs,)."""
        for tensor in (input, *(hx or ())):
            if tensor.ndim not in (1, 2):
                raise ShapeError(
                    f"{self._get_name()}: Expected input and hidden to be 1D or 2D, got "
                    f"{tensor.ndim}D instead",
                    "give (batch, features)",
                )
        if input.shape[-1] != self.input_size:
            raise ShapeError(
                f"input has inconsistent input_size: got {input.shape[-1]} expected "
                f"{self.input_size}",
                "give that many features",
            )
        if hx is None:
            shape = (*input.shape[:-1], self.hidden_size)
            zero = zeros(shape, dtype=DTYPES[input._array.dtype])
            hx = (zero,) * self._kind.states
        a = linear(input, self.weight_ih, self.bias_ih)
        b = linear(hx[0], self.weight_hh, self.bias_hh)
        if a.shape != b.shape:
            raise ShapeError(
                f"Input of shape {tuple(input.shape)} doesn't match hidden of shape "
                f"{tuple(hx[0].shape)}",
                "give one hidden state per input",
            )
        return self._kind.step(a, b, tuple(hx))

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if self.__dict__.get("nonlinearity", "tanh") != "tanh":
            text += f", nonlinearity={self.nonlinearity}"
        return text


class RNNCell(RNNCellBase):
    """One step of the RNN: (n, inputs), h (n, hidden) → h. Source: torch.nn.RNNCell."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self.nonlinearity = nonlinearity
        self._build(kind_of(nonlinearity), input_size, hidden_size, bias, device, dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        return self._step(input, None if hx is None else (hx,))[0]


class LSTMCell(RNNCellBase):
    """One step of the LSTM: (n, inputs), (h, c) → (h, c). Source: torch.nn.LSTMCell."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self._build(LSTM_KIND, input_size, hidden_size, bias, device, dtype)

    def forward(
        self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, Tensor]:
        h, c = self._step(input, hx)
        return h, c


class GRUCell(RNNCellBase):
    """One step of the GRU: (n, inputs), h (n, hidden) → h. Source: torch.nn.GRUCell."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self._build(GRU_KIND, input_size, hidden_size, bias, device, dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        return self._step(input, None if hx is None else (hx,))[0]
