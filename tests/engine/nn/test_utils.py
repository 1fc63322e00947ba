"""Gradients are kept within bounds; parameters become a vector; sequences are filled up."""

import math

import numpy as np
import pytest

import engine
from engine import nn
from engine.errors import ArgumentError, EngineError, GradientError, RangeError
from engine.nn import utils


def parameters(*gradients):
    made = []
    for gradient in gradients:
        made.append(nn.Parameter(engine.zeros(len(gradient))))
        made[-1].grad = engine.tensor(gradient)
    return made


@pytest.mark.parametrize(
    ("order", "norm"), [(2.0, 5.0), (1, 7.0), (math.inf, 4.0)], ids=["2", "1", "inf"]
)
def test_clipping_returns_the_norm_and_shrinks_to_the_limit(order, norm):
    x, y = parameters([3.0, 0.0], [-4.0])

    found = utils.clip_grad_norm_([x, y, nn.Parameter(engine.ones(1))], 1.0, order)

    assert found.item() == norm
    np.testing.assert_allclose(x.grad.tolist(), [3 / norm, 0.0], 1e-5)
    np.testing.assert_allclose(y.grad.tolist(), [-4 / norm], 1e-5)
    assert utils.get_total_norm([x.grad, y.grad], order).item() == pytest.approx(1.0, rel=1e-5)


def test_a_norm_within_the_limit_changes_nothing():
    (x,) = parameters([3.0, 4.0])

    utils.clip_grad_norm_(x, 6.0)

    assert x.grad.tolist() == [3.0, 4.0]
    assert utils.clip_grad_norm_([], 1.0).item() == 0.0


def test_a_norm_that_is_not_finite_is_an_error_if_asked_for():
    (x,) = parameters([math.inf])

    with pytest.raises(GradientError, match="non-finite"):
        utils.clip_grad_norm_(x, 1.0, error_if_nonfinite=True)


def test_values_are_clipped_one_by_one():
    (x,) = parameters([-3.0, 0.5, 2.0])

    utils.clip_grad_value_(x, 1)

    assert x.grad.tolist() == [-1.0, 0.5, 1.0]


def test_parameters_become_a_vector_and_come_back():
    net = nn.Linear(2, 1)

    vector = utils.parameters_to_vector(net.parameters())
    utils.vector_to_parameters(engine.tensor([1.0, 2.0, 3.0]), net.parameters())

    assert vector.shape == (3,)
    assert vector.requires_grad
    assert net.weight.tolist() == [[1.0, 2.0]]
    assert net.bias.tolist() == [3.0]
    assert net.bias.is_leaf
    with pytest.raises(ArgumentError):
        utils.vector_to_parameters([1.0], net.parameters())


def test_sequences_are_filled_up_to_the_longest():
    a, b = engine.tensor([1.0, 2.0, 3.0]), engine.tensor([4.0], requires_grad=True)

    z = utils.rnn.pad_sequence([a, b], batch_first=True, padding_value=9.0)
    left = utils.rnn.pad_sequence([a, b], padding_side="left")
    z.sum().backward()

    assert z.tolist() == [[1.0, 2.0, 3.0], [4.0, 9.0, 9.0]]
    assert left.tolist() == [[1.0, 0.0], [2.0, 0.0], [3.0, 4.0]]
    assert b.grad.tolist() == [1.0]
    parts = utils.rnn.unpad_sequence(z, engine.tensor([3, 1]), batch_first=True)
    assert [part.tolist() for part in parts] == [[1.0, 2.0, 3.0], [4.0]]
    for wrong in ({"sequences": []}, {"sequences": [a], "padding_side": "up"}):
        with pytest.raises(RangeError):
            utils.rnn.pad_sequence(**wrong)


def test_packed_sequences_come_back_as_they_were():
    parts = [engine.tensor([1.0]), engine.tensor([2.0, 3.0, 4.0]), engine.tensor([5.0, 6.0])]

    packed = utils.rnn.pack_sequence(parts, enforce_sorted=False)
    padded, lengths = utils.rnn.pad_packed_sequence(packed, padding_value=9.0)

    assert packed.data.tolist() == [2.0, 5.0, 1.0, 3.0, 6.0, 4.0]
    assert packed.batch_sizes.tolist() == [3, 2, 1]
    assert padded.tolist() == [[1.0, 2.0, 5.0], [9.0, 3.0, 6.0], [9.0, 4.0, 9.0]]
    assert lengths.tolist() == [1, 3, 2]
    assert [part.tolist() for part in utils.rnn.unpack_sequence(packed)] == [
        part.tolist() for part in parts
    ]
    with pytest.raises(RangeError, match="decreasing"):
        utils.rnn.pack_sequence(parts)
    with pytest.raises(RangeError, match="total_length"):
        utils.rnn.pad_packed_sequence(packed, total_length=2)
    with pytest.raises(EngineError):
        utils.rnn.pack_padded_sequence(engine.ones(2, 3), [2])
    with pytest.raises(RangeError, match="from 1 to 2"):
        utils.rnn.pack_padded_sequence(engine.ones(2, 1), [0])


def test_a_packed_batch_runs_as_its_sequences_alone():
    net = nn.GRU(1, 2)
    parts = [engine.rand(3, 1), engine.rand(1, 1)]

    out, last = net(utils.rnn.pack_sequence(parts))

    for i, (part, z) in enumerate(zip(parts, utils.rnn.unpack_sequence(out), strict=True)):
        alone, end = net(part)
        np.testing.assert_allclose(z.tolist(), alone.tolist(), 1e-6)
        np.testing.assert_allclose(last[:, i].tolist(), end.tolist(), 1e-6)
