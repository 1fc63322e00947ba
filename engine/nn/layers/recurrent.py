"""Recurrent layers: RNN, LSTM and GRU over whole sequences."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from engine.conversion import AnyDtype
from engine.creation import empty, zeros
from engine.dtype import DTYPES
from engine.errors import ArgumentError, DtypeError, RangeError, ShapeError
from engine.nn.functional.dropout import dropout as dropped
from engine.nn.functional.linear import linear
from engine.nn.layers.recurrence import GRU_KIND, LSTM_KIND, Kind, Recurrent, State, kind_of
from engine.nn.parameter import Parameter
from engine.nn.utils.rnn import PackedSequence
from engine.ops.joining import cat, stack
from engine.ops.shape import transpose
from engine.tensor import Tensor


class RNNBase(Recurrent):
    """What the layers share.

    Attributes: weight_ih_l{k} (gates · hidden, inputs), weight_hh_l{k} (gates · hidden, hidden),
    bias_ih_l{k} and bias_hh_l{k} (gates · hidden,) of each layer k, and the same with `_reverse`
    for the other direction; weight_hr_l{k} (proj_size, hidden) where outputs are projected.
    Errors: RangeError, ShapeError.
    """

    def _build(
        self,
        kind: Kind,
        input_size: int,
        hidden_size: int,
        num_layers: int,
        bias: bool,
        batch_first: bool,
        dropout: float,
        bidirectional: bool,
        proj_size: int,
        device: Any,
        dtype: AnyDtype,
    ) -> None:
        _check(input_size, hidden_size, num_layers, dropout, proj_size)
        self._kind = kind
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.bidirectional = bias, batch_first, bidirectional
        self.dropout, self.proj_size = float(dropout), proj_size
        rows, width = kind.gates * hidden_size, proj_size or hidden_size
        for layer in range(num_layers):
            inputs = input_size if not layer else width * (1 + bidirectional)
            shapes: dict[str, tuple[int, ...]] = {
                "weight_ih": (rows, inputs),
                "weight_hh": (rows, width),
            }
            if bias:
                shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
            if proj_size:
                shapes["weight_hr"] = (proj_size, hidden_size)
            for suffix in self._suffixes(layer):
                for name, shape in shapes.items():
                    made = Parameter(empty(shape, device=device, dtype=dtype))
                    setattr(self, f"{name}_{suffix}", made)
        self.reset_parameters()

    def _suffixes(self, layer: int) -> tuple[str, ...]:
        forth = f"l{layer}"
        return (forth, f"{forth}_reverse") if self.bidirectional else (forth,)

    def flatten_parameters(self) -> None:
        """Nothing: memory has one order here."""

    def forward(self, input: Any, hx: Any = None) -> tuple[Any, Any]:
        """(l, n, inputs), with batch_first (n, l, inputs), or (l, inputs) → the last layer's
        outputs at every step, and the last states (layers · directions, n, hidden).

        A PackedSequence gives one, and the states at the end of each of its sequences.
        """
        if isinstance(input, PackedSequence):
            return self._of_packed(input, hx)
        if input.ndim not in (2, 3):
            raise ShapeError(
                f"{self._get_name()}: Expected input to be 2D or 3D, got {input.ndim}D instead",
                "give (length, batch, inputs)",
            )
        batched = input.ndim == 3
        x = input if batched else input.unsqueeze(1)
        if batched and self.batch_first:
            x = transpose(x, 0, 1)
        x, found = self._through(x, self._states(x, hx, x.shape[1], batched), None)
        if not batched:
            x, found = x.squeeze(1), tuple(state.squeeze(1) for state in found)
        elif self.batch_first:
            x = transpose(x, 0, 1)
        return x, found if self._kind.states > 1 else found[0]

    def _of_packed(self, input: PackedSequence, hx: Any) -> tuple[PackedSequence, Any]:
        """The outputs and last states of sequences of unequal lengths."""
        x, sizes = input.data, input.batch_sizes.tolist()
        states = self._states(x, hx, sizes[0], True)
        if input.sorted_indices is not None:
            states = tuple(state[:, input.sorted_indices] for state in states)
        x, found = self._through(x, states, sizes)
        if input.unsorted_indices is not None:
            found = tuple(state[:, input.unsorted_indices] for state in found)
        return input._replace(data=x), found if self._kind.states > 1 else found[0]

    def _through(
        self, x: Tensor, states: State, sizes: list[int] | None
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """All layers: the outputs of the last one and the last states of each.

        `sizes` says how many rows of a packed x belong to each step.
        """
        last: list[State] = []
        for layer in range(self.num_layers):
            outputs = []
            for suffix in self._suffixes(layer):
                start = tuple(state[len(last)] for state in states)
                z, end = self._run(x, start, suffix, sizes)
                outputs.append(z)
                last.append(end)
            x = cat(outputs, -1) if len(outputs) > 1 else outputs[0]
            if self.dropout and layer < self.num_layers - 1:
                x = dropped(x, self.dropout, self.training)
        return x, tuple(stack(parts) for parts in zip(*last, strict=True))

    def _run(
        self, x: Tensor, state: State, suffix: str, sizes: list[int] | None
    ) -> tuple[Tensor, State]:
        """One layer in one direction: outputs (l, n, hidden), or packed, and the last states."""
        own: dict[str, Any] = self.__dict__["_parameters"]
        weight, bias = own[f"weight_hh_{suffix}"], own.get(f"bias_hh_{suffix}")
        projection = own.get(f"weight_hr_{suffix}")
        a = linear(x, own[f"weight_ih_{suffix}"], own.get(f"bias_ih_{suffix}"))
        steps = list(a) if sizes is None else _cut(a, sizes)
        back = suffix.endswith("reverse")
        outputs = []
        for part in reversed(steps) if back else steps:
            running, waiting = len(part), len(state[0]) - len(part)
            held = tuple(s[:running] for s in state) if waiting else state
            new = self._kind.step(part, linear(held[0], weight, bias), held)
            if projection is not None:
                new = (linear(new[0], projection), *new[1:])
            outputs.append(new[0])
            rest = zip(new, state, strict=True)
            state = tuple(cat([n, s[running:]]) for n, s in rest) if waiting else new
        joined = stack if sizes is None else cat
        return joined(outputs[::-1] if back else outputs), state

    def _states(self, x: Tensor, hx: Any, batch: int, batched: bool) -> State:
        """The first states, each (layers · directions, n, hidden); zeros where none are given."""
        held = self.weight_ih_l0
        if x._array.dtype != held._array.dtype:
            raise DtypeError(
                f"RNN input dtype ({x.dtype!r}) does not match weight dtype ({held.dtype!r})",
                f"write input.to({held.dtype!r}), or model.to({x.dtype!r})",
            )
        if x.shape[-1] != self.input_size:
            raise ShapeError(
                "input.size(-1) must be equal to input_size. Expected "
                f"{self.input_size}, got {x.shape[-1]}",
                "give that many features",
            )
        if not len(x):
            raise ShapeError("Expected sequence length to be larger than 0 in RNN", "give a step")
        count = self.num_layers * (1 + self.bidirectional)
        widths = (self.proj_size or self.hidden_size, self.hidden_size)[: self._kind.states]
        shapes = [(count, batch, width) for width in widths]
        if hx is None:
            return tuple(zeros(shape, dtype=DTYPES[x._array.dtype]) for shape in shapes)
        given: Sequence[Tensor] = hx if self._kind.states > 1 else (hx,)
        for i, (state, shape) in enumerate(zip(given, shapes, strict=True)):
            wanted = shape if batched else (shape[0], shape[2])
            if state.shape != wanted:
                name = f"hidden[{i}]" if len(shapes) > 1 else "hidden"
                raise ShapeError(
                    f"Expected {name} size {wanted}, got {list(state.shape)}",
                    "give (layers · directions, batch, hidden)",
                )
        return tuple(given) if batched else tuple(state.unsqueeze(1) for state in given)

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters of each layer and direction."""
        suffixes = [s for layer in range(self.num_layers) for s in self._suffixes(layer)]
        return [
            [held for name, held in self.named_parameters() if name.split("_", 2)[2] == suffix]
            for suffix in suffixes
        ]

    def extra_repr(self) -> str:
        parts = [f"{self.input_size}, {self.hidden_size}"]
        usual = {"proj_size": 0, "num_layers": 1, "bias": True, "batch_first": False}
        usual |= {"dropout": 0, "bidirectional": False}
        parts += [f"{k}={getattr(self, k)}" for k, v in usual.items() if getattr(self, k) != v]
        return ", ".join(parts)


