"""Packed sequences run through recurrent layers as torch's do."""

import numpy as np
import pytest
import torch

import engine
from engine import nn

pytestmark = pytest.mark.oracle
LENGTHS = [2, 5, 3, 5]


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
@pytest.mark.parametrize("ordered", [True, False], ids=["ordered", "any order"])
@pytest.mark.parametrize("given", [True, False], ids=["states given", "no states"])
def test_outputs_states_and_gradients_agree(kind, ordered, given):
    rng = np.random.default_rng(0)
    ours = getattr(nn, kind)(3, 4, 2, bidirectional=True).double()
    theirs = getattr(torch.nn, kind)(3, 4, 2, bidirectional=True).double()
    state = {key: torch.tensor(np.array(held.numpy())) for key, held in ours.state_dict().items()}
    theirs.load_state_dict(state)
    lengths = sorted(LENGTHS, reverse=True) if ordered else LENGTHS
    values, starts = rng.normal(size=(5, 4, 3)), rng.normal(size=(2, 4, 4, 4))

    def run(library, module, tensor):
        rnn = library.utils.rnn
        x = tensor(values)
        hx = tuple(tensor(part) for part in starts) if kind == "LSTM" else tensor(starts[0])
        packed = rnn.pack_padded_sequence(x, lengths, enforce_sorted=ordered)
        out, last = module(packed, hx if given else None)
        padded, counts = rnn.pad_packed_sequence(out, True, -1.0, 6)
        states = last if kind == "LSTM" else (last,)
        ((padded * padded).sum() + sum((s * s * s).sum() for s in states)).backward()
        found = [padded, *states, packed.data, x.grad, *(p.grad for p in module.parameters())]
        return [part.detach().numpy() for part in found], counts.tolist(), out

    mine, counts, out = run(nn, ours, lambda a: engine.tensor(a, requires_grad=True))
    other, expected, wanted = run(torch.nn, theirs, lambda a: torch.tensor(a, requires_grad=True))

    assert counts == expected == lengths
    for place in ("batch_sizes", "sorted_indices", "unsorted_indices"):
        a, b = getattr(out, place), getattr(wanted, place)
        assert (a is None and b is None) or a.tolist() == b.tolist()
    for a, b in zip(mine, other, strict=True):
        np.testing.assert_allclose(a, b, 1e-9, 1e-9)
