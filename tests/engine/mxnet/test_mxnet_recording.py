"""MXNet's scopes: the modes they set, and what is refused while recording."""

import threading

import numpy
import pytest

import engine
from engine.errors import GradientError
from engine.mxnet import autograd, nd
from tests.engine.mxnet.reading import numbers


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
