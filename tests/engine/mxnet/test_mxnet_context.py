"""The package, and contexts: arrays are on the CPU, and a graphics card is said once to be it."""

import warnings

import pytest

import engine.mxnet as mx
from engine.errors import ArgumentError
from engine.mxnet import context, nd


def test_contexts_are_named_and_compared():
    assert repr(mx.cpu()) == str(mx.cpu(0)) == "cpu(0)"
    assert mx.gpu(1) == mx.Context("gpu", 1) != mx.cpu()
    assert len({mx.cpu(), mx.cpu(0), mx.gpu()}) == 2
    assert mx.cpu() != "cpu"
    assert mx.context.num_gpus() == 0
    assert mx.Context(mx.cpu(2)) == mx.cpu(2)


def test_the_current_context_is_the_cpu_unless_another_is_entered():
    before = mx.current_context()
    with mx.cpu(3):
        inside = context.current_context()

    assert (before, inside, mx.current_context()) == (mx.cpu(), mx.cpu(3), mx.cpu())


def test_a_graphics_card_is_the_cpu_and_says_so_once(monkeypatch):
    monkeypatch.setattr(context, "_warned", False)

    with pytest.warns(UserWarning, match=r"gpu\(0\)"):
        x = nd.zeros((2,), ctx=mx.gpu())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = x.as_in_context(mx.gpu())
        z = x.copyto(mx.gpu())

    assert y is x
    assert [a.context for a in (x, y, z)] == [mx.cpu()] * 3


def test_an_unknown_context_is_refused():
    with pytest.raises(ArgumentError, match="cpu"):
        mx.Context("abacus")


def test_parts_of_mxnet_that_are_not_here_say_what_to_use():
    with pytest.raises(ArgumentError, match="autograd"):
        from engine.mxnet import gluon  # noqa: F401
    with pytest.raises(AttributeError, match="abacus"):
        _ = mx.abacus


def test_nd_is_the_module_ndarray():
    from engine.mxnet.ndarray import NDArray

    assert mx.nd is mx.ndarray
    assert isinstance(mx.nd.zeros(1), NDArray)
    assert mx.np is mx.numpy
    assert mx.npx is mx.numpy_extension
