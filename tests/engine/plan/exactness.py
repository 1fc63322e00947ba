"""Exactness: what of a Code is told to the last bit, and how near the rest must be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.plan.code import Code, Instruction, evaluate, run
from engine.plan.native_functions import VECTORISED
from engine.plan.native_operations import NAMES, PAIRED

TOTALS = ("add", "multiply")
RIGHT, BETWEEN = 2, 4  # ulp: from the right result; between numpy's functions and C's


def is_total(step: Instruction) -> bool:
    """Whether it is a sum or a product, whose order is free."""
    return step.kind == "reduce" and step.name in TOTALS


def is_smooth(step: Instruction) -> bool:
    """Whether numpy and native code have functions of their own for it."""
    return step.kind == "ufunc" and step.name in {*NAMES, *PAIRED, "power"}


def every_value(code: Code) -> Code:
    """The same code with the result of every instruction as an output."""
    return code.with_(outputs=tuple([step.output for step in code.instructions]))


def is_told(code: Code, given: Sequence[Any], but: Collection[str] = ()) -> bool:
    """Whether every order of its sums gives the same bits, and no function in it is smooth.

    Those in `but` are not counted.
    """
    if any(is_smooth(step) and step.name not in but for step in code.instructions):
        return False
    held = _held(code, given)
    return all(
        _is_orderless(step, held[step.inputs[0]], held[step.output])
        for step in code.instructions
        if step.kind == "reduce"
    )


def has_whole_values(code: Code, given: Sequence[Any]) -> bool:
    """Whether all numbers that it meets are whole, and sums of them exact; or not finite."""
    values = [x for x in _held(code, given).values() if x is not None and x.dtype.kind == "f"]
    finite = [x[np.isfinite(x)] for x in map(np.asarray, values)]
    return all(np.all(x == np.round(x)) and np.all(np.abs(x) < 2**20) for x in finite)


def in_order(code: Code, given: Sequence[Any]) -> list[Array]:
    """The outputs as numpy computes them with all results laid out in the order of their elements.

    numpy itself lays out what it makes of a transposed array like that, and so adds it up in
    another order.
    """
    held = {n: v.constant for n, v in enumerate(code.values) if v.constant is not None}
    held.update(zip(code.inputs, given, strict=True))
    with np.errstate(all="ignore"):
        for step in code.instructions:
            value = code.values[step.output]
            found = run(step, value, [held[number] for number in step.inputs])
            if step.kind not in ("view", "call"):
                found = np.asarray(found, value.dtype, order="C")
            held[step.output] = found
    return [held[number] for number in code.outputs]


def _held(code: Code, given: Sequence[Any]) -> dict[int, Array]:
    """Every value by its number."""
    held: dict[int, Any] = {n: v.constant for n, v in enumerate(code.values)}
    held.update(zip(code.inputs, map(np.asarray, given), strict=True))
    found = evaluate(every_value(code), given)
    held.update(zip([step.output for step in code.instructions], found, strict=True))
    return held


def _is_orderless(step: Instruction, x: Array, z: Array) -> bool:
    """Whether a reduction has one result: exact sums, and no zeros of both signs to choose from."""
    if step.name in ("maximum", "minimum"):
        return not (np.any(z == 0) and np.any(np.signbit(x[x == 0])))
    if step.name == "multiply" or not np.isfinite(x).all():
        return False
    unit = np.spacing(np.abs(x).sum(dtype=x.dtype) if x.size else x.dtype.type(0))
    return bool(np.isfinite(unit) and np.all(np.remainder(x, unit) == 0))


def assert_computed(step: Instruction, code: Code, inputs: Sequence[Array], found: Array) -> None:
    """What one instruction gave is what numpy gives of the same operands, within its ulps."""
    value = code.values[step.output]
    with np.errstate(all="ignore"):
        expected = np.asarray(run(step, value, list(inputs)), value.dtype)
    assert (found.shape, found.dtype) == (expected.shape, expected.dtype), step
    if is_total(step):
        _assert_total(step, inputs[0], found, expected)
    elif step.kind == "ufunc" and step.name in VECTORISED:
        wide = np.longdouble if found.dtype == np.float64 else np.float64
        with np.errstate(all="ignore"):
            right = getattr(np, step.name)(inputs[0].astype(wide))
        _assert_ulps(step, found, right, RIGHT)
    elif is_smooth(step):
        _assert_ulps(step, found, expected, BETWEEN)
    else:
        np.testing.assert_array_equal(found, expected, str(step))
        if found.dtype.kind == "f" and step.kind != "reduce":
            zero = expected == 0
            np.testing.assert_array_equal(np.signbit(found[zero]), np.signbit(expected[zero]))


def _assert_ulps(step: Instruction, found: Array, right: Array, ulps: int) -> None:
    """Within so many ulp each; NaN, infinities and zeros are where they are to be."""
    with np.errstate(all="ignore"):
        rounded = right.astype(found.dtype)
        error = np.abs(found.astype(right.dtype) - right)
        allowed = ulps * np.spacing(np.abs(rounded)).astype(right.dtype)
    same = (found == rounded) | (np.isnan(found) & np.isnan(rounded)) | (error <= allowed)
    assert same.all(), f"{step}: {found[~same]}, not {right[~same]}"


def _assert_total(step: Instruction, x: Array, found: Array, expected: Array) -> None:
    """Within an ulp for each rounding, unless a partial result overflows, or all but vanishes."""
    axes, keepdims = step.detail
    finite = np.abs(np.where(np.isfinite(x), x, 1))
    with np.errstate(all="ignore"):
        if step.name == "add":
            size = np.add.reduce(finite, axes, keepdims=keepdims)
            extreme = ~np.isfinite(size)
        else:
            size = np.abs(expected)
            high = np.multiply.reduce(np.maximum(finite, 1), axes, keepdims=keepdims)
            low = np.multiply.reduce(np.clip(finite, 0, 1), axes, keepdims=keepdims, where=x != 0)
            extreme = ~np.isfinite(high) | (low * np.finfo(x.dtype).eps < np.finfo(x.dtype).tiny)
        near = np.abs(found - expected) <= 2 * x.size * np.spacing(size)
    same = extreme | near | (found == expected) | (np.isnan(found) & np.isnan(expected))
    assert np.all(same), f"{step}: {found}, not {expected} of {x}"
