"""MXNet's autograd: modes, policies, what backward leaves, and its errors."""

import threading

import numpy
import pytest

import engine
from engine.errors import ArgumentError, DtypeError, EngineError, GradientError, ShapeError
from engine.mxnet import autograd, nd


@pytest.fixture
def x():
    array = nd.array([1, 2, 3, 4])
    array.attach_grad()
    return array


def numbers(array):
    return array.asnumpy().tolist()


def modes():
    return autograd.is_recording(), autograd.is_training()


def test_scopes_set_the_modes_and_put_them_back():
    found = [modes()]
    with autograd.record():
        found.append(modes())
        with autograd.predict_mode():
            found.append(modes())
        with autograd.pause():
            found.append(modes())
            with autograd.train_mode():
                found.append(modes())
        found.append(modes())
    with autograd.record(train_mode=False):
        found.append(modes())
    found.append(modes())

    assert found == [
        (False, False), (True, True), (True, False), (False, False), (False, True), (True, True),
        (True, False), (False, False),
    ]  # fmt: skip


def test_an_error_inside_record_puts_the_modes_back():
    with pytest.raises(ZeroDivisionError), autograd.record():
        _ = 1 / 0

    assert modes() == (False, False)


def test_modes_can_be_set_and_tell_what_was_before():
    assert autograd.set_recording(True) is False
    assert autograd.set_training(True) is False
    assert modes() == (True, True)
    assert autograd.set_recording(False) is True
    assert autograd.set_training(False) is True


def test_a_thread_has_its_own_modes():
    found = []

    with autograd.record():
        thread = threading.Thread(target=lambda: found.append(modes()))
        thread.start()
        thread.join()

    assert found == [(False, False)]


def test_the_mode_of_the_engine_is_left_alone(x):
    with autograd.record():
        x * 2

    assert engine.is_grad_enabled()


def test_what_is_computed_in_pause_is_a_constant(x):
    with autograd.record():
        with autograd.pause():
            c = x * x
        y = c * x
    y.backward()

    assert numbers(x.grad) == [1, 4, 9, 16]


def test_backward_outside_record_says_to_use_record(x):
    y = x * x

    with pytest.raises(GradientError, match=r"record\(\)"):
        y.backward()


def test_backward_of_what_has_no_gradient_says_to_attach_one():
    with autograd.record():
        y = nd.ones(2) * 2

    with pytest.raises(GradientError, match="attach_grad"):
        y.backward()


@pytest.mark.parametrize("compute", [lambda x: x * x, lambda x: x + 1, lambda x: nd.sum(x)])
def test_a_second_backward_is_an_error_even_where_nothing_was_saved(x, compute):
    with autograd.record():
        y = compute(x)
    y.backward()

    with pytest.raises(GradientError, match="retain_graph=True"):
        y.backward()


def test_a_second_backward_through_an_inner_node_is_an_error(x):
    with autograd.record():
        y = x + 1
        z = y + 1
        w = y + 2
    z.backward()

    with pytest.raises(GradientError, match="retain_graph=True"):
        w.backward()


def test_with_retain_graph_backward_may_repeat(x):
    with autograd.record():
        y = x * x
    y.backward(retain_graph=True)
    y.backward()

    assert numbers(x.grad) == [2, 4, 6, 8]


def test_backward_may_be_called_inside_record(x):
    with autograd.record():
        y = x * x
        y.backward()

    assert numbers(x.grad) == [2, 4, 6, 8]


def test_what_an_earlier_backward_has_cleared_is_a_constant(x):
    with autograd.record():
        hidden = x * 2
        hidden.backward()
        y = hidden * x
    y.backward()

    assert numbers(x.grad) == [2, 4, 6, 8]


def test_an_intermediate_with_a_gradient_is_a_variable_once_its_graph_is_cleared(x):
    with autograd.record():
        hidden = x * 2
        hidden.attach_grad()
        hidden.backward()
        y = hidden * 5
    y.backward()

    assert numbers(hidden.grad) == [5] * 4
    assert numbers(x.grad) == [2] * 4


def test_write_is_the_total_of_all_uses(x):
    with autograd.record():
        y = x * x + x * 3 + x
    y.backward()

    assert numbers(x.grad) == [6, 8, 10, 12]


def test_the_gradient_is_the_same_object_and_memory(x):
    gradient = x.grad
    for factor in (2, 3):
        with autograd.record():
            y = x * factor
        y.backward()
        assert x.grad is gradient
        assert numbers(gradient) == [factor] * 4


def test_an_added_gradient_can_be_zeroed(x):
    x.attach_grad("add")
    found = []
    for _ in range(2):
        with autograd.record():
            y = x * 2
        y.backward()
        found.append(numbers(x.grad)[0])
    x.grad[:] = 0

    assert found == [2, 4]
    assert numbers(x.grad) == [0] * 4


