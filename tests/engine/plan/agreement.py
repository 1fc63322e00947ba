"""Agreement: what the eager engine makes of a plan, and whether compiled results are the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from engine.dtype import Array
from engine.op import OPS
from engine.plan import Leaf, Plan, Step
from engine.plan.symbol import SHAPED_BY_NUMBERS
from engine.run import run
from tests.engine import cases, cases_algebra, cases_arranging, cases_neural
from tests.engine.cases import Case

_CASES = [
    case
    for case in chain(
        cases.DIFFERENTIABLE,
        cases.FORWARD_ONLY,
        cases_algebra.DIFFERENTIABLE,
        cases_algebra.FORWARD_ONLY,
        cases_arranging.DIFFERENTIABLE,
        cases_arranging.FORWARD_ONLY,
        cases_neural.NEURAL,
    )
    if not OPS[case.op].several and case.op not in SHAPED_BY_NUMBERS
]
TABLE = {name: [c for c in _CASES if c.op == name] for name in sorted({c.op for c in _CASES})}

FUSED = {"cross_entropy"}  # whose sums run in native code, in another order


def plan_of(case: Case, dtype: type = np.float64, seed: int = 0) -> Plan:
    """One op as a plan, differentiated from a random head gradient where it can be.

    Where it cannot, no leaf requires a gradient.
    """
    arrays = [np.asarray(array) for array in case.arrays(dtype)]
    leaves = tuple(Leaf(i, a, a.dtype.kind == "f", f"x{i}") for i, a in enumerate(arrays))
    places = tuple(range(len(leaves)))
    step = Step(case.op, places, len(leaves), dict(case.static))
    z = run(Plan(leaves, (step,))).value(step.output)
    head = np.random.default_rng(seed).normal(size=z.shape).astype(z.dtype)
    plan = Plan(leaves, (step,), step.output, head)
    if run(plan).fault is None:
        return plan
    given = tuple(replace(leaf, requires_grad=False) for leaf in leaves)
    return Plan(given, (step,), step.output)


def moved(plan: Plan) -> Plan:
    """The same plan on other numbers, smaller ones."""
    leaves = [
        replace(leaf, value=leaf.value * leaf.value.dtype.type(0.875))
        if leaf.value.dtype.kind == "f"
        else leaf
        for leaf in plan.leaves
    ]
    return replace(plan, leaves=tuple(leaves))


def eager(plan: Plan) -> tuple[list[Array], dict[int, Array]]:
    """The roots, and the gradients of the leaves that they reach."""
    records = any(leaf.requires_grad for leaf in plan.leaves)
    trace = run(plan if records else replace(plan, root=None))
    assert trace.fault is None, trace.fault
    roots = [trace.value(root.slot) for root in plan.roots]
    totals = {leaf.slot: trace.gradient(leaf.slot) for leaf in plan.leaves if leaf.requires_grad}
    return roots, {slot: total for slot, total in totals.items() if total is not None}


def assert_same_bits(found: Sequence[Array], expected: Sequence[Array], note: str = "") -> None:
    """Equal dtypes, shapes and bits, signs of zeros too; one NaN is as good as another."""
    assert len(found) == len(expected), note
    for a, b in zip(map(np.asarray, found), map(np.asarray, expected), strict=True):
        assert (a.dtype, a.shape) == (b.dtype, b.shape), note
        np.testing.assert_array_equal(a, b, note)
        if a.dtype.kind == "f":
            zero = a == 0
            np.testing.assert_array_equal(np.signbit(a[zero]), np.signbit(b[zero]), note)


def assert_agree(op: str, found: Sequence[Array], expected: Sequence[Array], note: str) -> None:
    """The same bits, or of what is fused within a few ulp."""
    if op in FUSED:
        assert_near(found, expected, 4, note)
    else:
        assert_same_bits(found, expected, note)


def assert_near(
    found: Iterable[Array], expected: Iterable[Array], ulps: float, note: str = ""
) -> None:
    """Within so many ulp of the largest element; NaN and infinities are where they are to be."""
    for a, b in zip(map(np.asarray, found), map(np.asarray, expected), strict=True):
        assert (a.dtype, a.shape) == (b.dtype, b.shape), note
        if a.dtype.kind != "f":
            np.testing.assert_array_equal(a, b, note)
            continue
        finite = np.isfinite(b)
        np.testing.assert_array_equal(a[~finite], b[~finite], note)
        largest = np.abs(b[finite]).max(initial=0.0)
        allowed = ulps * np.spacing(largest)
        assert np.abs(a[finite] - b[finite]).max(initial=0.0) <= allowed, note


def assert_special(
    found: float, expected: Array, ulps: float, largest: float = 0.0, note: str = ""
) -> None:
    """One number within so many ulp of the expected one, or of `largest`.

    NaN, infinities and zeros are exact, with their signs.
    """
    b = np.asarray(expected).reshape(())
    with np.errstate(all="ignore"):
        a = np.asarray(found, b.dtype)
    if b.dtype.kind != "f" or not np.isfinite(a) or not np.isfinite(b) or a == 0 or b == 0:
        assert_same_bits([a], [b], note)
    else:
        scale = max(abs(float(b)), largest)
        with np.errstate(over="ignore"):  # next to the largest number
            allowed = ulps * float(np.spacing(b.dtype.type(scale)))
        assert abs(float(a) - float(b)) <= allowed, note
