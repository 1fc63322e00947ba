"""Every layer with torch's state computes what torch's computes, and so do its gradients."""

import numpy as np
import pytest
import torch

import engine
from engine import nn
from tests.engine.nn.module_cases import ARGUMENTS, identity, values

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.filterwarnings("ignore:.*enable_nested_tensor:UserWarning"),
    pytest.mark.filterwarnings("ignore:.*not supported with oneDNN:UserWarning"),
]
TOLERANCE = {"float64": 1e-7, "float32": 2e-4}


def both(value, dtype, grad=True):
    """The same numbers for the engine and for torch."""
    array = np.asarray(value)
    if array.dtype.kind == "f":
        array = array.astype(dtype)
    ours, theirs = engine.tensor(array), torch.tensor(array)
    if grad and array.dtype.kind == "f":
        ours.requires_grad, theirs.requires_grad = True, True
    return ours, theirs


def made(spec, rng, dtype):
    """The input that a specification asks for, for both sides."""
    value = values(spec, rng)
    if isinstance(value, tuple) and any(isinstance(part, np.ndarray) for part in value):
        parts = [both(part, dtype) for part in value]
        return tuple(ours for ours, _ in parts), tuple(theirs for _, theirs in parts)
    if not isinstance(value, np.ndarray):
        return value, value
    return both(value, dtype, grad=spec[0] != "signs")


def weights(value, dtype):
    """A list of numbers stands for a tensor of weights."""
    return both(value, dtype, grad=False) if isinstance(value, list) else (value, value)


def pair(name, args, kwargs, dtype):
    """The engine's module and torch's with the same state."""
    given = [(value, value) if name == "LayerNorm" else weights(value, dtype) for value in args]
    named = {key: weights(value, dtype) for key, value in kwargs.items()}
    sides = []
    for side, library in enumerate((nn, torch.nn)):
        arguments = [value[side] for value in given]
        keywords = {key: value[side] for key, value in named.items()}
        sides.append(getattr(library, name)(*arguments, **keywords))
    ours, theirs = sides
    ours.to(getattr(engine, dtype)), theirs.to(getattr(torch, dtype))
    state = {key: torch.tensor(np.array(held.numpy())) for key, held in ours.state_dict().items()}
    theirs.load_state_dict(state)
    return ours, theirs


def leaves(tree):
    if isinstance(tree, (tuple, list)):
        return [leaf for part in tree for leaf in leaves(part)]
    return [] if tree is None else [tree]


def close(ours, theirs, dtype, what):
    assert (ours is None) == (theirs is None), what
    if ours is None:
        return
    ours, theirs = ours.detach().numpy(), theirs.detach().numpy()
    assert ours.dtype == theirs.dtype, what
    assert ours.shape == theirs.shape, what
    np.testing.assert_allclose(ours, theirs, TOLERANCE[dtype], TOLERANCE[dtype], err_msg=what)


RUN = [case for case in ARGUMENTS if case[3] is not None]


@pytest.mark.parametrize("case", ARGUMENTS, ids=identity)
def test_the_text_and_the_names_in_the_state_are_torchs(case):
    name, args, kwargs, _ = case

    ours, theirs = pair(name, args, kwargs, "float32")

    assert repr(ours) == repr(theirs)
    shapes = [(key, tuple(held.shape)) for key, held in theirs.state_dict().items()]
    assert [(key, tuple(held.shape)) for key, held in ours.state_dict().items()] == shapes
    names = [key for key, _ in theirs.named_parameters()]
    assert [key for key, _ in ours.named_parameters()] == names
    assert [key for key, _ in ours.named_modules()] == [key for key, _ in theirs.named_modules()]


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("case", RUN, ids=identity)
def test_outputs_gradients_and_buffers_are_torchs(case, dtype, training):
    name, args, kwargs, specs = case
    rng = np.random.default_rng(0)
    ours, theirs = pair(name, args, kwargs, dtype)
    ours.train(training), theirs.train(training)
    inputs = [made(spec, rng, dtype) for spec in specs]

    z = leaves(ours(*(mine for mine, _ in inputs)))
    expected = leaves(theirs(*(other for _, other in inputs)))
    for part, other in zip(z, expected, strict=True):
        close(part, other, dtype, "output")
        if other.requires_grad:
            factor = rng.normal(size=tuple(other.shape)).astype(dtype)
            (part * engine.tensor(factor)).sum().backward(retain_graph=True)
            (other * torch.tensor(factor)).sum().backward(retain_graph=True)

    for mine, other in inputs:
        for x, y in zip(leaves(mine), leaves(other), strict=True):
            if isinstance(y, torch.Tensor):
                close(x.grad, y.grad, dtype, "gradient of an input")
    for (key, x), (_, y) in zip(ours.named_parameters(), theirs.named_parameters(), strict=True):
        close(x.grad, y.grad, dtype, f"gradient of {key}")
    for (key, x), (_, y) in zip(ours.named_buffers(), theirs.named_buffers(), strict=True):
        close(x, y, dtype, key)