def test_two_leaves_share_no_gradient_memory(x):
    y = nd.ones(4)
    y.attach_grad()

    with autograd.record():
        z = x + y
    z.backward()
    x.grad[:] = 7

    assert numbers(y.grad) == [1] * 4


def test_null_alone_is_in_no_graph():
    x = nd.ones(2)
    x.attach_grad("null")

    with autograd.record():
        y = x * 2

    assert numbers(x.grad) == [0, 0]
    with pytest.raises(GradientError):
        y.backward()


def test_an_intermediate_keeps_its_gradient_and_stays_connected(x):
    y = nd.array([5, 6, 7, 8])
    y.attach_grad()
    with autograd.record():
        u = x * y
        z = u * x
    u.attach_grad()
    z.attach_grad()
    head = nd.array([10, 10, 10, 10])

    z.backward(head, retain_graph=True)

    assert numbers(u.grad) == numbers(head * x)
    assert numbers(z.grad) == numbers(head)
    assert numbers(x.grad) == numbers(head * 2 * x * y)
    assert numbers(y.grad) == numbers(head * x * x)


def test_drop_grad_ends_the_delivery(x):
    with autograd.record():
        u = x * 3
        z = u * x
    u.attach_grad()
    z.backward(retain_graph=True)
    kept = u.grad

    u.drop_grad()
    z.backward(nd.full(4, 2))

    assert u.grad is None
    assert numbers(kept) == [1, 2, 3, 4]
    assert numbers(x.grad) == [12, 24, 36, 48]


def test_drop_grad_of_a_leaf_takes_it_out_of_later_graphs(x):
    x.drop_grad()

    with autograd.record():
        y = x * 2

    assert x.grad is None
    assert y.tensor.grad_fn is None


def test_detach_stops_the_gradient(x):
    with autograd.record():
        y = (x * x).detach() * x
    y.backward()

    assert numbers(x.grad) == [1, 4, 9, 16]


def test_views_carry_gradients(x):
    with autograd.record():
        y = x[1:3] * 2 + x.reshape((2, 2))[1] + x[3]
    y.backward()

    assert numbers(x.grad) == [0, 2, 3, 3]


@pytest.mark.parametrize(
    "change",
    [
        lambda x, y: x.__iadd__(1),
        lambda x, y: y.__imul__(2),
        lambda x, y: x.__setitem__(slice(None), 0),
        lambda x, y: y.__setitem__(0, 5),
        lambda x, y: nd.zeros(4).__setitem__(slice(None), y),
        lambda x, y: nd.zeros(4).__isub__(y),
        lambda x, y: nd.relu(y, out=nd.zeros(4)),
        lambda x, y: nd.elemwise_add(x, y, out=nd.zeros(4)),
    ],
)
def test_change_in_place_of_the_graph_is_refused_while_recording(x, change):
    with autograd.record():
        y = x * x
        with pytest.raises(GradientError, match=r"outside record\(\)"):
            change(x, y)


def test_change_in_place_of_other_arrays_is_allowed_while_recording(x):
    counter = nd.zeros(1)

    with autograd.record():
        counter += 1
        counter[:] = counter * 2
        y = x * counter
    y.backward()

    assert numbers(x.grad) == [2] * 4


def test_descent_in_place_outside_record(x):
    for _ in range(200):
        with autograd.record():
            loss = (x * x).sum()
        loss.backward()
        x[:] = x - 0.1 * x.grad
        x -= 0.1 * x.grad

    assert abs(x.asnumpy()).max() < 1e-6
    assert x.tensor.is_leaf


def test_backward_after_a_change_of_what_it_needs_is_an_error(x):
    with autograd.record():
        y = x * x
    x[:] = 0

    with pytest.raises(GradientError, match="modified by an in-place"):
        y.backward()


def test_several_heads_with_and_without_head_gradients():
    x = nd.ones((3, 5))
    x.attach_grad()

    with autograd.record():
        a, b, c = nd.split(x, axis=0, num_outputs=3, squeeze_axis=True)
        heads = [None, nd.array([1, 2, 3, 4, 5]), nd.array([5, 4, 3, 2, 1])]
        autograd.backward([a, b, c], heads)

    assert numbers(x.grad) == [[1] * 5, [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]]


def test_marked_variables_get_their_gradients_in_the_arrays_given():
    x, dx = nd.ones((2, 2)), nd.zeros((2, 2))
    autograd.mark_variables([x], [dx], grad_reqs="add")

    with autograd.record():
        y = x + 1
        y.backward(retain_graph=True)
        y.backward()

    assert numbers(dx) == [[2, 2], [2, 2]]
    assert x.grad is dx


def test_grad_returns_gradients_and_touches_none(x):
    with autograd.record():
        y = x * x

    (dx,) = autograd.grad(y, x)

    assert numbers(dx) == [2, 4, 6, 8]
    assert numbers(x.grad) == [0] * 4
    with pytest.raises(GradientError, match="retain_graph=True"):
        y.backward()


