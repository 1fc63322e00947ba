"""Products of vectors and matrices: values, refusals, and work that is not done."""

import pytest

import engine
from engine.errors import ShapeError


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: engine.ones(3, 4) @ engine.ones(5, 2), r"left \(3, 4\), right \(5, 2\): inner"),
        (lambda: engine.dot(engine.ones(2), engine.ones(3)), "two vectors of one length"),
        (lambda: engine.outer(engine.ones(2, 2), engine.ones(3)), "two vectors are needed"),
    ],
)
def test_sizes_that_do_not_match_are_named(call, words):
    with pytest.raises(ShapeError, match=words):
        call()


@pytest.mark.parametrize("shapes", [((3,), (3, 2)), ((2, 3), (3,)), ((2, 3), (3, 2))], ids=str)
@pytest.mark.parametrize("wanted", [0, 1])
def test_only_the_factor_that_wants_a_gradient_gets_one(shapes, wanted):
    factors = [engine.ones(*s, requires_grad=i == wanted) for i, s in enumerate(shapes)]

    engine.matmul(*factors).sum().backward()

    assert factors[wanted].grad.shape == shapes[wanted]
    assert factors[1 - wanted].grad is None
