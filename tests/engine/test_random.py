"""Random numbers repeat with a seed and are distributed as their names say (fixed seeds)."""

import numpy as np
import pytest

import engine
from engine import random, random_fill
from engine.errors import ArgumentError, DtypeError, GradientError, RangeError, ShapeError

COUNT = 20_000


@pytest.fixture(autouse=True)
def _seeded():
    random.manual_seed(0)


def moments(tensor):
    return tensor._array.mean(dtype=float), tensor._array.std(dtype=float)


@pytest.mark.parametrize(
    ("draw", "mean", "std"),
    [
        (lambda: random.rand(COUNT), 0.5, 12**-0.5),
        (lambda: random.rand(COUNT, dtype=engine.float16), 0.5, 12**-0.5),
        (lambda: random.randn(COUNT), 0, 1),
        (lambda: random.rand_like(engine.zeros(COUNT)), 0.5, 12**-0.5),
        (lambda: random.randn_like(engine.zeros(COUNT)), 0, 1),
        (lambda: random.randint(6, (COUNT,)), 2.5, (35 / 12) ** 0.5),
        (lambda: random.randint_like(engine.zeros(COUNT), 1, 7), 3.5, (35 / 12) ** 0.5),
        (lambda: random.normal(2.0, 3.0, (COUNT,)), 2, 3),
        (lambda: random.normal(engine.full((COUNT,), 2.0), 3.0), 2, 3),
        (lambda: random.normal(2.0, engine.full((COUNT,), 3.0)), 2, 3),
        (lambda: random.bernoulli(engine.full((COUNT,), 0.2)), 0.2, 0.4),
        (lambda: random.bernoulli(engine.zeros(COUNT), 0.2), 0.2, 0.4),
        (lambda: random.poisson(engine.full((COUNT,), 4.0)), 4, 2),
        (lambda: random_fill.normal_(engine.zeros(COUNT), 2, 3), 2, 3),
        (lambda: random_fill.uniform_(engine.zeros(COUNT), -1, 3), 1, 4 * 12**-0.5),
        (lambda: random_fill.bernoulli_(engine.zeros(COUNT), 0.2), 0.2, 0.4),
        (lambda: random_fill.exponential_(engine.zeros(COUNT), 2.0), 0.5, 0.5),
        (lambda: random_fill.geometric_(engine.zeros(COUNT), 0.5), 2, 2**0.5),
        (lambda: random_fill.random_(engine.zeros(COUNT), 6), 2.5, (35 / 12) ** 0.5),
        (lambda: random_fill.log_normal_(engine.zeros(COUNT), 0, 0.5), 1.1331, 0.6039),
    ],
)
def test_mean_and_spread_are_those_of_the_distribution(draw, mean, std):
    found = moments(draw())

    np.testing.assert_allclose(found, (mean, std), atol=0.05)


def test_cauchy_numbers_have_their_quartiles():
    drawn = random_fill.cauchy_(engine.zeros(COUNT), 1, 2)._array

    np.testing.assert_allclose(np.quantile(drawn, [0.25, 0.5, 0.75]), [-1, 1, 3], atol=0.1)


def test_uniform_numbers_stay_below_one():
    drawn = random.rand(COUNT, dtype=engine.float16)

    assert drawn.dtype is engine.float16
    assert 0 <= drawn._array.min() < drawn._array.max() < 1


def test_a_permutation_has_every_number_once():
    assert sorted(random.randperm(50).tolist()) == list(range(50))
    assert random.randperm(3).dtype is engine.int64


@pytest.mark.parametrize("replacement", [True, False])
def test_weights_decide_what_is_drawn(replacement):
    weights = engine.tensor([[1.0, 3.0, 0.0, 4.0]] * 5000)

    first = random.multinomial(weights, 1, replacement)

    found = np.bincount(first._array[:, 0], minlength=4) / 5000
    np.testing.assert_allclose(found, [0.125, 0.375, 0, 0.5], atol=0.03)
    assert first.dtype is engine.int64


def test_without_replacement_nothing_is_drawn_twice():
    drawn = random.multinomial(engine.ones(100, 6), 6)

    assert np.array_equal(np.sort(drawn._array, 1), [list(range(6))] * 100)
    assert random.multinomial(engine.ones(6), 2).shape == (2,)


def test_a_seed_repeats_and_two_generators_do_not_meddle():
    mine, yours = random.Generator().manual_seed(3), random.Generator().manual_seed(3)

    first = random.randn(4, generator=mine).tolist()
    random.randn(4)

    assert random.randn(4, generator=yours).tolist() == first
    assert mine.initial_seed() == 3


def test_a_state_is_a_place_to_return_to():
    random.rand(3)
    state = random.get_rng_state()
    first = random.rand(4).tolist()
    random.manual_seed(9)

    random.set_rng_state(state)

    assert state.dtype is engine.uint8
    assert random.rand(4).tolist() == first
    assert random.initial_seed() == 0


