"""Where the functions of neural networks are found."""

import importlib

import pytest

import engine
import engine.nn.functional as functional
from engine.errors import ArgumentError
from engine.function import FUNCTIONS
from engine.nn.functional import conv2d, cross_entropy, relu


def test_ops_and_functions_are_members_of_one_module():
    assert conv2d is engine.OPS["conv2d"]
    assert cross_entropy is FUNCTIONS["functional"]["cross_entropy"]
    assert relu(engine.tensor([-1.0, 2.0])).tolist() == [0, 2]


def test_every_member_has_a_docstring_with_a_source():
    for name in functional.__all__:
        assert "Source: torch" in getattr(functional, name).__doc__, name


def test_every_member_can_be_imported_by_its_name():
    module = importlib.import_module("engine.nn.functional")

    assert all(callable(getattr(module, name)) for name in module.__all__)


def test_an_unknown_member_is_named():
    with pytest.raises(AttributeError, match=r"'engine.nn.functional' has no attribute 'rleu'"):
        _ = functional.rleu


def test_a_call_that_does_not_fit_is_explained():
    with pytest.raises(ArgumentError, match="call it as l1_loss"):
        functional.l1_loss(engine.ones(2))


def test_softmax_as_a_method_takes_a_dtype():
    softmax = FUNCTIONS["tensor"]["softmax"]

    z = softmax(engine.zeros(2), 0, dtype=engine.float64)

    assert z.dtype is engine.float64
    assert z.tolist() == [0.5, 0.5]
