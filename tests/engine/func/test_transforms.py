"""Function transforms: alone, nested, with trees of arguments and auxiliary results."""

import math
from collections import namedtuple

import numpy as np
import pytest

import engine
from engine import func, nn
from engine.errors import ArgumentError, GradientError, RangeError, ShapeError


def tensor(values):
    return engine.tensor(values, dtype=engine.float64)


def test_grad_nests_to_any_order():
    f = engine.sin
    slopes = []
    for _ in range(4):
        f = func.grad(f)
        slopes.append(f(tensor(0.5)))

    expected = [math.cos(0.5), -math.sin(0.5), -math.cos(0.5), math.sin(0.5)]
    np.testing.assert_allclose([s.item() for s in slopes], expected)
    assert not any(s.requires_grad for s in slopes)


def test_grad_by_several_arguments_and_by_trees():
    def f(x, params, k):
        return (x * params["w"] + params["b"][0]).sum() * k

    x, params = tensor([1.0, 2.0]), {"w": tensor([3.0, 4.0]), "b": [tensor(1.0)]}
    by_x, by_params = func.grad(f, argnums=(0, 1))(x, params, 2)

    assert by_x.tolist() == [6, 8]
    assert by_params["w"].tolist() == [2, 4]
    assert by_params["b"][0].item() == 4


def test_values_and_auxiliary_results_come_along():
    def f(x):
        return (x * x).sum(), {"double": x * 2}

    gradient, (value, aux) = func.grad_and_value(f, has_aux=True)(tensor([1.0, 2.0]))
    same, aux_of_grad = func.grad(f, has_aux=True)(tensor([1.0, 2.0]))

    assert gradient.tolist() == same.tolist() == [2, 4]
    assert value.item() == 5
    assert aux["double"].tolist() == aux_of_grad["double"].tolist() == [2, 4]
    assert not aux["double"].requires_grad


def test_a_gradient_keeps_the_history_of_what_is_outside():
    w = tensor(3.0).requires_grad_()

    found = func.grad(lambda x: w * x * x)(tensor(2.0))

    assert found.item() == 12
    assert engine.autograd.grad(found, w)[0].item() == 4


def test_only_one_number_has_a_gradient():
    with pytest.raises(GradientError, match=r"must return one number.*\(2,\)"):
        func.grad(lambda x: x)(tensor([1.0, 2.0]))
    with pytest.raises(RangeError, match="argnums 1 with 1 positional arguments"):
        func.grad(engine.sin, argnums=1)(tensor(1.0))


def test_vjp_pulls_back_and_jvp_pushes_forward():
    def f(x, y):
        return x * y, x.sum()

    (product, total), pull = func.vjp(f, tensor([1.0, 2.0]), tensor([3.0, 4.0]))
    by_x, by_y = pull((tensor([1.0, 1.0]), tensor(10.0)))
    _, pushed = func.jvp(f, (tensor([1.0, 2.0]), tensor([3.0, 4.0])),
                         (tensor([1.0, 0.0]), tensor([0.0, 1.0])))  # fmt: skip

    assert product.tolist() == [3, 8]
    assert total.item() == 3
    assert by_x.tolist() == [13, 14]
    assert by_y.tolist() == [1, 2]
    assert [p.tolist() for p in pushed] == [[3, 2], 1]
    assert func.vjp(engine.sin, tensor(0.0))[1](tensor(2.0))[0].item() == 2


def test_auxiliary_results_of_vjp_jvp_and_jacobians():
    def f(x):
        return x * x, x + 1

    x = tensor([1.0, 2.0])

    assert func.vjp(f, x, has_aux=True)[2].tolist() == [2, 3]
    assert func.jvp(f, (x,), (x,), has_aux=True)[2].tolist() == [2, 3]
    for jacobian in (func.jacrev, func.jacfwd):
        found, aux = jacobian(f, has_aux=True)(x)
        assert found.tolist() == [[2, 0], [0, 4]]
        assert aux.tolist() == [2, 3]


def test_linearize_repeats_with_new_directions():
    value, push = func.linearize(engine.exp, tensor(0.0))

    assert value.item() == 1
    assert [push(tensor(v)).item() for v in (1.0, 2.0)] == [1, 2]