def test_seeds_have_64_bits():
    assert random.manual_seed(-1).initial_seed() == 2**64 - 1
    assert random.Generator().initial_seed() == 67280421310721
    assert str(random.Generator("cpu").device) == "cpu"
    with pytest.raises(RangeError, match="over 64 bits"):
        random.manual_seed(2**64)


def test_a_seed_of_chance_can_be_repeated():
    seed = random.seed()
    first = random.rand(2).tolist()

    random.manual_seed(seed)

    assert random.rand(2).tolist() == first


@pytest.mark.parametrize(
    "make",
    [
        lambda: random.randint(1, 2, (3,)),
        lambda: random.randint(low=1, high=2, size=(3,)),
        lambda: random.randint(1, high=2, size=(3,)),
    ],
)
def test_whole_numbers_have_three_forms_of_call(make):
    assert make().tolist() == [1, 1, 1]
    assert make().dtype is engine.int64


def test_whole_numbers_over_all_that_a_dtype_counts():
    assert random_fill.random_(engine.zeros(COUNT, dtype=engine.uint8)).tolist().count(127) > 20
    assert set(random_fill.random_(engine.zeros(99, dtype=engine.bool)).tolist()) == {True, False}
    assert random_fill.random_(engine.zeros(9)).tolist()[0] > 1000
    assert random_fill.random_(engine.zeros(2), -2, -1).tolist() == [-2, -2]


def test_fillers_write_into_the_same_memory():
    x = engine.zeros(3, dtype=engine.float64)
    array = x._array

    assert random_fill.normal_(x) is x
    assert x._array is array
    assert array.all()


def test_a_leaf_that_requires_a_gradient_is_not_filled_while_recording():
    x = engine.zeros(3, requires_grad=True)

    with pytest.raises(GradientError, match="no_grad"):
        random_fill.normal_(x)
    with engine.no_grad():
        random_fill.normal_(x)

    assert x.requires_grad


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: random.rand(2, dtype=engine.int64), DtypeError, "floating point"),
        (lambda: random.rand(2, generator=3), ArgumentError, "must be a Generator"),
        (lambda: random.randint(3, 2), ArgumentError, "is no sequence"),
        (lambda: random.randint(2.5, (2,)), ArgumentError, "whole numbers"),
        (lambda: random.randint(size=(2,)), ArgumentError, "whole numbers"),
        (lambda: random.randint(3, 3, (2,)), RangeError, "is empty"),
        (lambda: random.randint(300, (2,), dtype=engine.uint8), DtypeError, "does not fit"),
        (lambda: random.randint(3, (2,), dtype=engine.bool), DtypeError, "does not fit"),
        (lambda: random.randperm(5000, dtype=engine.float16), DtypeError, "does not fit"),
        (lambda: random.normal(0.0, 1.0), ArgumentError, "without a size"),
        (lambda: random.normal(engine.zeros(2), -1.0), RangeError, "std of at least 0"),
        (lambda: random.bernoulli(engine.tensor([1.5])), RangeError, "outside"),
        (lambda: random.bernoulli(engine.tensor([1])), DtypeError, "floating point"),
        (lambda: random.poisson(engine.tensor([-1.0])), RangeError, "below 0"),
        (lambda: random.multinomial(engine.ones(2), 3), ShapeError, "replacement=True"),
        (lambda: random.multinomial(engine.ones(2), 0), RangeError, "at least one"),
        (lambda: random.multinomial(engine.zeros(2), 1), RangeError, "sum to 0"),
        (lambda: random.multinomial(-engine.ones(2), 1), RangeError, "below 0"),
        (lambda: random.multinomial(engine.ones(1, 1, 1), 1), ShapeError, "1 or 2 axes"),
        (lambda: random.set_rng_state(engine.ones(3)), ArgumentError, "use get_state"),
        (lambda: random_fill.normal_(engine.ones(1), 0, -1), RangeError, "at least 0"),
        (lambda: random_fill.uniform_(engine.ones(1), 1, 0), RangeError, "is empty"),
        (lambda: random_fill.exponential_(engine.ones(1), 0), RangeError, "lambd above 0"),
        (lambda: random_fill.geometric_(engine.ones(1), 1), RangeError, "in \\(0, 1\\)"),
        (lambda: random_fill.cauchy_(engine.tensor([1])), DtypeError, "floating point"),
    ],
)
def test_impossible_draws_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_what_a_number_is_drawn_with_gets_a_gradient_of_zero():
    rates = engine.tensor([1.0, 2.0], requires_grad=True)

    engine.poisson(rates).sum().backward()

    assert rates.grad.tolist() == [0, 0]