def _cut(packed: Tensor, sizes: list[int]) -> list[Tensor]:
    """The rows of each step."""
    ends = list(accumulate(sizes))
    return [packed[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _check(
    input_size: int, hidden_size: int, num_layers: int, dropout: Any, proj_size: int
) -> None:
    if isinstance(dropout, bool) or not 0 <= dropout <= 1:
        raise RangeError(
            "dropout should be a number in range [0, 1] representing the probability of an "
            "element being zeroed",
            f"it is {dropout}",
        )
    if dropout > 0 and num_layers == 1:
        warnings.warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout "
            f"expects num_layers greater than 1, but got dropout={dropout} and "
            f"num_layers={num_layers}",
            stacklevel=4,
        )
    for name, value in (
        ("input_size", input_size),
        ("hidden_size", hidden_size),
        ("num_layers", num_layers),
    ):
        if not isinstance(value, int):
            raise ArgumentError(f"{name} should be of type int, got: {value!r}", "give an int")
        if value <= 0:
            raise RangeError(f"{name} must be greater than zero", f"it is {value}")
    if not 0 <= proj_size < hidden_size:
        raise RangeError(
            "proj_size should be positive, or zero to disable projections, and smaller than "
            "hidden_size",
            f"it is {proj_size}",
        )


class RNN(RNNBase):
    """h ← tanh(W x + b + V h + c), or relu. Source: torch.nn.RNN."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self.nonlinearity = nonlinearity
        self._build(
            kind_of(nonlinearity), input_size, hidden_size, num_layers, bias, batch_first, dropout,
            bidirectional, 0, device, dtype,
        )  # fmt: skip


class LSTM(RNNBase):
    """c ← σ(f) c + σ(i) tanh(g), h ← σ(o) tanh(c), the gates i, f, g, o linear in x and h.

    Source: Hochreiter and Schmidhuber 1997; torch.nn.LSTM.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self._build(
            LSTM_KIND, input_size, hidden_size, num_layers, bias, batch_first, dropout,
            bidirectional, proj_size, device, dtype,
        )  # fmt: skip


class GRU(RNNBase):
    """h ← (1 − σ(z)) n + σ(z) h with n = tanh(Wₙ x + bₙ + σ(r) (Vₙ h + cₙ)).

    Source: Cho et al. 2014; torch.nn.GRU.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self._build(
            GRU_KIND, input_size, hidden_size, num_layers, bias, batch_first, dropout,
            bidirectional, 0, device, dtype,
        )  # fmt: skip
