"""What cards say, in few characters."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.document.formula import parse
from app.document.graph import Node, Value
from app.document.labels import full, glyph, number, preview, shape, title
from engine.op import OPS


def last_title(text: str) -> str:
    graph = parse(text).graph
    return title(graph, graph[graph.root])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("loss = x*y", "loss"),
        ("x*y", "x·y"),
        ("x + y", "x + y"),
        ("x - 1.5", "x − 1.5"),
        ("exp(x)*y", "exp·y"),
        ("x/y", "x/y"),
        ("x**2", "x²"),
        ("x**-1", "x⁻¹"),
        ("x**0.5", "x^0.5"),
        ("2**x", "2^x"),
        ("-x", "−x"),
        ("x @ w", "x @ w"),
        ("x <= y", "x ≤ y"),
        ("_ + x", "_ + x"),
        ("a_long_name + x", "add"),
        ("sin(x)", "sin"),
        ("max(x)", "max"),
        ("max(x, y)", "max"),
        ("add(x, y, alpha=2)", "add"),
        ("[1, 2]*x", "[ ]·x"),
        ("randn(3, seed=1) + x", "randn + x"),
        ("x[0]", "getitem"),
    ],
)
def test_a_card_is_titled_by_name_or_short_expression_or_op(text, expected):
    assert last_title(text) == expected


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.listed], ids=lambda op: op.name)
def test_every_op_has_a_glyph(op):
    assert glyph(Node("n1", op.name)) == op.symbol


def test_a_leaf_with_a_name_has_it_as_glyph():
    assert glyph(parse("sin(x)").graph.named("x")) == "x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3", "#"), ("[1, 2]", "#"), ("randn(3)", "~"), ("eye(3)", "[ ]"), ('data("f", "c")', "▤")],
)
def test_leaves_without_names_have_a_glyph_of_their_kind(text, expected):
    graph = parse(text).graph

    assert glyph(graph[graph.root]) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "−0"),
        (1.0, "1"),
        (-1.5, "−1.5"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.3333"),
        (1.5e-7, "1.5e−7"),
        (-1.5e-7, "−1.5e−7"),
        (0.00012346, "0.0001235"),
        (18750, "18750"),
        (12345, "1.234e4"),
        (24200.0, "24200"),
        (1e6, "1e6"),
        (1e15, "1e15"),
        (1e300, "1e300"),
        (9999.9, "1e4"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "−inf"),
        (True, "True"),
        (np.bool_(False), "False"),
        (np.float32(0.1), "0.1"),
        (np.int64(-7), "−7"),
        (2**62, "4.612e18"),
    ],
)
def test_numbers_have_four_digits_and_a_true_minus(value, text):
    assert number(value) == text


@given(st.floats(-1e300, 1e300) | st.integers(-(2**63), 2**63))
def test_any_number_is_short_and_near(value):
    text = number(value)

    assert len(text) <= 11
    assert "-" not in text
    read = float(text.replace("−", "-"))
    assert read == value or abs(read - value) <= 5.1e-4 * abs(value)


@pytest.mark.parametrize(
    ("array", "text"),
    [
        ([1, 2.5, -3], "[1, 2.5, −3]"),
        ([[1, 2], [3, 4]], "[[1, 2], [3, 4]]"),
        (2.5, "2.5"),
        ([True, False], "[True, False]"),
        ([], "[]"),
        (np.zeros((0, 3)), "[]"),
        (np.arange(100), "μ 49.5  σ 28.87"),
        ([math.nan] * 50, "μ nan  σ nan"),
    ],
)
def test_short_arrays_are_previewed_in_full_and_long_ones_by_mean_and_deviation(array, text):
    assert preview(np.array(array), 16) == text


def test_a_narrow_preview_leaves_the_deviation_out():
    assert preview(np.arange(100), 8) == "μ 49.5"


@pytest.mark.parametrize(
    ("value", "text"),
    [(-3.553e-15, "−3.6e−15"), (-3.553, "−3.553"), (0.00012346, "0.000123"), (1e-7, "1e−7")],
)
def test_a_number_that_has_little_room_loses_digits_and_not_its_exponent(value, text):
    assert preview(np.array(value), 8) == text


@given(arrays(np.float64, st.sampled_from([(), (3,), (2, 2), (40,), (0,)])), st.integers(11, 40))
def test_a_preview_fits_or_is_one_number(array, width):
    assert len(preview(array, width)) <= width


@pytest.mark.parametrize(
    ("size", "text"), [((), ""), ((3,), "3"), ((3, 4), "3×4"), ((0, 2), "0×2")]
)
def test_shapes_are_written_with_a_cross(size, text):
    assert shape(np.zeros(size)) == text


def test_an_inspector_shows_every_digit_of_short_arrays_and_the_ends_of_long_ones():
    assert full(np.float64(1 / 3)) == "0.3333333333333333"
    assert full(np.array([-1 / 3, 1])) == "[−0.3333333333333333,  1.                ]"
    assert full(np.arange(1000.0)).count(",") < 10
    assert "..." in full(np.arange(1000.0))


@pytest.mark.parametrize(("trainable", "sign"), [(True, "θ"), (False, "#")])
def test_a_leaf_whose_name_is_too_long_for_a_sign_has_that_of_its_role(trainable, sign):
    node = Node("n1", name="net_hidden_weight", content=Value(1.0), trainable=trainable)

    assert glyph(node) == sign