def test_grad_with_create_graph_can_be_differentiated_again():
    x = nd.ones((1,))
    x.attach_grad()
    with autograd.record():
        z = nd.elemwise_add(nd.exp(x), x)

    (dx,) = autograd.grad(z, [x], create_graph=True)
    dx.backward()

    assert dx.asscalar() == pytest.approx(3.71828175, abs=1e-6)
    assert x.grad.asscalar() == pytest.approx(2.71828175, abs=1e-6)


def test_grad_of_grad_inside_record():
    x = nd.array([2.0])
    x.attach_grad()
    with autograd.record():
        y = x**3
        (dx,) = autograd.grad(y, x, create_graph=True, retain_graph=True)
        (ddx,) = autograd.grad(dx, x, create_graph=True, retain_graph=True)
        z = ddx * dx
    z.backward()

    assert [dx.asscalar(), ddx.asscalar()] == [12, 12]
    assert x.grad.asscalar() == 6 * 12 + 12 * 12


class Quotients(autograd.Function):
    def forward(self, x, y):
        self.save_for_backward(x, y)
        return x / y, x * y

    def backward(self, dm, dn):
        x, y = self.saved_tensors
        return dm / y + dn * y, dn * x - dm * x / y / y


def test_a_function_brings_its_own_backward(x):
    y = nd.array([2, 4, 8, 16])
    y.attach_grad()
    with autograd.record():
        m, n = Quotients()(x, y)
        autograd.backward([m, n])
    own = numbers(x.grad), numbers(y.grad)
    with autograd.record():
        autograd.backward([x / y, x * y])

    assert own == (numbers(x.grad), numbers(y.grad))


class Steep(autograd.Function):
    def forward(self, x):
        return x * 2

    def backward(self, dy):
        return dy * 100


def test_the_backward_of_a_function_is_what_counts(x):
    with autograd.record():
        y = Steep()(x) * x
    y.backward()

    assert numbers(x.grad) == [2 + 100, 4 + 200, 6 + 300, 8 + 400]
    assert y.shape == (4,)


def test_a_function_serves_one_call(x):
    steep = Steep()
    outside = steep(x)

    assert numbers(outside) == [2, 4, 6, 8]
    with pytest.raises(GradientError, match="another"):
        steep(x)


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (lambda x, y: y.backward(nd.ones(3)), ShapeError),
        (lambda x, y: autograd.backward([y, y], [nd.ones(4)]), ArgumentError),
        (lambda x, y: autograd.backward([]), ArgumentError),
        (lambda x, y: autograd.mark_variables([x], []), ArgumentError),
        (lambda x, y: autograd.mark_variables([x], [nd.zeros(3)]), ShapeError),
        (lambda x, y: autograd.grad(y, nd.ones(4)), GradientError),
        (lambda x, y: autograd.grad(x * 2, x), GradientError),
        (lambda x, y: autograd.get_symbol(y), ArgumentError),
        (lambda x, y: nd.array([1], dtype="int32").attach_grad(), DtypeError),
        (lambda x, y: autograd.Function()(x), NotImplementedError),
    ],
)
def test_wrong_calls_are_refused_with_a_remedy(x, wrong, kind):
    with autograd.record():
        y = x * x

    with pytest.raises(kind) as caught:
        wrong(x, y)

    assert not isinstance(caught.value, EngineError) or caught.value.remedy


def test_a_variable_outside_the_graph_has_no_gradient_to_return(x):
    other = nd.ones(1)
    other.attach_grad()
    with autograd.record():
        y = x * x

    with pytest.raises(GradientError, match="not part of the graph"):
        autograd.grad(y, other)


def test_dropout_drops_while_training_only(x):
    engine.manual_seed(1)
    ones = nd.ones((20, 20))
    ones.attach_grad()

    with autograd.record():
        dropped = nd.Dropout(ones, p=0.5)
        with autograd.pause():
            paused = nd.Dropout(ones, p=0.5)
    dropped.backward()

    assert set(dropped.asnumpy().ravel().tolist()) == {0.0, 2.0}
    assert numpy.array_equal(ones.grad.asnumpy(), dropped.asnumpy())
    assert numpy.array_equal(paused.asnumpy(), ones.asnumpy())
    assert numpy.array_equal(nd.Dropout(ones).asnumpy(), ones.asnumpy())
    assert set(nd.Dropout(ones, mode="always").asnumpy().ravel().tolist()) == {0.0, 2.0}


def test_a_long_chain_needs_no_recursion():
    x = nd.ones(1)
    x.attach_grad()

    with autograd.record():
        y = x
        for _ in range(5000):
            y = y + x
    y.backward()

    assert x.grad.asscalar() == 5001


def test_a_function_of_ones_own_needs_both_ways():
    x = nd.array([1.0])

    with pytest.raises(NotImplementedError, match="forward"):
        autograd.Function()(x)
    with pytest.raises(NotImplementedError, match="backward"):
        autograd.Function().backward(x)
