"""backward and grad with every argument they take."""

import pytest

import engine
from engine.autograd import backward, grad
from engine.errors import ArgumentError, GradientError, RangeError


def leaf(values):
    return engine.tensor(values, dtype=engine.float64, requires_grad=True)


def test_several_roots_are_differentiated_together():
    x = leaf([1.0, 2.0])

    backward([x * 2, (x * 3).sum()], [engine.ones(2), None])

    assert x.grad.tolist() == [5, 5]


def test_inputs_name_whose_gradients_are_touched():
    x, y = leaf([1.0]), leaf([2.0])
    z = x * y
    w = z * 3

    w.sum().backward(inputs=[x, z])

    assert x.grad.tolist() == [6]
    assert y.grad is None
    z.retain_grad()
    assert z.grad.tolist() == [3]
    with pytest.raises(RangeError, match="inputs is empty"):
        (x * 2).sum().backward(inputs=[])
    with pytest.raises(GradientError, match="does not require a gradient"):
        (x * 2).sum().backward(inputs=engine.ones(1))


def test_only_what_leads_to_the_inputs_runs():
    x, y = leaf([1.0]), leaf([2.0])
    fired = []
    a, b = x.exp(), y.exp()
    b.register_hook(fired.append)

    grad((a * b).sum(), a)

    assert fired == []


def test_batched_head_gradients_give_rows_of_the_jacobian():
    x = leaf([1.0, 2.0])
    y = x * x

    (rows,) = grad(y, x, engine.eye(2, dtype=engine.float64), is_grads_batched=True)
    (kept, missing) = grad(
        [x.exp()], [x, leaf(1.0)], [engine.ones(3, 2)], is_grads_batched=True, allow_unused=True
    )

    assert rows.tolist() == [[2, 0], [0, 4]]
    assert tuple(kept.shape) == (3, 2)
    assert missing is None
    with pytest.raises(ArgumentError, match="is_grads_batched needs grad_outputs"):
        grad(y, x, is_grads_batched=True)


def test_unused_inputs_can_give_zeros():
    x, unused = leaf([1.0]), leaf([1.0, 2.0])

    assert grad((x * 2).sum(), [unused], materialize_grads=True)[0].tolist() == [0, 0]


def test_there_is_one_head_gradient_per_root():
    x = leaf([1.0, 2.0])

    with pytest.raises(GradientError, match="1 head gradients for 2 tensors"):
        backward([x * 2, x * 3], [engine.ones(2)])


def test_the_gradient_by_a_head_gradient():
    x, v = leaf([1.0, 2.0]), leaf([3.0, 4.0])

    (first,) = grad(x * x, x, v, create_graph=True)
    (by_head,) = grad(first.sum(), v)

    assert first.tolist() == [6, 16]
    assert by_head.tolist() == [2, 4]


def test_a_result_of_records_can_be_asked_for():
    x = leaf(2.0)
    y = x * 3
    z = y * y

    assert [g.item() for g in grad(z, [y, x])] == [12, 36]


def test_an_input_that_is_no_part_of_the_graph_keeps_its_gradient():
    x, y = (engine.tensor([1.0, 2.0], requires_grad=True) for _ in range(2))

    (x * 3).sum().backward(inputs=[x, y])

    assert x.grad.tolist() == [3, 3]
    assert y.grad is None
