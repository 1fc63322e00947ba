"""vmap: a function of one example over many."""

import pytest

import engine
from engine import func
from engine.errors import RangeError, ShapeError


def test_each_example_is_handled_by_itself():
    x, w = engine.arange(6.0).reshape(3, 2), engine.tensor([1.0, 10.0])

    dots = func.vmap(lambda x, w: x @ w, in_dims=(0, None))(x, w)
    columns = func.vmap(lambda x: x.sum(), in_dims=1)(x)

    assert dots.tolist() == [10, 32, 54]
    assert columns.tolist() == [6, 9]


def test_results_are_stacked_where_asked():
    x = engine.arange(6.0).reshape(3, 2)

    turned = func.vmap(lambda x: x * 2, out_dims=1)(x)
    several = func.vmap(lambda x: (x.sum(), {"k": engine.tensor(7.0)}), out_dims=(0, None))(x)

    assert turned.tolist() == [[0, 4, 8], [2, 6, 10]]
    assert several[0].tolist() == [1, 5, 9]
    assert several[1]["k"].item() == 7


def test_gradients_per_example():
    w = engine.tensor([1.0, 2.0])
    x = engine.tensor([[1.0, 1.0], [2.0, 0.0]])

    rows = func.vmap(func.grad(lambda w, x: (w @ x) ** 2), in_dims=(None, 0))(w, x)

    assert rows.tolist() == [[6, 6], [8, 0]]


def test_gradients_flow_through():
    x = engine.arange(3.0).requires_grad_()

    func.vmap(lambda x: x * x)(x).sum().backward()

    assert x.grad.tolist() == [0, 2, 4]


def test_trees_of_arguments_have_trees_of_dims():
    batch = {"a": engine.ones(2, 3), "b": engine.arange(3.0)}

    found = func.vmap(lambda t, k: t["a"].sum() + t["b"] + k, in_dims=({"a": 1, "b": 0}, None))(
        batch, 10
    )

    assert found.tolist() == [12, 13, 14]


def test_calls_that_cannot_be_batched_say_why():
    x = engine.ones(2)

    with pytest.raises(RangeError, match="no argument is batched"):
        func.vmap(lambda x: x, in_dims=None)(x)
    with pytest.raises(ShapeError, match=r"sizes \[2, 3\]"):
        func.vmap(lambda x, y: x)(x, engine.ones(3))
    with pytest.raises(RangeError, match="1 in_dims for 2 arguments"):
        func.vmap(lambda x, y: x, in_dims=(0,))(x, x)
    with pytest.raises(RangeError, match="1 out_dims for 2 outputs"):
        func.vmap(lambda x: (x, x), out_dims=(0,))(x)
    with pytest.raises(ShapeError, match="is empty"):
        func.vmap(lambda x: x)(engine.ones(0))
