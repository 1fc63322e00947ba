"""Records of one number: the same results as the table's own ops, and the same errors."""

import math

import numpy as np
import pytest

import engine
from engine import scalar
from engine.errors import ArgumentError, GradientError
from engine.node import ScalarNode
from engine.op import OPS
from engine.tensor import from_array

EDGES = [
    0.0,
    -0.0,
    0.5,
    -0.5,
    1.0,
    -1.0,
    2.0,
    -3.0,
    40.0,
    800.0,
    1e30,
    math.inf,
    -math.inf,
    math.nan,
]
# Of −inf to a power numpy's answer depends on the shape of the exponent.
BASES = [(f, x) for f in scalar.BINARY for x in EDGES if (f, x) != ("pow", -math.inf)]
DTYPES = {"float32": engine.float32, "float64": engine.float64}
OPERATORS = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": lambda x, y: x**y,
}


def by_op(name, values, dtype):
    """Value and gradients from the op of the table, on arrays of one dimension."""
    tensors = [from_array(np.array([v], dtype.numpy), True) for v in values]
    z = OPS[name].record(tensors, OPS[name].static)
    z.sum().backward()
    return z.item(), [t.grad.item() for t in tensors]


def assert_close(found, expected, dtype):
    np.testing.assert_allclose(found, expected, rtol=16 * float(np.finfo(dtype.numpy).eps))


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)
@pytest.mark.parametrize("value", EDGES)
@pytest.mark.parametrize("name", scalar.UNARY)
def test_a_function_of_one_number_is_that_of_the_table(name, value, dtype):
    x = engine.tensor(value, dtype=dtype, requires_grad=True)

    z = getattr(x, name)()
    z.backward()

    expected, (slope,) = by_op(name, [value], dtype)
    assert z.dtype == x.grad.dtype == dtype
    assert_close(z.item(), expected, dtype)
    assert_close(x.grad.item(), slope, dtype)


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)
@pytest.mark.parametrize("y", EDGES)
@pytest.mark.parametrize(("name", "x"), BASES)
def test_an_operator_on_two_numbers_is_that_of_the_table(name, x, y, dtype):
    a, b, c, d = (engine.tensor(v, dtype=dtype, requires_grad=True) for v in (x, y, x, y))
    expected, slopes = by_op(name, [x, y], dtype)

    both, left, right = OPERATORS[name](a, b), OPERATORS[name](c, y), OPERATORS[name](x, d)
    for z in (both, left, right):
        z.backward()

    for z in (both, left, right):
        assert z.dtype == dtype
        assert_close(z.item(), expected, dtype)
    assert_close([a.grad.item(), b.grad.item()], slopes, dtype)
    assert_close([c.grad.item(), d.grad.item()], slopes, dtype)


def test_one_number_is_recorded_without_a_node():
    x = engine.tensor(2.0, requires_grad=True)

    y = engine.sin(x * 3) + x

    assert type(y._data) is float
    assert isinstance(y.grad_fn, ScalarNode)
    assert y.grad_fn is y.grad_fn


def test_dtypes_are_promoted_as_everywhere():
    x = engine.tensor(2.0, requires_grad=True)
    y = engine.tensor(0.1, dtype=engine.float64)

    assert (x * y).dtype == engine.float64
    assert (x * 0.1).item() == np.float32(2) * np.float32(0.1)
    assert (x + engine.tensor(1)).dtype == engine.float32
    assert (x * engine.ones(2)).tolist() == [2, 2]


def test_what_is_not_one_number_goes_to_the_op():
    x = engine.tensor([1.0, 2.0])

    assert (2 - x).tolist() == [1, 0]
    assert engine.exp(engine.zeros(2)).tolist() == [1, 1]
    with pytest.raises(ArgumentError, match="must be Tensor, not float"):
        engine.exp(1.0)
    with pytest.raises(ArgumentError, match="2 given"):
        engine.exp(x, 1)


def test_nothing_is_recorded_where_nothing_should_be():
    x = engine.tensor(2.0, requires_grad=True)

    with engine.no_grad():
        quiet = [x * 2, x * x, 2 * x, engine.exp(x)]
    with engine.inference_mode():
        inferred = x * 2

    assert not any(z.requires_grad for z in (*quiet, inferred))
    assert not (engine.tensor(1.0) * 2).requires_grad
    with pytest.raises(GradientError, match="made under inference_mode"):
        x * inferred


def test_a_second_backward_names_the_first():
    x = engine.tensor(2.0, requires_grad=True)
    y = (x * x).exp()
    y.backward()

    with pytest.raises(
        GradientError, match=r"freed by an earlier backward \(called at .*scalar.py"
    ):
        y.backward()


def test_a_sum_saves_nothing_and_can_be_repeated():
    x = engine.tensor(2.0, requires_grad=True)
    y = x + x

    y.backward()
    y.backward()

    assert x.grad.item() == 4


def test_retained_graphs_repeat():
    x = engine.tensor(5.0, requires_grad=True)
    y = x**3

    y.backward(retain_graph=True)
    y.backward(retain_graph=True)
    y.backward()

    assert x.grad.item() == 225


def test_the_same_gradient_object_accumulates():
    x = engine.tensor(2.0, requires_grad=True)
    (x * 3).backward()
    held = x.grad
    (x * 3).backward()
    held.zero_()

    assert x.grad is held
    assert held.item() == 0


def test_records_mix_with_arrays():
    w = engine.tensor(2.0, requires_grad=True)
    x = engine.tensor([1.0, 2.0, 3.0])

    loss = ((w * w * x).sum() - w).exp() * 0 + (w * w * x).mean()
    loss.backward()

    assert w.grad.item() == 8


def test_derivatives_of_any_order():
    x = engine.tensor(2.0, dtype=engine.float64, requires_grad=True)
    y = x**4 / 2 + engine.sin(3 * x)

    orders = [y]
    for _ in range(4):
        orders += engine.autograd.grad(orders[-1], x, create_graph=True)

    expected = [
        8 + math.sin(6),
        16 + 3 * math.cos(6),
        24 - 9 * math.sin(6),
        24 - 27 * math.cos(6),
        12 + 81 * math.sin(6),
    ]
    np.testing.assert_allclose([z.item() for z in orders], expected)


def test_a_leaf_that_is_switched_on_or_off_later_keeps_its_past():
    x, y = engine.tensor(2.0, requires_grad=True), engine.tensor(3.0)
    z = x * y

    y.requires_grad_()
    x.requires_grad_(False)
    z.backward()

    assert x.grad.item() == 3
    assert y.grad is None


@pytest.mark.parametrize("make", [lambda y, x: y * 3, lambda y, x: x * y], ids=["first", "second"])
def test_what_was_freed_is_found_again_by_another_result(make):
    x = engine.tensor(2.0, requires_grad=True)
    y = x * x
    (y * 2).backward()

    with pytest.raises(GradientError, match="what mul saved was freed"):
        make(y, x).backward()


def test_a_gradient_that_outgrows_float32_on_the_way_is_infinite():
    x = engine.tensor(1e-30, requires_grad=True)

    (x * 1e30 * 1e30).backward()

    assert x.grad.item() == math.inf


def test_a_gradient_too_large_for_float32_is_infinite():
    x = engine.tensor(1.0, requires_grad=True)

    (x * 1e30 * 1e30).backward()

    assert x.grad.item() == math.inf


def test_records_that_another_backward_holds_are_left_to_the_tape():
    x = engine.tensor(2.0, requires_grad=True)
    y = x * x

    with scalar._lock:
        y.backward()

    assert x.grad.item() == 4