def test_shapes_and_kinds_of_directions_are_checked():
    with pytest.raises(ArgumentError, match="primals and tangents are tuples"):
        func.jvp(engine.sin, tensor(1.0), tensor(1.0))
    with pytest.raises(ShapeError, match="tangents of shapes"):
        func.jvp(engine.sin, (tensor(1.0),), (tensor([1.0]),))
    with pytest.raises(ShapeError, match="cotangents of shapes"):
        func.vjp(engine.sin, tensor(1.0))[1](tensor([1.0]))


@pytest.mark.parametrize("jacobian", [func.jacrev, func.jacfwd])
def test_jacobians_by_rows_and_by_columns(jacobian):
    def f(x, y):
        return {"outer": x[:, None] * y, "none": tensor([1.0])}

    by_x, by_y = jacobian(f, argnums=(0, 1))(tensor([1.0, 2.0]), tensor([3.0]))["outer"]

    assert by_x.tolist() == [[[3, 0]], [[0, 3]]]
    assert by_y.tolist() == [[[1]], [[2]]]
    assert jacobian(f)(tensor([1.0]), tensor([3.0]))["none"].tolist() == [[0]]
    assert tuple(jacobian(lambda x: x[:0])(tensor([1.0, 2.0])).shape) == (0, 2)


def test_hessian_of_rosenbrock():
    def rosenbrock(p):
        x, y = p[0], p[1]
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    assert func.hessian(rosenbrock)(tensor([1.0, 1.0])).tolist() == [[802, -400], [-400, 200]]


def test_whole_numbers_pass_through_untouched():
    assert func.grad(lambda x, i: x[i] * 2)(tensor([1.0, 2.0]), engine.tensor(1)).tolist() == [0, 2]


def test_trees_of_named_tuples_and_constants_are_kept():
    Pair = namedtuple("Pair", "a b")

    found = func.grad(lambda p: (p.a * 2).sum() + len(p.b))(Pair(tensor([1.0]), "text"))

    assert found.a.tolist() == [2]
    assert found.b == "text"


def test_a_module_is_called_with_other_parameters():
    module = engine.nn.Linear(2, 1)
    given = {"weight": engine.tensor([[1.0, 2.0]]), "bias": engine.tensor([10.0])}

    found = func.functional_call(module, given, engine.tensor([3.0, 4.0]))
    parts = func.functional_call(module, ({"weight": given["weight"]}, {"bias": given["bias"]}),
                                 (engine.tensor([3.0, 4.0]),))  # fmt: skip

    assert found.tolist() == parts.tolist() == [21]
    with pytest.raises(ArgumentError, match="functional_call"):
        func.functional_call(module, {"weights": given["weight"]}, engine.ones(2), strict=True)


def tied():
    module = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False))
    module[1].weight = module[0].weight
    return module


def test_a_tied_weight_is_replaced_under_all_its_names_unless_asked_not_to():
    module, x = tied(), engine.tensor([1.0, 0.0])
    twice = {"0.weight": 2 * engine.eye(2)}
    with engine.no_grad():
        module[0].weight.copy_(engine.eye(2))

    both = func.functional_call(module, twice, x)
    one = func.functional_call(module, twice, x, tie_weights=False)

    assert both.tolist() == [4, 0]
    assert one.tolist() == [2, 0]
    assert module(x).tolist() == [1, 0]


def test_a_tied_weight_has_one_value():
    two = {"0.weight": engine.eye(2), "1.weight": 2 * engine.eye(2)}
    x = engine.tensor([1.0, 0.0])

    with pytest.raises(RangeError, match=r"two values for '1\.weight'"):
        func.functional_call(tied(), two, x)
    assert func.functional_call(tied(), two, x, tie_weights=False).tolist() == [2, 0]


def test_a_function_whose_gradient_is_constant_has_no_tangent():
    x = engine.tensor([1.5, 2.5])

    value, tangent = engine.func.jvp(lambda x: x.detach() * 2, (x,), (engine.ones(2),))

    assert value.tolist() == [3, 5]
    assert tangent.tolist() == [0, 0]
