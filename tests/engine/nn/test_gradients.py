"""The gradients of every layer are its slopes, by its inputs and by its parameters."""

import copy

import numpy as np
import pytest

import engine
from engine import nn
from tests.engine.nn.module_cases import ARGUMENTS, identity, values

CHOSEN = ("max_norm", "padding_idx", "scale_grad_by_freq")  # their gradients are not slopes,
# nor is that of CTCLoss by numbers that are no log-probabilities
STEP = 1e-6
CASES = [
    c for c in ARGUMENTS if c[3] is not None and not set(CHOSEN) & set(c[2]) and c[0] != "CTCLoss"
]


def tensor(array, wanted=True):
    return engine.tensor(array, requires_grad=wanted and array.dtype.kind == "f")


def arguments(name, args, kwargs):
    """A list of numbers is a tensor of weights, but for LayerNorm."""

    def made(value):
        weights = isinstance(value, list) and name != "LayerNorm"
        return engine.tensor(value, dtype=engine.float64) if weights else value

    return [made(value) for value in args], {key: made(value) for key, value in kwargs.items()}


def flat(tree):
    if isinstance(tree, (tuple, list)):
        return [leaf for part in tree for leaf in flat(part)]
    return [tree] if isinstance(tree, engine.Tensor) else []


def mapped(spec, rng):
    """The input as a tensor, or tensors, that want gradients where they can."""
    value = values(spec, rng)
    if isinstance(value, tuple) and any(isinstance(part, np.ndarray) for part in value):
        return tuple(tensor(part) for part in value)
    return tensor(value, spec[0] != "signs") if isinstance(value, np.ndarray) else value


@pytest.mark.parametrize("case", CASES, ids=identity)
def test_gradients_are_slopes(case):
    name, args, kwargs, specs = case
    rng = np.random.default_rng(1)
    args, kwargs = arguments(name, args, kwargs)
    layer = getattr(nn, name)(*args, **kwargs).double()
    inputs = [mapped(spec, rng) for spec in specs]
    leaves = [t for t in (*flat(inputs), *layer.parameters()) if t.requires_grad]
    directions = [rng.normal(size=tuple(t.shape)) for t in leaves]
    factors = [rng.normal(size=tuple(z.shape)) for z in flat(copy.deepcopy(layer)(*inputs))]

    def weighted():
        results = flat(copy.deepcopy(layer)(*inputs))
        pairs = zip(results, factors, strict=True)
        return sum((z * engine.tensor(f)).sum() for z, f in pairs if z.dtype == engine.float64)

    def moved(step):
        for leaf, direction in zip(leaves, directions, strict=True):
            leaf.data = engine.tensor(leaf.detach().numpy() + step * direction)
        return weighted().item()

    slope = (moved(STEP) - moved(-2 * STEP)) / (2 * STEP)
    moved(STEP)
    if not leaves:
        return
    results = flat(layer(*inputs))
    pairs = zip(results, factors, strict=True)
    total = sum((z * engine.tensor(f)).sum() for z, f in pairs if z.dtype == engine.float64)
    if total.requires_grad:
        total.backward()
    found = sum(
        float((leaf.grad.numpy() * direction).sum())
        for leaf, direction in zip(leaves, directions, strict=True)
        if leaf.grad is not None
    )

    assert found == pytest.approx(slope, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("case", CASES, ids=identity)
def test_a_state_makes_another_layer_compute_the_same(case):
    name, args, kwargs, specs = case
    rng = np.random.default_rng(1)
    args, kwargs = arguments(name, args, kwargs)
    first, second = (getattr(nn, name)(*args, **kwargs).double() for _ in range(2))
    inputs = [mapped(spec, rng) for spec in specs]

    second.load_state_dict(first.state_dict())

    for a, b in zip(flat(first(*inputs)), flat(second(*inputs)), strict=True):
        np.testing.assert_array_equal(a.detach().numpy(), b.detach().numpy())
