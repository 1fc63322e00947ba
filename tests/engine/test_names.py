"""Names at the top of torch that are no operations: constants, places, threads, cards."""

import math
import warnings

import pytest

import engine
from engine.autograd import Variable
from engine.errors import ArgumentError, RangeError


def test_constants_are_pythons():
    assert (engine.pi, engine.e, engine.inf) == (math.pi, math.e, math.inf)
    assert math.isnan(engine.nan)
    assert engine.ones(2)[:, engine.newaxis].shape == (2, 1)


def test_the_version_is_that_of_the_interface():
    assert int(engine.__version__.split(".")[0]) >= 2


def test_vmap_stands_at_the_top():
    assert engine.vmap(lambda x: x.sum())(engine.ones(2, 3)).tolist() == [3, 3]


def test_there_are_no_cards():
    usable = engine.cuda.is_available() or engine.backends.mps.is_available()

    assert not usable
    assert engine.cuda.device_count() == 0
    assert not engine.backends.cuda.is_built()


def test_settings_for_cards_are_accepted():
    engine.cuda.manual_seed(0)
    engine.cuda.manual_seed_all(0)
    engine.cuda.empty_cache()
    engine.cuda.synchronize()
    engine.backends.cudnn.deterministic = True

    assert engine.backends.cudnn.deterministic


def test_the_default_device_is_the_cpu():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        engine.set_default_device("cuda")

    assert engine.get_default_device() == engine.device("cpu")
    with pytest.raises(RangeError):
        engine.set_default_device("abacus")


def test_layouts_and_formats_have_their_classes():
    assert isinstance(engine.strided, engine.layout)
    assert isinstance(engine.channels_last, engine.memory_format)
    assert engine.ones(1, 2, 3, 3).contiguous(memory_format=engine.channels_last).shape[1] == 2


def test_a_number_of_threads_is_kept():
    before = engine.get_num_threads()

    engine.set_num_threads(3)

    assert engine.get_num_threads() == 3
    engine.set_num_threads(before)
    with pytest.raises(RangeError, match="0 threads"):
        engine.set_num_threads(0)
    with pytest.raises(ArgumentError, match="no whole number"):
        engine.set_num_threads(1.5)


def test_a_variable_is_a_leaf_on_the_same_memory():
    x = engine.ones(2, requires_grad=True)

    v = Variable(x * 2, requires_grad=True)

    assert v.is_leaf
    assert v.requires_grad
    assert type(v) is engine.Tensor
    assert not Variable(x).requires_grad
    assert isinstance(x, Variable)
    assert not isinstance(1.0, Variable)
    with pytest.raises(ArgumentError, match="not a tensor"):
        Variable([1.0])
