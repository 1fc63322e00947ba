"""Every rule of the table against central differences, to first and to second order."""

import numpy as np
import pytest

from engine.autograd import grad
from engine.errors import GradientError
from engine.op import OPS
from engine.tape import backward
from engine.tensor import from_array
from tests.engine import cases, cases_algebra, cases_arranging
from tests.engine.cases_neural import NEURAL
from tests.engine.differences import central, leaves

TABLES = (cases, cases_algebra, cases_arranging)
DIFFERENTIABLE = [*NEURAL, *(case for table in TABLES for case in table.DIFFERENTIABLE)]
FORWARD_ONLY = [case for table in TABLES for case in table.FORWARD_ONLY]


def weights(array, seed):
    return np.random.default_rng(seed).uniform(0.5, 1.5, array.shape)


def gradients(case, arrays, w):
    """The engine's gradients of sum(w · op(arrays)) as arrays; zeros where none flows."""
    tensors = leaves(arrays)
    found = backward([(case.call(tensors), w)])
    return [np.asarray(found[t]) if t in found else np.zeros(t.shape) for t in tensors]


def test_every_op_has_a_case():
    tried = {case.op for case in (*DIFFERENTIABLE, *FORWARD_ONLY)}

    assert set(OPS) - tried == set()


def test_every_op_with_a_rule_is_differentiated_except_floor_division():
    with_rule = {op.name for op in OPS.values() if op.rule is not None}

    tried = {case.op for case in DIFFERENTIABLE}

    assert with_rule - tried == {"floor_divide"}


@pytest.mark.parametrize("case", DIFFERENTIABLE, ids=str)
def test_vjp_agrees_with_central_differences(case):
    arrays = case.arrays()
    w = weights(case.call(leaves(arrays)), 1)

    expected = central(lambda moved: float(np.sum(w * case.call(leaves(moved))._array)), arrays)

    for found, slope, x in zip(gradients(case, arrays, w), expected, arrays, strict=True):
        assert found.shape == x.shape
        np.testing.assert_allclose(found, slope, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("case", DIFFERENTIABLE, ids=str)
def test_recorded_backward_agrees_with_central_differences_of_the_first(case):
    arrays = case.arrays()
    tensors = leaves(arrays)
    z = case.call(tensors)
    w, v = weights(z, 1), [weights(x, 2) for x in arrays]
    wanted = [t for t in tensors if t.requires_grad]

    def first(moved):
        parts = gradients(case, moved, w)
        return float(sum(np.sum(a * b) for a, b in zip(v, parts, strict=True)))

    expected = central(first, arrays)
    recorded = grad(z, wanted, from_array(w), create_graph=True)
    chosen = [b for b, x in zip(v, arrays, strict=True) if x.dtype.kind == "f"]
    total = sum((OPS["sum"](g * from_array(b)) for g, b in zip(recorded, chosen, strict=True)))
    second = iter(
        grad(total, wanted, allow_unused=True) if total.requires_grad else [None] * len(wanted)
    )

    assert all(g.shape == t.shape for g, t in zip(recorded, wanted, strict=True))
    for tensor, slope in zip(tensors, expected, strict=True):
        found = next(second) if tensor.requires_grad else None
        np.testing.assert_allclose(
            np.zeros(tensor.shape) if found is None else found.detach().numpy(),
            slope,
            rtol=1e-5,
            atol=1e-6,
        )


def test_the_gradient_of_floor_division_is_refused_with_a_remedy():
    x, y = leaves([np.array(7.0), np.array(2.0)])

    with pytest.raises(GradientError, match=r"floor_divide .* floor\(x / y\)"):
        (x // y).backward()


@pytest.mark.parametrize("case", [c for c in FORWARD_ONLY if not OPS[c.op].rule], ids=str)
def test_a_result_without_rule_requires_no_gradient(case):
    arrays = case.arrays()[: OPS[case.op].arity]

    result = case.call(leaves(arrays))

    assert not result.requires_grad
    assert result.is_leaf
