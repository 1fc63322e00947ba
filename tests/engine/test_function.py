"""Functions over ops: where they are found, and errors for calls that do not fit."""

import pytest

import engine
from engine.errors import ArgumentError
from engine.function import FUNCTIONS, function
from engine.public import public


@pytest.fixture
def halved():
    @function("torch", name="halved_for_a_test")
    def halved(input, dim=0, *, keepdim=False):
        """Half of it."""
        return input.sum(dim, keepdim=keepdim) / 2

    yield halved
    del FUNCTIONS["torch"]["halved_for_a_test"]


def test_it_is_public_in_its_places_under_its_name(halved):
    assert public("torch")["halved_for_a_test"] is halved
    assert "halved_for_a_test" not in public("tensor")
    assert halved.__doc__ == "Half of it."


def test_the_words_of_numpy_are_understood(halved):
    found = halved(engine.ones(2, 3), axis=1, keepdims=True)

    assert found.tolist() == [[1.5], [1.5]]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda f: f(), r"missing a required argument: 'input'; call it as .*\(input, dim=0, keep"),
        (lambda f: f(engine.ones(2), dims=1), "unexpected keyword argument 'dims'"),
    ],
)
def test_a_call_that_does_not_fit_is_told_how_to(halved, call, words):
    with pytest.raises(ArgumentError, match=words):
        call(halved)


def test_a_wrong_kind_inside_is_an_argument_error_too():
    with pytest.raises(
        ArgumentError, match=r"select\(\): .*; call it as select\(input, dim, index"
    ):
        engine.select(engine.ones(2), 0, object())
