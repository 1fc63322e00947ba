"""Backward: order, accumulation, freeing, deep graphs, broadcasting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

import engine
from engine.autograd import grad
from engine.errors import GradientError
from tests.engine.differences import central

BINARY = ["add", "sub", "mul", "div", "maximum", "minimum", "pow", "atan2", "logaddexp"]
floats = st.sampled_from([engine.float32, engine.float64])


def param(data, dtype=engine.float64):
    return engine.tensor(data, dtype=dtype, requires_grad=True)


@given(
    mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3, min_side=0),
    st.sampled_from(BINARY),
    floats,
    floats,
)
def test_gradients_have_the_shape_and_dtype_of_their_leaves(shapes, name, a, b):
    x, y = (
        param(np.full(shape, 1.5), dtype)
        for shape, dtype in zip(shapes.input_shapes, (a, b), strict=True)
    )

    getattr(engine, name)(x, y).sum().backward()

    assert (x.grad.shape, x.grad.dtype) == (x.shape, x.dtype)
    assert (y.grad.shape, y.grad.dtype) == (y.shape, y.dtype)


@given(mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3))
def test_broadcasting_is_summed_out(shapes):
    x, y = (param(np.ones(shape)) for shape in shapes.input_shapes)

    (x * y).sum().backward()

    size = int(np.prod(shapes.result_shape))
    np.testing.assert_allclose(x.grad.numpy(), size / max(x.numel(), 1))
    np.testing.assert_allclose(y.grad.numpy(), size / max(y.numel(), 1))


UNARY = ["sin", "exp", "tanh", "square", "sigmoid", "neg", "softplus"]


@st.composite
def programs(draw):
    """Steps (op, places of inputs) over two leaves; each result may be used again."""
    steps = []
    for count in range(2, 2 + draw(st.integers(1, 8))):
        places = st.integers(0, count - 1)
        if draw(st.booleans()):
            steps.append((draw(st.sampled_from(UNARY)), (draw(places),)))
        else:
            steps.append(
                (draw(st.sampled_from(["add", "sub", "mul"])), (draw(places), draw(places)))
            )
    return steps


def evaluate(steps, leaves):
    values = list(leaves)
    for name, places in steps:
        values.append(getattr(engine, name)(*(values[p] for p in places)).tanh())
    return values[-1]


@given(programs(), st.floats(-1, 1), st.floats(-1, 1))
def test_any_composition_agrees_with_central_differences(steps, a, b):
    leaves = [param(a), param(b)]
    z = evaluate(steps, leaves)

    if z.requires_grad:
        z.backward()

    expected = central(
        lambda moved: evaluate(steps, [engine.tensor(m) for m in moved]).item(),
        [np.array(a), np.array(b)],
    )
    for leaf, slope in zip(leaves, expected, strict=True):
        found = 0.0 if leaf.grad is None else leaf.grad.item()
        assert found == pytest.approx(float(slope), rel=1e-5, abs=1e-7)


def test_a_chain_of_a_hundred_thousand_ops_runs_and_is_let_go():
    x = param(1.0)
    z = x
    for _ in range(100_000):
        z = z + 1e-5

    z.backward()
    del z

    assert x.grad.item() == 1


def test_a_value_used_twice_gathers_both_gradients_before_it_passes_them_on():
    x = param(2.0)
    y = x * x

    (y + y.sin()).backward()

    assert x.grad.item() == pytest.approx((1 + np.cos(4.0)) * 4)


def test_backward_from_a_leaf_gives_it_its_own_seed():
    x = param(2.0)

    x.backward()

    assert x.grad.item() == 1


def test_the_error_of_a_second_backward_names_the_op_that_freed():
    x = param(2.0)
    y = (x + 1).exp()
    y.backward()

    with pytest.raises(GradientError, match=r"what exp saved was freed .*test_tape") as caught:
        y.backward()

    assert caught.value.node.name() == "ExpBackward0"


def test_nothing_to_differentiate_is_an_error():
    with pytest.raises(GradientError, match="does not require a gradient"):
        engine.ones(1).backward()


def test_a_retained_gradient_is_kept_on_a_result():
    x = param(3.0)
    y = x * 2
    y.retain_grad()

    (y * y).backward()

    assert y.grad.item() == 12
    with pytest.raises(GradientError, match="retain_grad"):
        engine.ones(1).retain_grad()


def test_grad_touches_no_gradient_and_gives_those_of_results_too():
    x = param(3.0)
    y = x * 2
    z = y * y

    by_x, by_y, by_z = grad(z, [x, y, z])

    assert (by_x.item(), by_y.item(), by_z.item()) == (24, 12, 1)
    assert x.grad is None


def test_grad_of_several_outputs_is_the_gradient_of_their_sum():
    x = param([1.0, 2.0])

    (found,) = grad([x * 2, x.sum()], x, [engine.tensor([1.0, 10.0]), None])

    assert found.tolist() == [3, 21]


def test_grad_refuses_what_is_not_in_the_graph_unless_allowed():
    x, other = param(3.0), param(1.0)
    z = x * 2

    with pytest.raises(GradientError, match=r"input 0 .* allow_unused=True"):
        grad(z, other)

    assert grad(x * 2, [other], allow_unused=True) == (None,)


def test_a_recorded_backward_can_be_differentiated_through_grad_attributes():
    x = param(2.0)

    (x**3).backward(create_graph=True)
    first = x.grad
    (second,) = grad(first, x)

    assert (first.item(), second.item()) == (12, 12)


def test_recorded_gradients_accumulate_into_a_recorded_sum():
    x = param(2.0)

    (x**2).backward(create_graph=True)
    (x**3).backward(create_graph=True)
    (second,) = grad(x.grad, x)

    assert (x.grad.item(), second.item()) == (16, 14)


def test_backward_warns_of_nothing_at_infinities():
    x = param([0.0, 1.0])

    x.sqrt().sum().backward()
    (-(x.sqrt())).sum().backward()

    assert np.isnan(x.grad.tolist()[0])


def test_a_backward_within_no_grad_runs_and_leaves_the_mode():
    x = param(2.0)
    y = x * x

    with engine.no_grad():
        y.backward()
        assert not engine.is_grad_enabled()

    assert engine.is_grad_enabled()
    assert x.grad.item() == 4


def test_a_failing_backward_restores_the_mode():
    y = param(7.0) // 2

    with pytest.raises(GradientError):
        y.backward()

    assert engine.is_grad_enabled()
