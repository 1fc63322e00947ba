"""Leaves as a formula writes them, and as it reads them back."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.formula import parse
from app.document.formula.leaves import content, write, write_number
from app.document.graph import Data, Made, Value
from tests.app.document.graphs import contents, numbers


@pytest.mark.parametrize(
    ("text", "expected", "trainable"),
    [
        ("3", Value(3), True),
        ("-3.5", Value(-3.5), True),
        ("[[1, 2], [3, 4]]", Value(((1, 2), (3, 4))), True),
        ("const(3)", Value(3), False),
        ("const([1, pi/2])", Value((1, 1.5707963267948966)), False),
        ("param(linspace(0, 1, 5))", Made("linspace", (0, 1, 5)), True),
        ("linspace(-2*pi, 1, 5)", Made("linspace", (-6.283185307179586, 1, 5)), False),
        ("randn(3, 4, seed=7)", Made("randn", (3, 4), 7), True),
        ("zeros(2, 3)", Made("zeros", (2, 3)), True),
        ("arange(4)", Made("arange", (4,)), False),
        ('data("f.csv", "a", "b")', Data("f.csv", ("a", "b")), False),
    ],
)
def test_a_leaf_is_read_with_whether_it_is_trainable(text, expected, trainable):
    graph = parse(f"x = {text}").graph

    assert (graph.named("x").content, graph.named("x").trainable) == (expected, trainable)


@given(contents, st.booleans())
def test_a_leaf_reads_back_as_it_was_written(leaf, trainable):
    read = content(ast.parse(write(leaf, trainable), mode="eval").body)

    assert repr(read) == repr((leaf, trainable))


@given(numbers)
def test_a_number_reads_back_as_it_was_written(value):
    read = content(ast.parse(write_number(value), mode="eval").body)

    assert repr(read[0].value) == repr(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.0, "2.0"), (0.1, "0.1"), (1e-7, "1e-7"), (1e20, "1e20"), (-1.5e-10, "-1.5e-10"), (3, "3")],
)
def test_numbers_are_short(value, text):
    assert write_number(value) == text
