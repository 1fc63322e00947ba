"""Shapes: what the ops refuse, and corners that the table of cases does not show."""

import numpy as np
import pytest

import engine
from engine.errors import AxisError, ShapeError
from engine.op import OPS
from tests.engine.refusals import refused

LINE = engine.tensor([1.0, 2.0, 3.0])
GRID = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
REFUSED = {
    "fewer dimensions than there are": (
        lambda: GRID.expand(3),
        ShapeError,
        "expand: shape (2, 3) does not expand to (3,)",
        "give a size for each dimension, with new ones in front; −1 keeps an old one",
    ),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_refused_with_its_remedy(call):
    refused(call)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: x.reshape(4), ShapeError, r"reshape: 6 elements of shape \(2, 3\)"),
        (lambda x: x.flatten(1, 0), ShapeError, "start_dim 1 comes after end_dim 0"),
        (lambda x: x.permute(0), ShapeError, "1 dimensions named for a tensor of 2"),
        (lambda x: x.expand(4, 3), ShapeError, r"\(2, 3\) does not expand to \(4, 3\)"),
        (lambda x: x.unsqueeze(4), AxisError, "dimension 4 is out of range"),
        (lambda x: engine.cat([x, x.T]), ShapeError, r"\(2, 3\), \(3, 2\) do not join"),
        (lambda x: engine.cat([x, x], 2), AxisError, "cat: dimension 2"),
        (lambda x: engine.cat([x.sum()]), ShapeError, "0-d tensor cannot be joined"),
        (lambda x: engine.stack([x, x.T]), ShapeError, r"\(2, 3\), \(3, 2\) differ"),
        (lambda x: engine.stack([]), ShapeError, "the list of tensors is empty"),
        (lambda x: x[2], AxisError, "count from 0"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call(engine.ones(2, 3))


def test_one_size_need_not_be_written_as_a_tuple():
    x = engine.ones(2, 3)

    assert engine.reshape(x, 6).shape == (6,)
    assert engine.expand(engine.ones(1), 4).shape == (4,)
    assert engine.ones(3).permute(0).shape == (3,)


def test_squeeze_leaves_dimensions_of_other_sizes():
    x = engine.ones(1, 2, 1)

    assert x.squeeze().shape == (2,)
    assert x.squeeze(1).shape == (1, 2, 1)
    assert x.squeeze((0, 2)).shape == (2,)


def test_joining_promotes_dtypes():
    joined = engine.cat([engine.tensor([1]), engine.tensor([2.5])])

    assert joined.dtype is engine.float32
    assert joined.tolist() == [1, 2.5]


def test_a_mask_sends_the_gradient_to_what_it_picked():
    x = engine.tensor([1.0, -2.0, 3.0], requires_grad=True)

    (x[x > 0] * 2).sum().backward()

    assert x.grad.tolist() == [2, 0, 2]


def test_views_of_a_result_pass_their_gradients_to_the_right_places():
    x = engine.tensor(np.arange(6.0).reshape(2, 3), requires_grad=True)

    (x.T.reshape(-1)[1::2] * engine.tensor([1.0, 2.0, 3.0])).sum().backward()

    assert x.grad.tolist() == [[0, 0, 0], [1, 2, 3]]


@pytest.mark.parametrize(("dims", "number"), [((), 0), ((0,), 1), (((0, 2),), 2)], ids=str)
def test_the_history_tells_which_dimensions_were_squeezed(dims, number):
    x = engine.ones(1, 2, 1, requires_grad=True)

    assert x.squeeze(*dims).grad_fn.name() == f"SqueezeBackward{number}"


def test_the_order_of_one_dimension_may_be_a_number():
    assert OPS["permute"](LINE, 0).tolist() == [1, 2, 3]
