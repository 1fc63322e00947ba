"""Random programs of views, in-place operations and backward: the engine does what torch does."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import engine

pytestmark = pytest.mark.oracle

MAKE = {  # a new tensor from one or two others
    "mul": lambda m, x, y: x * y,
    "add": lambda m, x, y: x + y,
    "sub": lambda m, x, y: x - y,
    "double": lambda m, x, y: x * 2.0,
    "exp": lambda m, x, y: (x * 0.1).exp(),
    "square": lambda m, x, y: x * x,
    "sin": lambda m, x, y: x.sin(),
    "clone": lambda m, x, y: x.clone(),
    "detach": lambda m, x, y: x.detach(),
    "row": lambda m, x, y: x[0],
    "last": lambda m, x, y: x[..., -1:],
    "rows": lambda m, x, y: x[1:],
    "transpose": lambda m, x, y: x.transpose(0, -1) if x.ndim > 1 else x * 1,
    "reshape": lambda m, x, y: x.reshape(-1),
    "unsqueeze": lambda m, x, y: x.unsqueeze(0),
    "squeeze": lambda m, x, y: x.squeeze(),
    "sum": lambda m, x, y: x.sum(),
    "picked": lambda m, x, y: x[m.tensor([0, 0])],
    "relu": lambda m, x, y: x.relu(),
}
CHANGE = {  # a tensor in place
    "add_": lambda m, x, y: x.add_(y),
    "mul_": lambda m, x, y: x.mul_(y),
    "mul_number_": lambda m, x, y: x.mul_(0.5),
    "zero_": lambda m, x, y: x.zero_(),
    "fill_": lambda m, x, y: x.fill_(1.5),
    "copy_": lambda m, x, y: x.copy_(y),
    "sin_": lambda m, x, y: x.sin_(),
    "exp_": lambda m, x, y: x.mul_(0.1).exp_(),
    "relu_": lambda m, x, y: x.relu_(),
    "set_row": lambda m, x, y: x.__setitem__(0, 3.0),
    "set_rows": lambda m, x, y: x.__setitem__(slice(1, None), y),
    "set_picked": lambda m, x, y: x.__setitem__(m.tensor([0]), y),
    "iadd": lambda m, x, y: x.__iadd__(y),
}
step = st.tuples(
    st.sampled_from([*MAKE, *CHANGE]),
    st.integers(0, 30),
    st.integers(0, 30),
    st.booleans(),
)


def shared(x, y):
    """Whether x and y overlap in memory, which torch refuses in some operations."""
    return np.shares_memory(x.detach().numpy(), y.detach().numpy())


def run(m, steps, scalar):
    """What the program leaves: per tensor its value, leaf-ness and gradient, or the errors."""
    rng = np.random.default_rng(0)
    shapes = [(), (), ()] if scalar else [(2, 3), (3,), (2, 3)]
    values = [rng.standard_normal(shape).tolist() for shape in shapes]
    tensors = [m.tensor(v, dtype=m.float64, requires_grad=i < 2) for i, v in enumerate(values)]
    log = []
    for name, i, j, quiet in steps:
        x, y = tensors[i % len(tensors)], tensors[j % len(tensors)]
        try:
            with m.set_grad_enabled(not quiet or name in MAKE):
                if name in MAKE:
                    z = MAKE[name](m, x, y)
                    if z.numel() < 50:
                        tensors.append(z)
                else:
                    assert x.grad_fn is None or x.requires_grad  # torch brings a view up to date
                    apart = y.clone() if shared(x, y) and (x is not y or "set" in name) else y
                    CHANGE[name](m, x, apart)
        except (RuntimeError, IndexError, TypeError):
            log.append((name, "refused"))
            break
        log.append((name, x.requires_grad, x.is_leaf, x._version))
    for t in tensors:
        if t.requires_grad and not t.is_leaf:
            t.retain_grad()
    total = None
    for k, t in enumerate(tensors):
        if t.requires_grad:
            part = (t * t * 0.1 * (k + 1)).sum() + t.sum()
            total = part if total is None else total + part
    gradients = []
    if total is not None:
        try:
            total.backward()
        except RuntimeError:
            gradients = "refused"
    if gradients != "refused":
        gradients = [
            None if not t.requires_grad or t.grad is None else np.asarray(t.grad.detach().tolist())
            for t in tensors
        ]
    return log, [np.asarray(t.detach().tolist()) for t in tensors], gradients


@pytest.mark.parametrize("scalar", [False, True])
def test_the_same_program_leaves_the_same(scalar):
    @given(st.lists(step, min_size=1, max_size=9))
    @settings(max_examples=1500, deadline=None, database=None, derandomize=True)
    def check(steps):
        with np.errstate(all="ignore"):
            expected, found = run(torch, steps, scalar), run(engine, steps, scalar)
        assert found[0] == expected[0]
        for ours, theirs in zip(found[1], expected[1], strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)
        if isinstance(found[2], str) or isinstance(expected[2], str):
            assert found[2] == expected[2]
            return
        for ours, theirs in zip(found[2], expected[2], strict=True):
            assert (ours is None) == (theirs is None)
            if ours is not None:
                np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)

    check()
