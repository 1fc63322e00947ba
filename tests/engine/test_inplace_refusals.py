"""Changes in place that are refused: versions of what backward saved, leaves, kinds and shapes."""

import numpy as np
import pytest

import engine
from engine.errors import DtypeError, GradientError, ShapeError


def leaf(values, **kwargs):
    return engine.tensor(values, dtype=engine.float64, requires_grad=True, **kwargs)


def test_21_a_saved_input_that_was_changed_is_named_with_both_lines_and_the_version():
    x = leaf([1.0, 2.0])
    with engine.autograd.detect_anomaly():
        y = x * 1
        z = y.sin()
        y.add_(1)

    with pytest.raises(GradientError) as caught:
        z.sum().backward()

    text = str(caught.value)
    assert "an input that sin saved (saved at " in text
    assert "modified by an in-place operation: add_ at " in text
    assert text.count("test_inplace_refusals.py, line") == 2
    assert "now at version 1" in text
    assert "clone() before add_" in text


def test_21_without_anomaly_detection_the_error_says_how_to_see_where_it_was_saved():
    x = leaf([1.0])
    y = x.exp()
    y.mul_(2)
    y.mul_(2)

    y.add_(1)
    z = x.exp()
    z.zero_()

    with pytest.raises(GradientError, match=r"the result that exp saved \(see where under detect_"):
        z.sum().backward()


@pytest.mark.parametrize("alias", [lambda y: y.detach(), lambda y: y[:1], lambda y: y.T])
def test_21_aliases_share_the_counter(alias):
    x = leaf([1.0, 2.0])
    y = x * 2
    z = y * y
    other = alias(y)

    with engine.no_grad():
        other.add_(1)

    assert y._version == other._version == 1
    with pytest.raises(GradientError, match="that mul saved"):
        z.sum().backward()


def test_21_data_does_not_share_the_counter():
    x = leaf([1.0])
    y = x * 2

    y.data.add_(1)

    assert y._version == 0
    assert y.tolist() == [3]


@pytest.mark.parametrize("value", [1.0, [1.0, 2.0]])
def test_21_what_is_not_needed_may_be_changed(value):
    x = leaf(value)
    y = x * 2
    z = y + 3 * y

    y.add_(1)
    z.sum().backward()

    assert np.all(x.grad._array == 8)


@pytest.mark.parametrize("value", [1.0, [1.0, 2.0]])
def test_22_a_leaf_is_changed_only_where_nothing_is_recorded(value):
    x = leaf(value)

    with pytest.raises(GradientError, match=r"add_: a leaf that requires a gradient"):
        x += 1
    with engine.no_grad():
        x += 1

    assert x.is_leaf
    assert x.requires_grad
    assert x._version == 1


def test_22_an_assignment_under_no_grad_loses_requires_grad():
    a = leaf(1.0)

    with engine.no_grad():
        a = a - 0.1 * a

    assert not a.requires_grad


def test_a_view_of_a_leaf_is_not_changed_while_recording():
    x = leaf([1.0, 2.0])

    with pytest.raises(GradientError, match="a view of a leaf that requires a gradient"):
        x[0] = 5.0
    with engine.no_grad():
        x[0] = 5.0

    assert x.tolist() == [5, 2]
    assert x.is_leaf


def test_a_result_of_another_shape_or_kind_is_refused():
    x = engine.zeros(2)

    with pytest.raises(ShapeError, match=r"the result has shape \(3, 2\), the tensor \(2,\)"):
        x.add_(engine.ones(3, 2))
    with pytest.raises(ShapeError, match=r"copy_: shape \(3,\) does not broadcast to \(2,\)"):
        x.copy_(engine.ones(3))
    with pytest.raises(ShapeError, match="is not one number"):
        x.fill_(engine.ones(2))
    with pytest.raises(DtypeError, match=r"float32 does not fit into torch\.int64"):
        engine.tensor([1, 2]).mul_(1.5)
    with pytest.raises(ShapeError, match="share one place in memory"):
        engine.zeros(1).expand(3).add_(1)

    assert x.tolist() == [0, 0]


def test_what_inference_mode_made_is_not_changed_into_a_graph():
    with engine.inference_mode():
        x = engine.ones(2) * 1

    with pytest.raises(GradientError, match="made under inference_mode"):
        x.mul_(leaf([1.0, 2.0]))


def test_a_result_that_was_saved_and_changed_is_refused_for_one_number_too():
    x = leaf(1.0)
    y = x.exp()

    y.add_(1)

    with pytest.raises(GradientError, match="the result that exp saved"):
        y.backward()


def test_several_views_of_one_function_are_not_changed():
    x = leaf([1.0, 2.0]) * 1
    first, _ = x.unbind()

    with pytest.raises(GradientError, match="one of several views"):
        first.mul_(2)


def test_detach_in_place_forgets_the_history_and_views_refuse_it():
    x = leaf([1.0, 2.0])
    y = x * 2

    with pytest.raises(GradientError, match="a view cannot be detached"):
        y[0].detach_()
    y.detach_()

    assert y.is_leaf
    assert not y.requires_grad


def test_what_inference_mode_made_may_change_there_but_not_outside():
    with engine.inference_mode():
        x = engine.ones(2) * 1
        x.add_(1)

    assert x.tolist() == [2, 2]
    with pytest.raises(GradientError, match="cannot be changed outside it"):
        x.add_(leaf([1.0, 1.0]))


@pytest.mark.parametrize("name", ["add", "sub", "rsub", "addcmul"])
def test_a_fraction_of_whole_numbers_is_not_added(name):
    x, key = engine.arange(2), "value" if name == "addcmul" else "alpha"
    others = (x, x) if name == "addcmul" else (x,)

    with pytest.raises(DtypeError, match=r"alpha=0\.5 for whole numbers"):
        getattr(engine, name)(x, *others, **{key: 0.5})
